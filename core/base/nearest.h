/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The known word that a mistyped one most likely meant.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/* The one of names[0..count) that the fewest insertions, deletions, substitutions and swaps of
 * neighbours turn `word` into, if at most a third of its letters (at least one) must change; NULL
 * where none is that near. The first of several. Source: @[DAMERAU-1964], restricted to
 * one swap a place. */
const char *nearest_name(const char *word, const char *const *names, size_t count);

/* For a word that need not be one of the names: the name that it most likely misspells, at most two
 * such changes away; NULL where it is itself a name, or none is that near. */
const char *nearest_misspelt(const char *word, const char *const *names, size_t count);

/* Insertions, deletions, substitutions and swaps of neighbours that turn a into b; of each the
 * first 63 bytes count. */
size_t nearest_edits(const char *a, const char *b);

#endif
