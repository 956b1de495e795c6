/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Results of sequences that were assessed before, by the digest of what the estimators see: the
 * symbols as numbers in the order of their values. Mappings, modes and grids of one run often give
 * the same sequence under other values; estimators on symbols cannot distinguish these, and only
 * the bit string is assessed again. SHA-256, so that two sequences are not taken for one by
 * accident. Cost: one digest of the samples against ten estimators; a list that is searched in
 * turn, since it has a dozen entries.
 */
#include "sp90b_memo_private.h"

#include "sha256.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES = UINT16_MAX + 1, CHUNK = 4096 };

struct sp90b_memo_entry {
	char order[65];	 /* digest of the symbols as numbers in the order of their values */
	char values[65]; /* of those values */
	size_t n, most_bits;
	enum sp90b_dataset dataset;
	unsigned width;
	struct sp90b_result result;
};

/* number[v]: how many of the values that occur are below v. Returns how many occur; value[] has
 * them in order. */
static size_t number_values(const uint16_t *raw, size_t n, uint16_t *number, uint16_t *value)
{
	size_t k = 0;
	memset(number, 0, VALUES * sizeof *number);
	for (size_t i = 0; i < n; i++)
		number[raw[i]] = 1;
	for (size_t v = 0; v < VALUES; v++)
		if (number[v]) {
			value[k] = (uint16_t)v;
			number[v] = (uint16_t)k++;
		}
	return k;
}

static void digest_order(const uint16_t *raw, size_t n, const uint16_t *number, char out[65])
{
	uint16_t part[CHUNK];
	struct sha256 h;
	sha256_open(&h);
	for (size_t from = 0; from < n; from += CHUNK) {
		size_t m = n - from < CHUNK ? n - from : CHUNK;
		for (size_t i = 0; i < m; i++)
			part[i] = number[raw[from + i]];
		sha256_add(&h, part, m * sizeof *part);
	}
	sha256_finish(&h, out);
}

/* Fills all of the entry but its result. False: no memory. */
static bool describe_entry(
    struct sp90b_memo_entry *e, const uint16_t *raw, size_t n, const struct sp90b_options *o)
{
	uint16_t *number = malloc(2 * VALUES * sizeof *number);
	if (!number)
		return false;
	uint16_t *value = number + VALUES;
	size_t k = number_values(raw, n, number, value);
	*e = (struct sp90b_memo_entry){
	    .n = n, .most_bits = o->most_bits, .dataset = o->dataset, .width = o->width};
	digest_order(raw, n, number, e->order);
	sha256_hex(value, k * sizeof *value, e->values);
	free(number);
	return true;
}

static bool same_order(const struct sp90b_memo_entry *a, const struct sp90b_memo_entry *b)
{
	return a->n == b->n && a->most_bits == b->most_bits && a->dataset == b->dataset &&
	       a->width == b->width && !strcmp(a->order, b->order);
}

/* An earlier entry with the symbols of e: with its values too where there is one, *same is then
 * true. NULL: none. */
static const struct sp90b_memo_entry *find_entry(
    const struct sp90b_memo *m, const struct sp90b_memo_entry *e, bool *same)
{
	const struct sp90b_memo_entry *found = NULL;
	*same = false;
	for (size_t i = 0; i < m->count && !*same; i++)
		if (same_order(&m->list[i], e)) {
			found = &m->list[i];
			*same = !strcmp(found->values, e->values);
		}
	return found;
}

/* The symbols are those of `like`: only their bits differ. */
static struct sp90b_result assess_bits(
    const uint16_t *raw, size_t n, const struct sp90b_options *o, const struct sp90b_result *like)
{
	struct sp90b_options bits = *o;
	bits.dataset = SP90B_CONDITIONED;
	struct sp90b_result r = sp90b_assess(raw, n, &bits);
	if (r.fault)
		return r;
	r.original = like->original;
	r.original.h = r.width;
	for (int e = 0; e < SP90B_ESTIMATORS; e++)
		if (r.original.estimate[e].status == SP90B_OK)
			r.original.h = fmin(r.original.h, r.original.estimate[e].h);
	r.h_assessed = fmin(r.original.h, r.width * r.bitstring.h);
	return r;
}

/* Where symbols and bits are assessed apart. */
static bool has_both(const struct sp90b_memo_entry *e)
{
	return e->dataset == SP90B_INITIAL && !e->result.fault && e->result.k > 2;
}

static void memo_keep(struct sp90b_memo *m, const struct sp90b_memo_entry *e)
{
	struct sp90b_memo_entry *list = realloc(m->list, (m->count + 1) * sizeof *list);
	if (!list)
		return;
	m->list = list;
	m->list[m->count++] = *e;
}

struct sp90b_result sp90b_assess_once(
    struct sp90b_memo *m, const uint16_t *raw, size_t n, const struct sp90b_options *o)
{
	struct sp90b_memo_entry e;
	bool same;
	if (n == 0 || !describe_entry(&e, raw, n, o))
		return sp90b_assess(raw, n, o);
	const struct sp90b_memo_entry *known = find_entry(m, &e, &same);
	if (known && same)
		return known->result;
	e.result = known && has_both(known) ? assess_bits(raw, n, o, &known->result)
					    : sp90b_assess(raw, n, o);
	if (e.result.fault != SP90B_DATA_NO_MEMORY)
		memo_keep(m, &e);
	return e.result;
}

void sp90b_memo_release(struct sp90b_memo *m)
{
	free(m->list);
	*m = (struct sp90b_memo){NULL, 0};
}
