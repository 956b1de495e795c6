/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_FTW_H
#define DARWIN_FTW_H

#include <sys/stat.h>

#define FTW_PHYS 0x01
#define FTW_DEPTH 0x04

struct FTW {
	int base, level;
};

int nftw(const char *path, int (*fn)(const char *, const struct stat *, int, struct FTW *),
    int maxfds, int flags);

#endif
