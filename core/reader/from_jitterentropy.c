/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Raw entropy recordings of the Jitter RNG (tests/raw-entropy of jitterentropy-library): a duration
 * a line; of its versions 2, two durations a line, with shuffled and with fixed loop counts, which
 * are no start and duration. A folder of restart recordings (NAME-0001.data ... NAME-1000.data)
 * becomes one run of that many restarts. The unit is the library's counter, which the files do not
 * say.
 */
#include "reader_private.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MOST = 100000 };

static int file_add(struct sink *k)
{
	static struct span field[FIELDS];
	struct lines l = lines_of(k->source);
	struct span none = {0};
	int columns = 0;
	while (lines_next_data(&l)) {
		int n = span_fields(l.line, 0, field);
		if ((columns && n != columns) || n < 1 || n > 2)
			return sink_fail(k, l.number, "one or two durations a line are expected");
		columns = n;
		if (n == 2 && !k->o->column)
			return sink_fail(k, l.number,
			    "two durations a line: with shuffled loop counts (--column 1) and with "
			    "fixed ones (--column 2)");
		int c = sink_column(k, NULL, n, -1);
		if (c < 0 || sink_add_fields(k, l.number, none, field[c]) != 0)
			return -1;
	}
	return 0;
}

/* ---- folders
 * ----------------------------------------------------------------------------------------- */

struct folder {
	char **name;
	size_t count;
};

/* How much of a name comes before -0001.data; 0: it is none. */
static size_t stem_of(const char *name)
{
	size_t n = strlen(name), end = n > 5 && strcmp(name + n - 5, ".data") == 0 ? n - 5 : 0,
	       from = end;
	while (from > 0 && name[from - 1] >= '0' && name[from - 1] <= '9')
		from--;
	return from > 1 && from < end && name[from - 1] == '-' ? from - 1 : 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void folder_close(struct folder *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->name[i]);
	free(f->name);
}

static int folder_add(struct folder *f, const char *name)
{
	char **more =
	    f->count < FILES_MOST ? realloc(f->name, (f->count + 1) * sizeof *more) : NULL;
	if (!more)
		return -1;
	f->name = more;
	more[f->count] = strdup(name);
	return more[f->count] ? (f->count++, 0) : -1;
}

static int folder_open(struct folder *f, struct sink *k)
{
	DIR *d = opendir(k->source->path);
	int rc = 0;
	*f = (struct folder){0};
	if (!d)
		return sink_fail(k, 0, "%s", strerror(errno));
	errno = 0;
	for (struct dirent *e; rc == 0 && (e = readdir(d)); errno = 0)
		if (stem_of(e->d_name) > 0)
			rc = folder_add(f, e->d_name);
	bool broken = rc == 0 && errno != 0;
	if (broken)
		sink_fail(k, 0, "%s", strerror(errno));
	else if (rc != 0)
		sink_fail(k, 0, "out of memory, or more than %d files", FILES_MOST);
	closedir(d);
	if (f->count > 0)
		qsort(f->name, f->count, sizeof *f->name, compare_names);
	return broken ? -1 : rc;
}

/* The files first .. *end - 1 share a stem. */
static size_t series_end(const struct folder *f, size_t first)
{
	size_t n = stem_of(f->name[first]), end = first;
	while (end < f->count && stem_of(f->name[end]) == n &&
	       strncmp(f->name[end], f->name[first], n) == 0)
		end++;
	return end;
}

/* The one series of several files. */
static int series_find(const struct folder *f, struct sink *k, size_t *first, size_t *end)
{
	size_t several = 0;
	for (size_t i = 0, next; i < f->count; i = next) {
		next = series_end(f, i);
		if (next - i < 2)
			continue;
		if (several++ > 0)
			return sink_fail(k, 0,
			    "restart recordings of several names, such as '%.60s' and '%.60s'; "
			    "import them from folders of their own",
			    f->name[*first], f->name[i]);
		*first = i;
		*end = next;
	}
	return several ? 0
		       : sink_fail(k, 0,
			     "no restart recordings (NAME-0001.data, NAME-0002.data, ...) in the "
			     "folder");
}

/* The number of a restart, without the zeros in front. */
static struct span number_of(const char *name)
{
	const char *at = name + stem_of(name) + 1;
	while (*at == '0' && at[1] >= '0' && at[1] <= '9')
		at++;
	return (struct span){at, strspn(at, "0123456789")};
}

static int compare_numbers(const void *a, const void *b)
{
	struct span x = number_of(*(char *const *)a), y = number_of(*(char *const *)b);
	if (x.n != y.n)
		return x.n < y.n ? -1 : 1;
	int by_digits = memcmp(x.at, y.at, x.n);
	return by_digits ? by_digits : compare_names(a, b);
}

/* In the order of their numbers: each once, and a gap is named. */
static int series_sort(struct sink *k, const struct folder *f, size_t first, size_t end)
{
	uint64_t before = 0, is, missing = 0, lost = 0;
	if (f->name && end > first)
		qsort(f->name + first, end - first, sizeof *f->name, compare_numbers);
	for (size_t i = first; i < end; i++, before = is) {
		if (decimal_u64(number_of(f->name[i]), &is) != 0)
			return sink_fail(k, 0, "'%.80s': its number is too large", f->name[i]);
		if (i > first && is == before)
			return sink_fail(k, 0, "'%.80s' and '%.80s' are the same restart",
			    f->name[i - 1], f->name[i]);
		if (i > first && is - before > 1 && lost == 0)
			missing = before + 1;
		lost += i > first ? is - before - 1 : 0;
	}
	if (lost > 0)
		sink_warn(k,
		    "restarts are missing between '%.80s' and '%.80s': %llu, the first of them"
		    " number %llu; what follows a gap is counted on without it",
		    f->name[first], f->name[end - 1], (unsigned long long)lost,
		    (unsigned long long)missing);
	return 0;
}

static int series_add(struct sink *k, const struct folder *f, size_t first, size_t end)
{
	const struct source *folder = k->source;
	int rc = 0;
	for (size_t i = first; i < end && rc == 0; i++) {
		struct source file;
		if (source_open_in(&file, folder->path, f->name[i], k->o, k->why) != 0)
			return -1;
		k->source = &file;
		rc = sink_restart(k);
		if (rc == 0)
			rc = file_add(k);
		source_close(&file);
		k->source = folder;
	}
	if (rc == 0)
		sink_remark(k, "%zu files, a restart each: %.80s to %.80s", end - first,
		    f->name[first], f->name[end - 1]);
	if (rc == 0 && f->count > end - first)
		sink_remark(k,
		    "%zu other recordings in the folder are left: import each by its name",
		    f->count - (end - first));
	return rc;
}

static int jitterentropy_read(struct sink *k)
{
	struct folder f;
	size_t first = 0, end = 0;
	if (!k->source->folder)
		return file_add(k);
	int rc = folder_open(&f, k);
	if (rc == 0)
		rc = series_find(&f, k, &first, &end);
	if (rc == 0)
		rc = series_sort(k, &f, first, end);
	if (rc == 0)
		rc = series_add(k, &f, first, end);
	folder_close(&f);
	return rc;
}

static bool jitterentropy_recognise(const struct source *s)
{
	DIR *d = s->folder ? opendir(s->path) : NULL;
	bool found = false;
	for (struct dirent *e; d && !found && (e = readdir(d));)
		found = strncmp(e->d_name, "jent-", 5) == 0 && stem_of(e->d_name) > 0;
	if (d)
		closedir(d);
	return found;
}

const struct form form_jitterentropy = {.name = "jitterentropy",
    .help = "raw entropy of the Jitter RNG: a file, or a folder of restarts",
    .folder = true,
    .recognise = jitterentropy_recognise,
    .read = jitterentropy_read};
