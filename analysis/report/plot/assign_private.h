/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text for gnuplot: assignments of variables, and labels of a size that fits.
 */
#ifndef REPORT_ASSIGN_H
#define REPORT_ASSIGN_H

#include <stddef.h>
#include <stdio.h>

/* "name='text'; ", escaped. */
void assign_text(FILE *out, const char *name, const char *text);
/* The same of "row3" and the like. */
void assign_row(FILE *out, const char *list, size_t number, const char *text);
/* The front of a label, escaped; a label may be long. */
void label_shorten(char *out, size_t size, const char *label);

#endif
