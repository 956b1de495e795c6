/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Observers, each of whom could exist: one has read the distribution in a publication; one has seen
 * the samples before, as whoever shares the source has; one has the start stamps, which a program
 * that logs its calls gives away. A counter does not show the phase of its own tick, but it shows
 * that of a coarser one: on the grid of the published counter one observer more knows where in a
 * tick a call starts, in 32 parts. Cost: twelve passes over at most 2^20 samples.
 */
#include "adversaries_private.h"

#include "adversary.h"
#include "grid.h"
#include "grids_private.h"

#include <math.h>
#include <stdlib.h>

enum { MOST = 1 << 20, GAPS = 64, PHASES = 32 };

static const char no_starts[] = "needs start ticks, which were not recorded";
static const char no_order[] = "the order of the samples is not known";
static const char guesses_most[] = "guesses the most frequent value so far";
static const struct place at_distribution = {"distribution", "native"},
			  at_starts = {"starts", "native"}, at_past = {"past", "native"},
			  published_distribution = {"distribution", "24MHz"},
			  published_phase = {"phase", "24MHz"};

static void put_adversary(struct figures *f, struct place at, const struct adversary *a,
    const char *method, const char *why)
{
	figures_add(f, at, FIGURE_ADVERSARY_MIN_ENTROPY, why ? why : method, &a->min_entropy_bits);
	figures_add(f, at, FIGURE_ADVERSARY_SHANNON, why ? why : method, &a->shannon_bits);
}

static void put_absent(struct figures *f, struct place at, size_t n, const char *why)
{
	struct estimate none = estimate_absent(EST_NOT_APPLICABLE, n);
	put_adversary(f, at, &(struct adversary){none, none, 0}, NULL, why);
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
		put_absent(f, at_starts, x->n, no_starts);
		return 0;
	}
	uint32_t *context = malloc((s->n + 1) * sizeof *context);
	if (!context)
		return -1;
	write_gaps(x, s, context);
	struct adversary a = adversary_of_context(s, context, GAPS * ADVERSARY_SYMBOLS);
	put_adversary(f, at_starts, &a, method, NULL);
	free(context);
	return 0;
}

static void add_past(struct figures *f, const struct observed *s)
{
	static const char method[] =
	    "guesses from the last 1 to 16 samples, as many as guessed most "
	    "of the first half";
	struct adversary a = adversary_of_past(s);
	put_adversary(f, at_past, &a, method, NULL);
}

/* ---- on the published counter -------------------------------------------------------------- */

static void put_published_absent(struct figures *f, size_t n, const char *why)
{
	put_absent(f, published_distribution, n, why);
	put_absent(f, published_phase, n, why);
}

/* Which of PHASES equal parts of its tick each call starts in. */
static void write_phases(const struct series *x, size_t n, uint32_t *context)
{
	const unsigned __int128 grid = (uint64_t)counter_published.hz;
	const uint64_t own = (uint64_t)round(x->hz);
	for (size_t t = 0; t < n; t++) {
		uint64_t part = (uint64_t)(x->start[t] * grid % own);
		context[t] = (uint32_t)((unsigned __int128)part * PHASES / own);
	}
}

static void put_published(struct figures *f, const struct observed *s, const uint32_t *phase)
{
	static const char method[] =
	    "guesses from the phase of the start within the tick, in 32 parts";
	struct adversary a = adversary_of_context(s, NULL, 1);
	put_adversary(f, published_distribution, &a, guesses_most, NULL);
	a = adversary_of_context(s, phase, PHASES);
	put_adversary(f, published_phase, &a, method, NULL);
}

static int add_published(struct figures *f, const struct series *x)
{
	const struct grid g = {.native_hz = round(x->hz), .grid_hz = counter_published.hz};
	const char *why = !x->start ? no_starts : grids_refusal(x, counter_published.hz);
	size_t n = x->n < MOST ? x->n : MOST;
	struct histogram h = {0};
	struct observed s = {0};
	if (why) {
		put_published_absent(f, x->n, why);
		return 0;
	}
	uint64_t *ticks = malloc(n * sizeof *ticks);
	uint32_t *phase = malloc(n * sizeof *phase);
	int rc = ticks && phase ? 0 : -1;
	if (rc == 0 && grid_emulate(&g, x->start, x->elapsed, n, ticks) != EST_OK)
		put_published_absent(f, n, "the frequencies have no ratio that can be emulated");
	else if (rc == 0)
		rc = histogram_init(&h, ticks, n) == EST_OK &&
			     observed_init(&s, ticks, n, &h) == EST_OK
			 ? 0
			 : -1;
	if (rc == 0 && s.s) {
		write_phases(x, n, phase);
		put_published(f, &s, phase);
	}
	observed_release(&s);
	histogram_release(&h);
	free(ticks);
	free(phase);
	return rc;
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
	put_adversary(f, at_distribution, &a, guesses_most, NULL);
	int rc = 0;
	if (f->unordered) {
		put_absent(f, at_past, x->n, no_order);
		put_absent(f, at_starts, x->n, no_order);
	} else {
		add_past(f, &s);
		rc = add_starts(f, x, &s);
		rc = rc == 0 ? add_published(f, x) : rc;
	}
	observed_release(&s);
	return rc;
}
