/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a call gives, from two kinds of evidence that bound it from different sides. An observer who
 * guesses samples beforehand proves that no more is there than he leaves; he proves nothing below,
 * for another may guess more. The estimates of SP 800-90B are lower confidence limits, low for any
 * source that they do not describe: what they credit is a floor, and no evidence that a source has
 * no more. A source is judged by its worst stretch, so of a run whose level moves the weakest piece
 * counts. Cost: one look at each stored figure.
 */
#include "entropy_private.h"

#include <math.h>
#include <string.h>

/* The words for the observers of adversary_min_entropy_bits, whose scope names them. */
static const char *adversary_words(const char *scope)
{
	static const struct {
		const char *scope, *words;
	} known[] = {{"distribution", "an observer who knows only the distribution"},
	    {"past", "an observer who knows the previous samples"},
	    {"starts", "an observer who knows when calls start"},
	    {"observer", "an observer who times the same call in another process"},
	    {"load", "an observer who knows the load"},
	    {"any_load", "an observer who knows only the distribution over all loads"},
	    {"restarts", "an observer who has the recording of another start"},
	    {"phase", "an observer who knows the phase of the counter"}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].scope, scope) == 0)
			return known[i].words;
	return scope;
}

/* What an observer leaves: of the whole run, or of the weakest piece where the level moves. */
static struct interval left_by(const struct fact *f, bool *moves)
{
	struct interval left = {f->lo, isnan(f->hi) ? f->value : f->hi};
	*moves = false;
	for (unsigned k = 0; f->moves && f->each && k < f->pieces; k++) {
		const struct decide_piece *p = &f->piece[k];
		double most = isnan(p->hi) ? p->value : p->hi;
		*moves = true;
		left.lo = k ? fmin(left.lo, p->lo) : p->lo;
		left.hi = k ? fmin(left.hi, most) : most;
	}
	return left;
}

static void take_observer(struct verdict_entropy *e, const struct fact *f)
{
	bool moves;
	struct interval left = left_by(f, &moves);
	if (isnan(left.hi))
		return;
	if (strcmp(f->scope, "restarts") == 0 && left.hi == 0)
		e->copied = f->n;
	e->at_least = fmin(e->at_least, left.lo); /* fmin passes over a nan */
	if (left.hi >= e->at_most)
		return;
	e->at_most = left.hi;
	e->moves = moves;
	snprintf(e->adversary, sizeof e->adversary, "%s", adversary_words(f->scope));
}

struct verdict_entropy entropy_of_run(const struct subject *run)
{
	struct verdict_entropy e = {.at_most = INFINITY, .at_least = NAN, .credited = NAN};
	const struct fact *credited = subject_find(run, FIGURE_MIN_90B, "all", "native");
	for (size_t i = 0; i < run->facts_n; i++)
		if (run->facts[i].figure == FIGURE_ADVERSARY_MIN_ENTROPY &&
		    strcmp(run->facts[i].grid, "native") == 0)
			take_observer(&e, &run->facts[i]);
	if (credited)
		e.credited = credited->value;
	e.at_least = fmin(fmin(e.at_least, e.credited), e.at_most);
	if (isinf(e.at_most))
		e.at_most = NAN;
	if (isinf(e.at_least))
		e.at_least = NAN;
	return e;
}
