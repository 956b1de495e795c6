/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The allocator of program rooms: cmd/ and analysis/report, whose work is text and has no half
 * result. Where there is no memory it ends the program with one line and exit 1, so no caller has
 * to ask. It is the one place below cmd/ that may; a library room returns a status and uses malloc
 * itself. What is returned is given back by free().
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

/* Ends the program for what a library room had no memory for. */
_Noreturn void mem_end(void);

/* `count` elements of zero bytes; at least one byte, so never NULL. */
void *mem_zero(size_t count, size_t size);

/* The array with room for `count` elements, the new ones not set; array may be NULL. */
void *mem_grow(void *array, size_t count, size_t size);

/* A copy of a text, of its first `n` bytes, or of what printf would write. */
char *mem_copy(const char *text);
char *mem_copy_part(const char *text, size_t n);
char *mem_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *mem_print_list(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

/* A stream whose text is *text once mem_close_text has closed it; *size its length. Both must live
 * until then. */
FILE *mem_open_text(char **text, size_t *size);
void mem_close_text(FILE *stream);

#endif
