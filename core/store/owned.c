/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which files belong to a database: the file itself, its log, its shared memory and its journal.
 */
#include "err.h"
#include "internal_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool store_is_file(const char *path)
{
	return strcmp(path, ":memory:") != 0 && strncmp(path, "file:", 5) != 0;
}

/* The name without links of a file that there may not be; NULL: there is no such folder either, or
 * with ENOMEM no memory. */
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
	bool lost = !folder || (real && !full) || (!real && errno == ENOMEM);
	free(real);
	sqlite3_free(folder);
	errno = lost ? ENOMEM : 0;
	return full;
}

/* Any of SQLite's: the application_id of one may still be in its log
 * (https://sqlite.org/fileformat2.html, section 1.3). */
static bool is_database(const char *path)
{
	char head[16];
	struct stat st;
	int fd =
	    stat(path, &st) == 0 && S_ISREG(st.st_mode) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	bool is = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
		  memcmp(head, "SQLite format 3", sizeof head) == 0;
	if (fd >= 0)
		close(fd);
	return is;
}

int store_is_of_database(const char *path)
{
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	char *named = path_resolve(path);
	size_t n = named ? strlen(named) : 0;
	int is = !named && errno == ENOMEM ? -1 : 0;
	for (size_t i = 0; named && is == 0 && i < sizeof endings / sizeof *endings; i++) {
		size_t k = strlen(endings[i]);
		if (n <= k || strcmp(named + n - k, endings[i]) != 0)
			continue;
		char *file = sqlite3_mprintf("%.*s", (int)(n - k), named);
		is = file ? is_database(file) : -1;
		sqlite3_free(file);
	}
	free(named);
	return is;
}

/* 1 or 0; -1: no memory to know it. */
static int database_owns(const char *db, const char *path)
{
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	struct stat own, other;
	char *file = realpath(db, NULL);
	bool lost = !file && errno == ENOMEM;
	char *named = path_resolve(path);
	int same = lost || (!named && errno == ENOMEM) ? -1 : 0;
	for (size_t i = 0; file && same == 0 && i < sizeof endings / sizeof *endings; i++) {
		char *name = sqlite3_mprintf("%s%s", file, endings[i]);
		bool one = name && stat(name, &own) == 0 && stat(path, &other) == 0 &&
			   own.st_ino == other.st_ino && own.st_dev == other.st_dev;
		same = !name ? -1 : one || (named && strcmp(name, named) == 0);
		sqlite3_free(name);
	}
	free(named);
	free(file);
	return same;
}

bool store_owns(const char *db, const char *path)
{
	return database_owns(db, path) != 0;
}

/* Whether `path` is the file that standard input is read from. */
static bool is_standard_input(const char *path)
{
	struct stat in, out;
	return fstat(STDIN_FILENO, &in) == 0 && S_ISREG(in.st_mode) && stat(path, &out) == 0 &&
	       in.st_ino == out.st_ino && in.st_dev == out.st_dev;
}

/* Whether `path` is a file, that is there, in the folder or in one below it; -1: no memory to know
 * it. */
static int folder_holds(const char *folder, const char *path)
{
	struct stat st;
	errno = 0;
	char *above = stat(folder, &st) == 0 && S_ISDIR(st.st_mode) ? realpath(folder, NULL) : NULL;
	char *file =
	    above && stat(path, &st) == 0 && !S_ISDIR(st.st_mode) ? realpath(path, NULL) : NULL;
	size_t n = above ? strlen(above) : 0;
	int is = file ? strncmp(file, above, n) == 0 && file[n] == '/' : errno == ENOMEM ? -1 : 0;
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
		int is = strcmp(in, "-") == 0 ? is_standard_input(path) : folder_holds(in, path);
		if (is == 0 && strcmp(in, "-") != 0)
			is = database_owns(in, path);
		if (is < 0)
			return err_why(why, size, "%s: out of memory", path);
		if (is > 0) {
			snprintf(why, size, "%s: this is the %s itself; name another file", path,
			    is_database(in) ? "database" : "input");
			return -1;
		}
	}
	int is = store_is_of_database(path);
	if (is == 0)
		return 0;
	if (is < 0)
		return err_why(why, size, "%s: out of memory", path);
	snprintf(why, size,
	    "%s: this is a database, or a file that belongs to one; name another file", path);
	return -1;
}
