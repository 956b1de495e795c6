/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a test was told, in one text that is compared at the end.
 */
#ifndef SAID_H
#define SAID_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char said[8192];

static void said_add(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void said_add(const char *fmt, ...)
{
	size_t n = strlen(said);
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(said + n, sizeof said - n, fmt, ap);
	va_end(ap);
}

#endif
