/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_DIRENT_H
#define DARWIN_DIRENT_H

#include <sys/types.h>

struct dirent {
	ino_t d_ino;
	uint64_t d_seekoff;
	uint16_t d_reclen, d_namlen;
	uint8_t d_type;
	char d_name[1024];
};
typedef struct darwin_dir DIR;

int closedir(DIR *dirp);
int dirfd(DIR *dirp);
DIR *opendir(const char *filename);
struct dirent *readdir(DIR *dirp);
int scandir(const char *dirname, struct dirent ***namelist, int (*select)(const struct dirent *),
    int (*compar)(const struct dirent **, const struct dirent **));

#endif
