/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Draws plates: each from a driver, a small gnuplot file that names its data and its script, so
 * that a plot can be drawn again by hand, in another form, from its own files alone.
 */
#ifndef REPORT_EASEL_H
#define REPORT_EASEL_H

#include "plate_private.h"

#include <stddef.h>

struct easel_tools {
	const char *scripts;	/* folder of the .gp files, as this process sees it */
	const char *from_plots; /* the same as seen from the plots' folder */
	const char *plots;	/* where an earlier report left its plots */
	const char *temp;	/* folder for what lies between; emptied again */
	size_t threads;		/* drawn at a time */
	/* Called with how many of the plates are done, by one thread at a time; or NULL. */
	void (*progress)(void *context, size_t done, size_t count);
	void *context;
};

/* Writes each plate's driver, and draws the plates: all at once, so many at a time, but those whose
 * driver in the plots' folder is the same, byte for byte, and whose picture is there. The driver
 * holds a digest of the data, the script and the style, so that equal drivers mean equal pictures.
 * What cannot be drawn is noted in its plate. Returns 0, or -1 with a line in `why`: none can be.
 */
int easel_draw(
    struct plate *plates, size_t count, const struct easel_tools *tools, char *why, size_t size);

#endif
