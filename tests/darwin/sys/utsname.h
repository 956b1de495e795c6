/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_SYS_UTSNAME_H
#define DARWIN_SYS_UTSNAME_H

struct utsname {
	char sysname[256], nodename[256], release[256], version[256], machine[256];
};

int uname(struct utsname *name);

#endif
