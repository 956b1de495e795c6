/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A claim against a run: what keeps it from being judged, the outcomes of its rules together, and
 * what a reader must know beside them.
 */
#include "judge_private.h"

#include "rule_private.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
		quote_missing(&out->why, run, &c->when.target, c->when.target.scope, "");
		return true;
	}
	if (f->value >= c->when.at_least)
		return false;
	out->verdict = VERDICT_NOT_APPLICABLE;
	quote_fact(&out->why, f);
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
	return rule_too_fine(run, rule->target.grid) ||
	       (run->has_start && f && strcmp(f->status, "not applicable") == 0 &&
		   !subject_lacks_tick(run, f));
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
		quote_fact(w, f);
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

/* No share, mean or quantile of so few samples decides anything, whatever interval it has: that of
 * Wilson takes samples to be independent, and so few do not show whether they are. */
static void withhold_of_few(const struct subject *run, struct judgement *out)
{
	enum { FEWEST = 20 };
	bool decided = out->verdict == VERDICT_SUPPORTED || out->verdict == VERDICT_REFUTED;
	if (run->samples >= FEWEST || !decided)
		return;
	out->verdict = VERDICT_UNDECIDED;
	words_add(&out->why, "; needs %d samples to decide, the run has ", FEWEST);
	words_add_count(&out->why, run->samples);
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

int judge_run(const struct claim *c, const struct subject *run, struct judgement *out)
{
	struct outcome *outcomes = calloc((size_t)c->rules_n + 1, sizeof *outcomes);
	memset(out, 0, sizeof *out);
	out->verdict = VERDICT_UNDECIDED;
	out->value = out->lo = out->hi = NAN;
	out->figure = FIGURES;
	if (!outcomes)
		return -1;
	if (set_aside(c, run, out)) {
		if (c->rules_n > 0)
			settle_impossible(c, out);
		add_platform(c, run, out);
		free(outcomes);
		return 0;
	}
	if (!counter_unfit(c, run, out) && !condition_unmet(c, run, out) &&
	    !is_reference(c, run, out)) {
		enum verdict v = VERDICT_NOT_APPLICABLE;
		for (int i = 0; i < c->rules_n; i++) {
			rule_apply(c, run, &c->rules[i], &outcomes[i]);
			v = decide_both(v, outcomes[i].verdict);
		}
		/* Rules that can only refute, and did not, decide nothing. */
		out->verdict = v == VERDICT_NOT_APPLICABLE ? VERDICT_UNDECIDED : v;
		add_outcomes(c, outcomes, c->rules_n, out);
		withhold_of_few(run, out);
		settle_impossible(c, out);
		add_neighbours(c, run, &out->why);
		add_beside(c, run, outcomes, &out->why);
	}
	add_caveats(c, run, &out->why);
	add_platform(c, run, out);
	free(outcomes);
	return 0;
}
