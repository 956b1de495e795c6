/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_STRINGS_H
#define DARWIN_STRINGS_H

#include <stddef.h>

int strcasecmp(const char *s1, const char *s2);
int strncasecmp(const char *s1, const char *s2, size_t n);

#endif
