/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one picture: the argument is that a split follows from the cost of a call in ticks whatever
 * the machine, so all that has a cost and a split is laid on the sawtooth of the model. Its points
 * are the figures of the tables; nothing is computed for it but the places of the published ones.
 */
#include "paper_private.h"

#include "mem.h"
#include "split.h"
#include "where.h"

#include <math.h>
#include <stdlib.h>

enum { POINTS_MOST = PAPER_HERE * (PAPER_SWEEP + 1) + JOINT_MANY + 2 };

struct points {
	struct split_point at[POINTS_MOST];
	size_t n;
	char *names[PAPER_HERE + 1];
	size_t names_n;
};

static void add_sweep(struct points *s, const struct paper *p, size_t i)
{
	for (size_t k = 0; k < p->sweep[i].count; k++) {
		const struct paper_point *at = &p->sweep[i].at[k];
		s->at[s->n++] = (struct split_point){.kind = SPLIT_SWEEP,
		    .machine = i,
		    .cost = at->cost,
		    .share = at->share,
		    .lo = NAN,
		    .hi = NAN};
	}
}

/* A run through the counter of the claim, as the first table has it. */
static void add_run(
    struct points *s, const struct book_run *run, enum split_kind kind, size_t i, const char *name)
{
	const struct store_result *cost = book_result(run, FIGURE_BEAT_COST, "all", "24MHz"),
				  *share = book_result(run, FIGURE_BEAT_CEIL_SHARE, "all", "24MHz");
	if (!cost || !share || !isfinite(cost->value) || !isfinite(share->value))
		return;
	s->at[s->n++] = (struct split_point){.kind = kind,
	    .machine = i,
	    .cost = cost->value * 24e6 / 1e9,
	    .share = share->value,
	    .lo = share->lo,
	    .hi = share->hi,
	    .name = name};
}

static void add_published(struct points *s, const struct paper *p, const char *claim)
{
	const struct paper_predicted *q = &p->predicted;
	bool claimed = false;
	for (size_t i = 0; i < p->place_count; i++) {
		const struct paper_place *at = &p->place[i];
		if (!isfinite(at->cost))
			continue;
		claimed = claimed || at->claimed;
		s->at[s->n++] = (struct split_point){.kind = at->claimed     ? SPLIT_CLAIM
							     : at->exception ? SPLIT_EXCEPTION
									     : SPLIT_EXPLAINED,
		    .cost = at->cost,
		    .share = at->share,
		    .lo = NAN,
		    .hi = NAN,
		    .name = at->claimed ? claim : at->table->title};
	}
	/* No table repeats it: the cost that its counts give. */
	if (!claimed)
		s->at[s->n++] = (struct split_point){.kind = SPLIT_CLAIM,
		    .cost = q->cost_ns * 24e6 / 1e9,
		    .share = q->slow / (q->fast + q->slow),
		    .lo = NAN,
		    .hi = NAN,
		    .name = claim};
}

static void collect_points(struct points *s, const struct paper *p)
{
	for (size_t i = 0; i < p->here_count; i++)
		add_sweep(s, p, i);
	for (size_t i = 0; i < p->here_count; i++) {
		char *name = s->names[s->names_n++] = where_name(p->here[i]);
		add_run(s, p->here[i], SPLIT_HERE, i, name);
	}
	char *claim = s->names[s->names_n++] = mem_print(
	    "the claim: %.0f %% and %.0f %%", 100 * p->predicted.fast, 100 * p->predicted.slow);
	add_published(s, p, claim);
	if (p->zero)
		add_run(s, p->zero, SPLIT_ZERO, 0, "zero-entropy machine");
}

void paper_draw(const struct paper *p, struct gallery *g, const struct paper_from *from)
{
	struct points *s = mem_zero(1, sizeof *s);
	collect_points(s, p);
	split_draw(g, mem_copy(from->stem),
	    mem_copy("How often a clock shows the longer of two neighbouring counts, by the cost "
		     "of the call in ticks of that clock. Grey line: what one cost and one tick "
		     "predict, with nothing fitted. Points: what was measured here, what was "
		     "published, and a machine without entropy."),
	    s->at, s->n, from->tools);
	for (size_t i = 0; i < s->names_n; i++)
		free(s->names[i]);
	free(s);
}

void paper_figure(struct doc *d, const struct paper *p, const struct gallery *g)
{
	gallery_show(d, g, gallery_find(g, "split"));
	doc_para(d,
	    "The grey line is arithmetic. A call that always takes 0.3 ticks and starts at any "
	    "moment meets a tick in 30 of 100 cases; one of 1.3 ticks meets two ticks in 30 of 100 "
	    "cases and one in the rest. So points on the line need nothing but one cost and one "
	    "tick, and no entropy in the call. Only the fraction of a tick matters: what costs "
	    "more ticks than the axis has is drawn in the last tooth, with its cost at its name.");
	if (p->here_count > 0)
		doc_para(d,
		    "The dots are samples recorded here, counted by clocks of other ticks; their "
		    "cost is measured by the machine's own, finer counter. Near whole ticks they "
		    "leave the line: there the differences between calls decide. The cost at 24 "
		    "MHz is the one that the model finds.");
	if (p->place_count > 0)
		doc_para(d,
		    "A published table lies at its mean, at the height that its counts or its "
		    "coefficient of variation give; section \"Other tables of the same machine\" "
		    "lists the numbers.");
}
