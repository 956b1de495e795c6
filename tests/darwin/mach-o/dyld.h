/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_MACH_O_DYLD_H
#define DARWIN_MACH_O_DYLD_H

#include <stdint.h>

int _NSGetExecutablePath(char *path, uint32_t *size);

#endif
