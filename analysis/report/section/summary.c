/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The top of the page: what each run shows, in a line built from its rows.
 */
#include "sections.h"

#include "busy.h"
#include "err.h"
#include "many.h"
#include "number.h"
#include "shown.h"
#include "where.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ": " before the first part, "; " before the others. */
struct line {
	FILE *out;
	size_t parts;
};

static void part(struct line *l, const char *name)
{
	fprintf(l->out, "%s%s", l->parts++ ? "; " : ": ", name);
}

/* The value with what it counts, or the words that say why there is none. */
static void put_figure(FILE *out, const struct store_result *r, const char *unit)
{
	struct shown s;
	shown_make(&s, r);
	if (isfinite(r->value))
		fprintf(out, "%s%s", s.value, unit);
	else
		fprintf(out, "no figure (%s)", r->status);
}

static void put_median(struct line *l, const struct book_run *run)
{
	const struct store_result *r = book_result(run, FIGURE_MEDIAN_NS, "all", "native");
	char ns[NUMBER_SIZE];
	part(l, r ? "median " : "median not analysed");
	if (!r)
		return;
	number_ns(ns, sizeof ns, r->value);
	fputs(ns, l->out);
}

static void put_modes(struct line *l, const struct book_run *run)
{
	const struct store_result *r = shown_find(run, FIGURE_MODE_COUNT, "all", "native");
	part(l, r ? "modes: " : "modes not analysed");
	if (r)
		put_figure(l->out, r, "");
}

/* The claim's figure is for its own counter, the first is for the run's: both are given. */
static void put_assessed(struct line *l, const struct book *b, const struct book_run *run)
{
	const struct store_result *own = shown_find(run, FIGURE_MIN_90B, "all", "native");
	const struct store_result *claim = shown_find(run, FIGURE_MIN_90B, "all", "24MHz");
	const char *published = book_published(b, FIGURE_MIN_90B);
	if (!own && !claim) {
		part(l, "entropy not assessed by SP 800-90B");
		return;
	}
	part(l, "entropy assessed by SP 800-90B: ");
	if (own) {
		put_figure(l->out, own, " bits a sample");
	}
	if (claim) {
		fputs(own ? ", " : "", l->out);
		put_figure(l->out, claim, own ? "" : " bits a sample");
		fputs(" on a 24 MHz counter", l->out);
	}
	if (published)
		fprintf(l->out, " (claimed: %s)", published);
}

static void put_slow(struct line *l, const struct book_run *run)
{
	const struct store_result *slow = book_result(run, FIGURE_SLOW_SHARE, "all", "native");
	const struct store_result *share =
	    book_result(run, FIGURE_SLOW_CAUSE_SHARE, "overlap", "native");
	char count[NUMBER_SIZE];
	if (slow && slow->value == 0) {
		part(l, "no slow sample");
	} else if (share) {
		number_count(count, sizeof count, share->n);
		part(l, "of ");
		fprintf(l->out, "%s slow sample%s ", count, share->n == 1 ? "" : "s");
		shown_percent(l->out, share);
		fputs(" overlapped an update of the clock page", l->out);
	} else {
		part(l, "overlap with updates of the clock page not recorded");
	}
}

static void one_line(struct doc *d, const struct book *b, const struct book_run *run)
{
	char *text = NULL, count[NUMBER_SIZE];
	size_t size;
	struct line l = {open_memstream(&text, &size), 0};
	if (!l.out)
		err_die("out of memory");
	char busy[128], *title = where_title(b, run);
	number_count(count, sizeof count, run->row.samples);
	busy_label(busy, sizeof busy, run);
	fprintf(l.out, "%s, %s%s%s%s", run->name, title, *busy ? " (" : "", busy, *busy ? ")" : "");
	free(title);
	part(&l, count);
	fputs(run->row.samples == 1 ? " sample" : " samples", l.out);
	if (*run->key) {
		put_median(&l, run);
		put_modes(&l, run);
		put_assessed(&l, b, run);
		put_slow(&l, run);
	} else {
		part(&l, "not analysed");
	}
	fputc('.', l.out);
	if (fclose(l.out) != 0)
		err_die("out of memory");
	doc_item(d, "%s", text);
	free(text);
}

static void lines(struct doc *d, const struct book *b, size_t first, size_t end)
{
	doc_list(d);
	for (size_t i = first; i < end; i++)
		one_line(d, b, &b->runs[i]);
	doc_list_end(d);
}

void section_summary(struct doc *d, const struct book *b)
{
	size_t n = b->run_count, open = n > MANY_OPEN ? MANY_OPEN : n;
	lines(d, b, 0, open);
	if (n == open)
		return;
	doc_fold(d, "%s to %s", b->runs[open].name, b->runs[n - 1].name);
	lines(d, b, open, n);
	doc_fold_end(d);
}
