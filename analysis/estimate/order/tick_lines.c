/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines at the rates of a kernel's timer, from the times of samples: power at each rate and its
 * harmonics against 16 frequencies around it @[SCHUSTER-1898] @[LOMB-1976]. A spectrum counted in
 * samples cannot see it, since a tick returns after thousands of samples at uneven places. Cost:
 * one pass to bin, one transform for each of at most 32 segments.
 */
#include "tick_lines.h"

#include "gsl_quiet.h"
#include "lookup.h"
#include "twosample.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const double tick_rates_hz[TICK_RATES] = {100, 250, 300, 1000};

enum {
	BINS = 16384,
	SEGMENTS = 32,
	NEAR = 2,
	FAR = 9,
	AROUND = 2 * (FAR - NEAR + 1),
	PERIODS = 12
};

/* The scores of one segment. */
struct segment {
	double seconds, sum, n;
	size_t bins;
	double *score, *count; /* by bin */
};

static double power_at(const struct segment *s, double hz)
{
	/* exp(-2 pi i f t), turned on from bin to bin. */
	double angle = 2 * M_PI * hz / BINS, c = cos(angle), d = sin(angle);
	double re = 0, im = 0, x = 1, y = 0, mean = s->sum / s->n;
	for (size_t i = 0; i < s->bins; i++) {
		double v = s->score[i] - mean * s->count[i], next = x * c - y * d;
		re += v * x;
		im += v * y;
		y = x * d + y * c;
		x = next;
	}
	return re * re + im * im;
}

/* Power over that of the surroundings; nan where there is none. */
static double ratio_at(const struct segment *s, double hz)
{
	double around = 0;
	for (int j = NEAR; j <= FAR; j++)
		around += power_at(s, hz - j / s->seconds) + power_at(s, hz + j / s->seconds);
	around /= AROUND;
	return around > 0 ? power_at(s, hz) / around : NAN;
}

/* Sums of -2 ln p, and how many, by rate and harmonic. */
struct sums {
	double ratio[TICK_RATES][TICK_HARMONICS], fisher[TICK_RATES][TICK_HARMONICS];
	unsigned made[TICK_RATES][TICK_HARMONICS];
};

static void add_segment(struct sums *all, const struct segment *s)
{
	for (int i = 0; i < TICK_RATES; i++)
		for (int k = 0; k < TICK_HARMONICS; k++) {
			if (tick_rates_hz[i] * s->seconds < PERIODS)
				continue;
			double r = ratio_at(s, tick_rates_hz[i] * (k + 1));
			if (isnan(r))
				continue;
			all->ratio[i][k] += r;
			all->fisher[i][k] += 2 * AROUND * log1p(r / AROUND);
			all->made[i][k]++;
		}
}

/* ---- the series ---- */

struct times {
	const uint64_t *x, *start;
	size_t n;
	double hz;
	const struct lookup *lookup;
	const double *map;
};

static double seconds_of(const struct times *t, size_t i)
{
	return (double)(t->start[i] - t->start[0]) / t->hz;
}

/* The first sample at or after `seconds`, from i on: starts rise. */
static size_t at_time(const struct times *t, double seconds, size_t i)
{
	size_t from = i, to = t->n;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (seconds_of(t, middle) < seconds)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* Fills the segment that begins at `begin` seconds; false if all its scores are alike. */
static bool read_segment(struct segment *s, const struct times *t, double begin, size_t from)
{
	double first = NAN;
	bool differ = false;
	memset(s->score, 0, 2 * BINS * sizeof *s->score);
	s->sum = s->n = 0;
	for (size_t i = from; i < t->n; i++) {
		double bin = (seconds_of(t, i) - begin) * BINS;
		if (!(bin < (double)s->bins))
			break;
		double score = t->map[lookup_index(t->lookup, t->x[i])];
		s->score[(size_t)bin] += score;
		s->count[(size_t)bin]++;
		s->sum += score;
		s->n++;
		differ |= score != first && s->n > 1;
		first = score;
	}
	return differ;
}

static size_t read_all(struct sums *all, const struct times *t)
{
	double last = seconds_of(t, t->n - 1), seconds = fmin(last, 1);
	struct segment s = {.seconds = seconds, .bins = (size_t)(seconds * BINS)};
	size_t segments = last >= SEGMENTS ? SEGMENTS : (size_t)(last / seconds), used = 0,
	       from = 0;
	s.score = malloc(2 * BINS * sizeof *s.score);
	s.count = s.score + BINS;
	for (size_t i = 0; s.score && s.bins && i < segments; i++) {
		double begin =
		    segments > 1 ? (last - seconds) * (double)i / ((double)segments - 1) : 0;
		from = at_time(t, begin, from);
		if (!read_segment(&s, t, begin, from))
			continue;
		add_segment(all, &s);
		used++;
	}
	free(s.score);
	return used;
}

/* ---- the tests ---- */

static void set_tests(struct tick_lines *out, const struct sums *all, size_t n)
{
	double p[TICK_RATES], adjusted[TICK_RATES];
	size_t which[TICK_RATES], made = 0;
	gsl_quiet();
	for (int i = 0; i < TICK_RATES; i++) {
		for (int k = 0; k < TICK_HARMONICS; k++) {
			double m = all->made[i][k];
			out->power[i][k] = m > 0 ? all->ratio[i][k] / m : (double)NAN;
			out->each_p[i][k] =
			    m > 0 ? gsl_cdf_chisq_Q(all->fisher[i][k], 2 * m) : (double)NAN;
		}
		if (all->made[i][0]) {
			p[made] = out->each_p[i][0];
			which[made++] = (size_t)i;
		}
	}
	enum estimate_status status = twosample_holm(p, made, adjusted);
	for (size_t i = 0; i < made; i++)
		out->p[which[i]] =
		    status == EST_OK ? estimate_point(adjusted[i], n) : estimate_absent(status, n);
}

/* Of two kinds of scores the rarer needs 20 samples. */
static enum estimate_status check_scores(const struct histogram *h, const double *map)
{
	uint64_t first = 0;
	bool two = true, alike = true;
	double second = NAN;
	for (size_t i = 0; i < h->distinct; i++) {
		first += map[i] == map[0] ? h->count[i] : 0;
		alike &= map[i] == map[0];
		if (map[i] != map[0])
			second = isnan(second) ? map[i] : second;
		two &= map[i] == map[0] || map[i] == second;
	}
	if (alike)
		return EST_DEGENERATE;
	return two && (first < 20 || h->n - first < 20) ? EST_TOO_SHORT : EST_OK;
}

void tick_lines_of(struct tick_lines *out, const uint64_t *x, const uint64_t *start, size_t n,
    double hz, const struct histogram *h, const double *map)
{
	struct lookup lookup;
	struct sums all = {.made = {{0}}};
	enum estimate_status status = n < 20 ? EST_TOO_SHORT : check_scores(h, map);
	*out = (struct tick_lines){.segments = 0};
	for (int i = 0; i < TICK_RATES; i++) {
		out->p[i] = estimate_absent(status == EST_OK ? EST_TOO_SHORT : status, n);
		for (int k = 0; k < TICK_HARMONICS; k++)
			out->power[i][k] = out->each_p[i][k] = NAN;
	}
	if (status != EST_OK)
		return;
	if (lookup_init(&lookup, h) != EST_OK) {
		for (int i = 0; i < TICK_RATES; i++)
			out->p[i] = estimate_absent(EST_NO_MEMORY, n);
		return;
	}
	struct times t = {x, start, n, hz, &lookup, map};
	if (seconds_of(&t, n - 1) > 0)
		out->segments = read_all(&all, &t);
	lookup_release(&lookup);
	set_tests(out, &all, n);
}
