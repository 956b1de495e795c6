/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calibration.h"

#include "changepoint.h"
#include "conditional.h"
#include "dip.h"
#include "dynamics.h"
#include "histogram.h"
#include "modality.h"
#include "neff.h"
#include "periodicity.h"
#include "share_exact.h"
#include "summary.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- coverage ---- */

static const struct summary_options windows = {
    .fast_lo_ticks = 0, .fast_hi_ticks = 10, .slow_lo_ticks = 40, .slow_hi_ticks = 50};

const char *calibration_label(const struct calibration_figure *f, char out[CALIBRATION_LABEL])
{
	bool both = f->id < FIGURES && f->of;
	snprintf(out, CALIBRATION_LABEL, "%s%s%s", f->id < FIGURES ? figure_name(f->id) : "",
	    both ? ", " : "", f->of ? f->of : "");
	return out;
}

void calibration_count(struct calibration_coverage *row, const struct estimate *e)
{
	double slack = 1e-9 * fabs(row->truth);
	if (e->status != EST_OK)
		return;
	row->first = row->made++ ? row->first : e->value;
	row->sum += e->value - row->first;
	row->sum2 += (e->value - row->first) * (e->value - row->first);
	if (isnan(e->lo))
		return;
	row->given++;
	row->mean_width += e->hi - e->lo; /* divided at the end */
	row->below += e->hi + slack < row->truth;
	row->above += e->lo - slack > row->truth;
	row->held += e->hi + slack >= row->truth && e->lo - slack <= row->truth;
}

void calibration_close(struct calibration_coverage *row)
{
	double n = row->made, ss = n > 1 ? row->sum2 - row->sum * row->sum / n : 0;
	row->mean_width /= row->given ? row->given : 1;
	row->spread = n > 1 ? sqrt(fmax(ss, 0) / (n - 1)) : 0;
}

/* Where the family has no truth, the figures that another has. */
static size_t list_rows(enum calibration_family family, const struct summary *s,
    struct calibration_coverage *rows, size_t most)
{
	bool moving = isnan(calibration_truth(family, FIGURE_MEAN));
	size_t n = 0;
	for (size_t i = 0; i < s->rows && n < most; i++) {
		enum figure_id id = s->row[i].figure;
		double truth = calibration_truth(family, id);
		if (!isnan(truth) ||
		    (moving && !isnan(calibration_truth(CALIBRATION_IID_MODES, id))))
			rows[n++] =
			    (struct calibration_coverage){.figure = {id, NULL}, .truth = truth};
	}
	return n;
}

size_t calibration_cover(enum calibration_family family, size_t n, unsigned series, uint64_t first,
    unsigned replicates, struct calibration_coverage *rows, size_t most, double *mean_n_eff)
{
	uint64_t *x = malloc((n + 1) * sizeof *x);
	bool without_modes = isnan(calibration_truth(family, FIGURE_MODE1_SHARE));
	size_t used = 0;
	double n_eff = 0;
	for (unsigned k = 0; x && k < series; k++) {
		struct summary s;
		struct summary_options o = windows;
		o.tick = (double)calibration_tick(family);
		o.without_modes = without_modes;
		o.seed = first + k;
		o.replicates = replicates;
		calibration_series(family, first + k, x, n);
		if (summary_init(&s, x, n, &o) != EST_OK) {
			used = 0;
			break;
		}
		if (k == 0)
			used = list_rows(family, &s, rows, most);
		for (size_t i = 0; i < used; i++)
			calibration_count(&rows[i], &summary_find(&s, rows[i].figure.id)->estimate);
		const struct estimate *e = &summary_find(&s, FIGURE_N_EFF_RANKS)->estimate;
		n_eff += e->status == EST_OK ? e->value / series : 0;
		summary_release(&s);
	}
	free(x);
	for (size_t i = 0; i < used; i++)
		calibration_close(&rows[i]);
	*mean_n_eff = n_eff;
	return used;
}

void calibration_band(unsigned k, unsigned n, double *lo, double *hi)
{
	*lo = share_exact_lower(k, n, 0.025);
	*hi = 1 - share_exact_lower(n - k, n, 0.025);
}

/* ---- tests ---- */

enum { MODES_EVERY = 4 }; /* they cost most */

/* Each test, and what it supposes. */
static const struct {
	const char *name;
	enum calibration_fact null;
} test_table[CALIBRATION_TESTS] = {
    [CALIBRATION_DIP] = {"dip", CALIBRATION_UNIMODAL},
    [CALIBRATION_LRT] = {"likelihood ratio", CALIBRATION_COMPONENT},
    [CALIBRATION_RUNS] = {"runs", CALIBRATION_INDEPENDENT},
    [CALIBRATION_STATIONARITY] = {"stationarity", CALIBRATION_LEVEL},
    [CALIBRATION_CHANGES] = {"change-points", CALIBRATION_LEVEL},
    [CALIBRATION_INFORMATION] = {"mutual information", CALIBRATION_INDEPENDENT},
    [CALIBRATION_DWELL] = {"dwell geometric", CALIBRATION_GEOMETRIC},
    [CALIBRATION_TWO_MODES] = {"two modes", CALIBRATION_UNIMODAL},
    [CALIBRATION_PERIODICITY] = {"periodicity", CALIBRATION_WITHOUT_LINE},
};

const char *calibration_test_name(enum calibration_test test)
{
	return test < CALIBRATION_TESTS ? test_table[test].name : "unknown";
}

int calibration_null(enum calibration_family family, enum calibration_test test)
{
	return test < CALIBRATION_TESTS ? calibration_fact(family, test_table[test].null) : -1;
}

static void count_p(
    struct calibration_rejections *c, enum calibration_test test, const struct estimate *p)
{
	c->tried[test]++;
	c->given[test] += p->status == EST_OK;
	/* Of 99 or 19 simulations p takes the value 0.05 itself. */
	c->rejected[test] += p->status == EST_OK && p->value <= 0.05;
}

static void count_fact(struct calibration_rejections *c, enum calibration_test test,
    const struct estimate *e, double least, double most)
{
	c->tried[test]++;
	c->given[test] += e->status == EST_OK;
	c->rejected[test] += e->status == EST_OK && e->value >= least && e->value <= most;
}

/* Twice the lesser p, or the one that is there. */
static struct estimate worse_p(const struct estimate *a, const struct estimate *b)
{
	if (a->status != EST_OK || b->status != EST_OK)
		return a->status == EST_OK ? *a : *b;
	return estimate_point(fmin(2 * fmin(a->value, b->value), 1), a->n + b->n);
}

/* Labels 0 and 1: not above and above the valley of the modes, or a value near the median. */
static void test_order(
    struct calibration_rejections *c, enum calibration_family family, const uint64_t *x, size_t n)
{
	struct symbols s = {.n = n, .alphabet = 2, .s = malloc(n + 1), .exact = 1};
	if (!s.s)
		return;
	for (size_t i = 0; i < n; i++)
		s.s[i] = x[i] > calibration_centre(family);
	struct dwell d = dynamics_dwell(&s);
	struct estimate p = worse_p(&d.geometric_p[0], &d.geometric_p[1]);
	count_p(c, CALIBRATION_RUNS, &d.runs_p);
	count_p(c, CALIBRATION_DWELL, &p);
	symbols_release(&s);
}

static void test_memory(struct calibration_rejections *c, const uint64_t *x, size_t n,
    const struct histogram *h, uint64_t seed)
{
	struct symbols s;
	if (symbols_init(&s, x, n, h, 64) != EST_OK)
		return;
	struct conditional_options o = {.shuffles = 19, .seed = seed};
	struct estimate p = conditional_information(&s, 1, &o).p;
	count_p(c, CALIBRATION_INFORMATION, &p);
	symbols_release(&s);
}

static void test_lines(
    struct calibration_rejections *c, const uint64_t *x, size_t n, const struct histogram *h)
{
	struct periodicity *p = malloc(sizeof *p);
	if (!p)
		return;
	periodicity_of(p, x, n, h);
	count_p(c, CALIBRATION_PERIODICITY, &p->p);
	free(p);
}

static void test_modes(struct calibration_rejections *c, enum calibration_family family,
    const uint64_t *x, size_t n, const struct histogram *h, uint64_t seed)
{
	struct neff e = neff_of_ranks(x, n, h, NULL, 0);
	struct modality_options o = {
	    .tick = (double)calibration_tick(family), .n_eff = 20, .seed = seed};
	if (e.n_eff.status == EST_OK) /* n_eff exceeds n where neighbours repel */
		o.n_eff = fmin(e.n_eff.value, (double)n);
	struct modality m = modality_of(h, &o, NULL);
	struct dip d =
	    dip_test(h, &(struct dip_options){.n_eff = o.n_eff, .simulations = 99, .seed = seed});
	count_p(c, CALIBRATION_DIP, &d.p);
	if (calibration_null(family, CALIBRATION_LRT) >= 0) {
		struct estimate p = modality_likelihood_ratio(h, &o, 19).p;
		count_p(c, CALIBRATION_LRT, &p);
	}
	count_fact(c, CALIBRATION_TWO_MODES, &m.modes, 2, 2);
}

static void test_series(struct calibration_rejections *c, enum calibration_family family,
    const uint64_t *x, size_t n, const struct histogram *h, uint64_t seed)
{
	struct changepoints change = changepoint_of_level(x, n, h, seed);
	count_p(c, CALIBRATION_STATIONARITY, &change.stationarity_p);
	count_fact(c, CALIBRATION_CHANGES, &change.count, 1, INFINITY);
	test_order(c, family, x, n);
	test_memory(c, x, n, h, seed);
	if (c->series % MODES_EVERY == 0)
		test_modes(c, family, x, n, h, seed);
	test_lines(c, x, n, h);
	c->series++;
}

struct calibration_rejections calibration_tests(
    enum calibration_family family, size_t n, unsigned series, uint64_t first)
{
	struct calibration_rejections c = {0};
	uint64_t *x = malloc((n + 1) * sizeof *x);
	for (unsigned k = 0; x && k < series; k++) {
		struct histogram h;
		calibration_series(family, first + k, x, n);
		if (histogram_init(&h, x, n) != EST_OK)
			break;
		test_series(&c, family, x, n, &h, first + k);
		histogram_release(&h);
	}
	free(x);
	return c;
}
