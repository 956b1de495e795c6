/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "datafile.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int datafile_self(const char *argv0, char *out, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", out, size - 1);
	if (n > 0) {
		out[n] = '\0';
		return 0;
	}
	int k = snprintf(out, size, "%s", argv0);
	return k > 0 && (size_t)k < size && strchr(out, '/') ? 0 : -1;
}

static int try(const char *folder, const char *between, const char *name, char *out, size_t size)
{
	int n = snprintf(out, size, "%s%sdata/%s", folder, between, name);
	return n > 0 && (size_t)n < size && access(out, R_OK) == 0 ? 0 : -1;
}

int datafile_find(const char *name, const char *argv0, char *out, size_t size)
{
	char folder[PATH_MAX];
	if (try("", "", name, out, size) == 0)
		return 0;
	if (datafile_self(argv0, folder, sizeof folder) == 0) {
		*strrchr(folder, '/') = '\0';
		if (try(folder, "/../../", name, out, size) == 0 ||
		    try(folder, "/../share/ticklab/", name, out, size) == 0)
			return 0;
	}
	snprintf(out, size, "data/%s", name);
	return -1;
}
