/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stale.h"

#include "gallery.h"
#include "outfile.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

size_t stale_run_part(const char *name)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	size_t n = 0;
	while (shape[n] && name[n] &&
	       (shape[n] == '-' ? name[n] == '-' : strchr("0123456789abcdef", name[n]) != NULL))
		n++;
	n = n == sizeof shape - 1 ? n : n >= 8 ? 8 : 0;
	size_t end = strlen(name);
	if (n == 0 || name[n] != '-' || end < n + 6 || strcmp(name + end - 4, ".svg") != 0)
		return 0;
	return gallery_draws(name + n + 1, end - 4 - (n + 1)) ? n : 0;
}

struct search {
	const struct book *book;
	const char *name;
	size_t length;
	bool found;
};

static bool in_book(const struct book *b, int64_t id)
{
	for (size_t i = 0; i < b->run_count; i++)
		if (b->runs[i].row.id == id)
			return true;
	return false;
}

/* Looks for a run of that name that this report does not show. */
static int look_at(void *context, const struct store_run *run)
{
	struct search *s = context;
	s->found =
	    s->found || (strncmp(run->uuid, s->name, s->length) == 0 && !in_book(s->book, run->id));
	return s->found;
}

static bool drawn_anew(const struct gallery *g, const char *name)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].svg && strcmp(g->plates[i].file, name) == 0)
			return true;
	return false;
}

/* Does the earlier report lead to that file? */
static bool leads_to(const char *index, const char *name)
{
	char *link = outfile_name("/%s)", name);
	bool found = strstr(index, link) != NULL;
	free(link);
	return found;
}

int stale_remove(struct store *s, const struct book *b, const struct gallery *g, const char *folder,
    const char *index)
{
	DIR *dir = index ? opendir(folder) : NULL;
	const struct dirent *entry;
	int rc = 0;
	while (dir && rc == 0 && (entry = readdir(dir))) {
		struct search search = {b, entry->d_name, stale_run_part(entry->d_name), false};
		if (search.length == 0 || drawn_anew(g, entry->d_name) ||
		    !leads_to(index, entry->d_name))
			continue;
		rc = store_runs(s, NULL, look_at, &search) < 0 ? -1 : 0;
		if (rc == 0 && !search.found)
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
	}
	if (dir)
		closedir(dir);
	return rc;
}
