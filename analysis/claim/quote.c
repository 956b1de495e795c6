/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words for the figures that a verdict quotes, and for what was published of them, with the
 * interval that a rule accepts.
 */
#include "rule_private.h"

#include <math.h>
#include <string.h>

void quote_missing(struct words *w, const struct subject *run, const struct target *t,
    const char *scope, const char *needs)
{
	const struct fact *f = subject_stored(run, t, scope);
	words_add(w, "needs %s (scope %s, grid %s)", figure_name(t->figure), scope, t->grid);
	bool from_starts = !isnan(subject_grid_hz(t->grid)) && !run->has_start;
	if (f && !from_starts && subject_lacks_tick(run, f))
		words_add(w,
		    ", which has no value: the counter's own tick is not identified; a recording "
		    "of more different durations shows it, or --tick HZ states it at import");
	else if (f && !from_starts)
		words_add(w, ", which has no value: %s%s%s", f->status,
		    needs[0] ? "; it requires " : "", needs);
	else if (needs[0])
		words_add(w, ": %s", needs);
	else if (from_starts)
		words_add(w, ", which requires start ticks; this run has none");
	else
		words_add(w, ", which no analysis of this run has stored");
}

void quote_fact(struct words *w, const struct fact *f)
{
	words_add(w, "%s (%s, %s) ", figure_name(f->figure), f->scope, f->grid);
	if (isnan(f->value))
		words_add(w, "without a value over the run");
	else if (f->value >= 1000 && f->value == floor(f->value))
		words_add_count(w, f->value);
	else
		words_add_value(w, f->value);
	words_add(w, "%s", isnan(f->lo) && isnan(f->hi) ? "" : " ");
	words_add_interval(w, f->lo, f->hi);
}

void quote_sizes(struct words *w, const struct fact *f)
{
	words_add(w, ", n ");
	words_add_count(w, f->n);
	if (!isnan(f->n_eff)) {
		words_add(w, ", n_eff ");
		words_add_count(w, round(f->n_eff));
	}
}

/* 95 % interval of a published figure: of a share by its counts, of another by its rounding and
 * what the registry says of its sampling error. */
static struct interval published_interval(const struct published_number *f)
{
	if (!isnan(f->n) && !isnan(f->count))
		return decide_wilson(f->count, f->n);
	return (struct interval){
	    f->value - f->rounding - f->error, f->value + f->rounding + f->error};
}

struct interval rule_accepts(const struct rule *rule, const struct published_number *f)
{
	struct interval p = published_interval(f);
	struct interval a = {p.lo - rule->margin, p.hi + rule->margin};
	if (rule->kind == RULE_AT_LEAST)
		a.hi = INFINITY;
	if (rule->kind == RULE_AT_MOST)
		a.lo = -INFINITY;
	return a;
}

void quote_published(struct words *w, const struct rule *rule, const struct published_number *f)
{
	struct interval p = published_interval(f);
	words_add(w, "; %s %.4g", rule->published[0] ? "published" : "bound", f->value);
	if (!isnan(f->n) && !isnan(f->count)) {
		words_add(w, " [%.4g, %.4g] (Wilson, ", p.lo, p.hi);
		words_add_count(w, f->count);
		words_add(w, " of ");
		words_add_count(w, f->n);
		words_add(w, " taken as independent, since their order was not published)");
	} else if (p.lo < p.hi) {
		words_add(w, " [%.4g, %.4g] (%s%s)", p.lo, p.hi, f->error > 0 ? f->error_why : "",
		    f->error > 0 ? "" : "its rounding");
	}
	if (rule->margin > 0)
		words_add(w, ", margin %.4g", rule->margin);
}

void quote_position(struct words *w, enum verdict inside, struct interval accepted)
{
	static const char *const both[] = {"wholly inside", "wholly outside", "across an end of"};
	static const char *const one[] = {"equal to", "not equal to", "perhaps equal to"};
	static const char *const least[] = {"at or above", "below", "across"};
	static const char *const most[] = {"at or below", "above", "across"};
	if (isinf(accepted.hi))
		words_add(w, ": %s %.4g", least[inside], accepted.lo);
	else if (isinf(accepted.lo))
		words_add(w, ": %s %.4g", most[inside], accepted.hi);
	else if (accepted.lo == accepted.hi)
		words_add(w, ": %s %.4g", one[inside], accepted.lo);
	else
		words_add(w, ": %s %.4g..%.4g", both[inside], accepted.lo, accepted.hi);
}

void quote_few(struct words *w, const struct rule *rule, const struct fact *f)
{
	bool samples = f->n < rule->least_n;
	words_add(w, "; needs ");
	words_add_count(w, samples ? rule->least_n : rule->least_n_eff);
	words_add(w, " %ssamples to decide, these are ", samples ? "" : "effective ");
	words_add_count(w, round(samples ? f->n : rule_effective_n(f)));
}
