/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_SYS_RANDOM_H
#define DARWIN_SYS_RANDOM_H

#include <stddef.h>

/* Not in <unistd.h> as on Linux: getentropy(2). */
int getentropy(void *buf, size_t buflen);

#endif
