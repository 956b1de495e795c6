/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One rule of a claim on one run: its outcome, and the words that it is said in.
 */
#ifndef CLAIM_RULE_H
#define CLAIM_RULE_H

#include "decide_private.h"
#include "registry.h"
#include "subject_private.h"
#include "words_private.h"

/* What came of one rule. */
struct outcome {
	enum verdict verdict;
	const struct fact *fact; /* NULL: missing */
	bool by_pieces;
	struct words text;
};

/* Applies a rule of the claim. VERDICT_NOT_APPLICABLE where it has nothing to say of this run. */
void rule_apply(
    const struct claim *c, const struct subject *run, const struct rule *rule, struct outcome *o);

/* True if the grid is a counter that is finer than the run's own: what it would have shown cannot
 * be made from the run. */
bool rule_too_fine(const struct subject *run, const char *grid);

/* The interval in which the figure must lie; an end that does not matter is infinite. */
struct interval rule_accepts(const struct rule *rule, const struct published_number *f);

/* The effective sample size of a result; all its samples where that is not known. */
double rule_effective_n(const struct fact *f);

/* Too few samples, or effective ones, for a verdict on the whole run. */
bool rule_has_few(const struct rule *rule, const struct fact *f);

/* What does not shrink with the samples: a duration is known to half a step to each side. Says so
 * where the rule asks for it. */
double rule_fixed_error(const struct rule *rule, const struct subject *run, struct words *w);

/* Of a rule that asks for a difference the other way round. */
enum verdict rule_turn_verdict(const struct rule *rule, enum verdict v);

/* rule_pieces.c: where the run has no one value, or no effective samples enough: what its pieces
 * decide. */
void rule_compare_pieces(const struct subject *run, const struct rule *rule,
    const struct published_number *number, struct outcome *o);

/* Where a few samples hold the figure, its pieces have ends to one side alone; what a typical one
 * of them shows may decide. */
void rule_compare_median(
    const struct rule *rule, const struct published_number *number, struct outcome *o);

/* quote.c: which result is missing, and what is required to get it or why it is missing. */
void quote_missing(struct words *w, const struct subject *run, const struct target *t,
    const char *scope, const char *needs);

/* A figure with its scope, grid, value and interval; its samples and effective samples. */
void quote_fact(struct words *w, const struct fact *f);
void quote_sizes(struct words *w, const struct fact *f);

/* What was published, with its interval and the reason of that. */
void quote_published(struct words *w, const struct rule *rule, const struct published_number *f);

/* Where the measured interval lies. */
void quote_position(struct words *w, enum verdict inside, struct interval accepted);

/* That a rule requires more samples. */
void quote_few(struct words *w, const struct rule *rule, const struct fact *f);

#endif
