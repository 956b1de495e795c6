/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The comparison for a terminal, in lines of at most 110 characters: of five machines or more a
 * ranking, of many cells a map of machines by loads, of few cells a paragraph and a table each.
 */
#include "print.h"

#include "heterogeneity.h"
#include "phrase_private.h"
#include "rank_private.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* TABLES: so many cells get a table each; of more there is a map. */
enum { WIDTH = 100, NUMBER = 32, NAME = 25, SHORT_NAME = 17, TABLES = 4 };
enum { MAP_COLUMNS = 12, SPOT = 7 };

/* Where it is printed to, what, and whether memory was lacking for a part of it. */
struct printer {
	FILE *out;
	const struct compare *c;
	bool no_memory;
};

/* Words of a text in lines of at most WIDTH bytes. Control characters were put there by data. */
static void print_wrapped(struct printer *p, const char *indent, const char *text)
{
	size_t column = 0, size = strlen(text) + 1;
	char *plain = malloc(size);
	if (!plain) {
		p->no_memory = true;
		return;
	}
	text_plain(plain, size, text);
	for (const char *word = plain; *word;) {
		size_t n = strcspn(word, " ");
		if (column > 0 && column + 1 + n > WIDTH) {
			fputc('\n', p->out);
			column = 0;
		}
		fprintf(p->out, "%s%.*s", column ? " " : indent, (int)n, word);
		column += n + (column ? 1 : strlen(indent));
		word += n + strspn(word + n, " ");
	}
	fputc('\n', p->out);
	free(plain);
}

/* ---- one cell ------------------------------------------------------------------------------ */

/* The values of one machine in a row that compares it with another. */
static const struct contrast_side *side_of(const struct view *v, size_t machine)
{
	return v->row->b == machine ? &v->row->side_b : &v->row->side_a;
}

static void print_value(FILE *out, const struct view *v, size_t machine, bool there)
{
	char value[NUMBER] = "-", sd[NUMBER] = "-", both[2 * NUMBER + 4];
	if (there) {
		const struct contrast_side *s = side_of(v, machine);
		double scale = strcmp(v->row->unit, "ticks") == 0 ? v->row->unit_ns : 1;
		phrase_number(value, sizeof value, scale * s->mean);
		if (!isnan(s->variance))
			phrase_number(sd, sizeof sd, scale * sqrt(s->variance));
	}
	snprintf(both, sizeof both, "%s (%s)", value, sd);
	fprintf(out, "  %18s", there ? both : "-");
}

/* Of the machines of a cell, those whose median is read at one tick along with the reference's: the
 * values of these alone are beside one another. */
struct table {
	size_t cell, reference;
	double tick_ns;	  /* nan: no median is compared */
	size_t other;	  /* one of them, by whose comparison the reference is read; or itself */
	const char *grid; /* "native", or the coarser counter's tick */
};

static bool table_has(const struct table *t, const struct view *v)
{
	return fabs(v->row->unit_ns / t->tick_ns - 1) <= SAME_TICK;
}

/* The tick at which most machines are read; of two, the first machine's. */
static void table_choose(struct table *t, const struct compare *c)
{
	size_t n = c->set.machine_count, most = 0;
	for (size_t i = 0; i < n; i++) {
		struct view v, w;
		struct table of = {t->cell, t->reference, NAN, i, "native"};
		size_t alike = 0;
		if (i == t->reference || !view_topic(&v, c, TOPIC_MEDIAN, t->cell, t->reference, i))
			continue;
		of.tick_ns = v.row->unit_ns;
		for (size_t k = 0; k < n; k++) {
			if (k == t->reference ||
			    !view_topic(&w, c, TOPIC_MEDIAN, t->cell, t->reference, k) ||
			    !table_has(&of, &w))
				continue;
			alike++;
			if (strcmp(w.row->grid, "native") != 0)
				of.grid = w.row->grid;
		}
		if (alike > most) {
			*t = of;
			most = alike;
		}
	}
}

/* Returns whether the machine's values are of another tick than the table's. */
static bool print_row(FILE *out, const struct compare *c, const struct table *t, size_t machine)
{
	char name[NAME], distance[NUMBER] = "";
	size_t cell = t->cell, reference = t->reference;
	size_t other = machine == reference ? t->other : machine;
	double d = view_distance(c, cell, reference, machine);
	if (machine != reference && !isnan(d))
		phrase_number(distance, sizeof distance, d);
	struct view v;
	bool there = view_topic(&v, c, TOPIC_MEDIAN, cell, reference, other);
	bool apart = there && !table_has(t, &v);
	fprintf(out, "  %-24s %4zu", text_plain(name, sizeof name, c->set.machines[machine].name),
	    there ? side_of(&v, machine)->n : c->set.machines[machine].runs);
	print_value(out, &v, machine, there);
	there = view_topic(&v, c, TOPIC_TAIL, cell, reference, other);
	print_value(out, &v, machine, there);
	there = view_topic(&v, c, TOPIC_ENTROPY, cell, reference, other);
	print_value(out, &v, machine, there);
	fprintf(
	    out, "  %10s%s\n", machine == reference ? "reference" : distance, apart ? " *" : "");
	return apart;
}

/* Do the machines' medians scatter more than their runs explain? Of those that are read at one
 * tick: what a coarser counter does to a median is no scatter between machines. */
static void print_scatter(struct printer *p, const struct table *t, bool apart)
{
	const struct compare *c = p->c;
	size_t n = c->set.machine_count, k = 0;
	double *mean = malloc(2 * (n + 1) * sizeof *mean), *error = mean ? mean + n + 1 : NULL;
	p->no_memory = p->no_memory || !mean;
	for (size_t i = 0; mean && i < n; i++) {
		struct view v;
		size_t other = i == t->reference ? t->other : i;
		if (!view_topic(&v, c, TOPIC_MEDIAN, t->cell, t->reference, other) ||
		    !table_has(t, &v))
			continue;
		const struct contrast_side *s = side_of(&v, i);
		if (s->n < 2)
			continue; /* its own error is unknown */
		mean[k] = s->mean;
		error[k++] = fmax(s->variance, s->step * s->step / 12) / (double)s->n;
	}
	struct heterogeneity h = mean && k > 2 ? heterogeneity_of(mean, error, k)
					       : (struct heterogeneity){NAN, NAN, NAN, NAN};
	if (!isnan(h.q)) {
		char sd[NUMBER], q[NUMBER];
		phrase_number(sd, sizeof sd, sqrt(h.tau2));
		phrase_number(q, sizeof q, h.q);
		fprintf(p->out,
		    "  between machines%s: the medians have a standard deviation of %s ns (tau); "
		    "%.0f %% "
		    "of their\n  variance (I2) is more than the scatter between runs explains "
		    "(Cochran's Q = %s,\n  %zu degrees of freedom)\n",
		    apart ? " without *" : "", sd, 100 * h.i2, q, k - 1);
	}
	free(mean);
}

/* What the values of the rows are, and at which tick they were read. */
static void print_notes(FILE *out, const struct table *t, bool apart)
{
	fprintf(out, "  mean of the runs (sd between runs); min-entropy: of the values; "
		     "distance: of the distributions, ns\n");
	if (strcmp(t->grid, "native") != 0)
		fprintf(out, "  %s read at the tick of the coarsest counter, %s\n",
		    apart ? "rows without * are" : "all values are", t->grid);
	if (apart)
		fprintf(out,
		    "  * read at another tick, as a coarser counter shows it: compare it "
		    "with no other row; its distance and\n    the sentence above are of both "
		    "machines at that tick\n");
}

static void print_table(struct printer *p, size_t cell)
{
	const struct compare *c = p->c;
	size_t reference = c->cell_reference[cell], n = c->set.machine_count;
	struct ranked *list = calloc(n + 1, sizeof *list);
	bool *one = calloc(c->set.cell_count + 1, sizeof *one), apart = false;
	if (one)
		one[cell] = true;
	if (!list || !one || rank_machines(c, one, list) < 0) {
		p->no_memory = true;
	} else if (reference < n) {
		struct table t = {cell, reference, NAN, reference, "native"};
		table_choose(&t, c);
		fprintf(p->out, "\n  %-24s %4s  %18s  %18s  %18s  %10s\n", "machine", "runs",
		    "median [ns]", "tail 99.9 % [ns]", "min-entropy [bits]", "distance");
		for (size_t i = 0; i < n; i++)
			apart = print_row(p->out, c, &t, list[i].machine) || apart;
		print_notes(p->out, &t, apart);
		print_scatter(p, &t, apart);
	}
	free(list);
	free(one);
}

static void print_cell(struct printer *p, size_t i, bool table)
{
	const struct answer *answer = &p->c->answers[i];
	char probe[48], load[48];
	const struct set_cell *cell = &p->c->set.cells[answer->cell];
	fprintf(p->out, "\n%s, %s\n", text_plain(probe, sizeof probe, cell->probe),
	    text_plain(load, sizeof load, cell->load));
	print_wrapped(p, "  ", answer->text);
	if (table)
		print_table(p, answer->cell);
}

/* ---- a fleet ------------------------------------------------------------------------------- */

static void print_outlier(struct printer *p, const struct ranked *r)
{
	char *text = NULL;
	size_t size;
	FILE *line = open_memstream(&text, &size);
	int rc = line ? rank_put_outlier(line, p->c, r) : -1;
	if ((line && fclose(line) != 0) || rc != 0)
		p->no_memory = true;
	else
		print_wrapped(p, "  ", text);
	free(text);
}

static void print_outliers(struct printer *p, const struct ranked *list, size_t n)
{
	rank_put_count(p->out, list, n);
	fprintf(p->out, n > 0 && list[0].outlier ? ":\n" : "\n");
	for (size_t i = 0; i < n; i++)
		if (list[i].outlier)
			print_outlier(p, &list[i]);
}

/* "2.93 [2.87, 2.99]*" */
static void print_ratio(FILE *out, const struct rank_ratio *r)
{
	char value[NUMBER] = "-", lo[NUMBER], hi[NUMBER], text[3 * NUMBER + 8];
	if (!isnan(r->value))
		phrase_number(value, sizeof value, r->value);
	phrase_number(lo, sizeof lo, r->lo);
	phrase_number(hi, sizeof hi, r->hi);
	snprintf(text, sizeof text, isnan(r->lo) || isinf(r->hi) ? "%s%s" : "%s%s [%s, %s]", value,
	    r->outlier ? "*" : "", lo, hi);
	fprintf(out, "  %-22s", text);
}

static void print_ranked(FILE *out, const struct compare *c, const struct ranked *r)
{
	const struct set_machine *m = &c->set.machines[r->machine];
	char name[SHORT_NAME];
	fprintf(out, "  %-16s %4zu", text_plain(name, sizeof name, m->name), m->runs);
	if (r->machine == c->reference) {
		fprintf(out, "  reference\n");
		return;
	}
	for (int t = 0; t < RANK_TOPICS; t++)
		print_ratio(out, &r->topic[t]);
	if (r->known > 0)
		fprintf(out, "  %zu of %zu\n", r->differs, r->known);
	else
		fprintf(out, "  unknown\n");
}

static void print_ranking(struct printer *p, const struct ranked *list, size_t n)
{
	print_outliers(p, list, n);
	fprintf(p->out, "\n  %-16s %4s  %-22s  %-22s  %-22s  %s\n", "machine", "runs",
	    "median, ratio", "min-entropy, ratio", "tail, ratio", "differs in");
	for (size_t i = 0; i < n; i++)
		print_ranked(p->out, p->c, &list[i]);
	fprintf(p->out,
	    "  ratio to the reference, geometric mean over probes and loads; all intervals "
	    "of this list hold together\n  with 95 %%, those of an answer figure by figure, so "
	    "that these are the wider ones where both are of one\n  probe and load\n  * outlier: "
	    "more than 5 robust standard deviations from "
	    "the median machine, and not 1 by its interval\n  differs in: probes and "
	    "loads in which median, min-entropy (of the values) or tail is shown to differ\n");
}

/* ---- many cells ---------------------------------------------------------------------------- */

/* How a machine differs in a cell. */
struct spot {
	bool there, known, shown;
	char text[2 * SPOT]; /* of which a column has SPOT - 1 */
};

/* "M2.93": what is shown to differ, and the ratio that is farthest from 1; where that cannot be
 * known the letter of the farthest is small. */
static struct spot spot_of(const struct compare *c, size_t cell, size_t machine)
{
	static const char letter[] = "MET", small[] = "met";
	struct spot s = {false, false, false, "-"};
	char letters[RANK_TOPICS + 1] = "", number[NUMBER] = "";
	double most = -1;
	for (int t = 0; t < RANK_TOPICS; t++) {
		struct view v;
		if (!view_topic(&v, c, (enum measured_topic)t, cell, c->reference, machine))
			continue;
		bool shown = compare_differs(v.row), known = !isnan(v.row->p_adjusted);
		double far = isnan(v.ratio) ? 0
			     : v.ratio > 0  ? fabs(log(v.ratio))
					    : (double)INFINITY;
		s.there = true;
		s.known = s.known || known;
		if (shown)
			letters[strlen(letters)] = letter[t];
		if ((shown || (!known && !s.shown)) && ((shown && !s.shown) || far > most)) {
			most = far;
			phrase_number(number, sizeof number, v.ratio);
			if (!known)
				letters[0] = small[t];
		}
		s.shown = s.shown || shown;
	}
	if (s.there)
		snprintf(s.text, sizeof s.text, "%s", ".");
	if (s.there && (s.shown || !s.known))
		snprintf(s.text, sizeof s.text, "%s%.5s", letters,
		    number[0] == '0' && number[1] == '.' ? number + 1 : number);
	return s;
}

/* Up to MAP_COLUMNS cells of one probe. */
struct columns {
	size_t cell[MAP_COLUMNS], n;
};

/* Is there anything to see in its row? */
static bool row_has_any(const struct compare *c, const struct columns *l, size_t machine)
{
	for (size_t i = 0; i < l->n; i++) {
		struct spot s = spot_of(c, l->cell[i], machine);
		if (s.shown || (s.there && !s.known))
			return true;
	}
	return false;
}

static void print_map(FILE *out, const struct compare *c, const struct ranked *list, size_t n,
    const struct columns *l)
{
	char text[SHORT_NAME];
	size_t rest = 0;
	fprintf(out, "\n  %-16s", text_plain(text, sizeof text, c->set.cells[l->cell[0]].probe));
	for (size_t i = 0; i < l->n; i++) {
		char load[SPOT];
		fprintf(out, " %-6s", text_plain(load, sizeof load, c->set.cells[l->cell[i]].load));
	}
	fprintf(out, "\n");
	for (size_t i = 0; i < n; i++) {
		size_t machine = list[i].machine;
		bool any = machine != c->reference && row_has_any(c, l, machine);
		rest += machine != c->reference && !any;
		if (!any)
			continue;
		fprintf(
		    out, "  %-16s", text_plain(text, sizeof text, c->set.machines[machine].name));
		for (size_t k = 0; k < l->n; k++)
			fprintf(out, " %-6.6s", spot_of(c, l->cell[k], machine).text);
		fprintf(out, "\n");
	}
	if (rest > 0)
		fprintf(out, "  %zu other%s: no difference is shown\n", rest, rest > 1 ? "s" : "");
}

/* Probe by probe, MAP_COLUMNS loads at a time. */
static void print_maps(
    struct printer *p, const struct print_choice *choice, const struct ranked *list, size_t n)
{
	const struct compare *c = p->c;
	char name[NAME];
	bool *done = calloc(c->set.cell_count + 1, sizeof *done);
	p->no_memory = p->no_memory || !done;
	fprintf(p->out,
	    "\nagainst %s: M median, E min-entropy, T tail where it is shown to differ, with the "
	    "ratio "
	    "that is\nfarthest from 1; a small letter: one run, so it cannot be shown; . no "
	    "difference is shown; - not recorded\n",
	    text_plain(name, sizeof name, c->set.machines[c->reference].name));
	for (size_t i = 0; done && i < c->set.cell_count;) {
		struct columns l = {{0}, 0};
		for (size_t k = i; k < c->set.cell_count && l.n < MAP_COLUMNS; k++)
			if (!done[k] && print_shows(c, choice, k) &&
			    strcmp(c->set.cells[k].probe, c->set.cells[i].probe) == 0) {
				done[k] = true;
				l.cell[l.n++] = k;
			}
		if (l.n > 0)
			print_map(p->out, c, list, n, &l); /* the probe may have more */
		else
			i++;
	}
	fprintf(
	    p->out, "\n--load prints the answer and the table of one load, --json all of them\n");
	free(done);
}

/* ---- all of it ----------------------------------------------------------------------------- */

static void print_heading(FILE *out, const struct compare *c)
{
	size_t runs = 0;
	for (size_t i = 0; i < c->set.machine_count; i++)
		runs += c->set.machines[i].runs;
	fprintf(out, "%zu machine%s, %zu run%s; runs are compared, not samples\n",
	    c->set.machine_count, c->set.machine_count == 1 ? "" : "s", runs, runs == 1 ? "" : "s");
	if (c->set.left_count > 0)
		fprintf(out, "of %zu more machine%s every run is left out\n", c->set.left_count,
		    c->set.left_count == 1 ? "" : "s");
	if (c->set.unfinished > 0 || c->set.unanalysed > 0)
		fprintf(out, "not compared: %zu incomplete, %zu not analysed\n", c->set.unfinished,
		    c->set.unanalysed);
}

int print_text(const struct compare *c, const struct print_choice *choice, FILE *out)
{
	struct printer p = {out, c, false};
	size_t shown = 0, n = c->set.machine_count;
	struct ranked *list = calloc(n + 1, sizeof *list);
	bool *cells = calloc(c->set.cell_count + 1, sizeof *cells);
	for (size_t i = 0; cells && i < c->set.cell_count; i++) {
		cells[i] = print_shows(c, choice, i);
		shown += cells[i];
	}
	p.no_memory = !list || !cells || rank_machines(c, cells, list) < 0;
	bool ranked = !p.no_memory && c->reference < n;
	bool maps = ranked && shown > TABLES && n > 2;
	print_heading(out, c);
	if (ranked && n >= RANK_LEAST)
		print_ranking(&p, list, n);
	if (maps)
		print_maps(&p, choice, list, n);
	for (size_t i = 0; !maps && i < c->answer_count; i++)
		if (print_shows(c, choice, i))
			print_cell(&p, i, shown <= TABLES);
	free(list);
	free(cells);
	return p.no_memory ? -1 : 0;
}
