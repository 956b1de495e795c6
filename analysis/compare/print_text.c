/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print.h"

#include "answers_private.h"
#include "heterogeneity.h"
#include "rank_private.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* TABLES: so many cells get a table each; more are listed by what is said of them. */
enum { WIDTH = 100, NUMBER = 32, NAME = 25, TABLES = 4 };

static const char *const topic_name[RANK_TOPICS] = {"median", "entropy", "tail"};

/* Words of a text in lines of at most WIDTH bytes. Control characters were put there by data. */
static void print_wrapped(FILE *out, const char *indent, const char *text)
{
	size_t column = 0, size = strlen(text) + 1;
	char *plain = malloc(size);
	if (!plain)
		return;
	text_plain(plain, size, text);
	for (const char *word = plain; *word;) {
		size_t n = strcspn(word, " ");
		if (column > 0 && column + 1 + n > WIDTH) {
			fputc('\n', out);
			column = 0;
		}
		fprintf(out, "%s%.*s", column ? " " : indent, (int)n, word);
		column += n + (column ? 1 : strlen(indent));
		word += n + strspn(word + n, " ");
	}
	fputc('\n', out);
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
		answer_number(value, sizeof value, scale * s->mean);
		if (!isnan(s->variance))
			answer_number(sd, sizeof sd, scale * sqrt(s->variance));
	}
	snprintf(both, sizeof both, "%s (%s)", value, sd);
	fprintf(out, "  %18s", there ? both : "-");
}

static void print_row(
    FILE *out, const struct compare *c, size_t cell, size_t reference, size_t machine)
{
	char name[NAME], distance[NUMBER] = "";
	size_t other = machine;
	for (size_t i = 0; machine == reference && i < c->set.machine_count; i++)
		if (i != reference && !isnan(answer_distance(c, cell, reference, i)))
			other = i;
	double d = answer_distance(c, cell, reference, machine);
	if (machine != reference && !isnan(d))
		answer_number(distance, sizeof distance, d);
	struct view v;
	bool there = view_topic(&v, c, TOPIC_MEDIAN, cell, reference, other);
	fprintf(out, "  %-24s %4zu", text_plain(name, sizeof name, c->set.machines[machine].name),
	    there ? side_of(&v, machine)->n : c->set.machines[machine].runs);
	print_value(out, &v, machine, there);
	there = view_topic(&v, c, TOPIC_TAIL, cell, reference, other);
	print_value(out, &v, machine, there);
	there = view_topic(&v, c, TOPIC_ENTROPY, cell, reference, other);
	print_value(out, &v, machine, there);
	fprintf(out, "  %10s\n", machine == reference ? "reference" : distance);
}

/* Do the machines' medians scatter more than their runs explain? */
static void print_scatter(FILE *out, const struct compare *c, size_t cell, size_t reference)
{
	size_t n = c->set.machine_count, k = 0;
	double *mean = malloc(2 * (n + 1) * sizeof *mean), *error = mean + n + 1;
	for (size_t i = 0; mean && i < n; i++) {
		struct view v;
		size_t other = i == reference ? (reference + 1) % n : i;
		if (!view_topic(&v, c, TOPIC_MEDIAN, cell, reference, other))
			continue;
		const struct contrast_side *s = side_of(&v, i);
		mean[k] = s->mean;
		error[k++] = fmax(s->variance, s->step * s->step / 12) / (double)s->n;
	}
	struct heterogeneity h = mean && k > 2 ? heterogeneity_of(mean, error, k)
					       : (struct heterogeneity){NAN, NAN, NAN, NAN};
	if (!isnan(h.q)) {
		char sd[NUMBER], q[NUMBER];
		answer_number(sd, sizeof sd, sqrt(h.tau2));
		answer_number(q, sizeof q, h.q);
		fprintf(out,
		    "  medians between machines: sd %s ns, %.0f %% of their scatter is not the "
		    "runs' (Q = %s on %zu)\n",
		    sd, 100 * h.i2, q, k - 1);
	}
	free(mean);
}

static void print_table(FILE *out, const struct compare *c, size_t cell)
{
	size_t reference = answer_reference(c, cell), n = c->set.machine_count;
	struct ranked *list = calloc(n + 1, sizeof *list);
	bool *one = calloc(c->set.cell_count + 1, sizeof *one);
	if (list && one && reference < n) {
		one[cell] = true;
		rank_machines(c, one, list);
		fprintf(out, "\n  %-24s %4s  %18s  %18s  %18s  %10s\n", "machine", "runs",
		    "median [ns]", "tail 99.9 % [ns]", "assessed [bits]", "distance");
		for (size_t i = 0; i < n; i++)
			print_row(out, c, cell, reference, list[i].machine);
		fprintf(out, "  mean of the runs (sd between runs); distance: of the "
			     "distributions, ns\n");
		print_scatter(out, c, cell, reference);
	}
	free(list);
	free(one);
}

static void print_cell(FILE *out, const struct compare *c, size_t i, bool table)
{
	char probe[48], load[48];
	const struct set_cell *cell = &c->set.cells[c->answers[i].cell];
	fprintf(out, "\n%s, %s\n", text_plain(probe, sizeof probe, cell->probe),
	    text_plain(load, sizeof load, cell->load));
	print_wrapped(out, "  ", c->answers[i].text);
	if (table)
		print_table(out, c, c->answers[i].cell);
}

/* ---- all of them --------------------------------------------------------------------------- */

static void print_stands_out(FILE *out, const struct compare *c, const struct ranked *r)
{
	char name[NAME], *unusual = rank_unusual(c, r->machine);
	fprintf(out, "%s (", text_plain(name, sizeof name, c->set.machines[r->machine].name));
	int n = 0;
	for (int t = 0; t < RANK_TOPICS; t++)
		if (r->out[t]) {
			char ratio[NUMBER];
			answer_number(ratio, sizeof ratio, r->ratio[t]);
			fprintf(out, "%s%s %sx", n++ ? ", " : "", topic_name[t], ratio);
		}
	fprintf(out, "%s%s)", unusual && *unusual ? "; alone with " : "", unusual ? unusual : "");
	free(unusual);
}

static void print_who(FILE *out, const struct compare *c, const struct ranked *list, size_t n)
{
	char *text = NULL;
	size_t size, count = 0;
	FILE *to = open_memstream(&text, &size);
	if (!to)
		return;
	for (size_t i = 0; i < n; i++)
		if (list[i].stands_out) {
			fprintf(to, "%s", count++ ? "; " : "stand out: ");
			print_stands_out(to, c, &list[i]);
		}
	if (count == 0)
		fprintf(to, "no machine stands out");
	fprintf(to, ".");
	if (fclose(to) == 0)
		print_wrapped(out, "", text);
	free(text);
}

static void print_ratio(FILE *out, double ratio, bool stands_out)
{
	char text[NUMBER] = "-";
	if (!isnan(ratio))
		answer_number(text, sizeof text, ratio);
	fprintf(out, "  %9s%s", text, stands_out ? "*" : " ");
}

static void print_ranking(FILE *out, const struct compare *c, const struct print_choice *choice)
{
	size_t n = c->set.machine_count;
	struct ranked *list = calloc(n + 1, sizeof *list);
	bool *cells = calloc(c->set.cell_count + 1, sizeof *cells);
	for (size_t i = 0; cells && i < c->set.cell_count; i++)
		cells[i] = print_shows(c, choice, i);
	if (list && cells && rank_machines(c, cells, list) >= RANK_LEAST && c->reference < n) {
		char name[NAME];
		print_who(out, c, list, n);
		fprintf(out, "\n  %-24s %4s  %10s  %10s  %10s  %s\n", "farthest first", "runs",
		    "median", "entropy", "tail", "differs");
		for (size_t i = 0; i < n; i++) {
			const struct ranked *r = &list[i];
			const struct set_machine *m = &c->set.machines[r->machine];
			fprintf(
			    out, "  %-24s %4zu", text_plain(name, sizeof name, m->name), m->runs);
			for (int t = 0; t < RANK_TOPICS; t++)
				print_ratio(out, r->ratio[t], r->out[t]);
			if (r->machine == c->reference)
				fprintf(out, "  reference\n");
			else
				fprintf(out, "  in %zu of %zu\n", r->differs, r->compared);
		}
		fprintf(out, "  ratios to the reference, geometric mean over probes and loads; * "
			     "stands out\n");
	}
	free(list);
	free(cells);
}

void print_text(const struct compare *c, const struct print_choice *choice, FILE *out)
{
	size_t shown = 0, runs = 0;
	for (size_t i = 0; i < c->set.machine_count; i++)
		runs += c->set.machines[i].runs;
	for (size_t i = 0; i < c->set.cell_count; i++)
		shown += print_shows(c, choice, i);
	fprintf(out, "%zu machine%s, %zu run%s; the run is what is counted\n", c->set.machine_count,
	    c->set.machine_count == 1 ? "" : "s", runs, runs == 1 ? "" : "s");
	if (c->set.unfinished > 0 || c->set.unanalysed > 0)
		fprintf(out, "not compared: %zu incomplete, %zu not analysed\n", c->set.unfinished,
		    c->set.unanalysed);
	print_ranking(out, c, choice);
	for (size_t i = 0; i < c->answer_count; i++)
		if (print_shows(c, choice, c->answers[i].cell))
			print_cell(out, c, i, shown <= TABLES);
	if (shown > TABLES)
		fprintf(out, "\n--probe and --load show a table of one of them\n");
}
