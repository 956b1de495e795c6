/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a call gives, from two kinds of evidence that bound it from different sides. An observer who
 * guesses samples beforehand proves that no more is there than he leaves; he proves nothing below,
 * for another may guess more. The estimates of SP 800-90B are lower confidence limits, low for any
 * source that they do not describe: what they credit is a floor, and no evidence that a source has
 * no more. Nor can they be a floor above what an observer of the same samples leaves, who has
 * proved what none of the estimators described: the credit ends at his bound. A source is judged by
 * its worst stretch, so of a run whose level moves the weakest piece counts. The least of many
 * upper ends lies below the truth more often than each of them: they are moved to where all of them
 * hold together with 97.5 %, by Bonferroni's inequality over all that are compared. Cost: one look
 * at each stored figure.
 */
#include "entropy_private.h"

#include "normal.h"

#include <math.h>
#include <string.h>

/* The observers of adversary_min_entropy_bits by their scopes. Where one was chosen among several
 * the stored ends allow for it (adversary.h). */
static const struct {
	const char *scope, *words;
} observers[] = {{"distribution", "an observer who knows only the distribution"},
    {"past", "an observer who knows the previous 16 samples"},
    {"starts", "an observer who knows when calls start"},
    {"observer", "an observer who times the same call in another process"},
    {"load", "an observer who knows the load"},
    {"any_load", "an observer who knows only the distribution over all loads"},
    {"restarts", "an observer who has the recording of another start"},
    {"phase", "an observer who knows the phase of the counter"}};

static const char *observer_words(const char *scope)
{
	for (size_t i = 0; i < sizeof observers / sizeof *observers; i++)
		if (strcmp(observers[i].scope, scope) == 0)
			return observers[i].words;
	return scope;
}

static bool is_observer(const struct fact *f)
{
	return f->figure == FIGURE_ADVERSARY_MIN_ENTROPY && strcmp(f->grid, "native") == 0;
}

/* Of a run whose level moves its pieces are looked at, and as many neighbours as this together. */
static const unsigned joined[] = {1, 2, 4, 8};
enum { JOINS = sizeof joined / sizeof *joined };

/* The upper ends of which the least is taken. */
static double count_candidates(const struct subject *run)
{
	double count = 0;
	for (size_t i = 0; i < run->facts_n; i++) {
		const struct fact *f = &run->facts[i];
		if (!is_observer(f) || isnan(f->value))
			continue;
		unsigned ends = 1;
		for (int j = 0; f->moves && f->each && j < JOINS; j++)
			ends += f->pieces / joined[j];
		count += ends;
	}
	return fmax(count, 1);
}

/* The samples after which Wilson's interval of a share, for 95 %, has that end; infinite where the
 * end does not show it, being the share itself, 0 or 1. */
static double samples_of_end(double share, double end)
{
	double apart = share - end;
	return fabs(apart) > 0 && end > 0 && end < 1
		   ? NORMAL_975 * NORMAL_975 * end * (1 - end) / (apart * apart)
		   : INFINITY;
}

/* Those of a share of right guesses that leaves so many bits. An end may be cut off at the bits of
 * the alphabet, which would make it look like that of more samples. */
static double samples_of(double bits, double lo, double hi)
{
	return fmin(samples_of_end(exp2(-bits), exp2(-lo)), samples_of_end(exp2(-bits), exp2(-hi)));
}

/* What is left after a share of guesses is right of n, to z standard errors. */
static struct interval left_after(double share, double n, double z)
{
	double least, most;
	normal_wilson(share, n, z, &least, &most);
	return (struct interval){-log2(most), -log2(least)};
}

/* The upper end of 95 % moved to z standard errors. */
static double whole_end(const struct fact *f, double z)
{
	double n = samples_of(f->value, f->lo, f->hi);
	return isnan(f->hi) || isinf(n) ? f->hi : left_after(exp2(-f->value), n, z).hi;
}

/* What `count` pieces leave together, each taken to be of as many samples as the least of them;
 * nan where none shows of how many it is. */
static struct interval left_by_pieces(const struct decide_piece *piece, unsigned count, double z)
{
	double share = 0, n = INFINITY;
	for (unsigned k = 0; k < count; k++) {
		if (isnan(piece[k].hi))
			return (struct interval){NAN, NAN};
		share += exp2(-piece[k].value) / count;
		n = fmin(n, samples_of(piece[k].value, piece[k].lo, piece[k].hi));
	}
	return isinf(n) ? (struct interval){NAN, NAN} : left_after(share, n * count, z);
}

/* What pieces, one at least, leave together, in bits. */
static double value_of_pieces(const struct decide_piece *piece, unsigned count)
{
	double share = exp2(-piece[0].value) / count;
	for (unsigned k = 1; k < count; k++)
		share += exp2(-piece[k].value) / count;
	return -log2(share);
}

/* The least upper end of a stretch of the run, where another stretch lies wholly above it; nan
 * where all of them may have one level. */
static double weakest_stretch(const struct fact *f, double z, struct entropy_place *at)
{
	double least = INFINITY, above = -INFINITY;
	for (int j = 0; f->moves && f->each && j < JOINS; j++)
		for (unsigned k = 0; k + joined[j] <= f->pieces; k += joined[j]) {
			struct interval left = left_by_pieces(&f->piece[k], joined[j], z);
			above = fmax(above, left.lo); /* fmax passes over a nan */
			if (!(left.hi < least))
				continue;
			least = left.hi;
			at->first = k;
			at->joined = joined[j];
		}
	return least < above ? least : (double)NAN;
}

static struct entropy_place place_of(const struct fact *f)
{
	struct entropy_place at = {.figure = f->figure,
	    .value = f->value,
	    .lo = f->lo,
	    .hi = f->hi,
	    .n = f->n,
	    .pieces = f->pieces,
	    .stretch = NAN};
	snprintf(at.scope, sizeof at.scope, "%s", f->scope);
	return at;
}

/* The bits of the values that a run has: who guesses one of them at random leaves no more. Under
 * several loads there may be others, and the stored end is kept. */
static double bits_of_values(const struct subject *run, const struct fact *f)
{
	const struct fact *distinct = subject_find(run, FIGURE_DISTINCT, "all", "native");
	bool pooled = strcmp(f->scope, "load") == 0 || strcmp(f->scope, "any_load") == 0;
	return distinct && distinct->value >= 1 && !pooled ? log2(distinct->value) : INFINITY;
}

/* The upper end of what an observer leaves: of the whole run, or of its weakest stretch where the
 * level moves. */
static double most_by(
    const struct subject *run, const struct fact *f, double z, struct entropy_place *at)
{
	*at = place_of(f);
	double whole = whole_end(f, z), stretch = weakest_stretch(f, z, at);
	whole = isnan(whole) && isnan(stretch) ? f->value : whole;
	if (stretch < whole || (isnan(whole) && !isnan(stretch)))
		at->stretch = value_of_pieces(&f->piece[at->first], at->joined);
	else
		at->first = at->joined = 0;
	return fmin(fmin(whole, stretch), bits_of_values(run, f)); /* fmin passes over a nan */
}

/* The lower end, of the whole or of a piece of a run whose level moves. */
static double least_by(const struct fact *f, struct entropy_place *at)
{
	double least = f->lo;
	*at = place_of(f);
	for (unsigned k = 0; f->moves && f->each && k < f->pieces; k++) {
		if (!(f->piece[k].lo < least || (isnan(least) && !isnan(f->piece[k].lo))))
			continue;
		least = f->piece[k].lo;
		at->first = k;
		at->joined = 1;
		at->stretch = f->piece[k].value;
	}
	return least;
}

static void take_observer(
    struct verdict_entropy *e, const struct subject *run, const struct fact *f, double z)
{
	struct entropy_place most, least;
	double at_most = most_by(run, f, z, &most), at_least = least_by(f, &least);
	if (isnan(at_most))
		return;
	if (strcmp(f->scope, "restarts") == 0 && at_most == 0)
		e->copied = f->n;
	if (at_least < e->at_least || (isnan(e->at_least) && !isnan(at_least))) {
		e->at_least = at_least;
		e->least = least;
	}
	if (at_most >= e->at_most)
		return;
	e->at_most = at_most;
	e->moves = most.joined > 0;
	e->most = most;
	snprintf(e->adversary, sizeof e->adversary, "%s", observer_words(f->scope));
}

/* No floor is above what the strongest observer leaves, nor above what SP 800-90B credits. */
static void limit_floor(struct verdict_entropy *e, const struct fact *credited)
{
	if (credited && !isnan(credited->value)) {
		e->assessed = credited->value;
		e->credited = fmin(e->assessed, e->at_most);
		if (e->assessed <= e->at_most && !(e->at_least <= e->assessed))
			e->least = place_of(credited);
	}
	e->at_least = fmin(e->at_least, e->credited); /* fmin passes over a nan */
	if (!(e->at_least <= e->at_most) && !isinf(e->at_most))
		e->least = e->most;
	e->at_least = fmin(e->at_least, e->at_most);
}

struct verdict_entropy entropy_of_run(const struct subject *run, size_t runs)
{
	double ends = count_candidates(run) * (double)(runs ? runs : 1);
	double z = normal_exceeded(0.025 / ends);
	struct verdict_entropy e = {.at_most = INFINITY,
	    .at_least = NAN,
	    .assessed = NAN,
	    .credited = NAN,
	    .most = {.figure = FIGURES},
	    .least = {.figure = FIGURES},
	    .ends = ends,
	    .errors = z};
	const struct fact *credited = subject_find(run, FIGURE_MIN_90B, "all", "native");
	for (size_t i = 0; i < run->facts_n; i++)
		if (is_observer(&run->facts[i]))
			take_observer(&e, run, &run->facts[i], z);
	limit_floor(&e, credited);
	if (isinf(e.at_most))
		e.at_most = NAN;
	if (isinf(e.at_least))
		e.at_least = NAN;
	return e;
}
