/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "datafile.h"

#include <limits.h>
#include <stdlib.h>
#include <stdio.h>
#include <sys/auxv.h>
#include <unistd.h>

/* Where /proc is not mounted, the kernel's own note of the file that it executed. */
static int resolve_executed(char *out, size_t size)
{
	const char *executed = (const char *)getauxval(AT_EXECFN);
	char *path = executed ? realpath(executed, NULL) : NULL;
	int n = path ? snprintf(out, size, "%s", path) : -1;
	free(path);
	return n > 0 && (size_t)n < size ? 0 : -1;
}

int datafile_self(char *out, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", out, size);
	if (n <= 0 || (size_t)n >= size || out[0] != '/')
		return resolve_executed(out, size);
	out[n] = '\0';
	return 0;
}
