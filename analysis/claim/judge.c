/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A claim's rules on a run, one by one, each with its sentence. Of a figure the interval of the
 * whole run decides first, since it uses all samples; then its pieces, which ask for no one level;
 * then what bounds say that hold for any law. So a verdict that one of them gives is not lost where
 * a longer run shows that another does not hold. Text and verdict are made together, by the same
 * comparison, and cannot disagree. Cost: a look-up of each result that the claim names.
 */
#include "judge_private.h"

#include "text.h"

#include <math.h>
#include <string.h>

/* ---- words for figures ----------------------------------------------------------------------- */

/* Says which result is missing, and what is required to get it or why it is missing. */
static void add_missing(struct words *w, const struct subject *run, const struct target *t,
    const char *scope, const char *needs)
{
	const struct fact *f = subject_stored(run, t, scope);
	words_add(w, "needs %s (scope %s, grid %s)", figure_name(t->figure), scope, t->grid);
	bool from_starts = !isnan(subject_grid_hz(t->grid)) && !run->has_start;
	if (f && !from_starts)
		words_add(w, ", which has no value: %s%s%s", f->status,
		    needs[0] ? "; it requires " : "", needs);
	else if (needs[0])
		words_add(w, ": %s", needs);
	else if (from_starts)
		words_add(w, ", which requires start ticks; this run has none");
	else
		words_add(w, ", which no analysis of this run has stored");
}

static void add_fact(struct words *w, const struct fact *f)
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

static void add_sizes(struct words *w, const struct fact *f)
{
	words_add(w, ", n ");
	words_add_count(w, f->n);
	if (!isnan(f->n_eff)) {
		words_add(w, ", n_eff ");
		words_add_count(w, round(f->n_eff));
	}
}

/* ---- what is accepted ---------------------------------------------------------------------- */

/* 95 % interval of a published figure: of a share by its counts, of another by its rounding and
 * what the registry says of its sampling error. */
static struct interval published_interval(const struct published_number *f)
{
	if (!isnan(f->n) && !isnan(f->count))
		return decide_wilson(f->count, f->n);
	return (struct interval){
	    f->value - f->rounding - f->error, f->value + f->rounding + f->error};
}

static struct interval accepted_by(const struct rule *rule, const struct published_number *f)
{
	struct interval p = published_interval(f);
	struct interval a = {p.lo - rule->margin, p.hi + rule->margin};
	if (rule->kind == RULE_AT_LEAST)
		a.hi = INFINITY;
	if (rule->kind == RULE_AT_MOST)
		a.lo = -INFINITY;
	return a;
}

static void add_published(
    struct words *w, const struct rule *rule, const struct published_number *f)
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

/* Says where the measured interval lies. */
static void add_position(struct words *w, enum verdict inside, struct interval accepted)
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

/* Longer recordings than these are no advice: at 40 ns a call it is an hour. */
static const double samples_most = 1e11;

/* The size of a run that would decide. A count of samples grows as the run does, whatever was
 * counted, so the run's own size is scaled. That the effective size grows with it is known only
 * where the run itself shows many effective samples and one level. */
static void add_advice(struct words *w, const struct subject *run, const struct fact *f,
    struct interval m, struct interval accepted, double fixed)
{
	enum { MANY = 100 };
	if (run->runs > 0 || figure_group(f->figure) == FIGURE_GROUP_LOADS) {
		words_add(w, "; more %s would narrow it, longer ones need not",
		    figure_group(f->figure) == FIGURE_GROUP_LOADS ? "blocks" : "runs");
		return;
	}
	bool grows = f->lo == m.lo && f->hi == m.hi && !f->moves && !(f->n_eff < MANY);
	double n =
	    grows ? decide_samples_needed(f->value, m, run->samples, accepted, fixed) : (double)NAN;
	if (n <= samples_most) {
		words_add(w, "; a run of about ");
		words_add_about(w, n);
		words_add(w, " samples would decide if the value stays");
	} else if (isnan(n)) {
		words_add(w, "; whether a longer run would decide is not known: %s",
		    f->moves	      ? "this one has no single level"
		    : f->n_eff < MANY ? "this one has few effective samples for its length"
		    : isnan(m.lo) || isnan(m.hi) ? "the value is known to one side only"
						 : "the interval is a bound");
	} else {
		words_add(w, "; a longer run may not decide either: the value lies at that end%s",
		    fixed > 0 ? " to within the counter's step; a finer counter may decide" : "");
	}
}

/* ---- rules --------------------------------------------------------------------------------- */

/* What came of one rule. */
struct outcome {
	enum verdict verdict;
	const struct fact *fact; /* NULL: missing */
	bool by_pieces;
	struct words text;
};

/* The effective sample size of a result; all its samples where that is not known. */
static double effective_n(const struct fact *f)
{
	return f->n_eff < f->n ? f->n_eff : f->n;
}

/* The interval that is compared: the stored one, else the bounds that hold without one. */
static struct interval interval_of(
    const struct rule *rule, const struct subject *run, const struct fact *f, struct words *w)
{
	struct interval m = {f->lo, f->hi};
	if (rule->compare == COMPARE_VALUE)
		return (struct interval){f->value, f->value};
	if (!isnan(m.lo) || !isnan(m.hi))
		return m;
	if (subject_places(run, f) == 1 && rule->compare == COMPARE_INTERVAL) {
		words_add(w, ", all samples being equal");
		return (struct interval){f->value, f->value};
	}
	double like = effective_n(f);
	if (rule->compare == COMPARE_SHARE) {
		m = decide_plain_share(f->value, like);
		like = f->value > 0 && f->value < 1 ? fmin(like, DECIDE_FEW) : like;
	}
	if (rule->compare == COMPARE_SHANNON)
		m = decide_plain_shannon(f->value, f->n, effective_n(f), subject_places(run, f));
	if (rule->compare == COMPARE_MIN_ENTROPY)
		m = decide_plain_min_entropy(f->value, effective_n(f));
	if (isnan(m.lo) && isnan(m.hi))
		return m;
	words_add(w, ", without a stored interval; at an effective sample size of ");
	words_add_count(w, round(like));
	words_add(w, " it lies %s", isnan(m.lo) || isnan(m.hi) ? "" : "in ");
	words_add_interval(w, m.lo, m.hi);
	return m;
}

/* What does not shrink with the samples: a duration is known to half a step to each side. */
static double fixed_error(const struct rule *rule, const struct subject *run, struct words *w)
{
	if (!rule->half_step)
		return 0;
	double half = subject_step_ns(run) / 2;
	words_add(w, ", widened by half a step of the counter, %.4g ns, to each side", half);
	return half;
}

/* Too few samples, or effective ones, for a verdict on the whole run. */
static bool is_few(const struct rule *rule, const struct fact *f)
{
	return f->n < rule->least_n || effective_n(f) < rule->least_n_eff;
}

static void add_few(struct words *w, const struct rule *rule, const struct fact *f)
{
	bool samples = f->n < rule->least_n;
	words_add(w, "; needs ");
	words_add_count(w, samples ? rule->least_n : rule->least_n_eff);
	words_add(w, " %ssamples to decide, these are ", samples ? "" : "effective ");
	words_add_count(w, round(samples ? f->n : effective_n(f)));
}

/* ---- a figure in pieces ---- */

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

static enum verdict turn_verdict(const struct rule *rule, enum verdict v)
{
	bool turns = rule->kind == RULE_DIFFERS && v != VERDICT_UNDECIDED;
	return !turns ? v : v == VERDICT_SUPPORTED ? VERDICT_REFUTED : VERDICT_SUPPORTED;
}

/* Where the run has no one value, or no effective samples enough: what its pieces decide. */
static void compare_pieces(const struct subject *run, const struct rule *rule,
    const struct published_number *number, struct outcome *o)
{
	const struct fact *f = o->fact;
	struct interval accepted = accepted_by(rule, number);
	words_add(&o->text, "%s: in each of %u pieces ",
	    isnan(f->value)		   ? ""
	    : f->moves			   ? ", no single value"
	    : isnan(f->lo) && isnan(f->hi) ? ", no interval over the run"
					   : ", few effective samples",
	    f->pieces);
	words_add_range(&o->text, f->piece_least, "-", f->piece_greatest);
	double fixed = fixed_error(rule, run, &o->text);
	struct decide_pieces d =
	    decide_pieces(f->piece, f->pieces, accepted, fixed, rule->compare == COMPARE_VALUE);
	add_published(&o->text, rule, number);
	if (d.verdict == VERDICT_UNDECIDED)
		add_open(&o->text, rule, f, accepted, &d);
	else
		add_decided(&o->text, rule, f, accepted, &d);
	o->verdict = f->n < rule->least_n ? VERDICT_UNDECIDED : turn_verdict(rule, d.verdict);
}

/* Where a few samples hold the figure, its pieces have ends to one side alone; what a typical one
 * of them shows may decide. */
static void compare_median(
    const struct rule *rule, const struct published_number *number, struct outcome *o)
{
	const struct fact *f = o->fact;
	struct interval accepted = accepted_by(rule, number);
	enum verdict inside = decide_by_median(f->piece, f->pieces, accepted);
	if (inside == VERDICT_UNDECIDED)
		return;
	struct interval median = decide_median_piece(f->piece, f->pieces);
	words_add(&o->text, "; their median lies in ");
	words_add_interval(&o->text, median.lo, median.hi);
	words_add(&o->text, " by the ranks of %u pieces: ", f->pieces);
	add_side(&o->text, rule, accepted, inside == VERDICT_SUPPORTED);
	o->verdict = f->n < rule->least_n ? VERDICT_UNDECIDED : turn_verdict(rule, inside);
}

/* The run as a whole, by its interval or the bounds that hold without one. */
static void compare_whole(const struct subject *run, const struct rule *rule,
    const struct published_number *number, struct outcome *o)
{
	const struct fact *f = o->fact;
	struct interval accepted = accepted_by(rule, number);
	struct interval m = interval_of(rule, run, f, &o->text);
	if (isnan(m.lo) && isnan(m.hi)) {
		o->text = (struct words){0};
		words_add(&o->text, "there is no interval of ");
		add_fact(&o->text, f);
		words_add(&o->text, ", so it cannot be compared: its samples depend on one another "
				    "for too long, or a few of them decide the figure");
		return;
	}
	double fixed = fixed_error(rule, run, &o->text);
	enum verdict inside =
	    decide_inside((struct interval){m.lo - fixed, m.hi + fixed}, accepted);
	add_published(&o->text, rule, number);
	add_position(&o->text, inside, accepted);
	if (is_few(rule, f)) {
		add_few(&o->text, rule, f);
		return;
	}
	if (inside == VERDICT_UNDECIDED && rule->only == ONLY_ANY)
		add_advice(&o->text, run, f, m, accepted, fixed);
	o->verdict = turn_verdict(rule, inside);
}

/* What decides comes first: an interval of the whole run, else its pieces, else what bounds say of
 * the whole. */
static void compare_number(
    const struct claim *c, const struct subject *run, const struct rule *rule, struct outcome *o)
{
	const struct published_number own = {.value = rule->bound, .n = NAN, .count = NAN};
	const struct published_number *number =
	    rule->published[0] ? registry_number(c, rule->published) : &own;
	const struct fact *f = o->fact;
	bool sure =
	    !is_few(rule, f) && (rule->compare == COMPARE_VALUE || !isnan(f->lo) || !isnan(f->hi));
	struct outcome whole = {.verdict = VERDICT_UNDECIDED, .fact = f}, pieces = whole;
	add_fact(&whole.text, f);
	add_sizes(&whole.text, f);
	pieces.text = whole.text;
	if (f->each)
		compare_pieces(run, rule, number, &pieces);
	if (f->each && !sure && pieces.verdict == VERDICT_UNDECIDED &&
	    rule->compare == COMPARE_INTERVAL)
		compare_median(rule, number, &pieces);
	compare_whole(run, rule, number, &whole);
	bool by_pieces =
	    f->each && (!sure || whole.verdict == VERDICT_UNDECIDED) &&
	    (pieces.verdict != VERDICT_UNDECIDED || whole.verdict == VERDICT_UNDECIDED);
	const struct outcome *by = by_pieces ? &pieces : &whole;
	o->verdict = by->verdict;
	o->by_pieces = by_pieces;
	if (o->verdict == VERDICT_REFUTED && rule->otherwise[0])
		words_add(&o->text, "%s: ", rule->otherwise);
	words_add(&o->text, "%s", by->text.text);
}

/* Both figures are of the same samples, so their difference has no sampling error of its own. Where
 * no margin says what difference does not matter, it is what the run itself leaves open. */
static void compare_scopes(const struct rule *rule, const struct fact *other, struct outcome *o)
{
	const struct fact *f = o->fact;
	double difference = f->value - other->value;
	bool margin = !isnan(rule->margin);
	struct interval accepted = margin ? (struct interval){-rule->margin, rule->margin}
					  : (struct interval){f->lo, f->hi};
	double at = margin ? difference : other->value;
	/* A moment that a few samples decide has no interval. Both figures are of the same samples,
	 * so a difference of more than a hundredth is a change all the same. */
	bool bare = !margin && (isnan(f->lo) || isnan(f->hi));
	if (bare)
		accepted = (struct interval){
		    f->value - 0.01 * fabs(f->value), f->value + 0.01 * fabs(f->value)};
	o->verdict = decide_inside((struct interval){at, at}, accepted);
	bool inside = o->verdict == VERDICT_SUPPORTED, few = is_few(rule, f);
	if (o->verdict == VERDICT_REFUTED && rule->otherwise[0] && !few)
		words_add(&o->text, "%s: ", rule->otherwise);
	add_fact(&o->text, f);
	words_add(&o->text, " and ");
	add_fact(&o->text, other);
	words_add(&o->text, " differ by %.4g", difference);
	if (margin)
		words_add(&o->text, ", margin %.4g: wholly %s", rule->margin,
		    inside ? "inside" : "outside");
	else if (bare)
		words_add(&o->text, ", %s a hundredth of the first, which has no interval",
		    inside ? "within" : "more than");
	else
		words_add(&o->text, ": the second lies %s the first's interval",
		    inside ? "in" : "outside");
	if (few) {
		add_few(&o->text, rule, f);
		o->verdict = VERDICT_UNDECIDED;
	}
}

/* A run of N durations is one of n = floor((N - extra) / per) bytes by the claim's own formula. */
static void compare_yield(const struct subject *run, const struct rule *rule, struct outcome *o)
{
	double samples = o->fact->n > 0 ? o->fact->n : run->samples;
	double bytes = floor((samples - rule->extra_samples) / rule->samples_per_byte);
	if (!(bytes >= 1)) {
		words_add(&o->text, "needs a run of %.0f samples or more",
		    rule->samples_per_byte + rule->extra_samples);
		return;
	}
	double claimed = bytes / samples;
	add_fact(&o->text, o->fact);
	words_add(&o->text, ", n ");
	words_add_count(&o->text, samples);
	words_add(&o->text, "; claimed ");
	words_add_count(&o->text, bytes);
	words_add(&o->text, " bytes from them, %.4g a sample: %s", claimed,
	    o->fact->value >= claimed ? "reached" : "not reached");
	o->verdict = o->fact->value >= claimed ? VERDICT_SUPPORTED : VERDICT_REFUTED;
}

/* A rule that can only refute says nothing when it does not, and the other way round. */
static enum verdict limit_verdict(const struct rule *rule, enum verdict v)
{
	if (rule->only == ONLY_REFUTE && v != VERDICT_REFUTED)
		return VERDICT_NOT_APPLICABLE;
	if (rule->only == ONLY_SUPPORT && v == VERDICT_REFUTED)
		return VERDICT_UNDECIDED;
	return v;
}

/* True if the grid is a counter that is finer than the run's own: what it would have shown cannot
 * be made from the run. */
static bool too_fine(const struct subject *run, const char *grid)
{
	double hz = subject_grid_hz(grid);
	return !isnan(hz) && subject_coarser(subject_step_ns(run), 1e9 / hz);
}

/* True if the rule has nothing to say of this run. */
static bool is_silent(const struct subject *run, const struct rule *rule)
{
	if (rule->kind != RULE_NEEDS && too_fine(run, rule->target.grid))
		return true;
	if (isnan(rule->given.at_least))
		return false;
	const struct target *t = &rule->given.target;
	const struct fact *f = subject_measured(run, t, t->scope);
	/* Where the level moves the whole may show fewer modes than each piece has. */
	return !f ||
	       !(fmax(f->value, f->each ? f->piece_greatest : f->value) >= rule->given.at_least);
}

static void apply_rule(
    const struct claim *c, const struct subject *run, const struct rule *rule, struct outcome *o)
{
	const struct fact *other = NULL;
	memset(o, 0, sizeof *o);
	o->verdict = VERDICT_NOT_APPLICABLE;
	if (is_silent(run, rule))
		return;
	o->verdict = VERDICT_UNDECIDED;
	if (rule->sense[0])
		words_add(&o->text, "as %s: ", rule->sense);
	if (rule->kind == RULE_NEEDS) {
		words_add(&o->text, "needs %s", rule->needs);
		return;
	}
	o->fact = subject_measured(run, &rule->target, rule->target.scope);
	if (rule->kind == RULE_UNCHANGED)
		other = subject_measured(run, &rule->target, rule->other_scope);
	if (!o->fact || (rule->kind == RULE_UNCHANGED && !other)) {
		add_missing(&o->text, run, &rule->target,
		    o->fact ? rule->other_scope : rule->target.scope, rule->needs);
	} else if (rule->kind == RULE_UNCHANGED) {
		compare_scopes(rule, other, o);
	} else if (rule->kind == RULE_YIELD) {
		compare_yield(run, rule, o);
	} else {
		compare_number(c, run, rule, o);
	}
	if (rule->only == ONLY_REFUTE && o->fact && o->verdict != VERDICT_REFUTED)
		words_add(&o->text, " (which can only refute, and does not)");
	if (rule->only == ONLY_SUPPORT && o->verdict == VERDICT_REFUTED)
		words_add(&o->text, " (which can only support, and does not)");
	o->verdict = limit_verdict(rule, o->verdict);
}

/* ---- a run --------------------------------------------------------------------------------- */

bool judge_is_about(const struct claim *c, const struct subject *run)
{
	const char *probe = subject_probe(run);
	bool fits = c->probes_n == 0 || strcmp(probe, "unknown") == 0;
	for (int i = 0; i < c->probes_n; i++)
		fits = fits || strcmp(c->probes[i], probe) == 0;
	return fits;
}

/* Reasons not to look at the figures at all. True if there is one. */
static bool set_aside(const struct claim *c, const struct subject *run, struct judgement *out)
{
	char plain[REGISTRY_LINE];
	if (strcmp(subject_status(run), "failed") == 0) {
		out->verdict = VERDICT_NOT_APPLICABLE;
		words_add(&out->why, "the run failed: %s",
		    run->message ? text_plain(plain, sizeof plain, run->message)
				 : "no reason recorded");
	} else if (!(run->samples > 0)) {
		words_add(&out->why, "needs samples: the run has none");
	} else if (c->rules_n == 0) {
		audit_claim(c, out);
	} else if (!run->analysed) {
		words_add(&out->why, "needs: ticklab analyze (no figures of this run are stored)");
	} else {
		return false;
	}
	return true;
}

/* The claim's own condition on a run. True if it is not met, or cannot be looked at. */
static bool condition_unmet(const struct claim *c, const struct subject *run, struct judgement *out)
{
	if (isnan(c->when.at_least))
		return false;
	const struct fact *f = subject_measured(run, &c->when.target, c->when.target.scope);
	if (!f) {
		add_missing(&out->why, run, &c->when.target, c->when.target.scope, "");
		return true;
	}
	if (f->value >= c->when.at_least)
		return false;
	out->verdict = VERDICT_NOT_APPLICABLE;
	add_fact(&out->why, f);
	words_add(&out->why, " of ");
	words_add_count(&out->why, run->samples);
	words_add(&out->why, " samples: %s", c->when.otherwise);
	return true;
}

/* True if the rule's grid cannot be had of this run, by its counter or by the word of the analysis.
 */
static bool grid_unfit(const struct subject *run, const struct rule *rule)
{
	if (rule->kind == RULE_NEEDS || rule->only == ONLY_REFUTE ||
	    isnan(subject_grid_hz(rule->target.grid)))
		return false;
	const struct fact *f = subject_stored(run, &rule->target, rule->target.scope);
	return too_fine(run, rule->target.grid) ||
	       (run->has_start && f && strcmp(f->status, "not applicable") == 0);
}

/* True if the run's counter is too coarse for the claim. */
static bool counter_unfit(const struct claim *c, const struct subject *run, struct judgement *out)
{
	double step = subject_step_ns(run);
	const struct rule *unfit = NULL;
	for (int i = 0; i < c->rules_n && !unfit; i++)
		unfit = grid_unfit(run, &c->rules[i]) ? &c->rules[i] : NULL;
	bool coarse = !isnan(c->step_ns) && subject_coarser(step, c->step_ns);
	if (!unfit && !coarse)
		return false;
	out->verdict = VERDICT_NOT_APPLICABLE;
	words_add(&out->why, "the run's counter steps by %.5g ns", step);
	if (unfit)
		words_add(&out->why,
		    "; one tick of the %s grid, which decides, is %.5g ns, and what such a counter "
		    "would "
		    "have shown cannot be derived from a coarser one",
		    unfit->target.grid, 1e9 / subject_grid_hz(unfit->target.grid));
	else
		words_add(&out->why, ", more than %.5g ns: %s", c->step_ns, c->step_why);
	return true;
}

/* Two results that lie one step of the counter apart are neighbouring values of it. Those that only
 * pieces of the run have lie nowhere in the whole. */
static void add_neighbours(const struct claim *c, const struct subject *run, struct words *w)
{
	if (c->neighbours_n < 2)
		return;
	const struct target *t = c->neighbours;
	const struct fact *a = subject_measured(run, &t[0], t[0].scope);
	const struct fact *b = subject_measured(run, &t[1], t[1].scope);
	double step = subject_step_ns(run);
	if (!a || !b || !(fabs(fabs(b->value - a->value) - step) <= step / 20))
		return;
	words_add(w,
	    ". %s %.4g and %s %.4g lie one step of the counter (%.4g ns) apart: they are "
	    "neighbouring values of it, not two modes",
	    figure_name(a->figure), a->value, figure_name(b->figure), b->value, step);
}

/* True if the fact is quoted in one of the outcomes, or in `beside` before place `upto`. */
static bool is_quoted(const struct claim *c, const struct subject *run,
    const struct outcome *outcomes, int upto, const struct fact *f)
{
	for (int i = 0; i < c->rules_n; i++)
		if (outcomes[i].fact == f)
			return true;
	for (int i = 0; i < upto; i++)
		if (subject_measured(run, &c->beside[i], c->beside[i].scope) == f)
			return true;
	return false;
}

static void add_beside(const struct claim *c, const struct subject *run,
    const struct outcome *outcomes, struct words *w)
{
	const char *lead = ". Also: ";
	for (int i = 0; i < c->beside_n; i++) {
		const struct fact *f = subject_measured(run, &c->beside[i], c->beside[i].scope);
		if (!f || is_quoted(c, run, outcomes, i, f))
			continue;
		words_add(w, "%s", lead);
		add_fact(w, f);
		lead = "; ";
	}
}

/* What a reader must know of the run before he believes the figures. */
static void add_caveats(const struct claim *c, const struct subject *run, struct words *w)
{
	const struct fact *n = subject_find(run, FIGURE_SAMPLES, "all", "native");
	if (c->probes_n > 0 && strcmp(subject_probe(run), "unknown") == 0)
		words_add(w, ". The import did not say what was timed; it is assumed to be %s",
		    c->probes[0]);
	if (strcmp(subject_status(run), "interrupted") == 0 ||
	    strcmp(subject_status(run), "recording") == 0) {
		words_add(w, ". The run %s after ",
		    subject_status(run)[0] == 'i' ? "was interrupted" : "is still being recorded,");
		words_add_count(w, run->samples);
		words_add(w, " of ");
		words_add_count(w, run->requested);
		words_add(w, " samples");
	}
	if (n && !isnan(n->value) && n->value != run->samples) {
		words_add(w, ". The figures are from ");
		words_add_count(w, n->value);
		words_add(w, " samples, the run has ");
		words_add_count(w, run->samples);
		words_add(w, ": run ticklab analyze again");
	}
	if (c->note[0])
		words_add(w, ". %s", c->note);
}

static void add_platform(const struct claim *c, const struct subject *run, struct judgement *out)
{
	if (c->rules_n == 0)
		return;
	out->platform.at = out->why.used;
	subject_add_platform(&out->why, c, run);
	out->platform.size = out->why.used - out->platform.at;
}

/* True if an outcome adds a reason to the first: its text differs, and missing evidence matters
 * only while the verdict is open. */
static bool adds_reason(const struct outcome *o, const struct outcome *first, enum verdict verdict)
{
	return o != first && o->text.used > 0 && strcmp(o->text.text, first->text.text) != 0 &&
	       (o->fact || verdict == VERDICT_UNDECIDED);
}

/* The rule whose outcome is the verdict comes first, its figures are the row's. */
static void add_outcomes(
    const struct claim *c, const struct outcome *outcomes, int n, struct judgement *out)
{
	const struct outcome *first = outcomes;
	while (first < outcomes + n - 1 && first->verdict != out->verdict)
		first++;
	if (first->fact) {
		out->figure = c->rules[first - outcomes].target.figure;
		out->value = first->fact->value;
		out->lo = first->fact->lo;
		out->hi = first->fact->hi;
		out->pieces = first->by_pieces ? first->fact->pieces : 0;
		out->piece_least = first->fact->piece_least;
		out->piece_greatest = first->fact->piece_greatest;
	}
	words_add(&out->why, "%s", first->text.text);
	for (int i = 0; i < n; i++)
		if (adds_reason(&outcomes[i], first, out->verdict))
			words_add(&out->why, "; %s", outcomes[i].text.text);
}

/* What arithmetic excludes no run can decide otherwise; the run's own figures stay with it. */
static void settle_impossible(const struct claim *c, struct judgement *out)
{
	struct judgement audit;
	audit_claim(c, &audit);
	if (audit.verdict != VERDICT_IMPOSSIBLE || out->verdict == VERDICT_NOT_APPLICABLE)
		return;
	out->verdict = VERDICT_IMPOSSIBLE;
	words_add(&out->why, ". No run can make it true: see the audit of the published figures");
}

/* A claim on what loads change has nothing to say of the idle runs that they are compared with. */
static bool is_reference(const struct claim *c, const struct subject *run, struct judgement *out)
{
	if (!run->load || strcmp(run->load, "idle") != 0)
		return false;
	for (int i = 0; i < c->rules_n; i++) {
		if (c->rules[i].kind == RULE_NEEDS ||
		    figure_group(c->rules[i].target.figure) != FIGURE_GROUP_LOADS)
			continue;
		out->verdict = VERDICT_NOT_APPLICABLE;
		words_add(&out->why, "the run is idle, which is what loads are compared with");
		return true;
	}
	return false;
}

void judge_run(const struct claim *c, const struct subject *run, struct judgement *out)
{
	struct outcome outcomes[REGISTRY_MANY] = {0};
	memset(out, 0, sizeof *out);
	out->verdict = VERDICT_UNDECIDED;
	out->value = out->lo = out->hi = NAN;
	out->figure = FIGURES;
	if (set_aside(c, run, out)) {
		if (c->rules_n > 0)
			settle_impossible(c, out);
		add_platform(c, run, out);
		return;
	}
	if (!counter_unfit(c, run, out) && !condition_unmet(c, run, out) &&
	    !is_reference(c, run, out)) {
		enum verdict v = VERDICT_NOT_APPLICABLE;
		for (int i = 0; i < c->rules_n; i++) {
			apply_rule(c, run, &c->rules[i], &outcomes[i]);
			v = decide_both(v, outcomes[i].verdict);
		}
		/* Rules that can only refute, and did not, decide nothing. */
		out->verdict = v == VERDICT_NOT_APPLICABLE ? VERDICT_UNDECIDED : v;
		add_outcomes(c, outcomes, c->rules_n, out);
		settle_impossible(c, out);
		add_neighbours(c, run, &out->why);
		add_beside(c, run, outcomes, &out->why);
	}
	add_caveats(c, run, &out->why);
	add_platform(c, run, out);
}
