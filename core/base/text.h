/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text that came from data and goes to a terminal or into a command line.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Copies `in` (NULL reads as "") to out, cut to size-1 bytes; control characters, which could move
 * the cursor or forge lines, become '?'. Returns out. */
const char *text_plain(char *out, size_t size, const char *in);

/* Writes `text` as one word of a POSIX shell's command line, quoted where it must be. */
void text_shell(FILE *out, const char *text);

/* 1234567 as "1,234,567". Returns out. */
const char *text_count(char *out, size_t size, uint64_t value);

/* Seconds, of so many significant digits, in the unit that keeps the number short: "10.02 ns",
 * "1.5 ms". Not negative. Returns out. */
const char *text_seconds(char *out, size_t size, double seconds, int digits);

#endif
