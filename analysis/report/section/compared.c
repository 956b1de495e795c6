/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Do machines differ? What 'ticklab compare' stored: its sentences, and the differences that are
 * shown.
 */
#include "sections.h"

#include "number.h"
#include "where.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More rows than anyone reads stay in the database. */
enum { SHOWN_ROWS = 60, OPEN_ROWS = 12, SHOWN_ANSWERS = 4 };

bool compared_any(const struct book *b)
{
	if (b->chosen)
		return false;
	return b->answer_count > 0 ? b->comparison_count > 0 : where_several(b);
}

static bool is_shown(const struct store_comparison *c)
{
	return *c->probe && c->p_adjusted < 0.05 && !isnan(c->lo);
}

static void interval_print(char *out, size_t size, double value, double lo, double hi)
{
	struct number n;
	number_format(&n, value, lo, hi);
	snprintf(out, size, "%s [%s, %s]", n.value, n.lo, n.hi);
}

static void value_print(char *out, size_t size, double value)
{
	struct number n;
	snprintf(out, size, "–");
	if (isnan(value))
		return;
	number_format(&n, value, NAN, NAN);
	snprintf(out, size, "%s", n.value);
}

static void compared_row(struct doc *d, const struct store_comparison *c)
{
	char a[64], b[64], difference[160], ratio[64];
	value_print(a, sizeof a, c->value_a);
	value_print(b, sizeof b, c->value_b);
	value_print(ratio, sizeof ratio, c->ratio);
	interval_print(difference, sizeof difference, c->difference, c->lo, c->hi);
	doc_row(d, (struct cell[]){{c->b, TONE_TEXT, NULL, NULL}, {c->load, TONE_TEXT, NULL, NULL},
		       {c->figure, TONE_CODE, NULL, NULL}, {c->grid, TONE_TEXT, NULL, NULL},
		       {a, TONE_TEXT, NULL, NULL}, {b, TONE_TEXT, NULL, NULL},
		       {difference, TONE_TEXT, NULL, NULL}, {ratio, TONE_TEXT, NULL, NULL}});
}

static void compared_table(struct doc *d, const struct book *b)
{
	static const struct column columns[] = {{"Machine", false, false}, {"Load", false, false},
	    {"Figure", false, false}, {"Grid", false, false}, {"Reference", true, false},
	    {"Machine's", true, false}, {"Difference", true, true}, {"Ratio", true, false}};
	size_t shown = 0, n = 0;
	for (size_t i = 0; i < b->comparison_count; i++)
		shown += is_shown(&b->comparisons[i]);
	if (shown == 0) {
		doc_para(d, "No difference is shown.");
		return;
	}
	char caption[240];
	snprintf(caption, sizeof caption,
	    "Differences from %.80s that are shown (Holm's p below 0.05), with 95 %% intervals "
	    "from "
	    "run to run",
	    b->comparisons[0].a);
	if (shown > OPEN_ROWS)
		doc_fold(d, "The %zu differences that are shown", shown);
	doc_table(d, caption, columns, 8);
	for (size_t i = 0; i < b->comparison_count && n < SHOWN_ROWS; i++)
		if (is_shown(&b->comparisons[i])) {
			compared_row(d, &b->comparisons[i]);
			n++;
		}
	doc_table_end(d);
	if (shown > n)
		doc_para(d, "%zu more: 'ticklab compare --json' prints all of them.", shown - n);
	if (shown > OPEN_ROWS)
		doc_fold_end(d);
}

/* What is said of all probes and loads together, where there are many machines. */
void compared_fleet(struct doc *d, const struct book *b)
{
	for (size_t i = 0; i < b->answer_count; i++)
		if (!*b->answers[i].probe)
			doc_para(d, "%s.", b->answers[i].text);
}

static void compared_answers(struct doc *d, const struct book *b)
{
	bool fold = b->answer_count > SHOWN_ANSWERS;
	if (fold)
		doc_fold(d, "The answers, probe by probe and load by load");
	doc_list(d);
	for (size_t i = 0; i < b->answer_count; i++)
		if (*b->answers[i].probe)
			doc_item(d, "%s, %s: %s", b->answers[i].probe, b->answers[i].load,
			    b->answers[i].text);
	doc_list_end(d);
	if (fold)
		doc_fold_end(d);
}

void section_compared(struct doc *d, const struct book *b)
{
	if (b->comparison_count == 0) {
		doc_note(d,
		    "The machines have not been compared: run 'ticklab compare' and this report "
		    "again.");
		return;
	}
	doc_para(d,
	    "Runs are compared, not samples, because only the spread between runs shows how a "
	    "machine is. Where no difference is shown, the greatest difference that the data "
	    "allow is given.");
	compared_answers(d, b);
	compared_table(d, b);
}
