/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the terminal behind a stream can show, and a pager for long output. Everything here is for
 * people: in a pipe or a file nothing is coloured, redrawn or paged.
 */
#ifndef BASE_SCREEN_H
#define BASE_SCREEN_H

#include <stdbool.h>

struct screen {
	bool terminal;		 /* the stream is one */
	bool redraw;		 /* the cursor can be moved: a terminal whose TERM is not "dumb" */
	bool colour;		 /* redraw, and NO_COLOR is not set (https://no-color.org) */
	bool utf8;		 /* the locale's characters are UTF-8 */
	unsigned columns, lines; /* of the terminal, else of COLUMNS and LINES, else 80 and 24 */
};

/* The screen of a file descriptor. */
struct screen screen_of(int fd);

/* Colours as escape sequences; "" where the screen has none. */
enum screen_style { SCREEN_PLAIN, SCREEN_BOLD, SCREEN_DIM, SCREEN_WARN, SCREEN_BAR };
const char *screen_style(const struct screen *s, enum screen_style style);

/* Sends what follows on stdout through a pager, as git does, if stdout is a terminal:
 * TICKLAB_PAGER, else PAGER, else less, with LESS=FRX where LESS is not set: text that fits the
 * screen stays on it. A pager of "" or "cat" is none. At exit the pager is waited for. */
void screen_page(void);

#endif
