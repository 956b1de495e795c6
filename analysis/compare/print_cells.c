/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A campaign by cells, not runs: what each load changes, with intervals over the blocks.
 */
#include "print_cells.h"

#include "loads_private.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void cell_json(struct json *j, const struct set *set, const struct load_cell *c)
{
	json_begin_object(j, NULL);
	json_i64(j, "campaign", c->campaign);
	json_string(j, "machine", set->machines[c->machine].name);
	json_string(j, "probe", set->cells[c->cell].probe);
	json_string(j, "load", set->cells[c->cell].load);
	json_string(j, "figure", measured_name(measured_at(c->figure)));
	json_u64(j, "blocks", c->blocks);
	json_double(j, "value", c->value);
	json_double(j, "lo", c->lo);
	json_double(j, "hi", c->hi);
	json_u64(j, "pairs", c->pairs);
	json_double(j, "ratio", c->ratio);
	json_double(j, "ratio_lo", c->ratio_lo);
	json_double(j, "ratio_hi", c->ratio_hi);
	json_end_object(j);
}

static bool same_probe(const struct set *set, const struct load_cell *a, const struct load_cell *b)
{
	return a->campaign == b->campaign && a->machine == b->machine &&
	       strcmp(set->cells[a->cell].probe, set->cells[b->cell].probe) == 0;
}

/* One line a load of one figure; the mean and the ratio to idle. */
static void cell_line(const struct set *set, const struct load_cell *c)
{
	char load[24], value[64] = "", ratio[64] = "";
	snprintf(value, sizeof value, isnan(c->lo) ? "%.4g" : "%.4g [%.4g, %.4g]", c->value, c->lo,
	    c->hi);
	if (!isnan(c->ratio) && strcmp(set->cells[c->cell].load, "idle") != 0)
		snprintf(ratio, sizeof ratio, isnan(c->ratio_lo) ? "%.3gx" : "%.3gx [%.3g, %.3g]",
		    c->ratio, c->ratio_lo, c->ratio_hi);
	printf("    %-14s %6zu  %-34s %s\n",
	    text_plain(load, sizeof load, set->cells[c->cell].load), c->blocks, value, ratio);
}

static int by_figure(const void *a, const void *b)
{
	const struct load_cell *x = a, *y = b;
	if (x->campaign != y->campaign)
		return x->campaign < y->campaign ? -1 : 1;
	if (x->machine != y->machine)
		return x->machine < y->machine ? -1 : 1;
	if (x->figure != y->figure)
		return x->figure < y->figure ? -1 : 1;
	return (x->cell > y->cell) - (x->cell < y->cell);
}

/* The figures of the first topics; --json has all. */
static void print_lines(const struct set *set, const struct load_cell *list, size_t n)
{
	char probe[32], name[40];
	for (size_t i = 0; i < n; i++) {
		const struct measured *m = measured_at(list[i].figure);
		bool seen = false;
		for (size_t k = 0; k < i && !seen; k++)
			seen =
			    list[k].figure == list[i].figure && same_probe(set, &list[k], &list[i]);
		if (m->topic == TOPIC_OTHER || seen)
			continue;
		printf("\n  %s on %s, %s%s%s%s\n    %-14s %6s  %-34s %s\n",
		    text_plain(probe, sizeof probe, set->cells[list[i].cell].probe),
		    text_plain(name, sizeof name, set->machines[list[i].machine].name), m->words,
		    *m->unit ? " [" : "", m->unit, *m->unit ? "]" : "", "load", "blocks",
		    "mean of the blocks", "ratio to idle, by blocks");
		for (size_t k = i; k < n; k++)
			if (list[k].figure == list[i].figure && same_probe(set, &list[k], &list[i]))
				cell_line(set, &list[k]);
	}
}

static void print_doubts(const struct set *set)
{
	for (size_t i = 0; i < set->run_count; i++) {
		const struct set_run *r = &set->runs[i];
		if (r->campaign && r->doubt)
			printf("  %s run %.8s (%s under %s): %s\n",
			    r->left_out ? "left out:" : "kept, being all there is:", r->uuid,
			    set->cells[r->cell].probe, set->cells[r->cell].load, r->doubt);
	}
}

static void cells_json(
    struct json *j, const struct set *set, const struct load_cell *list, size_t n)
{
	json_begin_array(j, "cells");
	for (size_t i = 0; i < n; i++)
		cell_json(j, set, &list[i]);
	json_end_array(j);
	json_begin_array(j, "left_out");
	for (size_t i = 0; i < set->run_count; i++) {
		const struct set_run *r = &set->runs[i];
		if (!r->campaign || !r->left_out)
			continue;
		json_begin_object(j, NULL);
		json_string(j, "uuid", r->uuid);
		json_string(j, "why", r->doubt);
		json_end_object(j);
	}
	json_end_array(j);
}

int print_campaign_cells(struct store *s, struct json *j, char *why, size_t size)
{
	struct set set;
	struct load_cell *list = NULL;
	int64_t n = set_read(&set, s) == 0 ? loads_cells(&set, &list) : -1;
	if (n < 0) {
		snprintf(why, size, "%s", set.failed ? set.why : "out of memory");
	} else if (j) {
		cells_json(j, &set, list, (size_t)n);
	} else {
		if (n > 0)
			qsort(list, (size_t)n, sizeof *list, by_figure);
		printf(n > 0 ? "campaigns by cells; the block is what is counted\n"
			     : "no analysed run of a campaign\n");
		print_lines(&set, list, (size_t)n);
		print_doubts(&set);
	}
	free(list);
	set_release(&set);
	return n < 0 ? -1 : 0;
}
