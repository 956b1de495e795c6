/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mounted_private.h"

#include <fcntl.h>
#include <sys/stat.h>

/* Since Linux 5.8; an older kernel does not say. */
bool mounted_alone(const char *path)
{
	struct statx st;
	return statx(AT_FDCWD, path, 0, STATX_TYPE, &st) == 0 &&
	       (st.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}
