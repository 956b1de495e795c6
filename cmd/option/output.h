/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The end of what a program prints.
 */
#ifndef OPTION_OUTPUT_H
#define OPTION_OUTPUT_H

/* Writes what stdout still holds; where it, or anything before it, could not be written, the
 * program ends with the reason and exit 1. */
void output_finish(void);

#endif
