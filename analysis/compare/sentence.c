/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sentences on two machines. A difference that is shown is given with its interval; one that is
 * not is given as the greatest that the data leave open, for absence of evidence is no evidence of
 * absence.
 */
#include "sentence_private.h"

#include "phrase_private.h"
#include "reference_private.h"
#include "within_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ALSO: further figures that are named. */
enum { NUMBER = 32, ALSO = 3 };

/* ", nor in median (at most 1.4x)"; ", nor in tail (99.9 %; at most 1.4x)". */
static void put_nor(FILE *out, const struct view *v)
{
	const char *words = v->row->words;
	size_t n = strlen(words);
	bool open = n > 0 && words[n - 1] == ')';
	fprintf(out, ", nor in %.*s%s", (int)(open ? n - 1 : n), words, open ? "; " : " (");
	phrase_put_most(out, v);
	fprintf(out, ")");
}

/* What is shown of median, entropy and tail, then what is not. Returns how many there were. */
static int put_topics(FILE *out, const char *name, const struct view *v, const bool *there)
{
	int shown = 0, open = 0;
	for (int i = 0; i < 3; i++) {
		if (!there[i] || !view_has_interval(&v[i]) || !compare_differs(v[i].row))
			continue;
		if (shown++ == 0)
			fprintf(out, "%s's %s ", name, v[i].row->words);
		else
			fprintf(out, ", its %s ", v[i].row->words);
		if (i == TOPIC_MEDIAN) {
			fprintf(out, "is ");
			phrase_put_place(out, &v[i], v[i].lo, v[i].hi);
		} else {
			fprintf(out, "%s", shown == 1 ? "is " : "");
			phrase_put_change(out, &v[i]);
		}
	}
	for (int i = 0; i < 3; i++) {
		if (!there[i] || !view_has_interval(&v[i]) || compare_differs(v[i].row))
			continue;
		if (open == 0 && shown == 0)
			fprintf(out, "%s: ", name);
		if (open++ == 0) {
			fprintf(out, "%sno difference in %s is shown (", shown ? "; " : "",
			    v[i].row->words);
			phrase_put_most(out, &v[i]);
			fprintf(out, ")");
		} else {
			put_nor(out, &v[i]);
		}
	}
	return shown + open;
}

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
		phrase_put_place(
		    out, &v[TOPIC_MEDIAN], v[TOPIC_MEDIAN].within_lo, v[TOPIC_MEDIAN].within_hi);
	}
	if (there[TOPIC_ENTROPY] && v[TOPIC_ENTROPY].ratio > 0) {
		fprintf(out, ", its %s ", v[TOPIC_ENTROPY].row->words);
		phrase_put_ratio(out, v[TOPIC_ENTROPY].ratio);
	}
	if (there[TOPIC_TAIL] && v[TOPIC_TAIL].ratio > 0) {
		fprintf(out, ", its %s ", v[TOPIC_TAIL].row->words);
		phrase_put_ratio(out, v[TOPIC_TAIL].ratio);
	}
}

/* What the samples of two single runs show of these runs. */
static void put_within(FILE *out, const struct compare *c, size_t cell, size_t a, size_t b)
{
	struct within w;
	char p[NUMBER];
	if (!within_runs(&w, c, cell, a, b))
		return;
	phrase_number(p, sizeof p, w.p);
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
	phrase_number(ns, sizeof ns, r->above_ns);
	if (r->above_ns > 0)
		fprintf(out, "share of calls longer than %s ns ", ns);
	else
		fprintf(out, "%s ", r->words);
}

/* "6.3.5 t-tuple" */
static const char *decided_name(enum figure_id by)
{
	return by == FIGURES ? "several from run to run" : figure_meaning(by);
}

/* Of two estimates the ratio is no ratio of entropies: the two ratings and what gave them. */
static void put_assessed(FILE *out, const struct compare *c, size_t cell, size_t a, size_t b)
{
	struct view v;
	if (!view_find(&v, c, figure_name(FIGURE_MIN_90B), cell, a, b))
		return;
	bool turned = v.row->a != a;
	enum figure_id by_a = turned ? v.row->estimate_b : v.row->estimate_a;
	enum figure_id by_b = turned ? v.row->estimate_a : v.row->estimate_b;
	if (by_a == by_b && by_a != FIGURES) {
		bool open = view_has_interval(&v) && !compare_differs(v.row);
		fprintf(out, open ? " No difference in its assessed entropy is shown ("
				  : " Its assessed entropy is ");
		open ? phrase_put_most(out, &v) : phrase_put_change(out, &v);
		fprintf(out, "%s; SP 800-90B's estimate %s decided on both sides.", open ? ")" : "",
		    decided_name(by_a));
		return;
	}
	char x[NUMBER], y[NUMBER];
	phrase_number(x, sizeof x, (turned ? v.row->side_b : v.row->side_a).mean);
	phrase_number(y, sizeof y, (turned ? v.row->side_a : v.row->side_b).mean);
	if (by_a == FIGURES && by_b == FIGURES)
		fprintf(out,
		    " SP 800-90B assesses %s bits for %s and %s bits for %s. No one estimate is "
		    "known "
		    "to have decided in all runs, so these have no ratio.",
		    y, c->set.machines[b].name, x, c->set.machines[a].name);
	else
		fprintf(out,
		    " SP 800-90B assesses %s bits for %s (estimate %s) and %s bits for %s "
		    "(estimate "
		    "%s). Different estimates decided, so these have no ratio.",
		    y, c->set.machines[b].name, decided_name(by_b), x, c->set.machines[a].name,
		    decided_name(by_a));
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
		phrase_put_change(out, &v);
	}
	if (left > 0)
		fprintf(out, " and %d more", left);
	if (n > 0)
		fprintf(out, ".");
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
		phrase_number(p, sizeof p, tick_a);
		phrase_number(q, sizeof q, tick_b);
		fprintf(out, "%stick (%s ns, %s ns)", n++ ? ", " : " What else differs: ", p, q);
	}
	double fallback_a, fallback_b;
	if (find_fallback(c, cell, a, b, &fallback_a, &fallback_b))
		fprintf(out, "%scalls that fall back to the system call (%.3g %%, %.3g %%)",
		    n++ ? ", " : " What else differs: ", 100 * fallback_a, 100 * fallback_b);
	if (n > 0)
		fprintf(out, ".");
}

void sentence_put_pair(
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
	fprintf(out, ".");
	put_assessed(out, c, cell, a, b);
	put_also(out, c, cell, a, b);
	put_candidates(out, c, cell, a, b);
}
