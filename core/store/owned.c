/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which files belong to a database: the file itself, its log, its shared memory and its journal.
 */
#include "store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

bool store_is_owned(const char *path)
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
