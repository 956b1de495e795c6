/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file is removed only if three things hold: its name is one that a report gives, the earlier
 * report's pages lead to it, and neither this report nor a run in the database needs it. So no file
 * of the user's own can match. Cost: one walk of the folder, and for each such file one of the
 * pages' text.
 */
#include "stale.h"

#include "gallery.h"
#include "mem.h"
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
static bool leads_to(const char *pages, char before, const char *name)
{
	char *link = mem_print("%c%s)", before, name);
	bool found = strstr(pages, link) != NULL;
	free(link);
	return found;
}

/* The picture, its driver and its tables. */
static void remove_plot(int folder, const char *name)
{
	static const char *const tails[] = {"svg", "gp", "tsv", "-fit.tsv", "-longest.tsv",
	    "-level.tsv", "-tails.tsv", "-null.tsv"};
	int stem = (int)(strlen(name) - strlen(".svg"));
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		char *file =
		    mem_print("%.*s%s%s", stem, name, *tails[i] == '-' ? "" : ".", tails[i]);
		(void)unlinkat(folder, file, 0);
		free(file);
	}
}

/* Of a run that neither this report nor the database holds? -1: not known. */
static int is_gone(struct store *s, const struct book *b, const char *name, size_t length)
{
	struct search search = {b, name, length, false};
	if (store_runs(s, NULL, look_at, &search) < 0)
		return -1;
	return !search.found;
}

int stale_remove(struct store *s, const struct book *b, const struct gallery *g, const char *folder,
    const char *pages)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	int rc = 0;
	while (dir && rc == 0 && (entry = readdir(dir))) {
		size_t length = stale_run_part(entry->d_name);
		if (length == 0 || drawn_anew(g, entry->d_name) ||
		    !leads_to(pages, '/', entry->d_name))
			continue;
		int gone = is_gone(s, b, entry->d_name, length);
		rc = gone < 0 ? -1 : 0;
		if (gone > 0)
			remove_plot(dirfd(dir), entry->d_name);
	}
	if (dir)
		closedir(dir);
	return rc;
}

/* Length of the run's part of "run-XXXXXXXX.md"; 0: the file has another name. */
static size_t page_run_part(const char *name)
{
	size_t n = strncmp(name, "run-", 4) == 0 ? strspn(name + 4, "0123456789abcdef-") : 0;
	return n >= 8 && strcmp(name + 4 + n, ".md") == 0 ? n : 0;
}

char *stale_pages(const char *folder)
{
	char *all = mem_print("%s", "");
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	while (dir && (entry = readdir(dir))) {
		if (page_run_part(entry->d_name) == 0 && strcmp(entry->d_name, "index.md") != 0)
			continue;
		char *path = mem_print("%s/%s", folder, entry->d_name), *text = outfile_read(path);
		char *more = mem_print("%s%s", all, text ? text : "");
		free(all);
		free(text);
		free(path);
		all = more;
	}
	if (dir)
		closedir(dir);
	return all;
}

int stale_remove_pages(struct store *s, const struct book *b, const char *folder, const char *pages)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	int rc = 0;
	while (dir && rc == 0 && (entry = readdir(dir))) {
		size_t length = page_run_part(entry->d_name);
		if (length == 0 || !leads_to(pages, '(', entry->d_name))
			continue;
		bool shown = false;
		for (size_t i = 0; i < b->run_count; i++)
			shown =
			    shown || strncmp(b->runs[i].row.uuid, entry->d_name + 4, length) == 0;
		int gone = shown ? 0 : is_gone(s, b, entry->d_name + 4, length);
		rc = gone < 0 ? -1 : 0;
		if (gone <= 0)
			continue;
		char *html = mem_print("run-%.*s.html", (int)length, entry->d_name + 4);
		(void)unlinkat(dirfd(dir), html, 0);
		(void)unlinkat(dirfd(dir), entry->d_name, 0);
		free(html);
	}
	if (dir)
		closedir(dir);
	return rc;
}
