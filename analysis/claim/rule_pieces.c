/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A rule on a figure in consecutive pieces of a run: where the run has no one value, or no
 * effective samples enough, what its pieces decide each by itself. An entropy or a CV of a whole
 * whose level moves is no mean of those of its pieces: 1.5 bits in each piece may be 5.4 over the
 * run. A claim that does not say how long was looked is therefore not supported by pieces alone
 * that the whole contradicts. It is refuted by them: then no stretch has what was claimed. Cost: a
 * look at each piece.
 */
#include "rule_private.h"

#include <math.h>
#include <string.h>

/* "1, 3-7": the pieces that lie there, counted from 1; or "none". */
static void add_pieces_at(
    struct words *w, const enum verdict *place, unsigned n, enum verdict where)
{
	const char *before = "";
	for (unsigned k = 0; k < n; k++) {
		unsigned last = k;
		if (place[k] != where)
			continue;
		while (last + 1 < n && place[last + 1] == where)
			last++;
		words_add(w, last > k ? "%s%u-%u" : "%s%u", before, k + 1, last + 1);
		before = ", ";
		k = last;
	}
	words_add(w, "%s", before[0] ? "" : "none");
}

/* "inside 0.2..0.3", "below 0.2": the side of what is accepted. */
static void add_side(
    struct words *w, const struct rule *rule, struct interval accepted, bool inside)
{
	if (rule->kind == RULE_AT_LEAST)
		words_add(w, "%s %.4g", inside ? "at or above" : "below", accepted.lo);
	else if (rule->kind == RULE_AT_MOST)
		words_add(w, "%s %.4g", inside ? "at or below" : "above", accepted.hi);
	else if (accepted.lo == accepted.hi)
		words_add(w, "%s %.4g", inside ? "at" : "elsewhere than at", accepted.lo);
	else
		words_add(
		    w, "%s %.4g..%.4g", inside ? "inside" : "outside", accepted.lo, accepted.hi);
}

/* The pieces that decided, and those that contradict them. */
static void add_decided(struct words *w, const struct rule *rule, const struct fact *f,
    struct interval accepted, const struct decide_pieces *d)
{
	bool supported = d->verdict == VERDICT_SUPPORTED;
	unsigned agree = 0;
	for (unsigned k = 0; k < f->pieces; k++)
		agree += d->place[k] == d->verdict;
	bool all = agree == f->pieces;
	if (d->joined > 1)
		words_add(w, ": means of %u neighbouring pieces lie ", d->joined);
	else if (all)
		words_add(w, ": every piece lies ");
	else
		words_add(w, ": %u of %u pieces lie ", agree, f->pieces);
	add_side(w, rule, accepted, supported);
	if (all || rule->compare == COMPARE_VALUE)
		return;
	words_add(w, "; pieces that lie ");
	add_side(w, rule, accepted, !supported);
	words_add(w, ": ");
	add_pieces_at(w, d->place, f->pieces, supported ? VERDICT_REFUTED : VERDICT_SUPPORTED);
}

static void add_open(struct words *w, const struct rule *rule, const struct fact *f,
    struct interval accepted, const struct decide_pieces *d)
{
	words_add(w, ": of the pieces, ");
	add_pieces_at(w, d->place, f->pieces, VERDICT_SUPPORTED);
	words_add(w, " lie ");
	add_side(w, rule, accepted, true);
	words_add(w, ", ");
	add_pieces_at(w, d->place, f->pieces, VERDICT_REFUTED);
	words_add(w, " ");
	add_side(w, rule, accepted, false);
	if (d->without > 0)
		words_add(w, "; %u of %u have no value of their own", d->without, f->pieces);
}

/* A choice, such as the number of modes, is one for each piece, and the whole has none. */
static bool whole_contradicts(
    const struct rule *rule, const struct fact *f, struct interval accepted, double fixed)
{
	struct interval whole = {f->value - fixed, f->value + fixed};
	return rule->compare != COMPARE_VALUE && !isnan(f->value) &&
	       decide_inside(whole, accepted) == VERDICT_REFUTED;
}

void rule_compare_pieces(const struct subject *run, const struct rule *rule,
    const struct published_number *number, struct outcome *o)
{
	const struct fact *f = o->fact;
	struct interval accepted = rule_accepts(rule, number);
	words_add(&o->text, "%s: in each of %u pieces ",
	    isnan(f->value)		   ? ""
	    : f->moves			   ? ", no single value"
	    : isnan(f->lo) && isnan(f->hi) ? ", no interval over the run"
					   : ", few effective samples",
	    f->pieces);
	words_add_range(&o->text, f->piece_least, "-", f->piece_greatest);
	double fixed = rule_fixed_error(rule, run, &o->text);
	struct decide_pieces d =
	    decide_pieces(f->piece, f->pieces, accepted, fixed, rule->compare == COMPARE_VALUE);
	quote_published(&o->text, rule, number);
	if (d.verdict == VERDICT_UNDECIDED)
		add_open(&o->text, rule, f, accepted, &d);
	else
		add_decided(&o->text, rule, f, accepted, &d);
	if (d.verdict == VERDICT_SUPPORTED && whole_contradicts(rule, f, accepted, fixed)) {
		words_add(&o->text, "; but over the whole run it is %.4g, ", f->value);
		add_side(&o->text, rule, accepted, false);
		words_add(&o->text,
		    ": the level moves, so the value depends on how long one looks, "
		    "and shorter runs may decide");
		d.verdict = VERDICT_UNDECIDED;
	}
	o->verdict = f->n < rule->least_n ? VERDICT_UNDECIDED : rule_turn_verdict(rule, d.verdict);
}

void rule_compare_median(
    const struct rule *rule, const struct published_number *number, struct outcome *o)
{
	const struct fact *f = o->fact;
	struct interval accepted = rule_accepts(rule, number);
	enum verdict inside = decide_by_median(f->piece, f->pieces, accepted);
	bool moved = f->moves && whole_contradicts(rule, f, accepted, 0);
	if (inside == VERDICT_UNDECIDED || (inside == VERDICT_SUPPORTED && moved))
		return;
	struct interval median = decide_median_piece(f->piece, f->pieces);
	words_add(&o->text, "; their median lies in ");
	words_add_interval(&o->text, median.lo, median.hi);
	words_add(&o->text, " by the ranks of %u pieces: ", f->pieces);
	add_side(&o->text, rule, accepted, inside == VERDICT_SUPPORTED);
	o->verdict = f->n < rule->least_n ? VERDICT_UNDECIDED : rule_turn_verdict(rule, inside);
}
