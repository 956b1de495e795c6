/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Verdicts for people: the answer first, then one line a verdict; the reasoning, which names every
 * figure that entered, comes on request.
 */
#include "verdicts.h"

#include "answer_private.h"
#include "joint.h"
#include "text.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 100 };

/* ---- one line a verdict -------------------------------------------------------------------- */

/* --why has what is cut. */
static void print_cut(FILE *out, const struct words *line)
{
	bool cut = line->used > WIDTH;
	fprintf(out, "%.*s%s\n", cut ? WIDTH - 3 : WIDTH, line->text, cut ? "..." : "");
}

/* How much of a reason at `at` a line does without: where a figure would be stored, and what the
 * rest of the line says. */
static size_t skip_of(const char *at)
{
	static const char *const needless[] = {
	    "by arithmetic, without any data: ", ", which has no value"};
	for (size_t i = 0; i < sizeof needless / sizeof *needless; i++)
		if (strncmp(at, needless[i], strlen(needless[i])) == 0)
			return strlen(needless[i]);
	const char *close = strncmp(at, " (scope ", 8) == 0 ? strchr(at, ')') : NULL;
	return close ? (size_t)(close - at) + 1 : 0;
}

/* Why there is no value: the first clause. */
static void add_reason(struct words *line, const char *why)
{
	size_t end = strlen(why);
	const char *clause = strstr(why, "; "), *sentence = strstr(why, ". ");
	end = clause && (size_t)(clause - why) < end ? (size_t)(clause - why) : end;
	end = sentence && (size_t)(sentence - why) < end ? (size_t)(sentence - why) : end;
	words_add(line, ": ");
	for (size_t i = 0; i < end;) {
		size_t skip = skip_of(why + i);
		if (!skip)
			words_add(line, "%c", why[i]);
		i += skip ? skip : 1;
	}
}

static void print_row(FILE *out, const struct verdict_row *row)
{
	char id[REGISTRY_ID], plain[REGISTRY_LINE];
	struct words line = {0};
	words_add(&line, "  %-5s %-20s ", text_plain(id, sizeof id, row->claim->id),
	    verdict_name(row->verdict));
	bool valued = row->figure < FIGURES && (row->pieces || !isnan(row->value));
	if (valued && row->pieces) {
		words_add_range(&line, row->piece_least, " to ", row->piece_greatest);
		words_add(&line, " in each of %u %s; ", row->pieces, row->cell ? "runs" : "pieces");
	} else if (valued) {
		words_add_value(&line, row->value);
		words_add(&line, "%s", isnan(row->lo) && isnan(row->hi) ? "" : " ");
		words_add_interval(&line, row->lo, row->hi);
		words_add(&line, "; ");
	}
	words_add(&line, "published %s", text_plain(plain, sizeof plain, row->claim->published));
	if (valued)
		words_add(&line, " (%s)", figure_meaning(row->figure));
	else
		add_reason(&line, row->why);
	print_cut(out, &line);
}

/* What a group of rows is of: a run, a cell, or neither, which is the registry alone. */
struct group {
	size_t run, cell;
};

static bool is_of_group(const struct verdict_row *row, struct group g)
{
	return row->run == g.run && row->cell == g.cell;
}

static bool has_rows(const struct verdicts *v, struct group g)
{
	for (size_t i = 0; i < v->rows_n; i++)
		if (is_of_group(&v->rows[i], g))
			return true;
	return false;
}

static void print_head(const struct verdicts *v, FILE *out, struct group g)
{
	char plain[512], probe[64], load[64];
	if (g.run) {
		fprintf(out, "%s\n", text_plain(plain, sizeof plain, v->runs[g.run - 1].head));
	} else if (g.cell) {
		struct cell_about about = cells_about(&v->cells, g.cell - 1);
		fprintf(out, "%s under load %s%s%s, %zu run%s\n",
		    text_plain(probe, sizeof probe, about.probe),
		    text_plain(load, sizeof load, about.load), about.machine[0] ? ", " : "",
		    text_plain(plain, sizeof plain, about.machine), about.runs,
		    about.runs == 1 ? ", others being left out" : "s as replicates");
	} else {
		fputs("Arithmetic of the published figures, without data\n", out);
	}
}

static void print_group(const struct verdicts *v, FILE *out, struct group g)
{
	if (!has_rows(v, g))
		return; /* no claim is about what was timed */
	print_head(v, out, g);
	for (size_t i = 0; i < v->rows_n; i++)
		if (is_of_group(&v->rows[i], g))
			print_row(out, &v->rows[i]);
	fputc('\n', out);
}

/* ---- several groups at once ---------------------------------------------------------------- */

/* What a group is of, the parts as they are stored. */
struct origin {
	const char *machine, *probe, *load;
	size_t runs;
};

static struct origin origin_of(const struct verdicts *v, struct group g)
{
	if (g.run) {
		const struct verdict_run *r = &v->runs[g.run - 1];
		return (struct origin){r->machine, r->probe, r->load, 1};
	}
	struct cell_about about = cells_about(&v->cells, g.cell - 1);
	return (struct origin){about.machine, about.probe, about.load, about.runs};
}

static bool is_beside(const struct verdicts *v, struct group a, struct group b)
{
	struct origin x = origin_of(v, a), y = origin_of(v, b);
	return strcmp(x.machine, y.machine) == 0 && strcmp(x.probe, y.probe) == 0;
}

/* The load of group i; where another group has the same, which of them it is. */
static void add_load(
    struct words *w, const struct verdicts *v, const struct group *g, size_t n, size_t i)
{
	char load[64];
	struct origin o = origin_of(v, g[i]);
	bool twice = false;
	for (size_t k = 0; k < n; k++)
		twice = twice || (k != i && strcmp(origin_of(v, g[k]).load, o.load) == 0);
	bool blocks = g[i].cell && cells_about(&v->cells, g[i].cell - 1).campaign[0];
	words_add(w, "%s", text_plain(load, sizeof load, o.load));
	if (o.runs > 1)
		words_add(w, " (%zu runs%s)", o.runs, twice && blocks ? " in blocks" : "");
	else if (twice)
		words_add(w, " (alone)");
}

static const struct verdict_row *row_of(
    const struct verdicts *v, struct group g, const struct claim *c)
{
	for (size_t i = 0; i < v->rows_n; i++)
		if (is_of_group(&v->rows[i], g) && v->rows[i].claim == c)
			return &v->rows[i];
	return NULL;
}

/* One claim's verdicts of one kind over the groups: which loads, if it is not all, and the range of
 * the figure. */
struct merged {
	size_t count;
	const struct verdict_row *first;
	double least, greatest;
	struct words loads;
};

static struct merged merge_verdicts(const struct verdicts *v, const struct group *g, size_t n,
    const struct claim *c, enum verdict verdict)
{
	struct merged m = {.least = INFINITY, .greatest = -INFINITY};
	for (size_t i = 0; i < n; i++) {
		const struct verdict_row *row = row_of(v, g[i], c);
		if (!row || row->verdict != verdict)
			continue;
		words_add(&m.loads, "%s", m.count ? ", " : "");
		add_load(&m.loads, v, g, n, i);
		m.first = m.count++ ? m.first : row;
		/* fmin passes over a nan */
		m.least = fmin(m.least, row->pieces ? row->piece_least : row->value);
		m.greatest = fmax(m.greatest, row->pieces ? row->piece_greatest : row->value);
	}
	return m;
}

static void print_merged(FILE *out, const struct claim *c, const struct merged *m, bool all)
{
	char id[REGISTRY_ID], plain[REGISTRY_LINE];
	struct words line = {0};
	words_add(&line, "  %-5s %-20s ", text_plain(id, sizeof id, c->id),
	    verdict_name(m->first->verdict));
	if (!all)
		words_add(&line, "%.50s%s: ", m->loads.text, m->loads.used > 50 ? "..." : "");
	bool valued = m->first->figure < FIGURES && isfinite(m->least);
	if (valued) {
		/* The ends are values of several groups: no interval. */
		words_add(&line, "%s", m->count > 1 && m->greatest > m->least ? "values " : "");
		words_add_range(&line, m->least, " to ", m->greatest);
		words_add(&line, "; ");
	}
	words_add(&line, "published %s", text_plain(plain, sizeof plain, c->published));
	if (valued)
		words_add(&line, " (%s)", figure_meaning(m->first->figure));
	else
		add_reason(&line, m->first->why);
	print_cut(out, &line);
}

static void print_claim(
    const struct verdicts *v, FILE *out, const struct group *g, size_t n, const struct claim *c)
{
	static const enum verdict kinds[] = {VERDICT_SUPPORTED, VERDICT_REFUTED, VERDICT_UNDECIDED,
	    VERDICT_IMPOSSIBLE, VERDICT_NOT_APPLICABLE};
	bool any = false;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		struct merged m = merge_verdicts(v, g, n, c, kinds[k]);
		if (m.count == 0 || (any && kinds[k] == VERDICT_NOT_APPLICABLE))
			continue;
		any = true;
		print_merged(out, c, &m, m.count == n);
	}
}

/* The groups of one machine and probe in one table: a line a claim where all agree. */
static void print_table(const struct verdicts *v, FILE *out, const struct group *g, size_t n)
{
	char probe[64], machine[128];
	struct origin o = origin_of(v, g[0]);
	struct words head = {0};
	words_add(&head, "%s%s%s: ", text_plain(probe, sizeof probe, o.probe),
	    o.machine[0] ? " on " : "", text_plain(machine, sizeof machine, o.machine));
	for (size_t i = 0; i < n; i++) {
		words_add(&head, "%s", i ? ", " : "");
		add_load(&head, v, g, n, i);
	}
	words_wrap(out, 0, WIDTH, head.text);
	for (size_t i = 0; i < v->registry->n; i++)
		if (!v->registry->claims[i]->body[0])
			print_claim(v, out, g, n, v->registry->claims[i]);
	fputc('\n', out);
}

/* All groups that are judged: cells of replicates, and runs that are none. */
static size_t gather_groups(const struct verdicts *v, struct group *g)
{
	size_t n = 0;
	for (size_t i = 1; i <= v->cells.n; i++)
		if (has_rows(v, (struct group){0, i}))
			g[n++] = (struct group){0, i};
	for (size_t i = 1; i <= v->runs_n; i++)
		if (!verdicts_pooled(v, v->runs[i - 1].cell) && has_rows(v, (struct group){i, 0}))
			g[n++] = (struct group){i, 0};
	return n;
}

static void print_groups(const struct verdicts *v, FILE *out, struct group *g, size_t n)
{
	while (n > 0) {
		/* Those beside the first come to the front. */
		size_t beside = 1;
		for (size_t i = 1; i < n; i++)
			if (is_beside(v, g[0], g[i])) {
				struct group found = g[i];
				memmove(&g[beside + 1], &g[beside], (i - beside) * sizeof *g);
				g[beside++] = found;
			}
		if (beside == 1)
			print_group(v, out, g[0]);
		else
			print_table(v, out, g, beside);
		g += beside;
		n -= beside;
	}
}

/* What arithmetic decides; what it leaves open it leaves to the runs. */
static void print_arithmetic(const struct verdicts *v, FILE *out)
{
	struct words open = {0};
	print_head(v, out, (struct group){0, 0});
	for (size_t i = 0; i < v->rows_n; i++) {
		const struct verdict_row *row = &v->rows[i];
		if (row->run || row->cell || row->claim->body[0])
			continue;
		if (row->verdict == VERDICT_UNDECIDED)
			words_add(&open, " %s", row->claim->id);
		else
			print_row(out, row);
	}
	if (open.used)
		fprintf(out, "  open to runs:%s\n", open.text);
	fputc('\n', out);
}

/* ---- what was published -------------------------------------------------------------------- */

/* The claims with one subject share one paragraph. */
static bool said_before(const struct registry *r, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(r->claims[k]->subject, r->claims[i]->subject) == 0 &&
		    strcmp(r->claims[k]->platform, r->claims[i]->platform) == 0)
			return true;
	return false;
}

static void print_subjects(const struct registry *r, FILE *out)
{
	bool any = false;
	for (size_t i = 0; i < r->n; i++) {
		const struct claim *c = r->claims[i];
		struct words line = {0};
		if (!c->subject[0] || said_before(r, i))
			continue;
		if (!any)
			fputs("What was published\n", out);
		any = true;
		words_add(&line, "%s", c->subject);
		if (c->platform[0])
			words_add(&line, " Platform: %s.", c->platform);
		words_add(&line, " Source of %s: %s.", c->id, c->source);
		words_wrap(out, 2, WIDTH, line.text);
	}
	if (any)
		fputc('\n', out);
}

/* ---- what fits together -------------------------------------------------------------------- */

/* Calls each() with every relation of the registry, by claim. */
static void each_relation(const struct registry *r,
    void (*each)(void *context, const struct claim *c, const struct relation *a), void *context)
{
	for (size_t i = 0; i < r->n; i++)
		for (int k = 0; k < r->claims[i]->relations_n; k++)
			each(context, r->claims[i], &r->claims[i]->relations[k]);
}

/* The claims whose figures fit, and do not fit, under one reading. */
struct grouping {
	const char *reading;
	struct words fit, unfit;
};

static void add_claim(struct words *w, const struct claim *c)
{
	size_t n = strlen(c->id);
	if (w->used >= n && strcmp(w->text + w->used - n, c->id) == 0)
		return; /* already listed */
	words_add(w, "%s%s", w->used ? " " : "", c->id);
}

static void group_claim(void *context, const struct claim *c, const struct relation *a)
{
	struct grouping *g = context;
	struct finding f;
	if (strcmp(a->reading, g->reading) != 0)
		return;
	audit_relation(a, &f);
	add_claim(f.holds ? &g->fit : &g->unfit, c);
}

struct readings {
	const char *seen[64];
	size_t n;
};

static void note_reading(void *context, const struct claim *c, const struct relation *a)
{
	struct readings *r = context;
	(void)c;
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->seen[i], a->reading) == 0)
			return;
	if (r->n < sizeof r->seen / sizeof *r->seen)
		r->seen[r->n++] = a->reading;
}

static void print_readings(const struct verdicts *v, FILE *out)
{
	struct readings readings = {0};
	each_relation(v->registry, note_reading, &readings);
	if (readings.n == 0)
		return;
	fputs("Which published figures are consistent\n", out);
	for (size_t i = 0; i < readings.n; i++) {
		struct grouping g = {.reading = readings.seen[i]};
		struct words line = {0};
		each_relation(v->registry, group_claim, &g);
		words_add(&line, "%s%s: %s", g.reading[0] ? "if " : "",
		    g.reading[0] ? g.reading : "without any assumption", g.fit.used ? "fit " : "");
		words_add(&line, "%s%s%s%s", g.fit.text, g.fit.used && g.unfit.used ? "; " : "",
		    g.unfit.used ? "do not fit " : "", g.unfit.text);
		words_wrap(out, 2, WIDTH, line.text);
	}
	fputc('\n', out);
}

/* ---- text -------------------------------------------------------------------------------------
 */

int verdicts_print_text(const struct verdicts *v, FILE *out, size_t run)
{
	struct answer answer;
	struct group *g = malloc((v->cells.n + v->runs_n + 1) * sizeof *g);
	if (!g || answer_init(&answer, v, run) != 0) {
		free(g);
		return -1;
	}
	words_wrap(out, 0, WIDTH, answer.text.text);
	fputc('\n', out);
	size_t n = gather_groups(v, g);
	if (run > 0) {
		print_group(v, out, (struct group){run, 0});
	} else if (n == 0) {
		print_group(v, out, (struct group){0, 0});
	} else {
		print_arithmetic(v, out);
		print_groups(v, out, g, n);
	}
	fputs("The reasons: ticklab judge --why [CLAIM ...]; of one run: --run UUID\n", out);
	answer_release(&answer);
	free(g);
	return 0;
}

static bool is_asked(const struct verdict_row *row, size_t run, const char *claim)
{
	return (run == 0 || row->run == run) && (!claim || strcmp(row->claim->id, claim) == 0);
}

/* The reason without what is printed once for many. */
static void print_reason(FILE *out, const struct verdict_row *row)
{
	struct words own = {0};
	const struct words_part *p = &row->platform, *s = &row->siblings;
	size_t first = p->size ? p->at : s->size ? s->at : strlen(row->why);
	words_add(&own, "%.*s", (int)first, row->why);
	words_add(&own, "%.*s", s->size ? (int)(s->at - first - p->size) : WORDS_SIZE,
	    row->why + first + p->size);
	words_wrap(out, 8, WIDTH, own.text);
}

/* The rows from first to before end that print_why() was asked for. */
struct asked {
	size_t first, end, run;
	const char *claim;
};

static struct words_part part_of(const struct verdict_row *row, bool siblings)
{
	return siblings ? row->siblings : row->platform;
}

/* What is said of the platform, or of siblings, with these rows, each once. `skip`: bytes before
 * it. */
static void print_once(
    const struct verdicts *v, FILE *out, struct asked a, bool siblings, size_t skip)
{
	for (size_t i = a.first; i < a.end; i++) {
		const struct verdict_row *row = &v->rows[i];
		struct words_part p = part_of(row, siblings);
		bool said = !is_asked(row, a.run, a.claim) || p.size <= skip;
		for (size_t k = a.first; k < i && !said; k++) {
			struct words_part q = part_of(&v->rows[k], siblings);
			said = is_asked(&v->rows[k], a.run, a.claim) && q.size == p.size &&
			       memcmp(v->rows[k].why + q.at, row->why + p.at, p.size) == 0;
		}
		struct words once = {0};
		words_add(&once, "%.*s", said ? 0 : (int)(p.size - skip), row->why + p.at + skip);
		words_wrap(out, 2, WIDTH, once.text);
	}
}

void verdicts_print_why(const struct verdicts *v, FILE *out, size_t run, const char *claim)
{
	struct group last = {SIZE_MAX, SIZE_MAX};
	size_t first = 0;
	if (!claim) {
		print_subjects(v->registry, out);
		print_readings(v, out);
	}
	for (size_t i = 0; i < v->rows_n; i++) {
		const struct verdict_row *row = &v->rows[i];
		if (!is_asked(row, run, claim))
			continue;
		if (!is_of_group(row, last)) {
			print_once(v, out, (struct asked){first, i, run, claim}, false, 1);
			first = i;
			print_head(v, out, (struct group){row->run, row->cell});
		}
		last = (struct group){row->run, row->cell};
		print_row(out, row);
		words_wrap(out, 8, WIDTH, row->claim->title);
		print_reason(out, row);
	}
	print_once(v, out, (struct asked){first, v->rows_n, run, claim}, false, 1);
	print_once(v, out, (struct asked){0, v->rows_n, run, claim}, true, 2);
}
