/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "datafile.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int datafile_find(const char *name, char *out, size_t size)
{
	char folder[PATH_MAX];
	snprintf(out, size, "share/ticklab/%s", name);
	if (datafile_self(folder, sizeof folder) != 0)
		return -1;
	*strrchr(folder, '/') = '\0';
	int n = snprintf(out, size, "%s/../share/ticklab/%s", folder, name);
	return n > 0 && (size_t)n < size && access(out, R_OK) == 0 ? 0 : -1;
}
