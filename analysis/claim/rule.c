/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A rule of a claim on a run, with its sentence. Of a figure the interval of the whole run decides
 * first, since it uses all samples; then its pieces, which ask for no one level; then what bounds
 * say that hold for any law. So a verdict that one of them gives is not lost where a longer run
 * shows that another does not hold. Text and verdict are made together, by the same comparison, and
 * cannot disagree. Cost: a look-up of each result that the rule names.
 */
#include "rule_private.h"

#include <math.h>
#include <string.h>

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

double rule_effective_n(const struct fact *f)
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
	double like = rule_effective_n(f);
	if (rule->compare == COMPARE_SHARE) {
		m = decide_plain_share(f->value, like);
		like = f->value > 0 && f->value < 1 ? fmin(like, DECIDE_FEW) : like;
	}
	if (rule->compare == COMPARE_SHANNON)
		m = decide_plain_shannon(
		    f->value, f->n, rule_effective_n(f), subject_places(run, f));
	if (rule->compare == COMPARE_MIN_ENTROPY)
		m = decide_plain_min_entropy(f->value, rule_effective_n(f));
	if (isnan(m.lo) && isnan(m.hi))
		return m;
	words_add(w, ", without a stored interval; at an effective sample size of ");
	words_add_count(w, round(like));
	words_add(w, " it lies %s", isnan(m.lo) || isnan(m.hi) ? "" : "in ");
	words_add_interval(w, m.lo, m.hi);
	return m;
}

double rule_fixed_error(const struct rule *rule, const struct subject *run, struct words *w)
{
	if (!rule->half_step)
		return 0;
	double half = subject_step_ns(run) / 2;
	words_add(w, ", widened by half a step of the counter, %.4g ns, to each side", half);
	return half;
}

bool rule_has_few(const struct rule *rule, const struct fact *f)
{
	return f->n < rule->least_n || rule_effective_n(f) < rule->least_n_eff;
}

enum verdict rule_turn_verdict(const struct rule *rule, enum verdict v)
{
	bool turns = rule->kind == RULE_DIFFERS && v != VERDICT_UNDECIDED;
	return !turns ? v : v == VERDICT_SUPPORTED ? VERDICT_REFUTED : VERDICT_SUPPORTED;
}

/* The run as a whole, by its interval or the bounds that hold without one. */
static void compare_whole(const struct subject *run, const struct rule *rule,
    const struct published_number *number, struct outcome *o)
{
	const struct fact *f = o->fact;
	struct interval accepted = rule_accepts(rule, number);
	struct interval m = interval_of(rule, run, f, &o->text);
	if (isnan(m.lo) && isnan(m.hi)) {
		o->text = (struct words){0};
		words_add(&o->text, "there is no interval of ");
		quote_fact(&o->text, f);
		words_add(&o->text, ", so it cannot be compared: %s",
		    f->why[0] ? f->why
			      : "its samples depend on one another for too long, or a few of "
				"them decide the figure");
		return;
	}
	double fixed = rule_fixed_error(rule, run, &o->text);
	enum verdict inside =
	    decide_inside((struct interval){m.lo - fixed, m.hi + fixed}, accepted);
	quote_published(&o->text, rule, number);
	quote_position(&o->text, inside, accepted);
	if (rule_has_few(rule, f)) {
		quote_few(&o->text, rule, f);
		return;
	}
	if (inside == VERDICT_UNDECIDED && rule->only == ONLY_ANY)
		add_advice(&o->text, run, f, m, accepted, fixed);
	o->verdict = rule_turn_verdict(rule, inside);
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
	bool sure = !rule_has_few(rule, f) &&
		    (rule->compare == COMPARE_VALUE || !isnan(f->lo) || !isnan(f->hi));
	struct outcome whole = {.verdict = VERDICT_UNDECIDED, .fact = f}, pieces = whole;
	quote_fact(&whole.text, f);
	quote_sizes(&whole.text, f);
	pieces.text = whole.text;
	if (f->each)
		rule_compare_pieces(run, rule, number, &pieces);
	if (f->each && !sure && pieces.verdict == VERDICT_UNDECIDED &&
	    rule->compare == COMPARE_INTERVAL)
		rule_compare_median(rule, number, &pieces);
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
	bool inside = o->verdict == VERDICT_SUPPORTED, few = rule_has_few(rule, f);
	if (o->verdict == VERDICT_REFUTED && rule->otherwise[0] && !few)
		words_add(&o->text, "%s: ", rule->otherwise);
	quote_fact(&o->text, f);
	words_add(&o->text, " and ");
	quote_fact(&o->text, other);
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
		quote_few(&o->text, rule, f);
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
	quote_fact(&o->text, o->fact);
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

bool rule_too_fine(const struct subject *run, const char *grid)
{
	double hz = subject_grid_hz(grid);
	return !isnan(hz) && subject_coarser(subject_step_ns(run), 1e9 / hz);
}

/* True if the rule has nothing to say of this run. */
static bool is_silent(const struct subject *run, const struct rule *rule)
{
	if (rule->kind != RULE_NEEDS && rule_too_fine(run, rule->target.grid))
		return true;
	if (isnan(rule->given.at_least))
		return false;
	const struct target *t = &rule->given.target;
	const struct fact *f = subject_measured(run, t, t->scope);
	/* Where the level moves the whole may show fewer modes than each piece has. */
	return !f ||
	       !(fmax(f->value, f->each ? f->piece_greatest : f->value) >= rule->given.at_least);
}

/* No more than log2 of the readings that are possible, and what the samples missed. */
static struct interval widen_shannon(const struct subject *run, const struct fact *f, double like)
{
	const struct fact *own = subject_find(run, f->figure, f->scope, "native");
	const struct fact *distinct = subject_find(run, FIGURE_DISTINCT, f->scope, f->grid);
	double places = own ? subject_places(run, own) + 1 : (double)NAN;
	struct interval m = {decide_plain_shannon(f->lo, f->n, like, places).lo,
	    decide_plain_shannon(f->hi, f->n, like, places).hi};
	if (distinct && distinct->hi >= 1)
		m.hi = fmin(m.hi, log2(distinct->hi) + decide_plain_shannon(0, f->n, like, 1).hi);
	return m;
}

static bool all_equal(const struct subject *run)
{
	const struct fact *n = subject_find(run, FIGURE_SAMPLES, "all", "native");
	return n && subject_places(run, n) == 1;
}

/* Wilson's interval about a share of these samples; as for one that has no interval, where its
 * effective n is not known. */
static struct interval share_about(const struct fact *f, double share)
{
	double like = rule_effective_n(f);
	bool few = isnan(f->n_eff) && share > 0 && share < 1;
	return few ? decide_plain_share(share, like) : decide_wilson(share * like, like);
}

/* What chance adds to the ends that these samples have. */
static struct interval widen_ends(
    const struct rule *rule, const struct subject *run, const struct fact *f)
{
	if (rule->compare == COMPARE_SHARE && !isnan(f->hi))
		return (struct interval){share_about(f, f->lo).lo, share_about(f, f->hi).hi};
	if (rule->compare == COMPARE_SHANNON && !isnan(f->hi))
		return widen_shannon(run, f, rule_effective_n(f));
	if (rule->compare == COMPARE_MIN_ENTROPY && !isnan(f->hi))
		return (struct interval){0, all_equal(run)
						? f->hi - log2(share_about(f, 1).lo)
						: -log2(share_about(f, exp2(-f->hi)).lo)};
	return (struct interval){NAN, NAN};
}

/* Of durations that are all equal, readings are k or k + 1: sd / mean is greatest where k + 1 has a
 * share of k / (2 k + 1). */
static struct interval cv_of_equal(const struct subject *run, const char *grid)
{
	const struct fact *least = subject_find(run, FIGURE_MIN, "all", grid);
	const struct fact *most = subject_find(run, FIGURE_MAX, "all", grid);
	if (!least || !most || !(least->lo > 0) || isnan(most->hi))
		return (struct interval){NAN, NAN};
	return (struct interval){0, (most->hi - least->lo) / (2 * sqrt(most->hi * least->lo))};
}

/* Of a cv: durations D in ticks of the grid and readings D + E, |E| < 1, so that the sd differs by
 * at most 1 and so does the mean. By the interval on the run's own counter. */
static struct interval cv_without_phase(const struct rule *rule, const struct subject *run)
{
	const char *scope = rule->target.scope;
	if (all_equal(run))
		return cv_of_equal(run, rule->target.grid);
	const struct fact *cv = subject_find(run, FIGURE_CV, scope, "native");
	const struct fact *mean = subject_find(run, FIGURE_MEAN, scope, "native");
	double hz = subject_grid_hz(rule->target.grid);
	if (!cv || !mean || isnan(cv->lo) || isnan(cv->hi) || isnan(mean->lo) || isnan(hz) ||
	    strchr(rule->target.grid, ','))
		return (struct interval){NAN, NAN};
	double tick = 1e9 / hz / (subject_step_ns(run) * mean->lo);
	if (!(tick < 1))
		return (struct interval){NAN, NAN};
	return (struct interval){fmax(cv->lo - tick, 0) / (1 + tick), (cv->hi + tick) / (1 - tick)};
}

/* The starts were not recorded, but whatever the phase was the durations have bounds on the grid,
 * and these may decide. */
static void compare_without_phase(
    const struct claim *c, const struct subject *run, const struct rule *rule, struct outcome *o)
{
	const struct fact *f = subject_stored(run, &rule->target, rule->target.scope);
	const struct published_number own = {.value = rule->bound, .n = NAN, .count = NAN};
	const struct published_number *number =
	    rule->published[0] ? registry_number(c, rule->published) : &own;
	bool cv = rule->target.figure == FIGURE_CV && rule->compare == COMPARE_INTERVAL;
	if (!f || run->has_start || strcmp(f->status, "not applicable") != 0 ||
	    rule->kind == RULE_UNCHANGED || rule->kind == RULE_YIELD || rule_has_few(rule, f))
		return;
	struct interval m = cv ? cv_without_phase(rule, run) : widen_ends(rule, run, f);
	if (isnan(m.lo) && isnan(m.hi))
		return;
	struct interval accepted = rule_accepts(rule, number);
	enum verdict inside = decide_inside(m, accepted);
	if (inside != VERDICT_UNDECIDED)
		o->text = (struct words){0};
	else
		words_add(&o->text, "; ");
	words_add(&o->text, "%s (%s, %s) lies in ", figure_name(rule->target.figure),
	    rule->target.scope, rule->target.grid);
	words_add_interval(&o->text, m.lo, m.hi);
	words_add(&o->text,
	    " whatever the phase of the starts, which were not recorded: a duration d "
	    "reads floor(d / T) or one more");
	quote_sizes(&o->text, f);
	quote_published(&o->text, rule, number);
	quote_position(&o->text, inside, accepted);
	o->verdict = rule_turn_verdict(rule, inside);
}

void rule_apply(
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
		quote_missing(&o->text, run, &rule->target,
		    o->fact ? rule->other_scope : rule->target.scope, rule->needs);
		if (!o->fact)
			compare_without_phase(c, run, rule, o);
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
