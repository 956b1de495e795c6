/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs gnuplot, without a shell between.
 */
#ifndef REPORT_PLOT_H
#define REPORT_PLOT_H

#include <stddef.h>

enum { PLOT_TIMEOUT_S = 60 };

enum plot_outcome {
	PLOT_DRAWN,
	PLOT_FAILED,	 /* gnuplot failed, hung, or left no picture */
	PLOT_NO_GNUPLOT, /* it cannot be run */
};

/* Runs `gnuplot --default-settings -e assignments script`, which must write the file `out`. No
 * initialisation file is read, and of the environment gnuplot gets PATH and TMPDIR alone. What
 * it prints is kept back. Unless the plot is drawn there is a line in `why` that gives the script's
 * `name`, and `out` is removed. */
enum plot_outcome plot_draw(const char *script, const char *name, const char *assignments,
    const char *out, char *why, size_t size);

/* The folder of the plot scripts: `given` if it is not NULL, else the one that comes with the
 * program. Returns a string to be freed, or NULL if there are no scripts in it. */
char *plot_scripts(const char *given);

#endif
