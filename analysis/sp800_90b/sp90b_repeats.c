/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How often strings repeat: by the groups of suffixes that begin alike (sp90b_tries.c), and where
 * data repeat so much that there are too many, by a suffix array (libdivsufsort), whose shared
 * lengths are folded into the same counts.
 */
#include "sp90b_repeats_private.h"

#include "sp90b_tries_private.h"

#include <divsufsort.h>
#include <stdlib.h>
#include <string.h>

/* ---- folding shared lengths into counts ---- */

/* A string of length `length` shared by all suffixes from the one numbered `left` on. */
struct shared {
	uint32_t length, left;
};

struct fold {
	uint32_t *most;	 /* by length */
	uint64_t *pairs; /* by length, as differences */
	size_t room, longest;
	struct shared *stack; /* strictly growing lengths; [0] is the empty string */
	size_t depth, stack_room;
	uint64_t next; /* number of the next suffix */
	bool failed;
};

static bool fold_init(struct fold *f)
{
	*f = (struct fold){.room = 256, .stack_room = 256};
	f->most = calloc(f->room, sizeof *f->most);
	f->pairs = calloc(f->room, sizeof *f->pairs);
	f->stack = calloc(f->stack_room, sizeof *f->stack);
	f->failed = !f->most || !f->pairs || !f->stack;
	return !f->failed;
}

static void fold_release(struct fold *f)
{
	free(f->most);
	free(f->pairs);
	free(f->stack);
}

/* Makes room for lengths below `room`. */
static bool widen_fold(struct fold *f, size_t room)
{
	size_t old = f->room;
	uint32_t *most = realloc(f->most, room * sizeof *most);
	f->most = most ? most : f->most;
	uint64_t *pairs = realloc(f->pairs, room * sizeof *pairs);
	f->pairs = pairs ? pairs : f->pairs;
	if (!most || !pairs)
		return false;
	memset(most + old, 0, (room - old) * sizeof *most);
	memset(pairs + old, 0, (room - old) * sizeof *pairs);
	f->room = room;
	return true;
}

static void push_fold(struct fold *f, uint64_t length, uint64_t left)
{
	if (f->depth + 1 >= f->stack_room) {
		struct shared *s = realloc(f->stack, 2 * f->stack_room * sizeof *s);
		if (!s) {
			f->failed = true;
			return;
		}
		f->stack = s;
		f->stack_room *= 2;
	}
	if (length >= f->room && !widen_fold(f, length + length / 4 + 1)) {
		f->failed = true;
		return;
	}
	f->longest = length > f->longest ? length : f->longest;
	f->stack[++f->depth] = (struct shared){(uint32_t)length, (uint32_t)left};
}

/* The next suffix shares `length` symbols with the one before it. A string that it does not share
 * ends here: it occurs once for every suffix since its left end. So do its prefixes that are
 * longer than the next shorter string on the stack and than `length`. */
static inline void fold_next(struct fold *f, uint64_t length)
{
	uint64_t left = f->next ? f->next - 1 : 0;
	while (f->depth > 0 && f->stack[f->depth].length > length) {
		struct shared top = f->stack[f->depth--];
		uint64_t count = f->next - top.left, pairs = count * (count - 1) / 2;
		uint64_t below = f->stack[f->depth].length;
		f->pairs[top.length] += pairs;
		f->pairs[below > length ? below : length] -= pairs;
		if (count > f->most[top.length])
			f->most[top.length] = (uint32_t)count;
		left = top.left;
	}
	if (f->stack[f->depth].length < length)
		push_fold(f, length, left);
	f->next++;
}

/* From "strings of exactly this length on the stack" to "strings of this length". */
static void fold_finish(struct fold *f)
{
	fold_next(f, 0);
	for (size_t w = f->longest; w-- > 1;) {
		f->pairs[w] += f->pairs[w + 1];
		if (f->most[w + 1] > f->most[w])
			f->most[w] = f->most[w + 1];
	}
}

/* ---- suffix array ---- */

/* One byte a symbol, or two, the higher first. */
static uint8_t *as_bytes(const struct sp90b_bits *b, unsigned width, size_t n)
{
	size_t each = width > 8 ? 2 : 1;
	uint8_t *text = malloc(n * each);
	for (size_t i = 0; text && i < n; i++) {
		uint64_t v = sp90b_window(b, i * width) >> (64 - width);
		if (each == 2)
			text[2 * i] = (uint8_t)(v >> 8);
		text[each * i + each - 1] = (uint8_t)v;
	}
	return text;
}

/* Places in the order of the array are far from each other: those to come are fetched ahead. */
enum { AHEAD = 24 };

/* Lengths shared with the suffix before, in the order of the text (Karkkainen, Manzini, Puglisi,
 * "Permuted longest-common-prefix array", 2009), then folded in the order of the array. */
static void fold_array(struct fold *f, const uint8_t *text, int32_t n, int32_t each,
    const int32_t *array, int32_t *shared)
{
	for (int32_t i = 0; i < n; i++) {
		if (i < n - AHEAD)
			__builtin_prefetch(&shared[array[i + AHEAD]], 1);
		shared[array[i]] = i ? array[i - 1] : -1;
	}
	int32_t longest = 0;
	for (int32_t i = 0, l = 0; i < n; i++) {
		int32_t j = shared[i];
		/* What is compared next lies about as far behind as now. */
		if (i < n - AHEAD && shared[i + AHEAD] >= 0 && l >= AHEAD &&
		    shared[i + AHEAD] + l - AHEAD < n)
			__builtin_prefetch(text + shared[i + AHEAD] + l - AHEAD);
		if (j < 0)
			l = 0;
		else
			while (i + l < n && j + l < n && text[i + l] == text[j + l])
				l++;
		shared[i] = l;
		longest = l > longest ? l : longest;
		l -= l > 0;
	}
	/* At once, since growing would take as much again. */
	if ((size_t)longest / (size_t)each >= f->room)
		f->failed |= !widen_fold(f, (size_t)longest / (size_t)each + 1);
	/* Of two-byte symbols only suffixes at even places count; what two of them share is the
	 * least of what lies between them. */
	int32_t least = 0;
	for (int32_t i = 0; i < n && !f->failed; i++) {
		int32_t l = shared[array[i]];
		if (i < n - AHEAD)
			__builtin_prefetch(&shared[array[i + AHEAD]]);
		least = l < least ? l : least;
		if (each == 2 && array[i] % 2)
			continue;
		fold_next(f, (uint64_t)((each == 2 ? least : l) / each));
		least = INT32_MAX;
	}
}

static enum sp90b_status by_array(
    struct fold *f, const struct sp90b_bits *b, unsigned width, size_t n)
{
	size_t each = width > 8 ? 2 : 1, m = n * each;
	if (m >= INT32_MAX)
		return SP90B_NO_MEMORY;
	enum sp90b_status status = SP90B_NO_MEMORY;
	uint8_t *text = as_bytes(b, width, n);
	int32_t *array = malloc(m * sizeof *array), *shared = NULL;
	if (text && array && divsufsort(text, array, (int32_t)m) == 0 &&
	    (shared = malloc(m * sizeof *shared))) {
		fold_array(f, text, (int32_t)m, (int32_t)each, array, shared);
		status = f->failed ? SP90B_NO_MEMORY : SP90B_OK;
	}
	free(text);
	free(array);
	free(shared);
	return status;
}

enum sp90b_status sp90b_repeats_init(
    struct sp90b_repeats *r, const struct sp90b_bits *b, unsigned width, uint64_t cutoff)
{
	*r = (struct sp90b_repeats){.n = b->n / width};
	if (r->n == 0 || r->n > UINT32_MAX)
		return r->n ? SP90B_NO_MEMORY : SP90B_OK;
	enum sp90b_status status = sp90b_count_tries(r, b, width, cutoff);
	if (status != SP90B_TOO_SHORT)
		return status;
	struct fold f;
	status = fold_init(&f) ? by_array(&f, b, width, r->n) : SP90B_NO_MEMORY;
	if (status != SP90B_OK) {
		fold_release(&f);
		return status;
	}
	fold_finish(&f);
	free(f.stack);
	r->longest = f.longest;
	r->most = f.most;
	r->pairs = f.pairs;
	return SP90B_OK;
}

void sp90b_repeats_release(struct sp90b_repeats *r)
{
	free(r->most);
	free(r->pairs);
	*r = (struct sp90b_repeats){0};
}
