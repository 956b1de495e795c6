/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a stored result becomes the text of a cell: value with interval, a sign for a missing one, or
 * the status that says why there is no value. A p-value at the least that its test can show is
 * given as that bound.
 */
#include "shown_private.h"

#include <math.h>
#include <string.h>

/* Why there is no interval, where the method says it. */
static const char *reason_of(const struct store_result *r)
{
	static const char lead[] = "no interval: ";
	const char *why = r->method ? strstr(r->method, lead) : NULL;
	return why ? why + strlen(lead) : "none is made of this figure";
}

/* A p-value that is the least its test can show says so in its method. */
static bool is_floor(const struct store_result *r)
{
	enum figure_id id = figure_find(r->name);
	return id != FIGURES && figure_kind(id) == FIGURE_KIND_P_VALUE && r->method &&
	       strstr(r->method, "at most this");
}

/* "<= 1/24" where none of 23 simulations reached what was seen. */
static void floor_print(char *to, size_t size, double value, const char *number)
{
	double one_in = round(1 / value);
	if (one_in <= 1e6 && fabs(one_in * value - 1) < 1e-9)
		snprintf(to, size, "<= 1/%.0f", one_in);
	else
		snprintf(to, size, "<= %.40s", number);
}

void shown_make(struct shown *s, const struct store_result *r)
{
	*s = (struct shown){.tone = TONE_ABSENT};
	snprintf(s->n_eff, sizeof s->n_eff, "–");
	if (!r) {
		snprintf(s->value, sizeof s->value, "–");
		snprintf(s->n, sizeof s->n, "–");
		return;
	}
	number_count(s->n, sizeof s->n, r->n);
	if (isfinite(r->n_eff))
		number_count(s->n_eff, sizeof s->n_eff, (uint64_t)fmax(0, round(r->n_eff)));
	if (!isfinite(r->value)) {
		snprintf(s->value, sizeof s->value, "%s", r->status);
		return;
	}
	struct number n;
	number_format(&n, r->value, r->lo, r->hi);
	s->tone = TONE_TEXT;
	s->exact = &r->value;
	if (is_floor(r))
		floor_print(s->value, sizeof s->value, r->value, n.value);
	else
		snprintf(s->value, sizeof s->value, "%s", n.value);
	if (*n.lo)
		snprintf(s->interval, sizeof s->interval, "[%s, %s]", n.lo, n.hi);
	else
		s->lacks = reason_of(r);
}

void shown_percent(FILE *out, const struct store_result *r)
{
	struct number n;
	if (!isfinite(r->value)) {
		fputs(r->status, out);
		return;
	}
	double percent = r->value * 100, rest = 100 - percent;
	number_format(&n, percent, r->lo * 100, r->hi * 100);
	/* What is not all of them must not read as all. */
	if (!*n.lo && rest > 0 && rest < 0.05)
		snprintf(n.value, sizeof n.value, "%.*f", (int)ceil(-log10(rest)), percent);
	fprintf(out, "%s %%", n.value);
	if (*n.lo)
		fprintf(out, " [%s, %s]", n.lo, n.hi);
}

bool shown_names_load(const struct book_run *run)
{
	return strcmp(run->row.load, "idle") != 0 && strcmp(run->row.load, "unknown") != 0;
}

/* What is not there has no interval either: that need not be said. */
struct cell shown_cell(const struct shown *s)
{
	return (struct cell){.text = s->value,
	    .tone = s->tone,
	    .under = *s->interval ? s->interval : NULL,
	    .exact = s->exact,
	    .lacks = s->lacks};
}

const struct column shown_columns[SHOWN_COLUMNS] = {{"Figure", false, false}, {"Value", true, true},
    {"Unit", false, false}, {"n", true, false}, {"n_eff", true, false}};

void shown_row(struct doc *d, const struct store_result *r)
{
	struct shown s;
	shown_make(&s, r);
	doc_row(d, (struct cell[]){{book_meaning(r), TONE_TEXT, r->name, NULL}, shown_cell(&s),
		       {r->unit, TONE_TEXT, NULL, NULL}, {s.n, TONE_TEXT, NULL, NULL},
		       {s.n_eff, TONE_TEXT, NULL, NULL}});
}

static const struct store_result *row_of(
    const struct book_run *run, const char *name, const char *scope, const char *grid)
{
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		if (!strcmp(r->name, name) && !strcmp(r->scope, scope) && !strcmp(r->grid, grid))
			return r;
	}
	return NULL;
}

const struct store_result *shown_find(
    const struct book_run *run, enum figure_id figure, const char *scope, const char *grid)
{
	return row_of(run, figure_name(figure), scope, grid);
}

const struct store_result *shown_in_scope(
    const struct book_run *run, const struct store_result *r, const char *scope)
{
	return row_of(run, r->name, scope, r->grid);
}

bool shown_resolution_only(const struct book_run *run, const char *grid)
{
	static const enum figure_id entropy[] = {FIGURE_SHANNON, FIGURE_SHANNON_MM, FIGURE_MIN_MCV};
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		size_t k = 0;
		while (k < 3 && !book_is(r, entropy[k]))
			k++;
		if (strcmp(r->grid, grid) == 0 && (k == 3 || strcmp(r->scope, "all") != 0))
			return false;
	}
	return strcmp(grid, "native") != 0;
}
