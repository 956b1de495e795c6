/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Three observers, each of whom could exist: one has read the distribution in a publication; one
 * has seen the samples before, as whoever shares the source has; one has the start stamps, which a
 * program that logs its calls gives away. Cost: ten passes over at most 2^20 samples.
 */
#include "adversaries_private.h"

#include "adversary.h"

#include <math.h>
#include <stdlib.h>

enum { MOST = 1 << 20, GAPS = 64 };

static const char no_starts[] = "needs start ticks, which were not recorded";
static const char no_order[] = "the order of the samples is not known";

static void put_adversary(struct figures *f, const char *scope, const struct adversary *a,
    const char *method, const char *why)
{
	struct place at = {scope, "native"};
	figures_add(f, at, FIGURE_ADVERSARY_MIN_ENTROPY, why ? why : method, &a->min_entropy_bits);
	figures_add(f, at, FIGURE_ADVERSARY_SHANNON, why ? why : method, &a->shannon_bits);
}

static void put_absent(struct figures *f, const char *scope, size_t n, const char *why)
{
	struct estimate none = estimate_absent(EST_NOT_APPLICABLE, n);
	put_adversary(f, scope, &(struct adversary){none, none, 0}, NULL, why);
}

/* The gap since the sample before, up to GAPS - 1 ticks, and that sample's symbol. */
static void write_gaps(const struct series *x, const struct observed *s, uint32_t *context)
{
	for (size_t t = 0; t < s->n; t++) {
		uint64_t gap = t ? x->start[t] - x->start[t - 1] - x->elapsed[t - 1] : 0;
		uint32_t near = gap < GAPS - 1 ? (uint32_t)gap : GAPS - 1;
		context[t] = near * ADVERSARY_SYMBOLS + (t ? s->s[t - 1] : 0);
	}
}

static int add_starts(struct figures *f, const struct series *x, const struct observed *s)
{
	static const char method[] = "guesses from the gap to the sample before, which the start "
				     "stamps give, and from that sample";
	if (!x->start) {
		put_absent(f, "starts", x->n, no_starts);
		return 0;
	}
	uint32_t *context = malloc((s->n + 1) * sizeof *context);
	if (!context)
		return -1;
	write_gaps(x, s, context);
	struct adversary a = adversary_of_context(s, context, GAPS * ADVERSARY_SYMBOLS);
	put_adversary(f, "starts", &a, method, NULL);
	free(context);
	return 0;
}

static void add_past(struct figures *f, const struct observed *s)
{
	static const char method[] =
	    "guesses from the last 1 to 16 samples, as many as guessed most "
	    "of the first half";
	struct adversary a = adversary_of_past(s);
	put_adversary(f, "past", &a, method, NULL);
}

int adversaries_add(struct figures *f, const struct series *x, const struct histogram *h)
{
	struct observed s;
	if (x->n == 0)
		return 0;
	if (observed_init(&s, x->elapsed, x->n, h) != EST_OK)
		return -1;
	s.n = s.n < MOST ? s.n : MOST;
	struct adversary a = adversary_of_context(&s, NULL, 1);
	put_adversary(f, "distribution", &a, "guesses the most frequent value so far", NULL);
	int rc = 0;
	if (f->unordered) {
		put_absent(f, "past", x->n, no_order);
		put_absent(f, "starts", x->n, no_order);
	} else {
		add_past(f, &s);
		rc = add_starts(f, x, &s);
	}
	observed_release(&s);
	return rc;
}
