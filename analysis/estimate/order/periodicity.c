/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line in the spectrum of the mid-ranks, by Welch's averaged periodograms @[WELCH-1967]. Each
 * frequency is compared with a parabola through its surroundings, so that coloured noise is no
 * line; ranks, so that spikes are none. Two real series go through one transform. Cost: n log 4096.
 */
#include "periodicity.h"

#include "fft.h"
#include "gsl_quiet.h"
#include "lookup.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	NEIGHBOURS = 32,
	FEW_NEIGHBOURS = 8,
	NEIGHBOURHOODS = 16, /* of the spectrum; a side of one has no more of it than this */
	LINE = 1,
	LONGEST = 256,
	GROUPS = 20,
	FEWEST = 10,
	ROW = PERIODICITY_BINS + 1
};

static const double line_p = 0.05; /* at most, of what is taken for a line */

/* Share of a line's power that is none beside it: transforms are good to 1e-15 of amplitudes. */
static const double negligible = 1e-6;

static double *rank_table(const struct histogram *h)
{
	double below = 0, *rank = malloc(h->distinct * sizeof *rank);
	for (size_t i = 0; rank && i < h->distinct; i++) {
		rank[i] = (below + (double)h->count[i] / 2) / (double)h->n - 0.5;
		below += (double)h->count[i];
	}
	return rank;
}

/* Spectra of groups of neighbouring segments, [groups][ROW]: frequencies 1 .. size / 2. */
struct groups {
	double *spectrum;
	size_t count, segments;
};

struct segments {
	const uint64_t *x;
	const struct lookup *lookup;
	const double *rank;
	struct fft fft;
	double *window, *a, *b; /* one allocation */
};

static bool segments_init(struct segments *s, size_t size)
{
	s->window = malloc(3 * size * sizeof *s->window);
	if (fft_init(&s->fft, size) != EST_OK || !s->window)
		return false;
	for (size_t i = 0; i < size; i++)
		s->window[i] = (1 - cos(2 * M_PI * (double)i / (double)size)) / 2;
	s->a = s->window + size;
	s->b = s->a + size;
	return true;
}

static void segments_release(struct segments *s)
{
	fft_release(&s->fft);
	free(s->window);
}

/* The segment from `from`, less its mean, in the window. */
static void read_segment(const struct segments *s, size_t from, double *y)
{
	double sum = 0;
	for (size_t i = 0; i < s->fft.size; i++)
		sum += y[i] = s->rank[lookup_index(s->lookup, s->x[from + i])];
	for (size_t i = 0; i < s->fft.size; i++)
		y[i] = (y[i] - sum / (double)s->fft.size) * s->window[i];
}

/* Adds the periodograms of a and b, real series A and B, from one transform: |A|^2 + |B|^2 at k is
 * the mean of |Z|^2 at k and at its mirror, Z being that of a + i b; size / 2 is its own mirror. */
static void add_two(const struct segments *s, double *spectrum)
{
	size_t size = s->fft.size;
	const double *a = s->a, *b = s->b;
	fft_forward(&s->fft, s->a, s->b);
	for (size_t k = 1; k <= size / 2; k++)
		spectrum[k] += (a[k] * a[k] + b[k] * b[k] + a[size - k] * a[size - k] +
				   b[size - k] * b[size - k]) /
			       2;
}

/* Half overlapping segments, two of a group at once. */
static void add_segments(const struct segments *s, const struct groups *g)
{
	size_t half = s->fft.size / 2;
	for (size_t i = 0; i < g->segments;) {
		size_t group = i * g->count / g->segments;
		bool two = i + 1 < g->segments && (i + 1) * g->count / g->segments == group;
		read_segment(s, i * half, s->a);
		if (two)
			read_segment(s, (i + 1) * half, s->b);
		else
			memset(s->b, 0, s->fft.size * sizeof *s->b);
		add_two(s, g->spectrum + group * ROW);
		i += two ? 2 : 1;
	}
}

/* What the spectrum would be at k without a line: a parabola in log k through the logarithms around
 * it, without the frequencies next to it (the window smears a line over three). `level` is a mean,
 * `freedom` says how well it is known: as a chi-square of so many degrees over their number. */
struct base {
	double level, freedom;
};

/* Weights by which the parabola's value at t = 0 follows from v at t[0..n): the first row of the
 * inverse of the normal equations times (1, t, t^2). */
static void weights_fill(const double *t, size_t n, double *w)
{
	double s[5] = {0};
	for (size_t i = 0; i < n; i++)
		for (double p = 1, *q = s; q < s + 5; p *= t[i])
			*q++ += p;
	double a = s[2] * s[4] - s[3] * s[3], b = s[2] * s[3] - s[1] * s[4];
	double c = s[1] * s[3] - s[2] * s[2], all = s[0] * a + s[1] * b + s[2] * c;
	for (size_t i = 0; i < n; i++)
		w[i] = (a + b * t[i] + c * t[i] * t[i]) / all;
}

/* Hann's window ties frequencies next to each other (correlation 4/9 of the squares) and the next
 * (1/36): a mean of many has this times the variance. */
static const double tied = 1 + 2 * (4.0 / 9 + 1.0 / 36);

/* Frequencies to each side: a parabola must be able to follow a hump, such as that of dwell times
 * most of which are two samples, and it cannot over half of a short transform. */
static size_t neighbours_of(size_t bins)
{
	size_t n = bins / NEIGHBOURHOODS;
	return n < FEW_NEIGHBOURS ? FEW_NEIGHBOURS : n > NEIGHBOURS ? NEIGHBOURS : n;
}

static struct base base_around(const double *spectrum, size_t bins, size_t k, double freedom)
{
	double t[2 * NEIGHBOURS + 1], v[2 * NEIGHBOURS + 1], w[2 * NEIGHBOURS + 1], sum = 0,
										    squares = 0;
	size_t n = 0;
	size_t around = neighbours_of(bins);
	/* As many at the edges, where more of them lie on one side. */
	size_t from = k > around ? k - around : 1, to = from + 2 * around;
	if (to > bins - 1) {
		to = bins - 1;
		from = to > 2 * around ? to - 2 * around : 1;
	}
	for (size_t j = from; j <= to; j++)
		if ((j + LINE < k || j > k + LINE) && spectrum[j] > 0) {
			t[n] = log((double)j / (double)k);
			v[n++] = log(spectrum[j]);
		}
	if (n < 10)
		return (struct base){0, 1};
	weights_fill(t, n, w);
	for (size_t i = 0; i < n; i++) {
		sum += w[i] * v[i];
		squares += w[i] * w[i];
	}
	/* The mean logarithm of a chi-square over its degrees of freedom is not 0. */
	double shift = gsl_sf_psi(freedom / 2) - log(freedom / 2);
	return (struct base){exp(sum - shift), freedom / (squares * tied)};
}

/* The power at 2 samples counts once, that at any other frequency for its mirror too. */
static double sum_of(const double *v, size_t bins)
{
	double all = v[bins] / 2;
	for (size_t k = 1; k < bins; k++)
		all += v[k];
	return all;
}

/* Half overlapping Hann segments have 36 / 38 of the effect of as many independent ones
 * @[WELCH-1967]; each gives two degrees of freedom. */
static double freedom_of(size_t segments)
{
	double n = (double)segments;
	return fmax(2, 2 * n * (n > 1 ? 18.0 / 19 : 1));
}

/* Share of the variance at `at` and on both sides, above the surroundings. */
static double line_share(const double *spectrum, size_t bins, size_t at, double freedom)
{
	double line = 0, base = base_around(spectrum, bins, at, freedom).level;
	for (size_t k = at > LINE ? at - LINE : 1; k <= at + LINE && k <= bins; k++)
		line += (spectrum[k] - base) / (k == bins ? 2 : 1);
	return fmin(fmax(line / sum_of(spectrum, bins), 0), 1);
}

/* The share with each group left out in turn: the grouped jackknife of batches_private.h, with
 * Student's t. all: the sum of the groups; scratch. */
static void share_interval(
    struct estimate *e, const struct groups *g, size_t bins, size_t at, double *all)
{
	double share[GROUPS], mean = 0, squares = 0, m = (double)g->count;
	e->note = "no interval: fewer than 10 segments";
	if (g->count < FEWEST)
		return;
	for (size_t i = 0; i < g->count; i++) {
		const double *out = g->spectrum + i * ROW;
		for (size_t k = 1; k <= bins; k++)
			all[k] -= out[k];
		share[i] = line_share(all, bins, at, freedom_of(g->segments));
		for (size_t k = 1; k <= bins; k++)
			all[k] += out[k];
		mean += share[i] / m;
	}
	for (size_t i = 0; i < g->count; i++)
		squares += (share[i] - mean) * (share[i] - mean);
	double half = gsl_cdf_tdist_Pinv(0.975, m - 1) * sqrt(squares * (m - 1) / m);
	e->lo = fmax(e->value - half, 0);
	e->hi = fmin(e->value + half, 1);
	e->note = "95 % interval: jackknife of up to 20 groups of segments";
}

/* Where there is a line its period is known to half a frequency of the transform either way. first:
 * the frequency of the fundamental; at: of the line. */
static void line_intervals(
    struct periodicity *out, const struct groups *g, double first, size_t at, double *all)
{
	double length = 2 * (double)out->bins;
	if (out->p.value > line_p) {
		out->period_samples.note = out->power_share.note = "no interval: no line at 5 %";
		return;
	}
	out->period_samples.lo = fmax(length / (first + 0.5), 2);
	out->period_samples.hi = length / (first - 0.5);
	out->period_samples.note = "interval: half a frequency of the transform either way";
	share_interval(&out->power_share, g, out->bins, at, all);
}

/* The first frequency looked at: periods of 256 samples. */
static size_t first_of(size_t bins)
{
	return (size_t)fmax(2, (double)bins / LONGEST * 2);
}

/* How far a frequency exceeds its surroundings, which are not known either: score, and the
 * p of a ratio of two chi-squares. A transform is real at 2 samples: half the degrees. */
struct prominence {
	double score, p;
};

static struct prominence prominence_of(
    const double *spectrum, size_t bins, size_t k, double freedom)
{
	struct base b = base_around(spectrum, bins, k, freedom);
	double own = k == bins ? freedom / 2 : freedom;
	double ratio = b.level > 0 ? spectrum[k] / b.level : 0;
	return (struct prominence){
	    log(ratio) / sqrt(1 / own + 1 / b.freedom), gsl_cdf_fdist_Q(ratio, own, b.freedom)};
}

/* The frequency most prominent in the flat spectrum, from periods of 256 samples down. */
static size_t strongest_find(
    const double *spectrum, const double *flat, size_t bins, double freedom, double *p)
{
	double most = -INFINITY;
	size_t at = first_of(bins), from = at;
	*p = 1;
	for (size_t k = from; k <= bins; k++) {
		struct prominence s = prominence_of(flat, bins, k, freedom);
		if (s.score > most) {
			most = s.score;
			at = k;
			*p = s.p;
		}
	}
	*p = fmin(*p * (double)(bins + 1 - from), 1);
	/* The window smears a line over three frequencies: it is at the highest. */
	size_t top = at;
	for (size_t k = at - LINE; k <= at + LINE && k <= bins; k++)
		top = spectrum[k] > spectrum[top] ? k : top;
	return top;
}

/* What is looked for beside a line: power above `least`, standing out at `p`. */
struct comb {
	const double *spectrum;
	size_t bins;
	double freedom, least, p;
};

static bool has_line(const struct comb *c, double at)
{
	size_t k = (size_t)(at + 0.5);
	return c->spectrum[k] > c->least &&
	       prominence_of(c->spectrum, c->bins, k, c->freedom).p <= c->p;
}

/* Pulses have as strong harmonics as fundamental. The lowest frequency that the line is a multiple
 * of, that is a line itself (Bonferroni over as many
 * as there may be), and at least half of whose multiples up to the line are: two lines
 * that have nothing to do with each other fill no such comb. */
static double fundamental_find(const double *spectrum, size_t bins, size_t at, double freedom)
{
	size_t most = at / first_of(bins);
	struct comb c = {
	    spectrum, bins, freedom, negligible * spectrum[at], line_p / fmax((double)most, 1)};
	for (size_t m = most; m > 1; m--) {
		double first = (double)at / (double)m;
		size_t lines = 1; /* the m-th */
		if (!has_line(&c, first))
			continue;
		for (size_t i = 1; i < m; i++)
			lines += has_line(&c, first * (double)i);
		if (2 * lines > m)
			return first;
	}
	return (double)at;
}

/* Of neighbours; an exact alternation leaves nothing else. */
static const double STRONGEST = 0.97;

/* The spectrum over that of the autoregression of one term with the same correlation of neighbours:
 * its peak at 2 samples can be as narrow as the transform resolves, and no parabola follows it. A
 * line changes that correlation too, but spreads it over all frequencies. */
static void spectrum_flatten(const double *spectrum, size_t bins, double *flat)
{
	double all = sum_of(spectrum, bins), turned = -spectrum[bins] / 2;
	for (size_t k = 1; k < bins; k++)
		turned += spectrum[k] * cos(M_PI * (double)k / (double)bins);
	double r = fmin(fmax(turned / all, -STRONGEST), STRONGEST);
	for (size_t k = 1; k <= bins; k++)
		flat[k] = spectrum[k] * (1 + r * r - 2 * r * cos(M_PI * (double)k / (double)bins));
}

static void find_line(struct periodicity *out, const struct groups *g, size_t n)
{
	double all[ROW], flat[ROW], p, freedom = freedom_of(g->segments);
	for (size_t k = 1; k <= out->bins; k++)
		all[k] = out->spectrum[k];
	double whole = sum_of(all, out->bins);
	for (size_t k = 1; k <= out->bins; k++)
		out->spectrum[k] /= whole;
	spectrum_flatten(out->spectrum, out->bins, flat);
	size_t at = strongest_find(out->spectrum, flat, out->bins, freedom, &p);
	double first = (double)at;
	if (p <= line_p)
		first = fundamental_find(flat, out->bins, at, freedom);
	out->p = estimate_point(p, n);
	out->period_samples = estimate_point(2 * (double)out->bins / first, n);
	out->power_share = estimate_point(line_share(out->spectrum, out->bins, at, freedom), n);
	line_intervals(out, g, first, at, all);
}

static void periodicity_refuse(struct periodicity *out, enum estimate_status status, size_t n)
{
	memset(out, 0, sizeof *out);
	out->p = out->period_samples = out->power_share = estimate_absent(status, n);
}

void periodicity_of(struct periodicity *out, const uint64_t *x, size_t n, const struct histogram *h)
{
	struct lookup l = {0};
	periodicity_refuse(out,
	    n < 256	      ? EST_TOO_SHORT
	    : h->distinct < 2 ? EST_DEGENERATE
			      : EST_NO_MEMORY,
	    n);
	if (n < 256 || h->distinct < 2)
		return;
	/* At least some four segments, so that one frequency is not one draw. */
	size_t size = 2 * PERIODICITY_BINS;
	while (size > n / 2)
		size /= 2;
	struct groups g = {.segments = (n - size) / (size / 2) + 1};
	g.count = g.segments < GROUPS ? g.segments : GROUPS;
	g.spectrum = calloc(GROUPS * ROW, sizeof *g.spectrum);
	double *rank = rank_table(h);
	struct segments s = {.x = x, .lookup = &l, .rank = rank};
	if (rank && g.spectrum && lookup_init(&l, h) == EST_OK && segments_init(&s, size)) {
		gsl_quiet();
		out->bins = size / 2;
		add_segments(&s, &g);
		for (size_t i = 0; i < g.count; i++)
			for (size_t k = 1; k <= out->bins; k++)
				out->spectrum[k] += g.spectrum[i * ROW + k];
		find_line(out, &g, n);
	}
	segments_release(&s);
	lookup_release(&l);
	free(g.spectrum);
	free(rank);
}
