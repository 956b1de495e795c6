/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The IID track: chi-square tests of independence and goodness of fit, the longest repeated
 * substring, and the permutation tests; only samples that pass all are credited with the most
 * common value's entropy. Symbols are renumbered for the tables, and keep their values where a
 * statistic is one of the values. @[SP800-90B, 5, 6.1] Cost: the permutations, 10,000 times 19
 * statistics of the series.
 */
#include "sp90b_iid.h"

#include "sp90b_mcv_private.h"
#include "sp90b_t_tuple_private.h"

#include <math.h>
#include <stdlib.h>

/* Renumbered symbols, also of binary data, and the value of each. */
struct named {
	uint16_t *symbol, *value;
	uint64_t *count;
};

static void named_release(struct named *x)
{
	free(x->symbol);
	free(x->value);
	free(x->count);
}

static int named_init(struct named *x, const struct sp90b_data *d, const uint16_t *raw)
{
	x->symbol = malloc(d->n * sizeof *x->symbol);
	x->value = calloc(d->k, sizeof *x->value);
	x->count = calloc(d->k, sizeof *x->count);
	if (!x->symbol || !x->value || !x->count) {
		named_release(x);
		return -1;
	}
	for (size_t i = 0; i < d->n; i++) {
		uint16_t s = d->symbol ? d->symbol[i] : (uint16_t)sp90b_bit(&d->literal, i);
		x->symbol[i] = s;
		x->value[s] = raw[i];
		x->count[s]++;
	}
	return 0;
}

static double find_median(const struct named *x, const struct sp90b_data *d)
{
	if (d->k == 2)
		return 0.5;
	size_t low = (d->n - 1) / 2, high = d->n / 2, below = 0;
	double sum = 0;
	for (uint32_t v = 0; v < d->k; below += x->count[v++]) {
		sum += low >= below && low < below + x->count[v] ? v : 0;
		sum += high >= below && high < below + x->count[v] ? v : 0;
	}
	return sum / 2;
}

static struct sp90b_lrs_test test_repeats(const struct named *x, const struct sp90b_data *d)
{
	struct sp90b_repeats r;
	enum sp90b_status status =
	    sp90b_repeats_init(&r, &d->literal, d->literal_width, SP90B_TUPLE_CUTOFF);
	if (status != SP90B_OK)
		return (struct sp90b_lrs_test){.status = status};
	struct sp90b_lrs_test t = sp90b_lrs_test(x->count, d->k, d->n, r.longest);
	sp90b_repeats_release(&r);
	return t;
}

static void run_tests(struct sp90b_iid_result *r, const struct sp90b_data *d, const struct named *x,
    const struct sp90b_permutation_options *p)
{
	struct sp90b_symbols s = {x->symbol, d->n, d->k};
	r->independence = sp90b_independence(s);
	r->goodness_of_fit = sp90b_goodness_of_fit(s);
	r->lrs = test_repeats(x, d);
	r->permutation = sp90b_permutation_test(s, x->value, p);
	r->pass = (r->independence.status || r->independence.pass) &&
		  (r->goodness_of_fit.status || r->goodness_of_fit.pass) &&
		  (r->lrs.status || r->lrs.pass) && (r->permutation.status || r->permutation.pass);
}

static void add_estimate(
    struct sp90b_iid_result *r, const struct sp90b_data *d, enum sp90b_dataset dataset)
{
	r->original = r->bitstring = sp90b_absent(SP90B_NOT_APPLICABLE);
	r->h_assessed = d->width;
	if (dataset == SP90B_INITIAL) {
		r->original =
		    d->k == 2 ? sp90b_mcv_bits(&d->literal) : sp90b_mcv(sp90b_data_symbols(d));
		r->h_assessed = fmin(r->h_assessed, r->original.h);
	}
	if (dataset == SP90B_CONDITIONED || d->k > 2) {
		r->bitstring = sp90b_mcv_bits(&d->bitstring);
		r->h_assessed = fmin(r->h_assessed, d->width * r->bitstring.h);
	}
}

/* A test or estimate that lacked memory was not made: it is no test that the data do not admit. */
static bool out_of_memory(const struct sp90b_iid_result *r)
{
	const enum sp90b_status made[] = {r->original.status, r->bitstring.status,
	    r->independence.status, r->goodness_of_fit.status, r->lrs.status,
	    r->permutation.status};
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		if (made[i] == SP90B_NO_MEMORY)
			return true;
	return false;
}

struct sp90b_iid_result sp90b_assess_iid(const uint16_t *raw, size_t n,
    const struct sp90b_options *o, const struct sp90b_permutation_options *p)
{
	struct sp90b_iid_result r = {.n = n};
	struct sp90b_data d;
	struct named x;
	r.fault = sp90b_data_init(&d, raw, n, o->width, o->most_bits, &r.at);
	r.width = d.width;
	r.k = d.k;
	if (r.fault)
		return r;
	r.narrow = d.narrow;
	r.translated = d.translated;
	if (named_init(&x, &d, raw)) {
		sp90b_data_release(&d);
		r.fault = SP90B_DATA_NO_MEMORY;
		return r;
	}
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += raw[i];
	r.mean = sum / (double)n;
	r.median = find_median(&x, &d);
	add_estimate(&r, &d, o->dataset);
	run_tests(&r, &d, &x, p);
	if (out_of_memory(&r))
		r.fault = SP90B_DATA_NO_MEMORY;
	named_release(&x);
	sp90b_data_release(&d);
	return r;
}

struct sp90b_cost sp90b_cost_iid(size_t n, uint32_t permutations, unsigned threads)
{
	double samples = (double)n, rounds = permutations;
	double at_once = threads > 1 ? threads : 1;
	return (struct sp90b_cost){
	    .bytes = samples * (6 + 4 * at_once) + 6e6 * at_once,
	    .most_bytes = samples * (36 + 4 * at_once) + 12e6 * at_once,
	    .seconds = samples * (200e-9 + fmin(rounds, 100 + rounds / 10) * 20e-9),
	    .most_seconds = samples * (500e-9 + rounds * 90e-9),
	};
}
