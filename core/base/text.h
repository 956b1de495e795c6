/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text that came from data and goes to a terminal or into a command line.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stddef.h>
#include <stdio.h>

/* Copies `in` (NULL reads as "") to out, cut to size-1 bytes; control characters, which could move
 * the cursor or forge lines, become '?'. Returns out. */
const char *text_plain(char *out, size_t size, const char *in);

/* Writes `text` as one word of a POSIX shell's command line, quoted where it must be. */
void text_shell(FILE *out, const char *text);

#endif
