/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mounted_private.h"

#include <fcntl.h>
#include <sys/stat.h>

/* musl and older glibc have statx, but not this bit of it. */
#ifndef STATX_ATTR_MOUNT_ROOT
#define STATX_ATTR_MOUNT_ROOT 0x2000
#endif

/* Since Linux 5.8; an older kernel does not say. */
bool mounted_alone(const char *path)
{
	struct statx st;
	return statx(AT_FDCWD, path, 0, STATX_TYPE, &st) == 0 &&
	       (st.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}
