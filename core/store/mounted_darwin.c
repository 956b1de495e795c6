/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * macOS mounts folders and not files.
 */
#include "mounted_private.h"

bool mounted_alone(const char *path)
{
	(void)path;
	return false;
}
