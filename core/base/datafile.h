/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that come with the programs.
 */
#ifndef BASE_DATAFILE_H
#define BASE_DATAFILE_H

#include <stddef.h>

/* The path of data/NAME into `out`: under the current folder, else beside the folder this program
 * lies in (build/bin/../../data, bin/../share/ticklab/data). argv0 is used where the system does
 * not say where a program lies. Returns 0, or -1 with "data/NAME" in out. */
int datafile_find(const char *name, const char *argv0, char *out, size_t size);

/* The path of this program itself. Returns 0, or -1. */
int datafile_self(const char *argv0, char *out, size_t size);

#endif
