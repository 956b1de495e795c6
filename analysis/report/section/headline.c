/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The question most readers come with, answered first: do the two windows of the published claim
 * hold the shares that were published? Then what its arithmetic says of the figures.
 */
#include "sections.h"

#include "err.h"
#include "many.h"
#include "shown.h"
#include "where.h"

#include <stdlib.h>
#include <string.h>

static const enum figure_id fast = FIGURE_FAST_WINDOW_SHARE, slow = FIGURE_SLOW_WINDOW_SHARE;
static const char rescaled[] = "24MHz,rescale=125/3";

static FILE *open_text(char **text, size_t *size)
{
	FILE *out = open_memstream(text, size);
	if (!out)
		err_die("out of memory");
	return out;
}

static void close_text(FILE *out)
{
	if (fclose(out) != 0)
		err_die("out of memory");
}

static const char *word_on(const struct book *b, const struct book_run *run, enum figure_id figure)
{
	const struct book_claim *c = book_claim_on(b, figure);
	const struct store_verdict *v = c ? book_verdict(run, c->id) : NULL;
	return v ? v->verdict : "not judged";
}

/* Both shares are there, and the claim is about what the run timed. */
static bool bears(const struct book *b, const struct book_run *run)
{
	return book_result(run, fast, "all", "24MHz") && book_result(run, slow, "all", "24MHz") &&
	       strcmp(word_on(b, run, fast), "not applicable") != 0;
}

/* Of the two claims together. */
static const char *answer(const struct book *b, const struct book_run *run)
{
	const char *a = word_on(b, run, fast), *z = word_on(b, run, slow);
	if (strcmp(a, "refuted") == 0 || strcmp(z, "refuted") == 0)
		return "not so";
	if (strcmp(a, "not judged") == 0 || strcmp(z, "not judged") == 0)
		return "not judged";
	return strcmp(a, "supported") == 0 && strcmp(z, "supported") == 0 ? "so" : "undecided";
}

static void put_run(FILE *out, const struct book *b, const struct book_run *run)
{
	char *title = where_title(b, run);
	fprintf(out, "%s (%s) ", run->name, title);
	free(title);
	shown_percent(out, book_result(run, fast, "all", "24MHz"));
	fputs(" fast, ", out);
	shown_percent(out, book_result(run, slow, "all", "24MHz"));
	fprintf(out, " slow: %s", answer(b, run));
}

/* Later runs by how many have each answer. */
static void put_rest(FILE *out, const struct book *b, size_t from, size_t count)
{
	static const char *const answers[] = {"so", "not so", "undecided", "not judged"};
	const char *lead = ": ";
	fprintf(out, "; %zu further run%s", count, count == 1 ? "" : "s");
	for (size_t k = 0; k < 4; k++) {
		size_t n = 0;
		for (size_t i = from; i < b->run_count; i++)
			n += bears(b, &b->runs[i]) && answer(b, &b->runs[i]) == answers[k];
		if (n > 0)
			fprintf(out, "%s%zu %s", lead, n, answers[k]);
		lead = n > 0 ? ", " : lead;
	}
}

static void put_runs(FILE *out, const struct book *b)
{
	size_t told = 0, rest = 0, from = 0;
	for (size_t i = 0; i < b->run_count; i++) {
		if (!bears(b, &b->runs[i]))
			continue;
		if (told == MANY_OPEN) {
			from = rest++ ? from : i;
			continue;
		}
		fputs(told++ ? "; " : "Here, in the same windows of a 24 MHz counter: ", out);
		put_run(out, b, &b->runs[i]);
	}
	if (rest > 0)
		put_rest(out, b, from, rest);
	fputs(told ? "." : "Here: no run has both shares on a 24 MHz counter.", out);
}

/* ---- what the audit says --------------------------------------------------------------------- */

/* What the published figures fit under, as the audit's reasons begin. */
static const char fits[] = "the published figures fit if ", or_if[] = ", or if ";

struct reading {
	const char *text;
	size_t length, claims;
};

/* The next reading of a reason that `at` stands in; false after the last. */
static bool next_reading(const char **at, struct reading *r)
{
	size_t clause = strcspn(*at, ";."), skip = strlen(or_if);
	const char *end = strstr(*at, or_if);
	if (clause == 0)
		return false;
	*r = (struct reading){.text = *at, .length = clause};
	if (end && (size_t)(end - *at) < clause)
		r->length = (size_t)(end - *at);
	*at += r->length + (r->length < clause ? skip : 0);
	return true;
}

static bool fits_under(const struct store_verdict *v, const struct reading *wanted)
{
	struct reading r;
	if (strncmp(v->why, fits, strlen(fits)) != 0)
		return false;
	for (const char *at = v->why + strlen(fits); next_reading(&at, &r);)
		if (r.length == wanted->length && memcmp(r.text, wanted->text, r.length) == 0)
			return true;
	return false;
}

/* The reading under which the figures of most claims fit. */
static struct reading best_reading(const struct book *b)
{
	struct reading best = {0}, r;
	for (size_t i = 0; i < b->audit_count; i++) {
		const char *at = b->audit[i].why;
		if (strncmp(at, fits, strlen(fits)) != 0)
			continue;
		for (at += strlen(fits); next_reading(&at, &r);) {
			for (size_t k = 0; k < b->audit_count; k++)
				r.claims += fits_under(&b->audit[k], &r);
			best = r.claims > best.claims ? r : best;
		}
	}
	return best;
}

static void put_rescaled(FILE *out, const struct book *b)
{
	size_t told = 0;
	for (size_t i = 0; i < b->run_count && told < MANY_OPEN; i++) {
		const struct book_run *run = &b->runs[i];
		const struct store_result *r = book_result(run, slow, "all", rescaled);
		if (!r || !bears(b, run))
			continue;
		if (told++ == 0)
			fprintf(out, " Here, on the grid %s, the slow window holds: ", rescaled);
		else
			fputs("; ", out);
		fprintf(out, "%s ", run->name);
		shown_percent(out, r);
	}
	fputs(told ? "." : "", out);
}

/* One claim alone fits much; two or more that fit under one reading say something. */
static void arithmetic(struct doc *d, const struct book *b)
{
	struct reading r = best_reading(b);
	char *text = NULL;
	size_t size, told = 0;
	if (r.claims < 2)
		return;
	FILE *out = open_text(&text, &size);
	fputs("By arithmetic alone, the published figures of ", out);
	for (size_t i = 0; i < b->audit_count; i++)
		if (fits_under(&b->audit[i], &r))
			fprintf(out, "%s%s", told++ ? ", " : "", b->audit[i].claim);
	fprintf(out, " fit if %.*s.", (int)r.length, r.text);
	put_rescaled(out, b);
	close_text(out);
	doc_para(d, "%s", text);
	free(text);
}

/* ---- the counter's tick ---------------------------------------------------------------------- */

/* A run whose unit is not its counter's tick, and whose reader would count more modes than there
 * are. */
static bool misleads(const struct book_run *run)
{
	const struct store_result *ticks = book_result(run, FIGURE_MODE_COUNT, "all", "native"),
				  *units = book_result(run, FIGURE_MODE_COUNT, "all", "recorded");
	return ticks && units && units->value > ticks->value;
}

static void put_modes(FILE *out, const struct book_run *run)
{
	char ns[NUMBER_SIZE];
	double tick = book_tick_ns(run);
	number_ns(ns, sizeof ns, tick);
	double modes = book_result(run, FIGURE_MODE_COUNT, "all", "native")->value,
	       seen = book_result(run, FIGURE_MODE_COUNT, "all", "recorded")->value;
	fprintf(out,
	    "%s (%s): %.0f mode%s in ticks of %s, %.0f in the recorded unit, %.4g to the tick",
	    run->name, run->row.probe, modes, modes == 1 ? "" : "s", ns, seen,
	    tick * run->row.counter_hz / 1e9);
}

/* Why a reader of nanoseconds or cycles finds modes that are none. */
static void counter_ticks(struct doc *d, const struct book *b)
{
	char *text = NULL;
	size_t size, shown = 0, rest = 0;
	FILE *out = open_text(&text, &size);
	for (size_t i = 0; i < b->run_count; i++) {
		if (!misleads(&b->runs[i]))
			continue;
		if (shown == MANY_OPEN) {
			rest++;
			continue;
		}
		fputs(shown++ ? "; " : "Steps of the counter are no modes. ", out);
		put_modes(out, &b->runs[i]);
	}
	if (rest > 0)
		fprintf(out, "; %zu more run%s alike", rest, rest == 1 ? "" : "s");
	if (shown)
		fputs(". A duration is a whole number of the counter's ticks, and a call that "
		      "costs k + p "
		      "ticks shows k or k + 1 by the phase at which it begins; written in "
		      "nanoseconds "
		      "or cycles, these are values far apart, which read as modes.",
		    out);
	close_text(out);
	if (shown)
		doc_para(d, "%s", text);
	free(text);
}

void section_headline(struct doc *d, const struct book *b)
{
	const struct book_claim *low = book_claim_on(b, fast), *high = book_claim_on(b, slow);
	char *text = NULL;
	size_t size;
	if (low && high) {
		FILE *out = open_text(&text, &size);
		fprintf(out, "Published: %s fast, %s slow (%s, %s). ", low->published,
		    high->published, low->id, high->id);
		put_runs(out, b);
		close_text(out);
		doc_para(d, "%s", text);
		free(text);
	}
	counter_ticks(d, b);
	arithmetic(d, b);
}
