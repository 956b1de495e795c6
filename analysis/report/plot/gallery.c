/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery.h"

#include "easel.h"
#include "err.h"
#include "escape.h"
#include "number.h"
#include "outfile.h"
#include "overview.h"
#include "tsv.h"
#include "where.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* NAMED_MAX: more loads than that have no room in a title, only in the key. */
enum { TEXT = 160, LABEL = 48, NAMED_MAX = 4 };

/* Everything that collecting the plates needs. */
struct collecting {
	struct gallery *gallery;
	struct store *store;
	const struct book *book;
	const struct gallery_tools *tools;
	char *why;
	size_t why_size;
};

static int fault(struct collecting *e, const char *what, const char *why)
{
	snprintf(e->why, e->why_size, "%s: %s", what, why);
	return -1;
}

/* The plots of several runs. */
static const char loads_file[] = "loads", machines_file[] = "machines";

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

/* A curve as a table, to be freed; *points: how many, -1 on failure. */
static char *curve_text(struct collecting *e, const struct book_run *run, enum curve_id curve,
    enum tsv_columns columns, int64_t *points)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_text(&text, &size);
	*points = tsv_curve(out, e->store, &run->row, curve, columns);
	if (*points < 0)
		fault(e, curve_name(curve), store_error(e->store));
	close_text(out);
	return text;
}

static void assign_text(FILE *out, const char *name, const char *text)
{
	char safe[4 * TEXT];
	escape_plot(safe, sizeof safe, text);
	fprintf(out, "%s='%s'; ", name, safe);
}

/* A label may be long: a plot shows its front. */
static void shorten(char *out, size_t size, const char *label)
{
	char safe[4 * TEXT];
	escape_plot(safe, sizeof safe, label);
	if (strlen(safe) < LABEL) {
		snprintf(out, size, "%s", safe);
		return;
	}
	escape_plot(out, LABEL < size ? LABEL : size, safe);
	size_t n = strlen(out);
	snprintf(out + n, size - n, "…");
}

/* Ticks between neighbouring values: as the durations show it and, where the counter's own tick is
 * not known, as the counter was found before the run. */
static double step_of(const struct book_run *run)
{
	const struct store_result *r = book_result(run, FIGURE_EFFECTIVE_TICK, "all", "native");
	double own = book_result(run, FIGURE_COUNTER_TICK, "all", "native")
			 ? 0
			 : (double)run->row.effective_tick_ticks;
	return fmax(own, r ? r->value : 0);
}

static void describe(FILE *out, const struct book_run *run, const struct kind *kind)
{
	char seen[4 * TEXT], label[TEXT], hz[NUMBER_SIZE], probe[TEXT], load[TEXT];
	kind->title(seen, sizeof seen, run);
	shorten(probe, sizeof probe, run->row.probe);
	shorten(load, sizeof load, run->row.load);
	shorten(label, sizeof label, run->row.label);
	number_hz(hz, sizeof hz, 1e9 / book_tick_ns(run));
	char *title = outfile_name("%s, %s: %s", probe, load, seen);
	char *subtitle = outfile_name("%s%s%s · %s at %s · %s", run->name, *label ? " · " : "",
	    label, run->row.counter, hz, kind->of ? kind->of : "all samples");
	assign_text(out, "title", title);
	assign_text(out, "subtitle", subtitle);
	if (kind->what)
		assign_text(out, "what", kind->what);
	if (!kind->of)
		fprintf(out, "n=%llu; ", (unsigned long long)run->row.samples);
	fprintf(out, "hz=%.17g; step=%.17g; ", 1e9 / book_tick_ns(run), step_of(run));
	if (kind->more)
		kind->more(out, run);
	free(title);
	free(subtitle);
}

struct plate *gallery_add(struct gallery *g, char *stem, const char *kind, const char *script,
    char *caption, const char *folder)
{
	struct plate *more = realloc(g->plates, (g->count + 1) * sizeof *more);
	if (!more)
		err_die("out of memory");
	g->plates = more;
	struct plate *p = &g->plates[g->count++];
	*p = (struct plate){.stem = stem, .kind = kind, .script = script, .caption = caption};
	p->file = outfile_name("%s.svg", stem);
	p->href = outfile_name("%s/%s", folder, p->file);
	return p;
}

/* Has a curve that is preferred been drawn in this one's place? */
static bool taken(const struct gallery *g, size_t index, const struct kind *kind)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].run == index && !g->plates[i].whole &&
		    strcmp(g->plates[i].kind, kind->file) == 0 && g->plates[i].company.count == 0)
			return true;
	return false;
}

static int add_kind(struct collecting *e, size_t index, const struct kind *kind)
{
	const struct book_run *run = &e->book->runs[index];
	if ((kind->worth && !kind->worth(run)) || taken(e->gallery, index, kind))
		return 0;
	int64_t n, over = 0;
	size_t size;
	char *data = curve_text(e, run, kind->curve, kind->columns, &n), *second = NULL;
	if (n > 0 && kind->second != CURVES)
		second = curve_text(e, run, kind->second, kind->second_columns, &over);
	if (n <= 0 || over < 0) {
		free(data);
		free(second);
		return n < 0 || over < 0 ? -1 : 0;
	}
	struct plate *p =
	    gallery_add(e->gallery, outfile_name("%s-%s", run->file_id, kind->file), kind->file,
		kind->script, outfile_name("%s: %s", run->name, kind->caption), e->tools->href);
	p->run = index;
	p->part = kind->part;
	plate_add(p, "data", data);
	if (over > 0)
		plate_add(p, kind->variable, second);
	else
		free(second);
	FILE *out = open_text(&p->assignments, &size);
	describe(out, run, kind);
	assign_text(out, "name", curve_name(kind->curve));
	close_text(out);
	return 0;
}

/* "R1 stress, n = 1,000,000"; "R1 lab-3, n = 1,000,000" where it is machines that differ. */
static void name_block(char *out, size_t size, const struct book_run *run, const struct company *c)
{
	char what[TEXT], count[NUMBER_SIZE], *machine = where_name(run);
	shorten(what, sizeof what, c->across ? machine : run->row.load);
	number_count(count, sizeof count, run->row.samples);
	snprintf(out, size, "%s %s, n = %s", run->name, what, count);
	free(machine);
}

/* A table with a block for each run, to be freed; *points as above. */
static char *blocks_text(struct collecting *e, struct company *c, enum curve_id curve,
    enum tsv_columns columns, int64_t *points)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_text(&text, &size);
	*points = 0;
	for (size_t i = 0; i < c->count && *points >= 0; i++) {
		const struct book_run *run = &e->book->runs[c->runs[i]];
		char title[2 * TEXT];
		name_block(title, sizeof title, run, c);
		int64_t more =
		    tsv_block(out, e->store, &run->row, book_tick_ns(run), curve, columns, title);
		*points = more < 0 ? -1 : *points + more;
		c->blank[i] = c->blank[i] || more == 0;
	}
	if (*points < 0)
		fault(e, curve_name(curve), store_error(e->store));
	close_text(out);
	return text;
}

/* "idle against stress"; more loads than a title holds are counted. */
static void title_loads(char *out, size_t size, const struct book *b, const struct company *c)
{
	char load[TEXT];
	size_t at = 0;
	if (c->count > NAMED_MAX)
		snprintf(out, size, "%zu runs over one another", c->count);
	for (size_t i = 0; i < c->count && c->count <= NAMED_MAX && at < size; i++) {
		shorten(load, sizeof load, b->runs[c->runs[i]].row.load);
		at += (size_t)snprintf(out + at, size - at, "%s%s", i ? " against " : "", load);
	}
}

static void describe_company(FILE *out, const struct book *b, const struct company *c)
{
	const struct book_run *first = &b->runs[c->runs[0]];
	char title[4 * TEXT] = "", subtitle[4 * TEXT], hz[NUMBER_SIZE], probe[TEXT], load[TEXT];
	shorten(probe, sizeof probe, first->row.probe);
	shorten(load, sizeof load, first->row.load);
	number_hz(hz, sizeof hz, 1e9 / book_tick_ns(first));
	if (c->across) {
		snprintf(title, sizeof title, "entropy of %zu machines at the same tick", c->count);
		snprintf(subtitle, sizeof subtitle, "%s, %s · all samples", probe, load);
	} else {
		title_loads(title, sizeof title, b, c);
		snprintf(subtitle, sizeof subtitle, "%s · %s at %s · all samples", probe,
		    first->row.counter, hz);
	}
	assign_text(out, "title", title);
	assign_text(out, "subtitle", subtitle);
	fprintf(out, "runs=%zu; name='%s'; ", c->count, c->across ? machines_file : loads_file);
}

/* " Not drawn, having no such curve: R3 lab-3."; "" where all are. */
static void left_out(char *out, size_t size, const struct book *b, const struct company *c)
{
	size_t at = 0;
	out[0] = '\0';
	for (size_t i = 0; i < c->count && at < size; i++) {
		const struct book_run *run = &b->runs[c->runs[i]];
		char *machine = where_name(run);
		if (c->blank[i])
			at += (size_t)snprintf(out + at, size - at, "%s %s %s",
			    at ? "," : " Not drawn, having no such curve:", run->name,
			    c->across ? machine : run->row.load);
		free(machine);
	}
	if (at > 0 && at + 1 < size)
		snprintf(out + at, size - at, ".");
}

static struct plate *company_plate(struct collecting *e, const struct company *c)
{
	const struct book_run *first = &e->book->runs[c->runs[0]];
	const char *kind = c->across ? machines_file : loads_file;
	char some[96] = "", blank[COMPANY_MAX * TEXT];
	left_out(blank, sizeof blank, e->book, c);
	if (c->all > c->count)
		snprintf(some, sizeof some, " %zu of the %zu %s.", c->count, c->all,
		    c->across ? "machines" : "runs that could lie over one another");
	struct plate *p = gallery_add(e->gallery, outfile_name("%s-%s", first->file_id, kind), kind,
	    c->across ? "machines.gp" : "loads.gp",
	    c->across ? outfile_name("%s, %s: Shannon entropy (Miller-Madow) and min-entropy (most "
				     "common value) of each machine's samples as counters of "
				     "coarser ticks would have recorded them.%s%s",
			    first->row.probe, first->row.load, some, blank)
		      : outfile_name("%s: above, share of each run's samples by duration; below, "
				     "share that took longer.%s%s",
			    first->row.probe, some, blank),
	    e->tools->href);
	p->company = *c;
	return p;
}

/* Nothing is drawn where the runs have no such curve. */
static int compare(struct collecting *e, struct company *c)
{
	if (c->count < 2)
		return 0;
	int64_t points, more = 1;
	size_t size;
	char *tails = NULL;
	char *data = blocks_text(e, c, c->across ? CURVE_RESOLUTION : CURVE_HISTOGRAM_LOG,
	    c->across ? TSV_XYZ : TSV_BINS, &points);
	if (points > 0 && !c->across)
		tails = blocks_text(e, c, CURVE_SURVIVAL, TSV_XY, &more);
	if (points <= 0 || more <= 0) {
		free(data);
		free(tails);
		return points < 0 || more < 0 ? -1 : 0;
	}
	struct plate *p = company_plate(e, c);
	plate_add(p, "data", data);
	if (tails)
		plate_add(p, "tails", tails);
	FILE *out = open_text(&p->assignments, &size);
	describe_company(out, e->book, c);
	close_text(out);
	return 0;
}

static int compare_all(struct collecting *e, size_t first)
{
	struct company loads = company_of_loads(e->book, first);
	struct company machines = company_of_machines(e->book, first);
	return compare(e, &loads) == 0 && compare(e, &machines) == 0 ? 0 : -1;
}

size_t gallery_failed(const struct gallery *g)
{
	size_t n = 0;
	for (size_t i = 0; i < g->count; i++)
		n += g->plates[i].failed != NULL;
	return n;
}

const struct plate *gallery_first_failed(const struct gallery *g)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].failed)
			return &g->plates[i];
	return NULL;
}

/* Of a run after the first runs_max the distribution alone. */
static int add_run_plates(struct collecting *e, size_t index)
{
	for (size_t k = 0; k < kinds_count; k++)
		if (index < e->tools->runs_max || kinds[k].always)
			if (add_kind(e, index, &kinds[k]) != 0)
				return -1;
	return compare_all(e, index);
}

int gallery_draw(struct gallery *g, struct store *s, const struct book *b, const struct judged *j,
    const struct compare *c, const struct gallery_tools *tools, char *why, size_t size)
{
	struct collecting e = {g, s, b, tools, why, size};
	*g = (struct gallery){.runs_max = tools->runs_max};
	if (overview_add(g, s, b, j, c, tools->href) != 0)
		return fault(&e, "the first picture", store_error(s));
	for (size_t i = 0; i < b->run_count; i++)
		if (add_run_plates(&e, i) != 0)
			return -1;
	if (easel_draw(g->plates, g->count, &tools->easel, why, size) != 0)
		return -1;
	const struct plate *first = gallery_first_failed(g);
	if (first && gallery_failed(g) == g->count)
		return fault(&e, first->file, first->failed);
	return 0;
}

const struct plate *gallery_find(const struct gallery *g, const char *kind)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->plates[i].whole && strcmp(g->plates[i].kind, kind) == 0)
			return &g->plates[i];
	return NULL;
}

static bool is(const char *file, const char *kind, size_t length)
{
	return strlen(file) == length && memcmp(file, kind, length) == 0;
}

bool gallery_draws(const char *kind, size_t length)
{
	for (size_t k = 0; k < kinds_count; k++)
		if (is(kinds[k].file, kind, length))
			return true;
	return is(loads_file, kind, length) || is(machines_file, kind, length);
}

void gallery_release(struct gallery *g)
{
	for (size_t i = 0; i < g->count; i++)
		plate_release(&g->plates[i]);
	free(g->plates);
	*g = (struct gallery){0};
}
