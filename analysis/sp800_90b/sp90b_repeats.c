/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Suffixes are sorted by their bits, and the length that each shares with the one before it is
 * folded at once into counts, so that no array of such lengths is kept. Sorting is by radix on
 * windows of 64 bits, bucket after bucket; where data repeat so long that windows do not
 * distinguish suffixes apart, a suffix array (libdivsufsort) takes over.
 */
#include "sp90b_repeats_private.h"

#include "sp90b_sort_private.h"

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

/* ---- sorting by windows ---- */

/* What a suffix array costs is that of about MOST_ROUNDS rounds of windows for every suffix. */
enum { SMALL = 32768, DIGIT = 11, TOP = 12, BASE_WORK = 100000, MOST_ROUNDS = 3 };

struct sorter {
	const struct sp90b_bits *b;
	unsigned width;
	size_t n;
	uint32_t *place, *spare; /* of the buckets in hand; room for the greatest one */
	struct sp90b_item *item, *other;
	uint32_t last; /* the suffix folded last */
	uint64_t work, budget;
	struct fold fold;
};

static inline size_t bit_at(const struct sorter *s, uint32_t place, size_t depth)
{
	return (size_t)place * s->width + depth;
}

/* Folds the next suffix, which shares `bits` bits with the last one as far as zeros behind the end
 * of the text count; they do not. */
static inline void next_place(struct sorter *s, uint32_t place, size_t bits)
{
	size_t length = s->width > 1 ? bits / s->width : bits;
	size_t left = s->n - (place > s->last ? place : s->last);
	fold_next(&s->fold, length < left ? length : left);
	s->last = place;
}

static int later_first(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;
	return *a < *b ? 1 : *a > *b ? -1 : 0;
}

/* Moves the suffixes that end within `depth` bits to the front and folds them, shortest first: a
 * suffix precedes those that it begins. Returns how many there were. */
static size_t fold_ended(struct sorter *s, uint32_t *place, size_t m, size_t depth, size_t *lead)
{
	size_t ended = 0;
	for (size_t i = 0; i < m; i++) {
		if (bit_at(s, place[i], depth) >= s->b->n) {
			uint32_t p = place[i];
			place[i] = place[ended];
			place[ended++] = p;
		}
	}
	if (ended == 0)
		return 0;
	qsort(place, ended, sizeof *place, later_first);
	for (size_t i = 0; i < ended; i++) {
		next_place(s, place[i], *lead);
		*lead = depth;
	}
	return ended;
}

static void sort_places(struct sorter *s, uint32_t *place, size_t m, size_t depth, size_t lead);

/* At most SMALL suffixes: by whole windows. Those that agree in all 64 bits go one deeper. */
static void sort_few(struct sorter *s, uint32_t *place, size_t m, size_t depth, size_t lead)
{
	struct sp90b_item *a = s->item;
	for (size_t i = 0; i < m; i++)
		a[i] =
		    (struct sp90b_item){sp90b_window(s->b, bit_at(s, place[i], depth)), place[i]};
	sp90b_sort(a, s->other, m, 64);
	for (size_t i = 0; i < m; i++)
		place[i] = a[i].place;
	/* The items are overwritten by the deeper levels, so groups are found first. */
	size_t *group = NULL, groups = 0;
	for (size_t i = 1; i < m; i++)
		groups += a[i].key == a[i - 1].key;
	if (groups == 0) {
		for (size_t i = 0; i < m; i++) {
			if (i > 0)
				lead = depth + (size_t)__builtin_clzll(a[i].key ^ a[i - 1].key);
			next_place(s, place[i], lead);
		}
		return;
	}
	group = malloc((m + 1) * 2 * sizeof *group);
	if (!group) {
		s->fold.failed = true;
		return;
	}
	groups = 0;
	for (size_t i = 0; i < m; i++) {
		if (i > 0 && a[i].key == a[i - 1].key)
			continue;
		group[2 * groups] = i;
		group[2 * groups + 1] =
		    i ? depth + (size_t)__builtin_clzll(a[i].key ^ a[i - 1].key) : lead;
		groups++;
	}
	group[2 * groups] = m;
	for (size_t g = 0; g < groups; g++) {
		size_t from = group[2 * g], many = group[2 * g + 2] - from;
		sort_places(s, place + from, many, depth + 64, group[2 * g + 1]);
	}
	free(group);
}

/* Many suffixes: one digit, then each bucket. */
static void sort_many(struct sorter *s, uint32_t *place, size_t m, size_t depth, size_t lead)
{
	size_t start[(1 << DIGIT) + 1] = {0};
	for (size_t i = 0; i < m; i++)
		start[(sp90b_window(s->b, bit_at(s, place[i], depth)) >> (64 - DIGIT)) + 1]++;
	for (size_t d = 0; d < 1 << DIGIT; d++)
		start[d + 1] += start[d];
	for (size_t i = 0; i < m; i++)
		s->spare[start[sp90b_window(s->b, bit_at(s, place[i], depth)) >> (64 - DIGIT)]++] =
		    place[i];
	memcpy(place, s->spare, m * sizeof *place);
	size_t before = 0, from = 0;
	for (size_t d = 0; d < 1 << DIGIT && !s->fold.failed; from = start[d++]) {
		if (start[d] == from)
			continue;
		if (from > 0)
			lead = depth + DIGIT - (size_t)(64 - __builtin_clzll(d ^ before));
		before = d;
		sort_places(s, place + from, start[d] - from, depth + DIGIT, lead);
	}
}

/* Folds the suffixes place[0..m), which agree in their first `depth` bits; the first of them
 * shares `lead` bits with the suffix folded last. */
static void sort_places(struct sorter *s, uint32_t *place, size_t m, size_t depth, size_t lead)
{
	if (m == 1) {
		next_place(s, place[0], lead);
		return;
	}
	s->work += m;
	if (s->fold.failed || s->work > s->budget)
		return;
	size_t ended = fold_ended(s, place, m, depth, &lead);
	place += ended;
	m -= ended;
	if (m == 1)
		next_place(s, place[0], lead);
	else if (m > SMALL)
		sort_many(s, place, m, depth, lead);
	else if (m > 0)
		sort_few(s, place, m, depth, lead);
}

/* The suffixes whose first TOP bits lie in [from, to), in the order of those bits. The others are
 * written too, to the place behind the last one, since a branch would be guessed wrong half the
 * time. */
static void take_suffixes(struct sorter *s, const size_t *count, size_t from, size_t to)
{
	uint32_t start[1 << TOP], at = 0;
	uint8_t in[1 << TOP] = {0};
	for (size_t d = from; d < to; d++) {
		start[d] = at;
		at += (uint32_t)count[d];
		in[d] = 1;
	}
	for (size_t d = 0; d < 1 << TOP; d++)
		start[d] = in[d] ? start[d] : at;
	for (size_t i = 0, bit = 0; i < s->n; i++, bit += s->width) {
		size_t d = sp90b_window(s->b, bit) >> (64 - TOP);
		s->place[start[d]] = (uint32_t)i;
		start[d] += in[d];
	}
}

/* All suffixes, in groups of buckets that fit the arrays. */
static void sort_all(struct sorter *s, const size_t *count, size_t room)
{
	size_t before = 0, lead = 0;
	for (size_t from = 0, to; from < 1 << TOP && !s->fold.failed; from = to) {
		size_t many = 0;
		for (to = from; to < 1 << TOP && many + count[to] <= room; to++)
			many += count[to];
		take_suffixes(s, count, from, to);
		size_t at = 0;
		for (size_t d = from; d < to; at += count[d++]) {
			if (count[d] == 0)
				continue;
			if (s->fold.next > 0)
				lead = TOP - (size_t)(64 - __builtin_clzll(d ^ before));
			before = d;
			s->budget = BASE_WORK + MOST_ROUNDS * (s->fold.next + count[d]);
			sort_places(s, s->place + at, count[d], TOP, lead);
			if (s->work > s->budget)
				return;
		}
	}
}

/* Returns SP90B_TOO_SHORT if windows are too short for what repeats. */
static enum sp90b_status by_windows(struct sorter *s)
{
	size_t *count = calloc(1 << TOP, sizeof *count), greatest = 0;
	if (!count)
		return SP90B_NO_MEMORY;
	for (size_t i = 0; i < s->n; i++)
		count[sp90b_window(s->b, i * s->width) >> (64 - TOP)]++;
	for (size_t d = 0; d < 1 << TOP; d++)
		greatest = count[d] > greatest ? count[d] : greatest;
	/* Half of the suffixes at a time keeps memory low at the price of a second scan. */
	size_t half = s->n / 2 + 1, room = half > greatest ? half : greatest;
	enum sp90b_status status = SP90B_NO_MEMORY;
	s->place = malloc((room + 1) * sizeof *s->place);
	s->spare = malloc(greatest * sizeof *s->spare);
	s->item = malloc(SMALL * sizeof *s->item);
	s->other = malloc(SMALL * sizeof *s->other);
	if (s->place && s->spare && s->item && s->other) {
		sort_all(s, count, room);
		status = s->fold.failed	       ? SP90B_NO_MEMORY
			 : s->work > s->budget ? SP90B_TOO_SHORT
					       : SP90B_OK;
	}
	free(s->place);
	free(s->spare);
	free(s->item);
	free(s->other);
	free(count);
	return status;
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
    struct sp90b_repeats *r, const struct sp90b_bits *b, unsigned width)
{
	struct sorter s = {.b = b, .width = width, .n = b->n / width};
	*r = (struct sp90b_repeats){.n = s.n};
	if (s.n == 0 || s.n > UINT32_MAX)
		return s.n ? SP90B_NO_MEMORY : SP90B_OK;
	if (!fold_init(&s.fold))
		goto err;
	enum sp90b_status status = by_windows(&s);
	if (status == SP90B_TOO_SHORT) {
		fold_release(&s.fold);
		if (!fold_init(&s.fold))
			goto err;
		status = by_array(&s.fold, b, width, s.n);
	}
	if (status != SP90B_OK)
		goto err;
	fold_finish(&s.fold);
	free(s.fold.stack);
	r->longest = s.fold.longest;
	r->most = s.fold.most;
	r->pairs = s.fold.pairs;
	return SP90B_OK;
err:
	fold_release(&s.fold);
	return SP90B_NO_MEMORY;
}

void sp90b_repeats_release(struct sp90b_repeats *r)
{
	free(r->most);
	free(r->pairs);
	*r = (struct sp90b_repeats){0};
}
