/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stored results are looked up by a walk over the run's facts: a claim names some ten of them, a
 * run has a few hundred, and an index would cost more than it saves.
 */
#include "subject_private.h"

#include "num.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Frequencies are measured to some parts in a million; a step that is longer by less is no longer.
 */
static const double same_step = 1e-4;

const char *subject_probe(const struct subject *run)
{
	return run->probe ? run->probe : "unknown";
}

const char *subject_status(const struct subject *run)
{
	return run->status ? run->status : "unknown";
}

const struct fact *subject_find(
    const struct subject *run, enum figure_id figure, const char *scope, const char *grid)
{
	for (size_t i = 0; i < run->facts_n; i++) {
		const struct fact *f = &run->facts[i];
		if (f->figure == figure && !strcmp(f->scope, scope) && !strcmp(f->grid, grid))
			return f;
	}
	return NULL;
}

/* Frequencies that are stated are as exact as a double. */
static bool is_native(const struct subject *run, const char *grid)
{
	double hz;
	return num_hz(grid, &hz) == 0 && fabs(hz * subject_step_ns(run) / 1e9 - 1) < 1e-9;
}

const struct fact *subject_stored(
    const struct subject *run, const struct target *t, const char *scope)
{
	const struct fact *f = subject_find(run, t->figure, scope, t->grid);
	return !f && is_native(run, t->grid) ? subject_find(run, t->figure, scope, "native") : f;
}

const struct fact *subject_measured(
    const struct subject *run, const struct target *t, const char *scope)
{
	const struct fact *f = subject_stored(run, t, scope);
	return f && (!isnan(f->value) || f->each) ? f : NULL;
}

double subject_places(const struct subject *run, const struct fact *f)
{
	const struct fact *least = subject_find(run, FIGURE_MIN, f->scope, f->grid);
	const struct fact *most = subject_find(run, FIGURE_MAX, f->scope, f->grid);
	const struct fact *step = subject_find(run, FIGURE_EFFECTIVE_TICK, f->scope, f->grid);
	if (!least || !most)
		return NAN;
	double by = step && step->value >= 1 ? step->value : 1;
	return (most->value - least->value) / by + 1;
}

/* The number at *at, or nan for null; *at goes behind it and one more character. */
static double number_next(const char **at)
{
	char *end;
	double v = strtod(*at, &end);
	bool there = end != *at;
	*at = there ? end : *at + strspn(*at, "nul");
	*at += **at != '\0';
	return there ? v : (double)NAN;
}

void subject_add_pieces(struct fact *f, const struct store_pieces *p)
{
	f->pieces = p->count <= SUBJECT_PIECES ? p->count : 0;
	f->moves = f->pieces > 0 && !p->stationary;
	f->each = f->pieces > 0 && p->each;
	f->piece_least = p->least;
	f->piece_greatest = p->greatest;
	const char *at = f->each ? p->each : "";
	for (unsigned k = 0; f->each && k < f->pieces; k++) {
		at += strspn(at, "[],");
		f->piece[k].value = number_next(&at);
		f->piece[k].lo = number_next(&at);
		f->piece[k].hi = number_next(&at);
	}
}

double subject_grid_hz(const char *grid)
{
	char name[REGISTRY_NAME];
	double hz;
	snprintf(name, sizeof name, "%.*s", (int)strcspn(grid, ","), grid);
	return num_hz(name, &hz) == 0 ? hz : NAN;
}

double subject_step_ns(const struct subject *run)
{
	const struct fact *tick = subject_find(run, FIGURE_COUNTER_TICK, "all", "native");
	if (tick && tick->value > 0)
		return tick->value;
	return (run->tick >= 1 ? run->tick : 1) * 1e9 / run->counter_hz;
}

bool subject_coarser(double step, double limit)
{
	return step > limit * (1 + same_step);
}

bool subject_lacks_tick(const struct subject *run, const struct fact *f)
{
	static const char open[] = "not identified";
	const struct fact *tick = subject_find(run, FIGURE_COUNTER_TICK, "all", "native");
	return tick && strcmp(tick->status, open) == 0 &&
	       (strcmp(f->status, open) == 0 || !isnan(subject_grid_hz(f->grid)));
}

/* ---- the platform -------------------------------------------------------------------------- */

/* True if `is` is known and does not hold the required text. */
static bool fact_differs(const char *required, const char *is)
{
	return required[0] && is && !strstr(is, required);
}

void subject_add_platform(struct words *w, const struct claim *c, const struct subject *run)
{
	char system[REGISTRY_NAME], arch[REGISTRY_NAME], cpu[REGISTRY_NAME];
	if (c->platform[0] == '\0')
		return;
	if (!run->system && !run->arch) {
		words_add(w, " (measured on an unknown platform, perhaps not the claim's)");
		return;
	}
	bool other = fact_differs(c->system, run->system) || fact_differs(c->arch, run->arch);
	bool model = !other && fact_differs(c->cpu, run->cpu);
	if (!other && !model)
		return;
	words_add(w, " (measured on %s %s%s%s, not on the claim's platform)",
	    text_plain(system, sizeof system, run->system ? run->system : "an unknown system"),
	    text_plain(arch, sizeof arch, run->arch ? run->arch : "of an unknown architecture"),
	    model ? ", " : "", model ? text_plain(cpu, sizeof cpu, run->cpu) : "");
}
