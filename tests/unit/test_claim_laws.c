/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shipped claims on runs of known law, stationary and drifting, from samples to verdicts: no
 * verdict that is right at 3,000 samples is undecided at 30,000, and few are wrong. With
 * TICKLAB_LONG=1 it takes 15 series of each law (some five minutes of CPU), else one, which is
 * 9,000 long.
 */
#include "test.h"

#include "datafile.h"
#include "registry.h"
#include "rng.h"
#include "runs.h"
#include "series.h"
#include "store.h"
#include "verdicts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT = 3000, CLAIMS = 7 };

static int long_run(void)
{
	return (int)series_taken(10, 3) * SHORT;
}

/* The claims that durations alone can decide, in the order of `right` below. */
static const char *const claim[CLAIMS] = {"C01", "C02", "C03", "C04", "C05", "C07", "C08"};

/* ---- laws ---------------------------------------------------------------------------------- */

/* One of three neighbouring ticks about a level. */
static double draw_near(struct rng *r, double level)
{
	return level - 1 + (double)rng_below(r, 3);
}

static double draw_mode(struct rng *r, bool slow)
{
	return draw_near(r, slow ? 45 : 5);
}

static void draw_modes(struct rng *r, double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = draw_mode(r, rng_double(r) >= 0.31);
}

/* Three values that have the published shares, entropy, CV and share of odd ones. */
static void draw_published(struct rng *r, double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = rng_double(r) < 0.31 ? 0 : rng_double(r) < 1 / 3.0 ? 41 : 46;
}

/* The same with a share that breathes by a hundredth, ten times in the series. */
static void draw_breathing_share(struct rng *r, double *x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double share = 0.31 + 0.01 * sin(20 * M_PI * (double)i / (double)n);
		x[i] = rng_double(r) < share ? 0 : rng_double(r) < 1 / 3.0 ? 41 : 46;
	}
}

static void draw_one_mode(struct rng *r, double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = 30 + 2 * rng_normal(r);
}

static void draw_autoregression(struct rng *r, double *x, size_t n)
{
	double y = 0;
	for (size_t i = 0; i < n + 100; i++) {
		y = 0.8 * y + rng_normal(r);
		if (i >= 100)
			x[i - 100] = 60 + 3 * y;
	}
}

static void draw_chain(struct rng *r, double *x, size_t n, double stay)
{
	bool slow = rng_below(r, 2);
	for (size_t i = 0; i < n; i++) {
		slow ^= rng_double(r) >= stay;
		x[i] = draw_mode(r, slow);
	}
}

static void draw_chain_98(struct rng *r, double *x, size_t n)
{
	draw_chain(r, x, n, 0.98);
}

static void draw_chain_995(struct rng *r, double *x, size_t n)
{
	draw_chain(r, x, n, 0.995);
}

/* (1 - B)^-0.3 of white noise, 1,000 terms of it. */
static void draw_long_memory(struct rng *r, double *x, size_t n)
{
	enum { TERMS = 1000 };
	double weight[TERMS] = {1}, *e = malloc((n + TERMS) * sizeof *e);
	assert_non_null(e);
	for (int k = 1; k < TERMS; k++)
		weight[k] = weight[k - 1] * (k - 1 + 0.3) / k;
	for (size_t i = 0; i < n + TERMS; i++)
		e[i] = rng_normal(r);
	for (size_t i = 0; i < n; i++) {
		double y = 0;
		for (int k = 0; k < TERMS; k++)
			y += weight[k] * e[i + TERMS - 1 - (size_t)k];
		x[i] = 60 + 5 * y;
	}
	free(e);
}

static void draw_pareto_dwell(struct rng *r, double *x, size_t n)
{
	bool slow = rng_below(r, 2);
	for (size_t i = 0; i < n; slow = !slow) {
		double length = 10 * pow(1 - rng_double(r), -1 / 1.5);
		for (size_t end = i + (size_t)fmin(length, (double)n); i < end && i < n; i++)
			x[i] = draw_mode(r, slow);
	}
}

static void draw_step(struct rng *r, double *x, size_t n)
{
	double at = (0.2 + 0.6 * rng_double(r)) * (double)n;
	for (size_t i = 0; i < n; i++)
		x[i] = ((double)i < at ? 28 : 58) + (double)rng_below(r, 5);
}

static void draw_ramp(struct rng *r, double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = 30 + 30 * (double)i / (double)n + 2 * rng_normal(r);
}

static void draw_sawtooth(struct rng *r, double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = 30 + 20 * fmod(7 * (double)i / (double)n, 1) + 2 * rng_normal(r);
}

static void draw_breathing(struct rng *r, double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = 60 + (6 + 4 * sin(10 * M_PI * (double)i / (double)n)) * rng_normal(r);
}

/* One in 10,000 takes up to 4 ms. */
static void draw_spikes(struct rng *r, double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = rng_double(r) < 1e-4 ? 2000 + (double)rng_below(r, 90000)
					    : draw_mode(r, rng_double(r) >= 0.31);
}

/* The right verdicts, S, R, or ? where a run may rightly have either: the time between Pareto's
 * changes of mode has no variance, and one of them may be as long as the run, which then has the
 * shares, entropy and CV of one mode; a CV of spikes has no limit that 30,000 samples would show.
 * Of what moves, they are those of nine tenths of the run: a step has one mode at a time. */
static const struct law {
	const char *name;
	void (*draw)(struct rng *r, double *x, size_t n);
	const char *right;
} laws[] = {
    {"iid modes", draw_modes, "SSSSRRR"},
    {"as published", draw_published, "SSRRSSS"},
    {"breathing share", draw_breathing_share, "SSRRSSS"},
    {"one mode", draw_one_mode, "RRRRRRR"},
    {"AR(1) 0.8", draw_autoregression, "RRRRRRR"},
    {"chain 0.98", draw_chain_98, "RRSSRRR"},
    {"chain 0.995", draw_chain_995, "RRSSRRR"},
    {"ARFIMA 0.3", draw_long_memory, "RRRRRRR"},
    {"Pareto dwell", draw_pareto_dwell, "??SS??R"},
    {"step", draw_step, "RRRRRRR"},
    {"ramp", draw_ramp, "RRRRRRR"},
    {"sawtooth", draw_sawtooth, "RRRRRRR"},
    {"breathing", draw_breathing, "RRRRRRR"},
    {"spikes", draw_spikes, "SSSSR?R"},
};
enum { LAWS = sizeof laws / sizeof *laws };

/* ---- from samples to verdicts -------------------------------------------------------------- */

static void add_run(struct store *s, const struct law *law, uint64_t seed, size_t n)
{
	char uuid[STORE_UUID];
	struct rng r;
	double *x = malloc(n * sizeof *x);
	uint64_t *ticks = malloc(n * sizeof *ticks);
	assert_true(x && ticks);
	rng_init(&r, seed, (uint64_t)(law - laws));
	law->draw(&r, x, n);
	for (size_t i = 0; i < n; i++)
		ticks[i] = (uint64_t)fmax(0, round(x[i]));
	struct store_run run = {.label = "made",
	    .origin = "import",
	    .probe = "gettimeofday",
	    .load = "unknown",
	    .counter = "imported",
	    .counter_hz = 24e6,
	    .hz_source = "stated",
	    .hz_calibrated = NAN,
	    .cpu = -1,
	    .requested = n};
	int64_t id = store_run_begin(s, &run, uuid);
	if (id < 0 || store_run_append(s, id, NULL, ticks, NULL, n) != 0 ||
	    store_run_end(s, id, "complete", NULL, NULL, NULL) != 0)
		fail_msg("%s", store_error(s));
	free(x);
	free(ticks);
}

static void load_claims(struct registry *r, struct store *s)
{
	char path[4096], *text = malloc(1 << 20);
	assert_non_null(text);
	assert_int_equal(datafile_find("claims/commpage_clock_timing.json", path, sizeof path), 0);
	FILE *in = fopen(path, "rb");
	assert_non_null(in);
	text[fread(text, 1, (1 << 20) - 1, in)] = '\0';
	fclose(in);
	registry_init(r);
	if (registry_add(r, s, path, text) != 0 || registry_finish(r) != 0)
		fail_msg("%s", r->why);
	free(text);
}

struct counts {
	unsigned right[2], open[2], wrong[2]; /* of the short runs and of the long ones */
	unsigned lost;			      /* right, and then undecided */
	unsigned all;
};

/* The verdict on claim k of each of the two runs. */
static void find_verdicts(const struct verdicts *v, int k, enum verdict out[2])
{
	for (size_t i = 0; i < v->rows_n; i++)
		if (v->rows[i].run && strcmp(v->rows[i].claim->id, claim[k]) == 0)
			out[v->rows[i].run - 1] = v->rows[i].verdict;
}

static void count_verdicts(const struct verdicts *v, const struct law *law, struct counts *c)
{
	for (int k = 0; k < CLAIMS; k++) {
		enum verdict found[2] = {VERDICT_IMPOSSIBLE, VERDICT_IMPOSSIBLE};
		enum verdict right = law->right[k] == 'S' ? VERDICT_SUPPORTED : VERDICT_REFUTED;
		if (law->right[k] == '?')
			continue;
		find_verdicts(v, k, found);
		c->all++;
		c->lost += found[0] == right && found[1] == VERDICT_UNDECIDED;
		for (int n = 0; n < 2; n++) {
			c->right[n] += found[n] == right;
			c->open[n] += found[n] == VERDICT_UNDECIDED;
			c->wrong[n] += found[n] != right && found[n] != VERDICT_UNDECIDED;
			if (n == 1 && found[n] != right)
				print_message("# %s: %s %s at %d, %s at %d\n", law->name, claim[k],
				    verdict_name(found[0]), SHORT, verdict_name(found[1]),
				    long_run());
		}
	}
}

static void judge_series(const struct law *law, uint64_t seed, struct counts *c)
{
	char why[512];
	struct store *s;
	struct registry r;
	struct verdicts v;
	struct runs_options o = {.run = {.seed = 1, .replicates = 100, .threads = 2}};
	assert_int_equal(store_open(&s, ":memory:", STORE_CREATE, why, sizeof why), 0);
	add_run(s, law, seed, SHORT);
	add_run(s, law, seed, (size_t)long_run());
	if (runs_analyze(s, &o, why, sizeof why) != 0)
		fail_msg("%s", why);
	load_claims(&r, s);
	verdicts_init(&v, &r);
	if (verdicts_judge(&v, s, why, sizeof why) != 0)
		fail_msg("%s", why);
	count_verdicts(&v, law, c);
	verdicts_release(&v);
	registry_release(&r);
	store_close(s);
}

static void more_samples_never_decide_less(void **state)
{
	(void)state;
	unsigned series = series_taken(15, 1), wrong = 0, lost = 0, all = 0;
	for (const struct law *law = laws; law < laws + LAWS; law++) {
		struct counts c = {.all = 0};
		for (uint64_t seed = 1; seed <= series; seed++)
			judge_series(law, seed, &c);
		print_message("# %-16s right %u %u, undecided %u %u, wrong %u %u of %u; lost %u\n",
		    law->name, c.right[0], c.right[1], c.open[0], c.open[1], c.wrong[0], c.wrong[1],
		    c.all, c.lost);
		wrong += c.wrong[0] + c.wrong[1];
		lost += c.lost;
		all += 2 * c.all;
	}
	if (lost > 0 || 20 * wrong > all)
		fail_msg("%u right ones became undecided, %u of %u are wrong", lost, wrong, all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(more_samples_never_decide_less)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
