/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file that is a mount of its own (`mount --bind FILE FILE`, `docker run --volume FILE:FILE`) has
 * another folder here than where it comes from.
 */
#ifndef STORE_MOUNTED_H
#define STORE_MOUNTED_H

#include <stdbool.h>

/* Whether the file is known to be one. */
bool mounted_alone(const char *path);

#endif
