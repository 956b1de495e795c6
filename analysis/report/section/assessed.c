/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include "shown_private.h"

#include <string.h>

static bool result_is_assessed(const struct store_result *r)
{
	return book_group(r) == FIGURE_GROUP_ASSESSED;
}

static bool by_mapping(const struct store_result *r)
{
	return result_is_assessed(r) && strncmp(r->scope, "mapping ", 8) == 0;
}

static bool by_estimator(const struct store_result *r)
{
	return result_is_assessed(r) &&
	       (strcmp(r->scope, "symbols") == 0 || strcmp(r->scope, "bit string") == 0);
}

/* What a row of the first table is about. */
static const char *result_subject(const struct store_result *r)
{
	bool all = strcmp(r->scope, "all") == 0;
	if (!book_is(r, FIGURE_MIN_90B))
		return book_meaning(r);
	if (all && strcmp(r->grid, "native") == 0)
		return "all samples, mapping that loses nothing";
	if (all && strcmp(r->grid, "24MHz") == 0)
		return "all samples on the claim's counter";
	if (strcmp(r->scope, "mode sequence") == 0)
		return "which mode follows which";
	return all ? "all samples" : "this mode's samples alone";
}

static void assessed_row(struct doc *d, const struct store_result *r)
{
	struct shown s;
	shown_make(&s, r);
	doc_row(d, (struct cell[]){{result_subject(r), TONE_TEXT, r->name, NULL},
		       {r->scope, TONE_TEXT, NULL, NULL}, {r->grid, TONE_CODE, NULL, NULL},
		       {s.value, s.tone, NULL, NULL}, {s.n, TONE_TEXT, NULL, NULL}});
}

static void first_table(struct doc *d, const struct book *b, const struct book_run *run)
{
	static const struct column columns[] = {{"Assessed", false, false}, {"Scope", false, false},
	    {"Grid", false, false}, {"Bits per sample", true, false}, {"Samples", true, false}};
	const char *published = book_published(b, FIGURE_MIN_90B);
	char caption[320];
	snprintf(caption, sizeof caption,
	    "Non-IID assessment of the first samples, an estimate without interval%s%.120s",
	    published ? "; published: " : "", published ? published : "");
	doc_table(d, caption, columns, 5);
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		if (result_is_assessed(r) && !by_mapping(r) && !by_estimator(r))
			assessed_row(d, r);
	}
	doc_table_end(d);
}

static void mapping_table(struct doc *d, const struct book_run *run)
{
	static const struct column columns[] = {{"Mapping", false, false}, {"Grid", false, false},
	    {"Bits per sample", true, false}, {"Samples", true, false}};
	doc_table(d, "Assessed under each way to make symbols of ticks", columns, 4);
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		struct shown s;
		if (!by_mapping(r))
			continue;
		shown_make(&s, r);
		doc_row(d, (struct cell[]){{r->scope + 8, TONE_CODE, NULL, NULL},
			       {r->grid, TONE_CODE, NULL, NULL}, {s.value, s.tone, NULL, NULL},
			       {s.n, TONE_TEXT, NULL, NULL}});
	}
	doc_table_end(d);
}

/* The first row of a name represents it. */
static bool first_of_name(const struct book_run *run, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(run->results[i].name, run->results[index].name) == 0)
			return false;
	return true;
}

static void estimator_table(struct doc *d, const struct book_run *run)
{
	static const struct column columns[] = {{"Estimator", false, false},
	    {"Bits per symbol", true, false}, {"Bits per bit of the string", true, false}};
	doc_table(d,
	    "Estimators of section 6.3 on the mapping that loses nothing; what is not made of "
	    "symbols is not applicable there",
	    columns, 3);
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		struct shown symbol, bit;
		if (!by_estimator(r) || !first_of_name(run, i))
			continue;
		shown_make(&symbol, shown_in_scope(run, r, "symbols"));
		shown_make(&bit, shown_in_scope(run, r, "bit string"));
		doc_row(d, (struct cell[]){{book_meaning(r), TONE_TEXT, r->name, NULL},
			       {symbol.value, symbol.tone, NULL, NULL},
			       {bit.value, bit.tone, NULL, NULL}});
	}
	doc_table_end(d);
}

/* ---- health tests and restarts --------------------------------------------------------------- */

static bool has_group(const struct book_run *run, enum figure_group group)
{
	for (size_t i = 0; i < run->result_count; i++)
		if (book_group(&run->results[i]) == group)
			return true;
	return false;
}

/* Figures down; across, what the tests were set for. */
static void health_table(struct doc *d, const struct book_run *run)
{
	static const struct column columns[] = {{"Figure", false, false},
	    {"Set for the assessed entropy", true, true},
	    {"Set for the published 1.5 bits", true, true}, {"Unit", false, false}};
	if (!has_group(run, FIGURE_GROUP_HEALTH))
		return;
	doc_table(d,
	    "Health tests of SP 800-90B 4.4 replayed over these samples: what they would have said",
	    columns, 4);
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		struct shown own, published;
		if (book_group(r) != FIGURE_GROUP_HEALTH || !first_of_name(run, i))
			continue;
		shown_make(&own, shown_in_scope(run, r, "H assessed"));
		shown_make(&published, shown_in_scope(run, r, "H 1.5"));
		doc_row(d, (struct cell[]){{book_meaning(r), TONE_TEXT, r->name, NULL},
			       {own.value, own.tone, NULL, NULL},
			       {published.value, published.tone, NULL, NULL},
			       {r->unit, TONE_TEXT, NULL, NULL}});
	}
	doc_table_end(d);
}

static void restarts_table(struct doc *d, const struct book_run *run)
{
	if (!has_group(run, FIGURE_GROUP_RESTARTS))
		return;
	doc_table(d, "Restart tests of SP 800-90B 3.1.4 over fresh processes", shown_columns,
	    SHOWN_COLUMNS);
	for (size_t i = 0; i < run->result_count; i++)
		if (book_group(&run->results[i]) == FIGURE_GROUP_RESTARTS)
			shown_row(d, &run->results[i]);
	doc_table_end(d);
}

void section_assessed(struct doc *d, const struct book *b, const struct book_run *run)
{
	bool any = false, mappings = false, estimators = false;
	for (size_t i = 0; i < run->result_count; i++) {
		any = any || result_is_assessed(&run->results[i]);
		mappings = mappings || by_mapping(&run->results[i]);
		estimators = estimators || by_estimator(&run->results[i]);
	}
	char id[40];
	snprintf(id, sizeof id, "%s-sp90b", run->name);
	doc_heading(d, 3, id, "%s: %s", figure_group_title(FIGURE_GROUP_ASSESSED), run->name);
	if (!any) {
		doc_para(d, "Not assessed in this database.");
		health_table(d, run);
		restarts_table(d, run);
		return;
	}
	first_table(d, b, run);
	health_table(d, run);
	restarts_table(d, run);
	if (!mappings && !estimators)
		return;
	doc_fold(d, "By mapping and by estimator");
	if (mappings)
		mapping_table(d, run);
	if (estimators)
		estimator_table(d, run);
	doc_fold_end(d);
}
