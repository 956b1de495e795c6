/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Attribution of slow samples and of modes to what was recorded with each sample: fallback, task
 * switch, interrupt, update of the clock page, change of CPU. A sample counts for the first cause
 * it has, in an order chosen by what brings what along (below), so that shares add up to 1 with the
 * counter's own part and the rest. What the counter alone makes slow is predicted by a fit of
 * floor(phase + cost) to the samples that are not slow (analysis/estimate/order/beat), not guessed
 * from a margin; how much of the modes a cause explains is a share of their entropy
 * (order/attribution). Intervals are those of shares of dependent samples. Cost: a few passes over
 * the samples.
 */
#include "causes_private.h"

#include "attribution.h"
#include "beat.h"
#include "quantiles.h"
#include "share.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In the order of precedence: a sample with several counts for the first of them. A task switch
 * comes with the interrupt that asked for it, and is what took the time. The kernel writes the page
 * inside its timer interrupt, so an interrupt that is known comes before the overlap it brings
 * along (docs/instrument.md has the counts): what remains as overlap is a reader that met the page
 * being written and nothing else. */
enum cause { FALLBACK, PREEMPTION, INTERRUPT, OVERLAP, CPU_CHANGE, CAUSES, COUNTER, NO_CAUSE };

static const struct {
	const char *scope;
	uint8_t flags;
	bool page, trace; /* what must have been recorded for it to be known */
} causes[CAUSES] = {
    [FALLBACK] = {"fallback", STORE_FLAG_FALLBACK | STORE_FLAG_FELL_BACK, true, false},
    [PREEMPTION] = {"preemption", STORE_FLAG_SCHED, false, true},
    [INTERRUPT] = {"interrupt", STORE_FLAG_IRQ, false, true},
    [OVERLAP] = {"overlap", STORE_FLAG_OVERLAP | STORE_FLAG_ODD_AT_START | STORE_FLAG_RETRIED, true,
	false},
    [CPU_CHANGE] = {"cpu_change", STORE_FLAG_CPU_CHANGED, true, false},
};

static const char counter[] = "counter", outside_kernel[] = "outside_kernel",
		  unexplained[] = "unexplained";

const char *causes_scope(size_t i)
{
	static const char *const rest[] = {counter, outside_kernel, unexplained, NULL};
	return i < CAUSES ? causes[i].scope : rest[i - CAUSES];
}

static const struct place all = {"all", "native"};

/* Of a control probe it is known whether it fell back: the prediction from outside does not count.
 */
static uint8_t flags_of(const struct series *x, enum cause c)
{
	return x->control ? causes[c].flags & (uint8_t)~STORE_FLAG_FALLBACK : causes[c].flags;
}

static bool cause_known(const struct series *x, enum cause c)
{
	return (!causes[c].page || x->ground_truth) && (!causes[c].trace || x->traced);
}

/* First recorded cause of a sample, or NO_CAUSE. That a control's reader retried is exact, and
 * comes before what happened to the processor meanwhile. A control's other overlaps are readers
 * that waited for the line that the writer held, and come last as they do for every probe. */
static enum cause first_cause(const struct series *x, size_t i)
{
	if (x->control && x->flags[i] & STORE_FLAG_RETRIED && !(x->flags[i] & STORE_FLAG_FELL_BACK))
		return OVERLAP;
	for (enum cause c = 0; c < CAUSES; c++)
		if (cause_known(x, c) && x->flags[i] & flags_of(x, c))
			return c;
	return NO_CAUSE;
}

/* ---- slow samples -------------------------------------------------------------------------- */

struct slow {
	double threshold;  /* a sample above it is slow */
	enum cause *cause; /* of each slow sample, in order */
	size_t count;
	/* The samples that are not slow as one cost that ticks split: floor(phase + cost). */
	double cost, jitter;
	double longest; /* ticks that such a cost can show */
	double outside; /* ticks of all slow samples without a cause */
};

/* One tick more than the median is the counter's own. */
struct slow_rule causes_rule(const struct histogram *h, const struct modality *y)
{
	double one_more = quantiles_at(h, 0.5).value + 1;
	if (y->modes.status == EST_OK && y->modes.value >= 2)
		return (struct slow_rule){
		    y->antimode[0], "least density between the first mode and the next"};
	double threshold = fmax(4 * quantiles_at(h, 0.5).value, one_more);
	return (struct slow_rule){threshold, threshold > one_more
						 ? "one mode: 4 times the median"
						 : "one mode: one tick more than the median"};
}

/* Fits the samples up to the threshold. Three spreads above the cost, and the tick whose boundary
 * falls inside, are the longest that the counter makes of it. */
static int set_longest(struct slow *s, const struct histogram *h)
{
	struct histogram fast;
	size_t kinds = 0;
	while (kinds < h->distinct && (double)h->value[kinds] <= s->threshold)
		kinds++;
	if (histogram_from_pairs(&fast, h->value, h->count, kinds) != EST_OK)
		return -1;
	struct beat b = beat_fit(&fast);
	bool ok = b.cost_ticks.status == EST_OK;
	s->cost = ok ? b.cost_ticks.value : (double)NAN;
	s->jitter = ok ? b.jitter_ticks.value : (double)NAN;
	s->longest = ok ? floor(s->cost + 3 * s->jitter) + 1 : s->threshold;
	histogram_release(&fast);
	return 0;
}

static int find_slow(struct slow *s, const struct series *x)
{
	s->count = 0;
	for (size_t i = 0; i < x->n; i++)
		s->count += (double)x->elapsed[i] > s->threshold;
	s->cause = malloc((s->count + 1) * sizeof *s->cause);
	if (!s->cause)
		return -1;
	for (size_t i = 0, k = 0; i < x->n; i++) {
		if (!((double)x->elapsed[i] > s->threshold))
			continue;
		s->cause[k] = first_cause(x, i);
		if (s->cause[k] == NO_CAUSE && (double)x->elapsed[i] <= s->longest)
			s->cause[k] = COUNTER;
		s->outside += s->cause[k] == NO_CAUSE ? (double)x->elapsed[i] : 0;
		k++;
	}
	return 0;
}

/* Share of the slow samples whose first cause is c. */
static struct estimate share_of_cause(const struct slow *s, enum cause c, uint8_t *room)
{
	for (size_t i = 0; i < s->count; i++)
		room[i] = s->cause[i] == c;
	return share_of(room, s->count);
}

static const char unknown_method[] = "what it takes was not recorded";

static void add_counter_cause(struct figures *f, const struct slow *s, uint8_t *room)
{
	struct estimate e = isnan(s->cost) ? estimate_absent(EST_NOT_APPLICABLE, s->count)
					   : share_of_cause(s, COUNTER, room);
	figures_add(f, (struct place){counter, "native"}, FIGURE_SLOW_CAUSE_SHARE,
	    isnan(s->cost) ? "no cost can be fitted to the samples that are not slow"
			   : "slow samples without a recorded cause, no longer than the cost of "
			     "the others shows when a tick's boundary falls inside",
	    &e);
}

static int add_slow_causes(struct figures *f, const struct series *x, const struct slow *s)
{
	static const char method[] = "slow samples whose first cause this is";
	static const char both[] =
	    "slow samples whose first cause this is, timer interrupts that wrote "
	    "the page among them, since no trace distinguishes them";
	static const char met[] =
	    "slow samples whose first cause this is, those that met the page being written without "
	    "a retry among them";
	static const char rest[] = "slow samples with no recorded cause";
	static const char outside[] =
	    "slow samples longer than the counter explains, with nothing in a complete trace: "
	    "hypervisor, firmware, another hardware thread, memory and caches among them";
	uint8_t *room = malloc(s->count + 1);
	if (!room)
		return -1;
	for (enum cause c = 0; c < CAUSES; c++) {
		struct place at = {causes[c].scope, "native"};
		struct estimate e = cause_known(x, c)
					? share_of_cause(s, c, room)
					: estimate_absent(EST_NOT_APPLICABLE, s->count);
		figures_add(f, at, FIGURE_SLOW_CAUSE_SHARE,
		    !cause_known(x, c)		 ? unknown_method
		    : c == OVERLAP && x->control ? met
		    : c == OVERLAP && !x->traced ? both
						 : method,
		    &e);
	}
	add_counter_cause(f, s, room);
	/* With a complete trace nothing of the kernel is left: what has no cause, and is longer
	 * than the counter makes it, lies outside it. */
	bool page = x->ground_truth;
	struct estimate none = share_of_cause(s, NO_CAUSE, room);
	struct estimate absent = estimate_absent(EST_NOT_APPLICABLE, s->count);
	figures_add(f, (struct place){outside_kernel, "native"}, FIGURE_SLOW_CAUSE_SHARE,
	    page && x->traced ? outside : unknown_method, page && x->traced ? &none : &absent);
	struct estimate time = estimate_point(s->outside * 1e9 / x->hz, s->count);
	time.note = "no interval: a sum";
	figures_add(f, (struct place){outside_kernel, "native"}, FIGURE_OUTSIDE_TIME,
	    page && x->traced ? "time of these samples together" : unknown_method,
	    page && x->traced ? &time : &absent);
	struct estimate zero = estimate_point(0, s->count);
	figures_add(f, (struct place){unexplained, "native"}, FIGURE_SLOW_CAUSE_SHARE,
	    page ? rest : unknown_method,
	    !page		    ? &absent
	    : x->traced && s->count ? &zero
				    : &none);
	free(room);
	return 0;
}

static int add_slow_share(struct figures *f, const struct series *x, double threshold)
{
	uint8_t *slow = malloc(x->n);
	if (!slow)
		return -1;
	for (size_t i = 0; i < x->n; i++)
		slow[i] = (double)x->elapsed[i] > threshold;
	struct estimate share = share_of(slow, x->n);
	figures_add(f, all, FIGURE_SLOW_SHARE, "samples above the threshold", &share);
	free(slow);
	return 0;
}

/* What of the samples that a control is known to have slowed can be seen from outside, as it must
 * be of a call whose inside is another's: the test of the flags, whatever else the host slows. */
static void add_seen(struct figures *f, const struct series *x, const struct slow *s)
{
	const uint8_t truth = STORE_FLAG_RETRIED | STORE_FLAG_FELL_BACK,
		      outside = STORE_FLAG_OVERLAP | STORE_FLAG_ODD_AT_START | STORE_FLAG_FALLBACK;
	size_t slowed = 0, seen = 0;
	for (size_t i = 0; i < x->n; i++) {
		if ((double)x->elapsed[i] <= s->threshold || !(x->flags[i] & truth))
			continue;
		slowed++;
		seen += (x->flags[i] & outside) != 0;
	}
	struct estimate e = x->control ? share_independent(seen, slowed)
				       : estimate_absent(EST_NOT_APPLICABLE, x->n);
	figures_add(f, all, FIGURE_CONTROL_SEEN_SHARE,
	    "slow samples of a control that retried or fell back: share with overlap, odd or "
	    "fallback predicted; Wilson, taken as independent",
	    &e);
}

/* ---- modes --------------------------------------------------------------------------------- */

static struct attribution attribute_slow(
    const struct series *x, const struct modes *m, uint32_t *bits)
{
	for (size_t i = 0; i < x->n; i++) {
		bits[i] = 0;
		for (enum cause c = 0; c < CAUSES; c++)
			bits[i] |= (uint32_t)(cause_known(x, c) && x->flags[i] & flags_of(x, c))
				   << c;
	}
	/* Without labels, because samples are too few to find modes, it is too short for this as
	 * well.
	 */
	int modes = m->label.n > 0 ? (int)m->label.alphabet : 1;
	return attribution_of(m->label.s, modes, bits, CAUSES, m->label.n);
}

static void add_explained(struct figures *f, const struct series *x, const struct attribution *a)
{
	static const char method[] = "I(mode; cause) / H(mode), Miller-Madow";
	struct estimate absent = estimate_absent(EST_NOT_APPLICABLE, x->n);
	for (enum cause c = 0; c < CAUSES; c++) {
		struct place at = {causes[c].scope, "native"};
		bool ok = cause_known(x, c);
		figures_add(f, at, FIGURE_MODE_EXPLAINED_SHARE, ok ? method : unknown_method,
		    ok ? &a->explained_share[c] : &absent);
		figures_add(f, at, FIGURE_MODE_ODDS_RATIO,
		    ok ? "odds of the slowest mode with the cause against without; Woolf at n_eff"
		       : unknown_method,
		    ok ? &a->odds_ratio[c] : &absent);
	}
	figures_add(f, (struct place){unexplained, "native"}, FIGURE_MODE_EXPLAINED_SHARE,
	    x->ground_truth ? "1 - I(mode; first cause) / H(mode)" : unknown_method,
	    x->ground_truth ? &a->unexplained : &absent);
}

/* How many samples of each mode have each first cause, and none. */
static void add_contingency(struct figures *f, const struct series *x, const struct attribution *a)
{
	for (int c = 0; c <= CAUSES && a->status == EST_OK; c++) {
		bool ok = c < CAUSES ? cause_known(x, (enum cause)c) : x->ground_truth;
		struct place at = {c < CAUSES ? causes[c].scope : "unexplained", "native"};
		for (int m = 0; ok && m < a->modes; m++)
			figures_add_point(f, at, CURVE_CONTINGENCY, (uint64_t)m, m + 1,
			    (double)a->count[c][m], NAN, NAN, NAN);
	}
}

static double binary_bits(double p)
{
	return p > 0 && p < 1 ? -p * log2(p) - (1 - p) * log2(1 - p) : 0;
}

/* What the phase explains of the modes if those that are not slow are one cost: a share `made` of
 * them is carried over the threshold where the boundary of a tick falls inside, the rest of the
 * slow ones is slow at any phase. I(slow; phase) / H(slow), over 1000 phases. */
static struct estimate counter_share(const struct slow *s, uint64_t n)
{
	enum { PHASES = 1000 };
	double share = (double)s->count / (double)n, made = 0, left = 0;
	double over[PHASES], entropy = binary_bits(share);
	if (!(entropy > 0))
		return estimate_absent(EST_DEGENERATE, n);
	for (int i = 0; i < PHASES; i++) {
		double room = floor(s->threshold) + 1 - (i + 0.5) / PHASES - s->cost;
		over[i] = 0.5 * erfc(room / fmax(s->jitter, 1e-9) * M_SQRT1_2);
		made += over[i] / PHASES;
	}
	double other = fmax(share - made, 0) / fmax(1 - made, 1e-12);
	for (int i = 0; i < PHASES; i++)
		left += binary_bits(over[i] + (1 - over[i]) * other) / PHASES;
	struct estimate e = estimate_point(fmin(fmax(1 - left / entropy, 0), 1), n);
	e.note = "no interval: of the model";
	return e;
}

static void add_counter_mode(
    struct figures *f, const struct series *x, bool several_modes, const struct slow *s)
{
	bool ok = several_modes && !isnan(s->cost);
	struct estimate e = ok ? counter_share(s, x->n) : estimate_absent(EST_NOT_APPLICABLE, x->n);
	figures_add(f, (struct place){counter, "native"}, FIGURE_MODE_EXPLAINED_SHARE,
	    ok ? "I(slow; phase) / H(slow), the samples that are not slow being one cost and a tick"
	       : "there are not two modes, or no cost fits the first",
	    &e);
}

static int add_modes(struct figures *f, const struct series *x, const struct modes *m)
{
	if (m->label.alphabet > ATTRIBUTION_MODES)
		return 0;
	uint32_t *bits = malloc((x->n + 1) * sizeof *bits);
	if (!bits)
		return -1;
	struct attribution a = attribute_slow(x, m, bits);
	free(bits);
	add_explained(f, x, &a);
	add_contingency(f, x, &a);
	return 0;
}

/* ---- everything ---------------------------------------------------------------------------- */

/* The share of all samples, slow or not, that have a flag of the clock page. */
static int add_share_of_all(struct figures *f, const struct series *x, enum cause c,
    enum figure_id figure, const char *method)
{
	uint8_t *is = malloc(x->n + 1), flags = flags_of(x, c);
	if (!is)
		return -1;
	for (size_t i = 0; i < x->n; i++)
		is[i] = (x->flags[i] & flags) != 0;
	struct estimate e =
	    x->ground_truth ? share_of(is, x->n) : estimate_absent(EST_NOT_APPLICABLE, x->n);
	figures_add(f, all, figure, x->ground_truth ? method : unknown_method, &e);
	free(is);
	return 0;
}

static int add_page_shares(struct figures *f, const struct series *x)
{
	int rc = add_share_of_all(
	    f, x, OVERLAP, FIGURE_OVERLAP_SHARE, "samples during which the clock page was written");
	return rc != 0 ? rc
		       : add_share_of_all(f, x, FALLBACK, FIGURE_FALLBACK_SHARE,
			     "samples whose reader of the clock page must call the kernel");
}

int causes_add_slow(struct figures *f, const struct series *x, const struct histogram *h,
    const struct slow_rule *rule, bool several_modes)
{
	struct slow s = {.threshold = rule->threshold, .cause = NULL};
	if (x->n == 0)
		return 0;
	int rc = set_longest(&s, h);
	if (rc == 0)
		rc = find_slow(&s, x);
	if (rc == 0) {
		struct estimate threshold = estimate_point(s.threshold, x->n);
		threshold.note = "no interval: a rule";
		figures_add(f, all, FIGURE_SLOW_THRESHOLD, rule->method, &threshold);
		add_seen(f, x, &s);
		rc = add_slow_share(f, x, s.threshold);
	}
	if (rc == 0)
		rc = add_slow_causes(f, x, &s);
	free(s.cause);
	if (rc == 0)
		add_counter_mode(f, x, several_modes, &s);
	return rc;
}

int causes_add(struct figures *f, const struct series *x, const struct histogram *h,
    const struct modes *m, double *slow_above)
{
	*slow_above = 0;
	if (x->n == 0)
		return 0;
	struct slow_rule own = causes_rule(h, &m->modality);
	*slow_above = own.threshold;
	if (causes_add_slow(f, x, h, &own, m->label.n > 0 && m->label.alphabet > 1) != 0 ||
	    add_page_shares(f, x) != 0)
		return -1;
	return add_modes(f, x, m);
}
