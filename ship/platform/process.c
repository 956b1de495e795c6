/* SPDX-License-Identifier: MIT
 *
 * What may have been put between this program and its clock. A library that is loaded before libc
 * (LD_PRELOAD, /etc/ld.so.preload, DYLD_INSERT_LIBRARIES) can answer gettimeofday() in its place,
 * as faketime does: the call then takes as long as that library does. Names alone are kept, since a
 * path may name a user. dladdr(3) names the object whose code a call runs: the vDSO where libc
 * resolves to it, libc, or who interposed.
 */
#include "facts_private.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#if defined(__APPLE__)
static const char variable[] = "DYLD_INSERT_LIBRARIES";
#else
static const char variable[] = "LD_PRELOAD";
#endif

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* Appends the file names of a list that is split at blanks and colons (ld.so(8)). */
static size_t put_names(char *out, size_t size, size_t n, const char *list)
{
	static const char between[] = " :\t\n";
	char path[TLP_PATH];
	for (list += strspn(list, between); *list; list += strspn(list, between)) {
		size_t length = strcspn(list, between);
		snprintf(path, sizeof path, "%.*s", (int)length, list);
		if (n < size)
			n += (size_t)snprintf(
			    out + n, size - n, "%s%s", n ? " " : "", name_of(path));
		list += length;
	}
	return n;
}

static void preload_fact(struct tlp_facts *facts, const char *root, bool live)
{
	char names[TLP_FACT_VALUE] = "", line[TLP_LINE];
	const char *list = live ? getenv(variable) : NULL;
	size_t n = list ? put_names(names, sizeof names, 0, list) : 0;
	struct tlp_lines lines;
	tlp_lines_open(&lines, root, "/etc/ld.so.preload");
	while (tlp_lines_next(&lines, line, sizeof line))
		n = put_names(names, sizeof names, n, line);
	tlp_lines_close(&lines);
	tlp_fact(facts, "process.preload", n ? names : live ? "none" : NULL);
}

/* A function's address is no address of data to C, but is to POSIX's dlsym() and so to this. */
static void provider_fact(struct tlp_facts *facts, const char *key, uintptr_t call, bool live)
{
	Dl_info info = {0};
	bool found = live && dladdr((const void *)call, &info) != 0 && info.dli_fname;
	tlp_fact(facts, key, found ? name_of(info.dli_fname) : NULL);
}

void tlp_process_facts(struct tlp_facts *facts, const char *root)
{
	bool live = root[0] == '\0';
	preload_fact(facts, root, live);
	provider_fact(facts, "process.gettimeofday", (uintptr_t)gettimeofday, live);
	provider_fact(facts, "process.clock_gettime", (uintptr_t)clock_gettime, live);
}
