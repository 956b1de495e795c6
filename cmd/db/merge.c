/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs of other databases, and the labels that their machines get.
 */
#include "merge.h"

#include "err.h"
#include "mem.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct merge_labels merge_labels_take(int argc, char **argv)
{
	static const char option[] = "--label-of";
	const size_t length = sizeof option - 1;
	struct merge_labels l = {mem_zero((size_t)argc, sizeof *l.text), 0};
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], option) == 0 && i + 1 < argc)
			l.text[l.count++] = argv[++i];
		else if (strncmp(argv[i], option, length) == 0 && argv[i][length] == '=')
			l.text[l.count++] = argv[i] + length + 1;
	}
	return l;
}

static void check_labels(const struct merge_labels *l)
{
	for (size_t i = 0; i < l->count; i++) {
		size_t print = strspn(l->text[i], "0123456789abcdef");
		if (print < 8 || print > 32 || l->text[i][print] != '=' || !l->text[i][print + 1])
			err_usage("--label-of: '%s' is not FINGERPRINT=NAME, with at least 8 "
				  "characters of the fingerprint that 'ticklab db machines' shows",
			    l->text[i]);
	}
}

static void set_labels(struct store *s, const char *db, const struct merge_labels *l)
{
	for (size_t i = 0; i < l->count; i++) {
		char print[33];
		const char *name = strchr(l->text[i], '=') + 1;
		snprintf(print, sizeof print, "%.*s", (int)(name - 1 - l->text[i]), l->text[i]);
		int64_t n = store_label_machine(s, print, name);
		if (n < 0)
			err_die("%s: %s", db, store_error(s));
		if (n == 0)
			err_warning("--label-of: no run of a machine %s is in %s", print, db);
		printf("%s: label %s, %" PRId64 " run%s\n", print, name, n, n == 1 ? "" : "s");
	}
}

void merge_check(const char *db, int count, char **paths, const struct merge_labels *labels)
{
	check_labels(labels);
	for (int i = 0; i < count; i++) {
		if (store_owns(db, paths[i]))
			err_usage("merge: %s is the database itself; name another one", paths[i]);
		if (access(paths[i], F_OK) != 0 && errno == ENOENT)
			err_die(
			    "%s: there is no such database to merge; nothing was merged", paths[i]);
	}
}

void merge_runs(
    struct store *s, const char *db, int count, char **paths, const struct merge_labels *labels)
{
	for (int i = 0; i < count; i++) {
		struct store_merged m;
		char shown[300];
		if (store_merge(s, paths[i], &m) != 0)
			err_die("%s: %s; nothing of %s was merged", db, store_error(s), paths[i]);
		printf("%s: %" PRIu64 " runs with %" PRIu64 " samples copied, %" PRIu64
		       " were there already, %" PRIu64 " still being recorded were not copied\n",
		    text_plain(shown, sizeof shown, paths[i]), m.runs, m.samples, m.known,
		    m.unfinished);
	}
	set_labels(s, db, labels);
}
