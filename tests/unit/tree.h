/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files of the kernel from a tree: in a program that includes this, a name that begins with /proc/
 * or /sys/ is looked for below tree_root. libc's functions of these names give way to a program's
 * own.
 */
#ifndef TREE_H
#define TREE_H

#undef _FORTIFY_SOURCE /* with it some of them are inline */

#include "test.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char tree_root[64], tree_name[1024];

static const char *tree_of(const char *path)
{
	if (!tree_root[0] || (strncmp(path, "/proc/", 6) != 0 && strcmp(path, "/proc") != 0 &&
				 strncmp(path, "/sys/", 5) != 0))
		return path;
	snprintf(tree_name, sizeof tree_name, "%s%s", tree_root, path);
	return tree_name;
}

int open(const char *path, int flags, ...)
{
	va_list ap;
	va_start(ap, flags);
	int file = openat(AT_FDCWD, tree_of(path), flags, va_arg(ap, int));
	va_end(ap);
	return file;
}

FILE *fopen(const char *path, const char *mode)
{
	int how =
	    *mode == 'r' ? O_RDONLY : O_WRONLY | O_CREAT | (*mode == 'a' ? O_APPEND : O_TRUNC);
	int file = open(path, how, 0666);
	return file < 0 ? NULL : fdopen(file, mode);
}

DIR *opendir(const char *path)
{
	int file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	return file < 0 ? NULL : fdopendir(file);
}

int access(const char *path, int how)
{
	return faccessat(AT_FDCWD, tree_of(path), how, 0);
}

ssize_t readlink(const char *path, char *out, size_t size)
{
	return readlinkat(AT_FDCWD, tree_of(path), out, size);
}

/* Called when a folder of the tree was made, by its name there. */
static void (*tree_made)(const char *path);

int mkdir(const char *path, mode_t mode)
{
	int rc = mkdirat(AT_FDCWD, tree_of(path), mode);
	if (rc == 0 && tree_made)
		tree_made(path);
	return rc;
}

static void tree_begin(void)
{
	snprintf(tree_root, sizeof tree_root, "/tmp/ticklab-tree-XXXXXX");
	assert_non_null(mkdtemp(tree_root));
}

/* What is below a folder, and the folder. */
static void tree_remove(const char *path)
{
	char name[1024];
	DIR *d = opendir(path);
	for (struct dirent *e; d && (e = readdir(d));) {
		struct stat st;
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof name, "%s/%s", path, e->d_name);
		if (lstat(name, &st) == 0 && S_ISDIR(st.st_mode))
			tree_remove(name);
		else
			unlink(name);
	}
	if (d)
		closedir(d);
	unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

static void tree_end(void)
{
	tree_remove(tree_root);
	tree_root[0] = '\0';
}

static void tree_folders(char *name)
{
	for (char *slash = strchr(name + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdirat(AT_FDCWD, name, 0755);
		*slash = '/';
	}
}

static void tree_put_bytes(const char *path, const void *bytes, size_t n)
{
	char name[1024];
	snprintf(name, sizeof name, "%s", tree_of(path));
	tree_folders(name);
	int file = openat(AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	assert_true(file >= 0);
	assert_int_equal(write(file, bytes, n), (ssize_t)n);
	close(file);
}

__attribute__((unused)) static void tree_put(const char *path, const char *text)
{
	tree_put_bytes(path, text, strlen(text));
}

/* A link to `target`. */
__attribute__((unused)) static void tree_link(const char *path, const char *target)
{
	char name[1024];
	snprintf(name, sizeof name, "%s", tree_of(path));
	tree_folders(name);
	unlink(name);
	assert_int_equal(symlink(target, name), 0);
}

/* /proc/self, which names this process. */
__attribute__((unused)) static void tree_put_self(void)
{
	char own[24];
	snprintf(own, sizeof own, "%ld", (long)getpid());
	tree_link("/proc/self", own);
}

/* All of a file, as text. */
__attribute__((unused)) static const char *tree_get(const char *path)
{
	static char text[4096];
	int file = open(path, O_RDONLY, 0);
	ssize_t n = file < 0 ? 0 : read(file, text, sizeof text - 1);
	text[n > 0 ? n : 0] = '\0';
	if (file >= 0)
		close(file);
	return text;
}

#endif
