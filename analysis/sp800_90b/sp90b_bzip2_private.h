/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The length that bzip2 1.0.8 gives numbers written as text with spaces between them (5.1.11),
 * without writing it: the same blocks, block sort, code tables and bits, found faster since such a
 * text is sorted by its numbers.
 */
#ifndef SP90B_BZIP2_H
#define SP90B_BZIP2_H

#include "sp90b_types_private.h"

struct sp90b_bzip2; /* memory for texts of one kind */

/* For n numbers, each one of value[0..k), all below 1000. NULL: values are greater, or no memory.
 */
struct sp90b_bzip2 *sp90b_bzip2_open(const uint16_t *value, uint32_t k, size_t n);
void sp90b_bzip2_close(struct sp90b_bzip2 *z); /* NULL is fine */

/* Length of value[s[0]], value[s[1]], ... behind `bzip2 -5`; 0 if the text repeats so much, or is
 * so short, that it is better left to bzip2 itself. */
size_t sp90b_bzip2_length(struct sp90b_bzip2 *z, const uint16_t *s);

#endif
