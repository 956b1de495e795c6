/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --index all: the whole of a recording, and each part of so many samples by itself. The estimators
 * are no means over parts: what repeats between parts, and the worst stretch of one, count in the
 * whole. So both are shown with the estimate that decides each, and the one that decides the whole
 * is followed through the parts. Cost: twice that of the whole.
 */
#include "entropy.h"

#include "err.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* An estimate of one track. */
struct decider {
	bool bits;
	int estimator;
};

struct part {
	size_t n;
	bool one_symbol;
	struct sp90b_result r;
	double h;
	struct decider by;
};

struct parts {
	size_t count, each;
	struct part *part, whole;
	size_t lowest, highest;
};

/* In bits per symbol; nan: there is none. */
static double estimate_of(const struct sp90b_result *r, struct decider by)
{
	const struct sp90b_track *t = by.bits ? &r->bitstring : &r->original;
	const struct sp90b_estimate *e = &t->estimate[by.estimator];
	if (!t->run || e->status != SP90B_OK)
		return NAN;
	return by.bits ? r->width * e->h : e->h;
}

static struct decider decider_of(const struct sp90b_result *r)
{
	struct decider best = {r->bitstring.run && !r->original.run, SP90B_MCV};
	double least = INFINITY;
	for (int bits = 0; bits < 2; bits++)
		for (int i = 0; i < SP90B_ESTIMATORS; i++) {
			struct decider by = {bits, i};
			double h = estimate_of(r, by);
			if (h < least) {
				least = h;
				best = by;
			}
		}
	return best;
}

static struct part part_assess(
    const struct request *q, const struct input *in, size_t from, size_t n, unsigned width)
{
	struct sp90b_options o = options_of(q, width);
	struct part p = {.n = n, .r = sp90b_assess(in->raw + from, n, &o)};
	p.one_symbol = p.r.fault == SP90B_DATA_ONE_SYMBOL;
	if (!p.one_symbol)
		die_of_fault(p.r.fault, in, width, p.r.at);
	p.h = p.one_symbol ? 0 : p.r.h_assessed;
	if (!p.one_symbol)
		p.by = decider_of(&p.r);
	return p;
}

static struct parts parts_assess(const struct request *q, const struct input *in, uint64_t bits)
{
	unsigned width = bits ? (unsigned)bits : sp90b_width(in->raw, in->n);
	struct parts all = {.each = (size_t)q->part_samples};
	all.count = (in->n - 1) / all.each + 1;
	if (all.count < 2)
		err_die("%s holds %zu samples, which is one part of %zu; give fewer with --index "
			"all,SAMPLES",
		    in->name, in->n, all.each);
	if (all.count > 10000)
		err_die("%s would have %zu parts; at most 10000, give more samples with --index "
			"all,SAMPLES",
		    in->name, all.count);
	all.part = calloc(all.count, sizeof *all.part);
	if (!all.part)
		err_die("not enough memory for %zu parts", all.count);
	for (size_t i = 0; i < all.count; i++) {
		size_t from = i * all.each, left = in->n - from;
		all.part[i] = part_assess(q, in, from, left < all.each ? left : all.each, width);
		all.lowest = all.part[i].h < all.part[all.lowest].h ? i : all.lowest;
		all.highest = all.part[i].h > all.part[all.highest].h ? i : all.highest;
	}
	all.whole = part_assess(q, in, 0, in->n, width);
	return all;
}

/* ---- why ----------------------------------------------------------------------------------- */

/* Whether the longest run of right predictions decides, and not their share. */
static bool decided_by_run(const struct sp90b_result *r, struct decider by)
{
	const struct sp90b_track *t = by.bits ? &r->bitstring : &r->original;
	const struct sp90b_figure *local = sp90b_find(&t->estimate[by.estimator], "P_local");
	const struct sp90b_figure *global =
	    sp90b_find(&t->estimate[by.estimator], "P_global_prime");
	return local && global && local->real > global->real;
}

/* What of the whole the deciding estimator sees that no part shows it. */
static const char *reason_of(const struct sp90b_result *r, struct decider by)
{
	static const char *const reason[SP90B_ESTIMATORS] = {
	    [SP90B_MCV] = "a share of the commonest value, which is a mean over the parts",
	    [SP90B_COLLISION] = "a mean distance of collisions, which is one over the parts",
	    [SP90B_MARKOV] = "shares of neighbouring bits, which are means over the parts",
	    [SP90B_COMPRESSION] = "distances to the last same block, which reach into other parts",
	    [SP90B_T_TUPLE] =
		"strings that occur 35 times, of all parts together: longer ones count",
	    [SP90B_LRS] = "strings that occur twice: also once in each of two parts",
	};
	if (reason[by.estimator])
		return reason[by.estimator];
	return decided_by_run(r, by)
		   ? "the longest run of right predictions: one stretch of one part decides"
		   : "the share of right predictions: what one part taught predicts the next";
}

static void print_why(const struct parts *all)
{
	const struct part *w = &all->whole, *low = &all->part[all->lowest];
	double least = INFINITY, greatest = -INFINITY;
	for (size_t i = 0; i < all->count; i++) {
		double h = all->part[i].one_symbol ? 0 : estimate_of(&all->part[i].r, w->by);
		least = h < least ? h : least;
		greatest = h > greatest ? h : greatest;
	}
	const char *than = w->h < low->h		      ? "below every part"
			   : w->h > all->part[all->highest].h ? "above every part"
							      : "between the parts";
	printf(
	    "\nThe whole, %f, is %s (%f to %f).\n", w->h, than, low->h, all->part[all->highest].h);
	printf("It is decided by %s %s, %s, which by itself gives the parts %f to %f.\n",
	    sp90b_estimator_section(w->by.estimator), sp90b_estimator_title(w->by.estimator),
	    w->by.bits ? "of the bits" : "of the symbols", least, greatest);
	printf("That estimator looks at %s.\n", reason_of(&w->r, w->by));
	if (low->h < w->h)
		printf("Part %zu is lower than the whole: a source is rated by its worst "
		       "stretch.\n",
		    all->lowest);
}

/* ---- output -------------------------------------------------------------------------------- */

static void print_part(const char *name, const struct part *p)
{
	printf("%-8s %12zu", name, p->n);
	if (p->one_symbol) {
		printf("  %10.6f  one value\n", 0.0);
		return;
	}
	printf("  %10.6f  %10.6f  ", p->h, p->r.original.run ? p->r.original.h : (double)NAN);
	if (p->r.bitstring.run)
		printf("%10.6f", p->r.bitstring.h);
	else
		printf("%10s", "-");
	printf("  %s %s, %s\n", sp90b_estimator_section(p->by.estimator),
	    sp90b_estimator_title(p->by.estimator), p->by.bits ? "bits" : "symbols");
}

static void print_result(const struct request *q, const struct input *in, const void *result)
{
	const struct parts *all = result;
	char name[24];
	(void)q;
	printf("%s: %zu samples in %zu parts of %zu\nsha256 %s\n\n", in->name, in->n, all->count,
	    all->each, in->sha256);
	printf("%-8s %12s  %10s  %10s  %10s  %s\n", "part", "samples", "h_assessed", "per symbol",
	    "per bit", "decided by");
	for (size_t i = 0; i < all->count; i++) {
		snprintf(name, sizeof name, "%zu", i);
		print_part(name, &all->part[i]);
	}
	print_part("whole", &all->whole);
	print_why(all);
}

static void write_part(struct json *j, const struct part *p)
{
	json_u64(j, "samples", p->n);
	json_double(j, "h_assessed", p->h);
	if (p->one_symbol) {
		json_null(j, "decided_by");
		return;
	}
	json_string(j, "decided_by", sp90b_estimator_name(p->by.estimator));
	json_string(j, "track", p->by.bits ? "bitstring" : "original");
	json_double(j, "h_original", p->r.original.run ? p->r.original.h : (double)NAN);
	json_double(j, "h_bitstring", p->r.bitstring.run ? p->r.bitstring.h : (double)NAN);
}

static void write_result(struct json *j, const struct request *q, const void *result)
{
	const struct parts *all = result;
	if (q->mapping)
		json_string(j, "mapping", q->mapping);
	json_u64(j, "part_samples", all->each);
	json_begin_array(j, "parts");
	for (size_t i = 0; i < all->count; i++) {
		json_begin_object(j, NULL);
		write_part(j, &all->part[i]);
		json_end_object(j);
	}
	json_end_array(j);
	json_begin_object(j, "whole");
	write_part(j, &all->whole);
	json_end_object(j);
	json_u64(j, "lowest_part", all->lowest);
	json_string(j, "reason", reason_of(&all->whole.r, all->whole.by));
}

int run_parts(const struct request *q)
{
	struct input in;
	uint64_t bits = samples_of(q, &in);
	if (q->mapping && !q->run)
		err_usage("--index all takes symbols as they are in the file: without --mapping");
	struct parts all = parts_assess(q, &in, bits);
	warn_of_data(q, all.each, all.whole.r.width, all.whole.r.narrow);
	output_result(q, &in, &(struct result_output){"parts", &all, print_result, write_result});
	free(all.part);
	return EXIT_DONE;
}
