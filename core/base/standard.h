/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The three standard streams of a program.
 */
#ifndef BASE_STANDARD_H
#define BASE_STANDARD_H

/* Call before anything is opened. A standard descriptor that is closed becomes one that cannot be
 * used: else the next file, such as a database, would get its number, and what is printed would be
 * written into it. */
void standard_open(void);

/* Writes what stdout holds; where that fails, standard_finish() knows the reason. Keeps errno. */
void standard_flush(void);

/* Writes what stdout still holds. Returns 0, or -1 with the reason in errno where that, or anything
 * that was printed before, could not be written. */
int standard_finish(void);

#endif
