/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which files belong to a database: the file itself, its log, its shared memory and its journal.
 */
#include "internal_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool store_is_file(const char *path)
{
	return strcmp(path, ":memory:") != 0 && strncmp(path, "file:", 5) != 0;
}

/* The name without links of a file that there may not be; NULL: there is no such folder either. */
static char *path_resolve(const char *path)
{
	char *full = realpath(path, NULL);
	if (full)
		return full;
	size_t end = strlen(path), at;
	while (end > 1 && path[end - 1] == '/')
		end--;
	for (at = end; at > 0 && path[at - 1] != '/';)
		at--;
	char *folder = at ? sqlite3_mprintf("%.*s", (int)at, path) : sqlite3_mprintf(".");
	char *real = folder ? realpath(folder, NULL) : NULL;
	char *name = real ? sqlite3_mprintf("%s/%.*s", real, (int)(end - at), path + at) : NULL;
	full = name ? strdup(name) : NULL;
	sqlite3_free(name);
	free(real);
	sqlite3_free(folder);
	return full;
}

/* Any of SQLite's: the application_id of one may still be in its log
 * (https://sqlite.org/fileformat2.html, section 1.3). */
static bool is_database(const char *path)
{
	char head[16];
	struct stat st;
	FILE *f = stat(path, &st) == 0 && S_ISREG(st.st_mode) ? fopen(path, "rb") : NULL;
	bool is = f && fread(head, sizeof head, 1, f) == 1 &&
		  memcmp(head, "SQLite format 3", sizeof head) == 0;
	if (f)
		fclose(f);
	return is;
}

bool store_is_of_database(const char *path)
{
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	char *named = path_resolve(path);
	size_t n = named ? strlen(named) : 0;
	bool is = false;
	for (size_t i = 0; named && !is && i < sizeof endings / sizeof *endings; i++) {
		size_t k = strlen(endings[i]);
		char *file = n > k && strcmp(named + n - k, endings[i]) == 0
				 ? sqlite3_mprintf("%.*s", (int)(n - k), named)
				 : NULL;
		is = file && is_database(file);
		sqlite3_free(file);
	}
	free(named);
	return is;
}

bool store_owns(const char *db, const char *path)
{
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	struct stat own, other;
	char *file = realpath(db, NULL), *named = path_resolve(path);
	bool same = false;
	for (size_t i = 0; file && !same && i < sizeof endings / sizeof *endings; i++) {
		char *name = sqlite3_mprintf("%s%s", file, endings[i]);
		same = name && stat(name, &own) == 0 && stat(path, &other) == 0 &&
		       own.st_ino == other.st_ino && own.st_dev == other.st_dev;
		same = same || (name && named && strcmp(name, named) == 0);
		sqlite3_free(name);
	}
	free(named);
	free(file);
	return same;
}

/* Whether `path` is the file that standard input is read from. */
static bool is_standard_input(const char *path)
{
	struct stat in, out;
	return fstat(STDIN_FILENO, &in) == 0 && S_ISREG(in.st_mode) && stat(path, &out) == 0 &&
	       in.st_ino == out.st_ino && in.st_dev == out.st_dev;
}

/* Whether `path` is a file, that is there, in the folder or in one below it. */
static bool is_within(const char *folder, const char *path)
{
	struct stat st;
	char *above = stat(folder, &st) == 0 && S_ISDIR(st.st_mode) ? realpath(folder, NULL) : NULL;
	char *file =
	    above && stat(path, &st) == 0 && !S_ISDIR(st.st_mode) ? realpath(path, NULL) : NULL;
	size_t n = above ? strlen(above) : 0;
	bool is = file && strncmp(file, above, n) == 0 && file[n] == '/';
	free(above);
	free(file);
	return is;
}

int store_check_output(
    const char *path, const char *const *inputs, size_t n, char *why, size_t size)
{
	for (size_t i = 0; i < n; i++) {
		const char *in = inputs[i];
		if (!in || !*in)
			continue;
		if (strcmp(in, "-") == 0 ? is_standard_input(path)
					 : is_within(in, path) || store_owns(in, path)) {
			snprintf(why, size, "%s: this is the %s itself; name another file", path,
			    is_database(in) ? "database" : "input");
			return -1;
		}
	}
	if (!store_is_of_database(path))
		return 0;
	snprintf(why, size,
	    "%s: this is a database, or a file that belongs to one; name another file", path);
	return -1;
}
