/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sequences that were assessed already. The mappings of a series, its modes and its grids often
 * give the same symbols again, or the same in other words: what would come out again is not
 * computed again.
 */
#ifndef SP90B_MEMO_H
#define SP90B_MEMO_H

#include "sp90b.h"

/* What is kept of a sequence is its digest and its result. Release with sp90b_memo_release. */
struct sp90b_memo {
	struct sp90b_memo_entry *list;
	size_t count;
};

/* What sp90b_assess returns, to the last bit. A sequence that came before, with the same options
 * but threads and progress, costs nothing; one whose symbols came before in other words, equal
 * where those are equal and in the same order, costs its bits alone, since the symbols are the same
 * once they are numbered. Sequences are compared by SHA-256. Without memory for the memo it
 * assesses. */
struct sp90b_result sp90b_assess_once(
    struct sp90b_memo *m, const uint16_t *raw, size_t n, const struct sp90b_options *o);

void sp90b_memo_release(struct sp90b_memo *m);

#endif
