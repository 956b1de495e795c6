/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words for comparisons. A difference that is shown is given with its interval; one that is not is
 * given as the greatest that the data leave open, for absence of evidence is no evidence of
 * absence.
 */
#include "answers_private.h"
#include "pairs_private.h"
#include "within_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* SENTENCES: of so many machines, the farthest ones; ALSO: further figures that are named. */
enum { NUMBER = 32, SENTENCES = 3, ALSO = 3 };

void answer_number(char *out, size_t size, double value)
{
	double v = fabs(value);
	int places = v >= 100 || v == 0 ? 0 : v >= 10 ? 1 : v >= 1 ? 2 : 2 - (int)floor(log10(v));
	if (v >= 1e7 || (v > 0 && v < 1e-4))
		snprintf(out, size, "%.2e", value);
	else
		snprintf(out, size, "%.*f", places, value);
}

/* ---- rows of one machine against another --------------------------------------------------- */

static struct view view_turn(const struct comparison *r)
{
	return (struct view){r, -r->difference.value, -r->difference.hi, -r->difference.lo,
	    1 / r->ratio, 1 / r->ratio_hi, 1 / r->ratio_lo, -r->within_hi, -r->within_lo};
}

bool view_find(
    struct view *v, const struct compare *c, const char *figure, size_t cell, size_t a, size_t b)
{
	const struct comparison *r = compare_find(c, figure, cell, a, b);
	if (r) {
		*v = (struct view){r, r->difference.value, r->difference.lo, r->difference.hi,
		    r->ratio, r->ratio_lo, r->ratio_hi, r->within_lo, r->within_hi};
		return true;
	}
	r = compare_find(c, figure, cell, b, a);
	if (r)
		*v = view_turn(r);
	return r != NULL;
}

bool view_topic(struct view *v, const struct compare *c, enum measured_topic topic, size_t cell,
    size_t a, size_t b)
{
	for (size_t i = 0; measured_at(i); i++)
		if (measured_at(i)->topic == topic &&
		    view_find(v, c, measured_name(measured_at(i)), cell, a, b))
			return true;
	return false;
}

double answer_distance(const struct compare *c, size_t cell, size_t a, size_t b)
{
	struct view v;
	return view_find(&v, c, "wasserstein_ns", cell, a, b) ? v.row->difference.value
							      : (double)NAN;
}

/* ---- the reference ------------------------------------------------------------------------- */

struct placed {
	size_t machine;
	double at;
};

static int by_place(const void *a, const void *b)
{
	double x = ((const struct placed *)a)->at, y = ((const struct placed *)b)->at;
	return (x > y) - (x < y);
}

/* The mean of a figure's stored values in a cell; nan: none. */
static double mean_of(const struct compare *c, size_t cell, size_t machine, int figure)
{
	double sum = 0, n = 0;
	for (size_t i = 0; i < c->set.run_count; i++) {
		const struct set_run *r = &c->set.runs[i];
		if (r->machine != machine || r->cell != cell || r->left_out)
			continue;
		sum += set_value(r, (size_t)figure, SET_NATIVE)->value;
		n++;
	}
	return n > 0 ? sum / n : (double)NAN;
}

static double median_of(const struct compare *c, size_t cell, size_t machine)
{
	return mean_of(c, cell, machine, measured_find(FIGURE_MEDIAN_NS, "all"));
}

/* The machines of a cell by their medians; p has room for all. */
static size_t place_machines(const struct compare *c, size_t cell, struct placed *p)
{
	size_t n = 0;
	for (size_t i = 0; i < c->set.machine_count; i++) {
		double at = median_of(c, cell, i);
		if (!isnan(at))
			p[n++] = (struct placed){i, at};
	}
	qsort(p, n, sizeof *p, by_place);
	return n;
}

/* Of two the one that was recorded first. */
static size_t middle_of(const struct placed *p, size_t n)
{
	if (n == 2)
		return p[p[0].machine < p[1].machine ? 0 : 1].machine;
	return p[n / 2].machine;
}

/* What a reference should be ordinary in. */
static const enum figure_id ordinary[] = {FIGURE_MEDIAN_NS, FIGURE_MIN_MCV, FIGURE_Q999};

/* Adds to sum[] how far each machine's figure is from the middle one, as parts of the typical
 * distance, at most 10. p has room for all. */
static void add_distances(
    const struct compare *c, size_t cell, int figure, struct placed *p, double *sum)
{
	size_t n = 0;
	for (size_t i = 0; i < c->set.machine_count; i++) {
		double at = mean_of(c, cell, i, figure);
		if (at > 0)
			p[n++] = (struct placed){i, log(at)};
	}
	if (n == 0)
		return;
	qsort(p, n, sizeof *p, by_place);
	double middle = p[n / 2].at;
	for (size_t i = 0; i < n; i++)
		p[i].at = fabs(p[i].at - middle);
	qsort(p, n, sizeof *p, by_place);
	double typical = fmax(p[n / 2].at, 1e-3);
	for (size_t i = 0; i < n; i++)
		sum[p[i].machine] += fmin(p[i].at / typical, 10);
}

/* The machine of the most cells that is nearest to the middle in all of them; the first of two. */
static size_t most_ordinary(const struct compare *c, struct placed *p, double *sum, size_t *cells)
{
	size_t machines = c->set.machine_count, best = machines, present = 0;
	for (size_t cell = 0; cell < c->set.cell_count; cell++) {
		for (size_t k = 0; k < sizeof ordinary / sizeof *ordinary; k++)
			add_distances(c, cell, measured_find(ordinary[k], "all"), p, sum);
		for (size_t i = 0; i < machines; i++)
			cells[i] += !isnan(median_of(c, cell, i));
	}
	for (size_t i = 0; i < machines; i++)
		present += cells[i] > 0;
	for (size_t i = 0; i < machines; i++)
		if (cells[i] > 0 &&
		    (best == machines || cells[i] > cells[best] ||
			(cells[i] == cells[best] && present > 2 && sum[i] < sum[best])))
			best = i;
	return best;
}

int answer_choose_reference(struct compare *c)
{
	size_t n = c->set.machine_count;
	c->reference = c->baseline;
	if (c->baseline < n)
		return 0;
	struct placed *p = malloc((n + 1) * sizeof *p);
	double *sum = calloc(n + 1, sizeof *sum);
	size_t *cells = calloc(n + 1, sizeof *cells);
	bool there = p && sum && cells;
	if (there)
		c->reference = most_ordinary(c, p, sum, cells);
	free(p);
	free(sum);
	free(cells);
	return there ? 0 : -1;
}

size_t answer_reference(const struct compare *c, size_t cell)
{
	size_t machines = c->set.machine_count, reference = machines;
	struct placed *p = malloc((machines + 1) * sizeof *p);
	size_t n = p ? place_machines(c, cell, p) : 0;
	bool has = c->reference < machines && !isnan(median_of(c, cell, c->reference));
	if (n >= 2 && has)
		reference = c->reference;
	else if (n >= 2 && c->baseline == machines)
		reference = middle_of(p, n);
	free(p);
	return reference;
}

/* ---- sentences ----------------------------------------------------------------------------- */

/* Three significant digits; where `of` is near 1, two of its difference from 1. */
static void ratio_number(char *out, size_t size, double ratio, double of)
{
	double off = fabs(of - 1);
	if (off > 0 && off < 0.095)
		snprintf(out, size, "%.*f", (int)fmin(6, fmax(2, 1 - floor(log10(off)))), ratio);
	else
		answer_number(out, size, ratio);
}

/* "0.300x" */
static void put_ratio(FILE *out, double ratio)
{
	char text[NUMBER];
	ratio_number(text, sizeof text, ratio, ratio);
	fprintf(out, "%sx", text);
}

/* "12.4 ns [11.9, 12.9] longer (1.25x)"; in ns also where the row is in ticks. */
static void put_place(FILE *out, const struct view *v, double lo, double hi)
{
	double scale = strcmp(v->row->unit, "ticks") == 0 ? v->row->unit_ns : 1;
	double sign = v->difference < 0 ? -1 : 1;
	char d[NUMBER], a[NUMBER], b[NUMBER];
	answer_number(d, sizeof d, sign * scale * v->difference);
	answer_number(a, sizeof a, sign * scale * (sign < 0 ? hi : lo));
	answer_number(b, sizeof b, sign * scale * (sign < 0 ? lo : hi));
	fprintf(out, "%s ns", d);
	if (!isnan(lo) && !isnan(hi))
		fprintf(out, " [%s, %s]", a, b);
	fprintf(out, " %s", sign < 0 ? "shorter" : "longer");
	if (!isnan(v->ratio)) {
		fprintf(out, " (");
		put_ratio(out, v->ratio);
		fprintf(out, ")");
	}
}

/* "0.300x [0.281, 0.320]" or, where there is no ratio, the difference; ticks are given in ns. */
static void put_change(FILE *out, const struct view *v)
{
	char a[NUMBER], b[NUMBER];
	bool ratio = !isnan(v->ratio) && v->ratio > 0;
	bool ticks = !ratio && strcmp(v->row->unit, "ticks") == 0;
	const char *unit = ticks ? "ns" : v->row->unit;
	double scale = ticks ? v->row->unit_ns : 1;
	if (ratio) {
		put_ratio(out, v->ratio);
	} else {
		answer_number(a, sizeof a, scale * v->difference);
		fprintf(out, "%s%s%s%s", v->difference < 0 ? "" : "+", a, *unit ? " " : "", unit);
	}
	double lo = ratio ? v->ratio_lo : scale * v->lo, hi = ratio ? v->ratio_hi : scale * v->hi;
	ratio_number(a, sizeof a, lo, ratio ? v->ratio : (double)NAN);
	ratio_number(b, sizeof b, hi, ratio ? v->ratio : (double)NAN);
	if (isfinite(lo) && isfinite(hi))
		fprintf(out, " [%s, %s]", a, b);
}

/* "at most 1.4x": what the interval leaves open. */
static void put_most(FILE *out, const struct view *v)
{
	char text[NUMBER];
	double most = fmax(v->ratio_hi, 1 / v->ratio_lo);
	bool ratio = isfinite(v->ratio_hi) && v->ratio_lo > 0;
	double scale = strcmp(v->row->unit, "ticks") == 0 ? v->row->unit_ns : 1;
	answer_number(text, sizeof text, ratio ? most : scale * fmax(fabs(v->lo), fabs(v->hi)));
	if (ratio)
		fprintf(out, "at most %sx", text);
	else
		fprintf(out, "at most %s%s%s", text, *v->row->unit ? " " : "",
		    scale == 1 ? v->row->unit : "ns");
}

static bool has_interval(const struct view *v)
{
	return !isnan(v->lo);
}

/* What is shown of median, entropy and tail, then what is not. Returns how many there were. */
static int put_topics(FILE *out, const char *name, const struct view *v, const bool *there)
{
	int shown = 0, open = 0;
	for (int i = 0; i < 3; i++) {
		if (!there[i] || !has_interval(&v[i]) || !compare_differs(v[i].row))
			continue;
		if (shown++ == 0)
			fprintf(out, "%s's %s ", name, v[i].row->words);
		else
			fprintf(out, ", its %s ", v[i].row->words);
		if (i == TOPIC_MEDIAN) {
			fprintf(out, "is ");
			put_place(out, &v[i], v[i].lo, v[i].hi);
		} else {
			fprintf(out, "%s", shown == 1 ? "is " : "");
			put_change(out, &v[i]);
		}
	}
	for (int i = 0; i < 3; i++) {
		if (!there[i] || !has_interval(&v[i]) || compare_differs(v[i].row))
			continue;
		if (open == 0 && shown == 0)
			fprintf(out, "%s: ", name);
		if (open++ == 0)
			fprintf(out, "%sno difference in %s is shown (", shown ? "; " : "",
			    v[i].row->words);
		else
			fprintf(out, ", nor in %s (", v[i].row->words);
		put_most(out, &v[i]);
		fprintf(out, ")");
	}
	return shown + open;
}

/* What a sentence says once for several pairs is left out of each. */
struct manner {
	bool against, why; /* the reference; that one run shows no spread */
};

/* One run a side: what that run says of itself. */
static void put_single(
    FILE *out, const char *name, const struct view *v, const bool *there, bool why)
{
	const struct comparison *r = v[there[TOPIC_MEDIAN]    ? TOPIC_MEDIAN
				       : there[TOPIC_ENTROPY] ? TOPIC_ENTROPY
							      : TOPIC_TAIL]
					 .row;
	fprintf(out, "%s", name);
	if (why)
		fprintf(out, ": %s, so that the spread between runs is unknown",
		    r->side_a.n == 1 && r->side_b.n == 1 ? "one run a side"
							 : "one side has one run");
	if (there[TOPIC_MEDIAN]) {
		fprintf(out, why ? "; by the runs' own intervals its median is " : "'s median is ");
		put_place(
		    out, &v[TOPIC_MEDIAN], v[TOPIC_MEDIAN].within_lo, v[TOPIC_MEDIAN].within_hi);
	}
	if (there[TOPIC_ENTROPY] && v[TOPIC_ENTROPY].ratio > 0) {
		fprintf(out, ", its %s ", v[TOPIC_ENTROPY].row->words);
		put_ratio(out, v[TOPIC_ENTROPY].ratio);
	}
	if (there[TOPIC_TAIL] && v[TOPIC_TAIL].ratio > 0) {
		fprintf(out, ", its %s ", v[TOPIC_TAIL].row->words);
		put_ratio(out, v[TOPIC_TAIL].ratio);
	}
}

/* What the samples of two single runs show of these runs. */
static void put_within(FILE *out, const struct compare *c, size_t cell, size_t a, size_t b)
{
	struct within w;
	char p[NUMBER];
	if (!within_runs(&w, c, cell, a, b))
		return;
	answer_number(p, sizeof p, w.p);
	fprintf(out,
	    "; the distributions of these two runs %s (Anderson and Darling's p %s %s, by "
	    "blocks of %" PRIu64 " samples)",
	    w.p < 0.05 ? "differ" : "are not shown to differ", w.floor ? "at most" : "=", p,
	    w.block);
}

/* "share of odd values "; of the slow share with its threshold. */
static void put_words(FILE *out, const struct comparison *r)
{
	char ns[NUMBER];
	answer_number(ns, sizeof ns, r->above_ns);
	if (r->above_ns > 0)
		fprintf(out, "share of calls longer than %s ns ", ns);
	else
		fprintf(out, "%s ", r->words);
}

/* The estimator that decided the assessed entropy of a machine's runs of a cell; FIGURES: none is
 * stored, or more than one did. */
static enum figure_id decided_by(const struct compare *c, size_t cell, size_t machine)
{
	enum figure_id by = FIGURES;
	for (size_t i = 0; i < c->set.run_count; i++) {
		const struct set_run *r = &c->set.runs[i];
		if (r->machine != machine || r->cell != cell || r->left_out)
			continue;
		if (r->decided == FIGURES || (by != FIGURES && by != r->decided))
			return FIGURES;
		by = r->decided;
	}
	return by;
}

/* "6.3.5 t-tuple" */
static const char *decided_name(enum figure_id by)
{
	return by == FIGURES ? "several from run to run" : figure_meaning(by);
}

static double assessed_of(const struct compare *c, size_t cell, size_t machine)
{
	return mean_of(c, cell, machine, measured_find(FIGURE_MIN_90B, "all"));
}

/* Of two estimators the ratio is no ratio of entropies: the two ratings and what gave them. */
static void put_assessed(FILE *out, const struct compare *c, size_t cell, size_t a, size_t b)
{
	struct view v;
	enum figure_id by_a = decided_by(c, cell, a), by_b = decided_by(c, cell, b);
	if (!view_find(&v, c, figure_name(FIGURE_MIN_90B), cell, a, b))
		return;
	if (by_a == by_b && by_a != FIGURES) {
		fprintf(out,
		    " By SP 800-90B's estimate %s, which decided on both sides, the "
		    "assessed entropy is ",
		    decided_name(by_a));
		put_change(out, &v);
		fprintf(out, ".");
		return;
	}
	char x[NUMBER], y[NUMBER];
	answer_number(x, sizeof x, assessed_of(c, cell, a));
	answer_number(y, sizeof y, assessed_of(c, cell, b));
	if (by_a == FIGURES && by_b == FIGURES)
		fprintf(out,
		    " SP 800-90B assesses %s bits (%s) and %s bits (%s); no one estimate "
		    "is known to have decided in all runs, so these have no ratio.",
		    x, c->set.machines[a].name, y, c->set.machines[b].name);
	else
		fprintf(out,
		    " SP 800-90B assesses %s bits (%s, by its estimate %s) and %s bits (%s, by "
		    "%s): different estimates decided, so these have no ratio.",
		    x, c->set.machines[a].name, decided_name(by_a), y, c->set.machines[b].name,
		    decided_name(by_b));
}

/* Further figures that differ: "Also: share of odd values 1.20x [1.10, 1.30], ..." */
static void put_also(FILE *out, const struct compare *c, size_t cell, size_t a, size_t b)
{
	int n = 0, left = 0;
	for (size_t i = c->first[cell]; i < c->first[cell + 1]; i++) {
		const struct comparison *r = &c->rows[i];
		struct view v;
		bool pair = (r->a == a && r->b == b) || (r->a == b && r->b == a);
		if (!pair ||
		    (r->of && (r->of->topic != TOPIC_OTHER || r->of->id == FIGURE_MIN_90B)) ||
		    !compare_differs(r) || isnan(r->difference.lo) ||
		    !view_find(&v, c, r->figure, cell, a, b))
			continue;
		if (n++ >= ALSO) {
			left++;
			continue;
		}
		fprintf(out, "%s", n == 1 ? " Also: " : ", ");
		put_words(out, r);
		put_change(out, &v);
	}
	if (left > 0)
		fprintf(out, " and %d more", left);
	if (n > 0)
		fprintf(out, ".");
}

/* Is the figure known of both machines, on any grid? */
static bool both_have(const struct compare *c, size_t figure, size_t cell, size_t a, size_t b)
{
	bool has[2] = {false, false};
	for (size_t i = 0; i < c->set.run_count; i++) {
		const struct set_run *r = &c->set.runs[i];
		for (size_t g = 0; r->cell == cell && !r->left_out && g < c->set.grid_count; g++)
			if (!isnan(set_value(r, figure, g)->value)) {
				has[0] = has[0] || r->machine == a;
				has[1] = has[1] || r->machine == b;
			}
	}
	return has[0] && has[1];
}

/* The fewest and the most samples of the runs of a cell that are compared, and the numbers of each
 * run that pairs with the reference are compared at; 0: none is. */
struct sizes {
	uint64_t least, most, equal_least, equal_most;
};

static struct sizes sizes_of(
    const struct compare *c, size_t cell, size_t reference, const struct placed *p, size_t n)
{
	struct sizes s = {UINT64_MAX, 0, UINT64_MAX, 0};
	for (size_t i = 0; i < c->set.run_count; i++) {
		const struct set_run *r = &c->set.runs[i];
		if (r->cell != cell || r->left_out)
			continue;
		bool among = r->machine == reference;
		for (size_t k = 0; k < n; k++)
			among = among || r->machine == p[k].machine;
		if (!among)
			continue;
		s.least = r->samples < s.least ? r->samples : s.least;
		s.most = r->samples > s.most ? r->samples : s.most;
	}
	for (size_t k = 0; k < n; k++) {
		uint64_t equal = pairs_equal_size(c, cell, reference, p[k].machine);
		if (!equal)
			continue;
		s.equal_least = equal < s.equal_least ? equal : s.equal_least;
		s.equal_most = equal > s.equal_most ? equal : s.equal_most;
	}
	return s;
}

/* At how many samples of each run the distributions are compared. */
static void put_equal(FILE *out, const struct sizes *s)
{
	char to[80] = "";
	if (s->equal_most > s->equal_least)
		snprintf(to, sizeof to, " to %" PRIu64 " (the shortest run of the two machines)",
		    s->equal_most);
	fprintf(out,
	    " Runs have %" PRIu64 " to %" PRIu64
	    " samples: the figures of the distribution are of %" PRIu64
	    "%s of each run, in %d block%s from all along it.",
	    s->least, s->most, s->equal_least, to,
	    s->equal_least < SPECTRUM_BLOCKS ? (int)s->equal_least : SPECTRUM_BLOCKS,
	    s->equal_least > 1 ? "s" : "");
}

/* Have any of the pairs a row of the figure; may any have one that has none? */
static void find_rows(const struct compare *c, size_t figure, size_t cell, size_t reference,
    const struct placed *p, size_t n, bool *row, bool *lacks)
{
	const char *name = measured_name(measured_at(figure));
	*row = *lacks = false;
	for (size_t k = 0; k < n; k++) {
		bool has = compare_find(c, name, cell, reference, p[k].machine) ||
			   compare_find(c, name, cell, p[k].machine, reference);
		*row = *row || has;
		*lacks = *lacks || (!has && both_have(c, figure, cell, reference, p[k].machine));
	}
}

/* Which figures depend on the number of samples, where the runs of the reference and p[0..n) have
 * unequal ones: at how many they were compared, or that they were not. Once for all. */
static void put_sizes(FILE *out, const struct compare *c, size_t cell, size_t reference,
    const struct placed *p, size_t n)
{
	struct sizes s = sizes_of(c, cell, reference, p, n);
	if (s.least >= s.most)
		return;
	if (s.equal_most)
		put_equal(out, &s);
	for (size_t f = 0; measured_at(f); f++) {
		const struct measured *m = measured_at(f);
		bool row, lacks;
		find_rows(c, f, cell, reference, p, n, &row, &lacks);
		if (m->by_size == SIZE_REBASED && row && !s.equal_most)
			fprintf(out, " The %s is compared at %" PRIu64 " samples a run.", m->words,
			    s.least);
		else if (m->by_size == SIZE_EQUAL && !m->loads_only && lacks)
			fprintf(out,
			    " The %s is not compared%s: it depends on the number of samples, and "
			    "runs have %" PRIu64 " to %" PRIu64
			    "; 'ticklab analyze --assess %" PRIu64 "' assesses as many of each.",
			    m->words, row ? " everywhere" : "", s.least, s.most, s.least);
	}
}

/* The counter's tick in a machine's runs of a cell, ns; nan: it has none. */
static double tick_of(const struct compare *c, size_t cell, size_t machine)
{
	double sum = 0, n = 0;
	for (size_t i = 0; i < c->set.run_count; i++) {
		const struct set_run *r = &c->set.runs[i];
		if (r->machine != machine || r->cell != cell || r->left_out)
			continue;
		sum += r->tick_ns;
		n++;
	}
	return n > 0 ? sum / n : (double)NAN;
}

/* The share of calls that fall back to the system call in two machines' runs, where it differs. */
static bool find_fallback(
    const struct compare *c, size_t cell, size_t a, size_t b, double *share_a, double *share_b)
{
	const char *name = figure_name(FIGURE_FALLBACK_SHARE);
	const struct comparison *r = compare_find(c, name, cell, a, b);
	const struct comparison *turned = r ? NULL : compare_find(c, name, cell, b, a);
	if (!r && !turned)
		return false;
	*share_a = r ? r->side_a.mean : turned->side_b.mean;
	*share_b = r ? r->side_b.mean : turned->side_a.mean;
	return fabs(*share_a - *share_b) > 0.01;
}

/* What else the two differ in: candidates for why, not causes. */
static void put_candidates(FILE *out, const struct compare *c, size_t cell, size_t a, size_t b)
{
	const struct set_machine *x = &c->set.machines[a], *y = &c->set.machines[b];
	double tick_a = tick_of(c, cell, a), tick_b = tick_of(c, cell, b);
	int n = 0;
	for (size_t i = 0; i < SET_FACTS; i++) {
		const char *p = x->fact[i] ? x->fact[i] : "", *q = y->fact[i] ? y->fact[i] : "";
		if (strcmp(p, q) == 0)
			continue;
		fprintf(out, "%s%s (%s, %s)", n++ ? ", " : " What else differs: ", set_fact_name[i],
		    *p ? p : "unknown", *q ? q : "unknown");
	}
	if (fabs(tick_a / tick_b - 1) > SAME_TICK) {
		char p[NUMBER], q[NUMBER];
		answer_number(p, sizeof p, tick_a);
		answer_number(q, sizeof q, tick_b);
		fprintf(out, "%stick (%s ns, %s ns)", n++ ? ", " : " What else differs: ", p, q);
	}
	double fallback_a, fallback_b;
	if (find_fallback(c, cell, a, b, &fallback_a, &fallback_b))
		fprintf(out, "%scalls that fall back to the system call (%.3g %%, %.3g %%)",
		    n++ ? ", " : " What else differs: ", 100 * fallback_a, 100 * fallback_b);
	if (n > 0)
		fprintf(out, ".");
}

static void put_pair(
    FILE *out, const struct compare *c, size_t cell, size_t a, size_t b, struct manner manner)
{
	struct view v[3];
	bool there[3];
	const char *name = c->set.machines[b].name;
	for (int i = 0; i < 3; i++)
		there[i] = view_topic(&v[i], c, (enum measured_topic)i, cell, a, b);
	const struct comparison *any = there[0]	  ? v[0].row
				       : there[1] ? v[1].row
				       : there[2] ? v[2].row
						  : NULL;
	if (!any)
		fprintf(out, "%s: no figure of both can be read at one tick", name);
	else if (any->side_a.n < 2 || any->side_b.n < 2) {
		put_single(out, name, v, there, manner.why);
		put_within(out, c, cell, a, b);
	} else if (put_topics(out, name, v, there) == 0)
		fprintf(out, "%s: no figure has an interval", name);
	if (any && strcmp(any->grid, "native") != 0)
		fprintf(out, " (both read at %s)", any->grid);
	if (manner.against)
		fprintf(out, ", against %s", c->set.machines[a].name);
	fprintf(out, ".");
	put_assessed(out, c, cell, a, b);
	put_also(out, c, cell, a, b);
	put_candidates(out, c, cell, a, b);
}

/* Do the two differ in median, entropy or tail? */
static bool any_topic(const struct compare *c, size_t cell, size_t a, size_t b)
{
	for (int i = 0; i < 3; i++) {
		struct view v;
		if (view_topic(&v, c, (enum measured_topic)i, cell, a, b) && compare_differs(v.row))
			return true;
	}
	return false;
}

/* Has one of the two a single run, so that no difference can be shown? */
static bool is_single(const struct compare *c, size_t cell, size_t a, size_t b)
{
	for (int i = 0; i < 3; i++) {
		struct view v;
		if (view_topic(&v, c, (enum measured_topic)i, cell, a, b))
			return v.row->side_a.n < 2 || v.row->side_b.n < 2;
	}
	return false;
}

/* Machines of a cell: those that are shown to differ, then those of a single run, then the others;
 * of each kind the farthest first. */
struct order {
	struct placed *p;
	size_t n, shown, single;
};

static void order_by_distance(
    struct order *o, const struct compare *c, size_t cell, size_t reference)
{
	o->n = o->shown = o->single = 0;
	for (size_t i = 0; i < c->set.machine_count; i++) {
		if (i == reference || isnan(median_of(c, cell, i)))
			continue;
		double d = answer_distance(c, cell, reference, i);
		bool single = is_single(c, cell, reference, i);
		bool differs = any_topic(c, cell, reference, i);
		o->shown += differs;
		o->single += single;
		o->p[o->n++] = (struct placed){i, (isnan(d) ? 0 : -d) - (differs     ? 1e15
									    : single ? 1e12
										     : 0)};
	}
	qsort(o->p, o->n, sizeof *o->p, by_place);
}

/* The machines of which no difference is shown, and the most that is left open for any of them. */
static void put_rest(FILE *out, const struct compare *c, size_t cell, size_t reference,
    const struct placed *p, size_t n)
{
	struct view most[3];
	bool there[3] = {false, false, false};
	for (size_t i = 0; i < n; i++)
		for (int t = 0; t < 3; t++) {
			struct view v;
			if (!view_topic(
				&v, c, (enum measured_topic)t, cell, reference, p[i].machine) ||
			    !has_interval(&v) || !(v.ratio_lo > 0))
				continue;
			if (!there[t] || fmax(v.ratio_hi, 1 / v.ratio_lo) >
					     fmax(most[t].ratio_hi, 1 / most[t].ratio_lo))
				most[t] = v;
			there[t] = true;
		}
	fprintf(out, " Of %zu %smachine%s no difference is shown", n, n > 1 ? "" : "more ",
	    n > 1 ? "s" : "");
	int k = 0;
	for (int t = 0; t < 3; t++)
		if (there[t]) {
			fprintf(out, "%s%s ", k++ ? ", " : " (", most[t].row->words);
			put_most(out, &most[t]);
		}
	fprintf(out, "%s.", k ? ")" : "");
}

/* Up to SENTENCES of p[0..n). */
static void put_farthest(FILE *out, const struct compare *c, size_t cell, size_t reference,
    const struct placed *p, size_t n)
{
	static const struct manner briefly = {false, false};
	for (size_t i = 0; i < n && i < SENTENCES; i++) {
		fprintf(out, " ");
		put_pair(out, c, cell, reference, p[i].machine, briefly);
	}
}

static void put_singles(
    FILE *out, const struct compare *c, size_t cell, size_t reference, const struct order *o)
{
	fprintf(out,
	    "%sOf %zu machine%s no difference from %s can be shown, because the spread between "
	    "runs is unknown: one side has one run. By the runs' own intervals:",
	    o->single < o->n ? " " : "", o->single, o->single > 1 ? "s" : "",
	    c->set.machines[reference].name);
	put_farthest(out, c, cell, reference, o->p + o->shown, o->single);
}

/* Of many machines: the farthest of those that differ, how many more, and the rest together. */
static void put_many(
    FILE *out, const struct compare *c, size_t cell, size_t reference, const struct order *o)
{
	size_t before = o->shown + o->single;
	if (o->single < o->n)
		fprintf(out, "%zu of %zu machines differ from %s.", o->shown, o->n - o->single,
		    c->set.machines[reference].name);
	put_farthest(out, c, cell, reference, o->p, o->shown);
	if (o->shown > SENTENCES)
		fprintf(out, " %zu more differ%s.", o->shown - SENTENCES,
		    o->shown - SENTENCES == 1 ? "s" : "");
	if (o->single > 0)
		put_singles(out, c, cell, reference, o);
	if (before < o->n)
		put_rest(out, c, cell, reference, o->p + before, o->n - before);
}

static void put_doubts(FILE *out, const struct compare *c, size_t cell)
{
	for (size_t i = 0; i < c->set.run_count; i++) {
		const struct set_run *r = &c->set.runs[i];
		if (r->cell != cell || !r->doubt)
			continue;
		fprintf(out, " %s run %.8s of %s: %s.",
		    r->left_out ? "Left out:" : "Kept, being all there is:", r->uuid,
		    c->set.machines[r->machine].name, r->doubt);
	}
}

static void put_cell(FILE *out, const struct compare *c, size_t cell, struct placed *p)
{
	size_t reference = answer_reference(c, cell);
	if (reference == c->set.machine_count) {
		fprintf(out, c->baseline < c->set.machine_count
				 ? "The baseline and another machine were not both recorded here."
				 : "One machine alone was recorded here.");
	} else {
		struct order o = {.p = p};
		order_by_distance(&o, c, cell, reference);
		if (o.n > SENTENCES)
			put_many(out, c, cell, reference, &o);
		for (size_t i = 0; i < o.n && o.n <= SENTENCES; i++) {
			fprintf(out, "%s", i ? " " : "");
			put_pair(out, c, cell, reference, p[i].machine,
			    (struct manner){c->set.machine_count > 2, true});
		}
		put_sizes(out, c, cell, reference, p, o.n);
	}
	put_doubts(out, c, cell);
}

char *answer_text(const struct compare *c, size_t cell)
{
	char *text = NULL;
	size_t size;
	struct placed *p = malloc((c->set.machine_count + 1) * sizeof *p);
	FILE *out = p ? open_memstream(&text, &size) : NULL;
	if (out)
		put_cell(out, c, cell, p);
	bool bad = !out || fclose(out) != 0;
	free(p);
	if (!bad)
		return text;
	free(text);
	return NULL;
}
