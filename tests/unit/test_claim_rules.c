/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every kind of rule on every kind of figure: the verdict and its sentence, and what any two
 * observers leave, as they are kept in tests/fixtures/verdicts. Where they change on purpose:
 * WRITE=1, and read the difference.
 */
#include "test.h"

#include "entropy_private.h"
#include "figure.h"
#include "rule_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 24, ROOM = 1 << 20 };

/* ---- figures: each of a run of 10,000 samples unless it says otherwise ---- */

struct given {
	const char *name;
	double value, lo, hi, n, n_eff;
	double first, last, width; /* of 40 pieces, in a line; width 0: there are none */
	bool moves;
	const char *status, *why;
};

static const struct given shares[] = {
    {"inside", 0.31, 0.305, 0.315, 1e4, 5000, 0, 0, 0, false, "ok", ""},
    {"at the ends", 0.31, 0.29, 0.33, 1e4, 5000, 0, 0, 0, false, "ok", ""},
    {"below", 0.2, 0.19, 0.21, 1e4, 5000, 0, 0, 0, false, "ok", ""},
    {"above, of few", 0.5, 0.4, 0.6, 1e4, 99, 0, 0, 0, false, "ok", ""},
    {"across", 0.325, 0.31, 0.34, 1e4, 100, 0, 0, 0, false, "ok", ""},
    {"across, at the end", 0.33, 0.31, 0.35, 1e4, 1000, 0, 0, 0, false, "ok", ""},
    {"across, of 99", 0.325, 0.31, 0.34, 1e4, 99, 0, 0, 0, false, "ok", ""},
    {"one side", 0.31, 0.3, NAN, 1e4, 400, 0, 0, 0, false, "ok", ""},
    {"other side", 0.31, NAN, 0.32, 1e4, 400, 0, 0, 0, false, "ok", ""},
    {"no interval", 0.31, NAN, NAN, 1e4, 4000, 0, 0, 0, false, "ok", ""},
    {"no interval, no size", 0.31, NAN, NAN, 1e4, NAN, 0, 0, 0, false, "ok", "it is chosen"},
    {"none", 0, NAN, NAN, 1e4, NAN, 0, 0, 0, false, "ok", ""},
    {"all", 1, NAN, NAN, 1e4, 2e4, 0, 0, 0, false, "ok", ""},
    {"pieces inside", 0.31, NAN, NAN, 1e4, NAN, 0.3, 0.32, 0.005, false, "ok", ""},
    {"pieces outside", 0.5, NAN, NAN, 1e4, NAN, 0.45, 0.55, 0.02, true, "ok", ""},
    {"pieces drift", 0.31, 0.305, 0.315, 1e4, 50, 0.1, 0.5, 0.05, true, "ok", ""},
    {"pieces wide", 0.31, NAN, NAN, 1e4, NAN, 0.305, 0.315, 0.04, false, "ok", ""},
    {"pieces alone", NAN, NAN, NAN, 1e4, NAN, 0.3, 0.32, 0.005, true, "too short", ""},
    {"few samples", 0.31, 0.305, 0.315, 500, 400, 0, 0, 0, false, "ok", ""},
    {"bounds", NAN, 0.3, 0.32, 1e4, 4000, 0, 0, 0, false, "not applicable", ""},
    {"bounds, no size", NAN, 0.05, 0.08, 1e4, NAN, 0, 0, 0, false, "not applicable", ""},
    {"absent", NAN, NAN, NAN, 0, NAN, 0, 0, 0, false, "degenerate", ""},
};

static struct fact fact_make(enum figure_id id, const struct given *g, const char *grid)
{
	struct fact f = {.figure = id,
	    .scope = "all",
	    .value = g->value,
	    .lo = g->lo,
	    .hi = g->hi,
	    .n = g->n,
	    .n_eff = g->n_eff,
	    .moves = g->moves};
	snprintf(f.grid, sizeof f.grid, "%s", grid);
	snprintf(f.status, sizeof f.status, "%s", g->status);
	snprintf(f.why, sizeof f.why, "%s", g->why);
	f.pieces = g->width > 0 ? SUBJECT_PIECES : 0;
	f.each = g->width > 0;
	f.piece_least = fmin(g->first, g->last);
	f.piece_greatest = fmax(g->first, g->last);
	for (unsigned k = 0; k < f.pieces; k++) {
		double at = g->first + (g->last - g->first) * k / (SUBJECT_PIECES - 1);
		f.piece[k] = (struct decide_piece){at, at - g->width, at + 1.5 * g->width};
	}
	return f;
}

/* ---- rules ---- */

static const struct published_number share_number = {
    .name = "share", .value = 0.31, .rounding = 0.005, .n = 3000, .count = 930};

#define OF(id) .target = {id, "all", "24MHz"}, .given.at_least = NAN
static const struct rule rules[] = {
    {RULE_EQUIVALENCE, OF(FIGURE_FAST_WINDOW_SHARE), .published = "share", .margin = 0.02,
	.margin_why = "so", .compare = COMPARE_SHARE, .otherwise = "another share"},
    {RULE_EQUIVALENCE, OF(FIGURE_FAST_WINDOW_SHARE), .bound = 0.31, .margin = 0.02,
	.margin_why = "so", .least_n = 1000, .least_n_eff = 100},
    {RULE_EQUIVALENCE, OF(FIGURE_FAST_WINDOW_SHARE), .bound = 0.31, .margin = 0.02,
	.compare = COMPARE_VALUE, .sense = "the value"},
    {RULE_EQUIVALENCE, OF(FIGURE_FAST_WINDOW_SHARE), .bound = 0.31, .margin = 0.02,
	.only = ONLY_REFUTE},
    {RULE_EQUIVALENCE, OF(FIGURE_FAST_WINDOW_SHARE), .bound = 0.31, .margin = 0.02,
	.only = ONLY_SUPPORT},
    {RULE_DIFFERS, OF(FIGURE_FAST_WINDOW_SHARE), .bound = 0.31, .margin = 0.02},
    {RULE_AT_LEAST, OF(FIGURE_FAST_WINDOW_SHARE), .bound = 0.31, .margin = 0.01},
    {RULE_AT_MOST, OF(FIGURE_FAST_WINDOW_SHARE), .published = "share", .margin = 0.01},
    {RULE_EQUIVALENCE, OF(FIGURE_SHANNON), .bound = 0.31, .margin = 0.02,
	.compare = COMPARE_SHANNON},
    {RULE_AT_MOST, OF(FIGURE_MIN_MCV), .bound = 0.31, .margin = 0.02,
	.compare = COMPARE_MIN_ENTROPY},
    {RULE_AT_LEAST, OF(FIGURE_CV), .bound = 0.31, .margin = 0},
    {RULE_EQUIVALENCE, OF(FIGURE_MEDIAN_NS), .bound = 0.31, .margin = 0.02, .half_step = true},
    {RULE_UNCHANGED, OF(FIGURE_CV), .other_scope = "no_spikes", .margin = NAN,
	.otherwise = "it moves"},
    {RULE_UNCHANGED, OF(FIGURE_CV), .other_scope = "no_spikes", .margin = 0.05, .margin_why = "so",
	.least_n = 1000},
    {RULE_YIELD, OF(FIGURE_EXTRACTOR_YIELD), .samples_per_byte = 3, .extra_samples = 32},
    {RULE_NEEDS, OF(FIGURE_CV), .needs = "a witness"},
    {RULE_AT_LEAST, .target = {FIGURE_FAST_WINDOW_SHARE, "all", "24MHz"},
	.given = {{FIGURE_MODE_COUNT, "all", "native"}, 2, ""}, .bound = 0.1, .margin = 0},
};

/* ---- runs: what is stored of each beside the figure ---- */

struct kind {
	const char *name;
	double hz;
	bool has_start;
	double least, most, step, modes, tick;
};
static const struct kind kinds[] = {
    {"24 MHz", 24e6, true, 3, 40, 1, 2, 0},
    {"without starts", 1e9, false, 30, 400, 10, 1, 0},
    {"all equal, without starts", 1e9, false, 30, 30, 1, 1, 0},
    {"slow counter", 1e6, true, 1, 2, 1, 2, 0},
    {"tick found", 1e9, true, 30, 400, 1, 2, 26},
};

static struct fact plain_fact(enum figure_id id, const char *grid, double value, double part)
{
	struct fact f = {.figure = id,
	    .scope = "all",
	    .status = "ok",
	    .value = value,
	    .lo = value * (1 - part),
	    .hi = value * (1 + part),
	    .n = 1e4,
	    .n_eff = 5000};
	snprintf(f.grid, sizeof f.grid, "%s", grid);
	return f;
}

static size_t facts_beside(struct fact *out, const struct kind *k)
{
	size_t n = 0;
	for (int coarse = 0; coarse < 2; coarse++) {
		const char *grid = coarse ? "24MHz" : "native";
		double by = coarse ? 24e6 / k->hz : 1;
		out[n++] = plain_fact(FIGURE_MIN, grid, k->least * by, 0);
		out[n++] = plain_fact(FIGURE_MAX, grid, k->most * by, 0);
		out[n++] = plain_fact(FIGURE_EFFECTIVE_TICK, grid, coarse ? 1 : k->step, 0);
		out[n++] = plain_fact(FIGURE_DISTINCT, grid, coarse ? 2 : 9, 0.5);
	}
	out[n++] = plain_fact(FIGURE_SAMPLES, "native", 1e4, 0);
	out[n++] = plain_fact(FIGURE_MODE_COUNT, "native", k->modes, 0);
	out[n++] = plain_fact(FIGURE_CV, "native", 0.8, 0.05);
	out[n++] = plain_fact(FIGURE_MEAN, "native", (k->least + k->most) / 2, 0.01);
	out[n++] = plain_fact(FIGURE_SHANNON, "native", 3, 0.01);
	out[n] = plain_fact(FIGURE_CV, "24MHz", 0.32, 0.02);
	snprintf(out[n].scope, sizeof out[n].scope, "no_spikes");
	return n + 1;
}

static char text[ROOM];
static size_t used;

static void apply_all(const struct kind *k, const struct given *g)
{
	struct claim c = {.numbers = {share_number}, .numbers_n = 1};
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct fact facts[MANY];
		struct subject run = {.probe = "x",
		    .status = "complete",
		    .counter_hz = k->hz,
		    .tick = k->tick,
		    .has_start = k->has_start,
		    .analysed = true,
		    .samples = 1e4,
		    .requested = 1e4,
		    .runs = i == 6 ? 4 : 0,
		    .facts = facts};
		struct outcome o;
		/* The figure itself comes before what is beside it. */
		facts[0] = fact_make(rules[i].target.figure, g, "24MHz");
		run.facts_n = 1 + facts_beside(facts + 1, k);
		rule_apply(&c, &run, &rules[i], &o);
		used += (size_t)snprintf(text + used, ROOM - used, "%s; %s; rule %zu: %d%s%s %s\n",
		    k->name, g->name, i, (int)o.verdict, o.by_pieces ? " by pieces" : "",
		    o.fact ? "" : " without", o.text.text);
		assert_true(used < ROOM);
	}
}

/* The text is that of tests/fixtures/verdicts/NAME; the first line that is not is named. */
static void expect_kept(const char *name)
{
	static char want[ROOM];
	char path[128];
	snprintf(path, sizeof path, "tests/fixtures/verdicts/%s", name);
	FILE *file = fopen(path, getenv("WRITE") ? "w+" : "r");
	assert_non_null(file);
	if (getenv("WRITE")) {
		fputs(text, file);
		rewind(file);
	}
	want[fread(want, 1, ROOM - 1, file)] = '\0';
	fclose(file);
	for (char *a = text, *b = want; *a || *b;) {
		size_t length = strcspn(b, "\n") + 1;
		if (strncmp(a, b, length) != 0)
			fail_msg("want %.*s got %.*s", (int)length, b, (int)strcspn(a, "\n"), a);
		a += length;
		b += length;
	}
}

static void every_rule_on_every_figure_has_its_verdict_and_sentence(void **state)
{
	(void)state;
	used = 0;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (size_t g = 0; g < sizeof shares / sizeof *shares; g++)
			apply_all(&kinds[k], &shares[g]);
	expect_kept("rules.txt");
}

/* ---- observers ---- */

static void add_text(const char *what)
{
	used += (size_t)snprintf(text + used, ROOM - used, "%s", what);
	assert_true(used < ROOM);
}

/* Which sign a nan has is nobody's contract. */
static void add_number(const char *name, double v)
{
	char digits[32] = "-";
	if (!isnan(v))
		snprintf(digits, sizeof digits, "%.6g", v);
	add_text(name);
	add_text(digits);
}

static void add_place(const char *name, const struct entropy_place *at)
{
	add_text(name);
	add_text(at->figure == FIGURES ? "none" : figure_name(at->figure));
	add_text(" ");
	add_text(at->scope);
	add_number(" ", at->value);
	add_number(" [", at->lo);
	add_number(", ", at->hi);
	add_number("] n ", at->n);
	add_number(", ", at->first);
	add_number(" + ", at->joined);
	add_number(" of ", at->pieces);
	add_number(": ", at->stretch);
}

static void add_entropy(const struct subject *run, size_t runs)
{
	struct verdict_entropy e = entropy_of_run(run, runs);
	add_number("at most ", e.at_most);
	add_number(", at least ", e.at_least);
	add_number(", assessed ", e.assessed);
	add_number(", credited ", e.credited);
	add_text(e.moves ? "; moves; " : "; ");
	add_text(e.adversary);
	add_number("; copied ", e.copied);
	add_number(", ends ", e.ends);
	add_number(", errors ", e.errors);
	add_place("; most ", &e.most);
	add_place("; least ", &e.least);
	add_text("\n");
}

/* Each observer beside each other one, and what SP 800-90B assesses beside them. */
static void what_any_two_observers_leave_is_known(void **state)
{
	static const char *const scopes[] = {"distribution", "past", "starts", "observer", "load",
	    "any_load", "restarts", "phase", "else"};
	size_t many = sizeof shares / sizeof *shares;
	(void)state;
	used = 0;
	for (size_t a = 0; a < many; a++)
		for (size_t b = a; b < many; b += 5) {
			struct fact facts[3] = {
			    fact_make(FIGURE_ADVERSARY_MIN_ENTROPY, &shares[a], "native"),
			    fact_make(FIGURE_ADVERSARY_MIN_ENTROPY, &shares[b], "native"),
			    fact_make(FIGURE_MIN_90B, &shares[(a + b) % many], "native")};
			snprintf(facts[0].scope, sizeof facts[0].scope, "%s", scopes[a % 9]);
			snprintf(facts[1].scope, sizeof facts[1].scope, "%s", scopes[(a + b) % 9]);
			struct subject run = {.facts = facts, .facts_n = 3};
			add_text(shares[a].name);
			add_text(", ");
			add_text(shares[b].name);
			add_text(": ");
			add_entropy(&run, b % 3);
		}
	expect_kept("observers.txt");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_rule_on_every_figure_has_its_verdict_and_sentence),
	    cmocka_unit_test(what_any_two_observers_leave_is_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
