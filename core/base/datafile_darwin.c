/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "datafile.h"

#include <limits.h>
#include <mach-o/dyld.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int datafile_self(char *out, size_t size)
{
	char given[PATH_MAX];
	uint32_t room = sizeof given;
	char *path = _NSGetExecutablePath(given, &room) == 0 ? realpath(given, NULL) : NULL;
	int n = path ? snprintf(out, size, "%s", path) : -1;
	free(path);
	return n > 0 && (size_t)n < size ? 0 : -1;
}
