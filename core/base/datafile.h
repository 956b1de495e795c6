/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that come with the programs. Where they lie follows from where the program itself lies, and
 * from nothing else: not from the current folder, the environment or argv[0], because any of these
 * may come from a stranger. Other files are read only where an option names them.
 */
#ifndef BASE_DATAFILE_H
#define BASE_DATAFILE_H

#include <stddef.h>

/* The absolute path of the program that runs, with no symbolic link in it, into `out`. Returns 0,
 * or -1 where the system does not say. */
int datafile_self(char *out, size_t size);

/* The path of a file or folder that comes with the programs ("loads.conf", "claims") into `out`:
 * ../share/ticklab/NAME from the program's folder. Returns 0, or -1 where it cannot be read; `out`
 * then holds the path at which it should be. */
int datafile_find(const char *name, char *out, size_t size);

#endif
