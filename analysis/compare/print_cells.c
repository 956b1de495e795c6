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
	json_double(j, "value", c->mean.value);
	json_double(j, "lo", c->mean.lo);
	json_double(j, "hi", c->mean.hi);
	json_u64(j, "pairs", c->pairs);
	json_double(j, "difference", c->difference.value);
	json_double(j, "difference_lo", c->difference.lo);
	json_double(j, "difference_hi", c->difference.hi);
	json_double(j, "ratio", c->ratio.value);
	json_double(j, "ratio_lo", c->ratio.lo);
	json_double(j, "ratio_hi", c->ratio.hi);
	json_end_object(j);
}

static bool same_probe(const struct set *set, const struct load_cell *a, const struct load_cell *b)
{
	return a->campaign == b->campaign && a->machine == b->machine &&
	       strcmp(set->cells[a->cell].probe, set->cells[b->cell].probe) == 0;
}

/* "1.5 [1.2, 1.8]" and what follows it; "" where there is none. */
static void value_text(char *out, size_t size, const struct load_value *v, const char *after)
{
	out[0] = '\0';
	if (!isnan(v->value))
		snprintf(out, size, isnan(v->lo) ? "%.4g%s" : "%.4g%s [%.4g, %.4g]", v->value,
		    after, v->lo, v->hi);
}

/* One line a load of one figure: the mean, the difference and the ratio to idle. */
static void cell_line(const struct set *set, const struct load_cell *c)
{
	char load[16], mean[64], difference[64], ratio[64];
	value_text(mean, sizeof mean, &c->mean, "");
	value_text(difference, sizeof difference, &c->difference, "");
	value_text(ratio, sizeof ratio, &c->ratio, "x");
	printf("    %-12s %6zu  %-32s %-32s %s\n",
	    text_plain(load, sizeof load, set->cells[c->cell].load), c->blocks, mean, difference,
	    ratio);
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

/* What the effect of a load is measured by; --json has all. */
static bool is_printed(const struct measured *m)
{
	return m->topic != TOPIC_OTHER || m->loads_only || m->id == FIGURE_SHANNON_MM;
}

static void print_figure(
    const struct set *set, const struct load_cell *list, size_t n, const struct load_cell *first)
{
	const struct measured *m = measured_at(first->figure);
	char probe[32], name[40];
	printf("\n  %s on %s, %s%s%s%s\n    %-12s %6s  %-32s %-32s %s\n",
	    text_plain(probe, sizeof probe, set->cells[first->cell].probe),
	    text_plain(name, sizeof name, set->machines[first->machine].name), m->words,
	    *m->unit ? " [" : "", m->unit, *m->unit ? "]" : "", "load", "blocks",
	    "mean of the blocks", "less idle", "over idle");
	for (size_t k = 0; k < n; k++)
		if (list[k].figure == first->figure && same_probe(set, &list[k], first))
			cell_line(set, &list[k]);
}

static void print_lines(const struct set *set, const struct load_cell *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool seen = false;
		for (size_t k = 0; k < i && !seen; k++)
			seen =
			    list[k].figure == list[i].figure && same_probe(set, &list[k], &list[i]);
		if (!seen && is_printed(measured_at(list[i].figure)))
			print_figure(set, list, n, &list[i]);
	}
}

/* The least under any load, as the analysis found it: the method names load, run and estimator. */
static int print_if_least(void *context, const struct store_result *r)
{
	const char *where = context;
	if (figure_find(r->name) != FIGURE_LOAD_LEAST_ENTROPY || strcmp(r->status, "ok") != 0)
		return 0;
	printf("\n  %s: %.4g bits, %s\n", where, r->value, r->method);
	return 1;
}

static bool is_first_of_probe(const struct set *set, size_t run)
{
	const struct set_run *r = &set->runs[run];
	for (size_t i = 0; i < run; i++)
		if (set->runs[i].campaign == r->campaign && set->runs[i].machine == r->machine &&
		    !set->runs[i].left_out &&
		    !strcmp(set->cells[set->runs[i].cell].probe, set->cells[r->cell].probe))
			return false;
	return true;
}

static void print_least(const struct set *set)
{
	for (size_t i = 0; i < set->run_count; i++) {
		const struct set_run *r = &set->runs[i];
		char probe[32], name[40], where[96];
		if (!r->campaign || r->left_out || !is_first_of_probe(set, i))
			continue;
		snprintf(where, sizeof where, "%s on %s",
		    text_plain(probe, sizeof probe, set->cells[r->cell].probe),
		    text_plain(name, sizeof name, set->machines[r->machine].name));
		store_results(set->store, r->id, print_if_least, where);
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
	int64_t n = set_read(&set, s, NULL) == 0 ? loads_cells(&set, &list) : -1;
	if (n < 0) {
		snprintf(why, size, "%s", set.failed ? set.why : "out of memory");
	} else if (j) {
		cells_json(j, &set, list, (size_t)n);
	} else {
		if (n > 0)
			qsort(list, (size_t)n, sizeof *list, by_figure);
		printf(n > 0 ? "campaigns by cells; the blocks are counted, not the samples\n"
			     : "no analysed run of a campaign\n");
		print_lines(&set, list, (size_t)n);
		print_least(&set);
		print_doubts(&set);
	}
	free(list);
	set_release(&set);
	return n < 0 ? -1 : 0;
}
