/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_DLFCN_H
#define DARWIN_DLFCN_H

typedef struct dl_info {
	const char *dli_fname;
	void *dli_fbase;
	const char *dli_sname;
	void *dli_saddr;
} Dl_info;

int dladdr(const void *address, Dl_info *info);

#endif
