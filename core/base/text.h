/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text that came from data and goes to a terminal or into a command line.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Length of the UTF-8 sequence that `text` begins with, and its code point; 0 if it begins with
 * none (RFC 3629, section 4). */
size_t text_decode(const char *text, uint32_t *cp);

/* Has it no look of its own, but changes how others look: control characters, which move the cursor
 * or forge lines, and those that turn the direction of writing or hide? */
bool text_hidden(uint32_t cp);

/* Copies `in` (NULL reads as "") to out, cut to size-1 bytes between characters. Hidden characters,
 * and each byte that is not UTF-8, become '?'. Returns out. */
const char *text_plain(char *out, size_t size, const char *in);

/* Writes `text` as one word of a POSIX shell's command line, quoted where it must be. One with
 * hidden characters, or bytes that are no UTF-8, is written with escapes ($'a\033b'), which need a
 * shell of POSIX.1-2024. */
void text_shell(FILE *out, const char *text);

/* Whether `text` is a command line that begins with `begins` ("ticklab collect") and goes on with
 * words as text_shell writes them: whoever pastes it into a shell runs that program and nothing
 * else. */
bool text_is_command(const char *text, const char *begins);

/* 1234567 as "1,234,567". Returns out. */
const char *text_count(char *out, size_t size, uint64_t value);

/* A count with its word: "1 run", "2,000 runs". `many` is the plural; NULL: an s follows. Returns
 * out. */
const char *text_counted(char *out, size_t size, uint64_t n, const char *one, const char *many);

/* Seconds, of so many significant digits, in the unit that keeps the number short: "10.02 ns",
 * "1.5 ms". Not negative. Returns out. */
const char *text_seconds(char *out, size_t size, double seconds, int digits);

#endif
