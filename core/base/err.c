/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "err.h"

#include "standard.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *program = "ticklab";

void err_set_program(const char *name)
{
	program = name;
}

/* One buffer and one write, so that lines of parallel processes do not interleave. */
static void print_message(const char *kind, const char *fmt, const char *end, va_list ap)
{
	char text[2048];
	char plain[sizeof text];
	vsnprintf(text, sizeof text, fmt, ap);
	standard_flush();
	/* What is quoted may come from a file: it must not move the cursor or forge a line. */
	fprintf(stderr, "%s: %s%s%s", program, kind, text_plain(plain, sizeof plain, text), end);
}

#define SAY(kind, fmt)                                                                             \
	do {                                                                                       \
		va_list ap;                                                                        \
		va_start(ap, fmt);                                                                 \
		print_message(kind, fmt, "\n", ap);                                                \
		va_end(ap);                                                                        \
	} while (0)

void err_bug(const char *fmt, ...)
{
	SAY("bug: ", fmt);
	abort();
}

void err_die(const char *fmt, ...)
{
	SAY("", fmt);
	exit(EXIT_FAILED);
}

void err_usage(const char *fmt, ...)
{
	SAY("", fmt);
	fprintf(stderr, "try '%s --help'\n", program);
	exit(EXIT_USAGE);
}

int err_why(char *why, size_t size, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(why, size, fmt, ap);
	va_end(ap);
	return -1;
}

int err_error(const char *fmt, ...)
{
	SAY("", fmt);
	return -1;
}

void err_question(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	print_message("", fmt, "", ap);
	va_end(ap);
}

void err_line(void *file, const char *line)
{
	const char *const *name = file;
	err_error("%s: %s", *name, line);
}

void err_warning(const char *fmt, ...)
{
	SAY("warning: ", fmt);
}
