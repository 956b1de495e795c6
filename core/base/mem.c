/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mem.h"

#include "err.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void mem_end(void)
{
	err_die("out of memory");
}

static void *mem_checked(void *p)
{
	if (!p)
		mem_end();
	return p;
}

void *mem_zero(size_t count, size_t size)
{
	return mem_checked(count > 0 && size > 0 ? calloc(count, size) : calloc(1, 1));
}

void *mem_grow(void *array, size_t count, size_t size)
{
	bool fits = size == 0 || count <= SIZE_MAX / size;
	size_t bytes = fits ? count * size : 0;
	return mem_checked(fits ? realloc(array, bytes > 0 ? bytes : 1) : NULL);
}

char *mem_copy(const char *text)
{
	return mem_checked(strdup(text));
}

char *mem_copy_part(const char *text, size_t n)
{
	return mem_checked(strndup(text, n));
}

char *mem_print_list(const char *fmt, va_list ap)
{
	char *text;
	return mem_checked(vasprintf(&text, fmt, ap) < 0 ? NULL : text);
}

char *mem_print(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *text = mem_print_list(fmt, ap);
	va_end(ap);
	return text;
}

FILE *mem_open_text(char **text, size_t *size)
{
	*text = NULL;
	errno = 0;
	return mem_checked(open_memstream(text, size));
}

void mem_close_text(FILE *stream)
{
	/* Nothing but memory can be missing here: what there was no room for is dropped, and errno
	 * says so. */
	if (fclose(stream) != 0 || errno == ENOMEM)
		mem_end();
}
