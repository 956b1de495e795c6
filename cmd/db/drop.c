/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "drop.h"

#include "err.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct described {
	char text[200];
};

static int describe_run(void *context, const struct store_run *r)
{
	struct described *d = context;
	snprintf(d->text, sizeof d->text, " (%s under load %s, %" PRIu64 " samples)", r->probe,
	    r->load, r->samples);
	return 0;
}

/* A run whose row is bad is asked about by its name alone. */
static bool is_confirmed(struct store *s, const char *db, const char *name)
{
	struct described d = {""};
	char answer[16] = "";
	store_runs(s, name, describe_run, &d);
	err_question("%s: remove run %s%s for good? [y/N] ", db, name, d.text);
	return fgets(answer, sizeof answer, stdin) &&
	       (strcmp(answer, "y\n") == 0 || strcmp(answer, "yes\n") == 0);
}

int drop_run(struct store *s, const char *db, const char *run, bool sure)
{
	char name[STORE_UUID];
	if (store_run_find(s, run, name) < 0)
		return err_error("%s: %s", db, store_error(s));
	if (!sure && !isatty(STDIN_FILENO))
		err_usage("drop: the standard input is no terminal to ask on: give --yes to remove"
			  " run %s",
		    name);
	if (!sure && !is_confirmed(s, db, name))
		return err_error("%s: nothing was removed", db);
	if (store_run_drop(s, run, name) != 0)
		return err_error("%s: run %s: %s; nothing was removed", db, name, store_error(s));
	printf("%s: run %s was removed; judge and report again what they say of the others\n", db,
	    name);
	return 0;
}
