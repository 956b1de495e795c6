/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The published table has two windows and no order, so the only parameter that one tick leaves is
 * the share of the upper one, and that is given by its count: every other figure follows. The tick
 * has 125/3 ns, and floor(125 k / 3) of neighbours k differs by 41 once and by 42 twice in three,
 * so a duration of one tick shows 41 or 42 as 1 : 2. Samples outside both windows are taken for
 * values that come once.
 */
#include "paper_private.h"
#include "where.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what follows from the counts ---------------------------------------------------------- */

static double bits_of(double share)
{
	return share > 0 ? -share * log2(share) : 0;
}

int paper_predict(struct paper *p)
{
	const struct published_number *fast = stored_registry_count(
					  &p->stored, p->b, FIGURE_FAST_WINDOW_SHARE),
				      *slow = stored_registry_count(
					  &p->stored, p->b, FIGURE_SLOW_WINDOW_SHARE);
	struct paper_predicted *q = &p->predicted;
	if (!fast || !slow)
		return -1;
	double n = slow->n, rest = n - slow->count - fast->count;
	q->fast = fast->count / n;
	q->slow = slow->count / n;
	double one = q->slow / 3, two = 2 * q->slow / 3, both = q->fast + q->slow;
	double mean = (41 * one + 42 * two) / both;
	double square = (41 * 41 * one + 42 * 42 * two) / both;
	q->shannon = bits_of(q->fast) + bits_of(one) + bits_of(two) + rest * bits_of(1 / n);
	q->tick_shannon = bits_of(q->fast / both) + bits_of(q->slow / both);
	q->cv = sqrt(square - mean * mean) / mean;
	q->lsb = one;
	q->min_entropy = -log2(fmax(q->fast, q->slow));
	q->cost_ns = q->slow / both * 125 / 3;
	return 0;
}

/* ---- the runs ------------------------------------------------------------------------------ */

bool paper_is_zero(const struct book_run *run)
{
	const struct store_result *r =
	    book_result(run, FIGURE_ADVERSARY_MIN_ENTROPY, "restarts", "native");
	return r && r->value == 0 && isnan(r->hi);
}

const struct store_result *paper_least(const struct book_run *run)
{
	const struct store_result *least = NULL;
	double most = INFINITY;
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		bool assessed = book_is(r, FIGURE_MIN_90B) && strcmp(r->scope, "all") == 0;
		double at_most = isnan(r->hi) ? r->value : r->hi;
		if ((!book_is(r, FIGURE_ADVERSARY_MIN_ENTROPY) && !assessed) ||
		    strcmp(r->grid, "native") != 0 || !(at_most < most))
			continue;
		least = r;
		most = at_most;
	}
	return least;
}

/* Is the claim about what it timed, and could its counter show it? */
static bool is_subject(const struct book_run *run)
{
	return strcmp(run->row.probe, "gettimeofday") == 0 &&
	       book_result(run, FIGURE_SHANNON, "all", "24MHz") &&
	       strcmp(run->row.status, "complete") == 0;
}

static bool is_mac(const struct book_run *run)
{
	const char *kernel = facts_get(&run->machine, "kernel.name");
	return kernel && strcmp(kernel, "Darwin") == 0;
}

bool paper_is_replicate(const struct book_run *run, const struct book_run *of)
{
	return is_subject(run) && where_same(run, of) && strcmp(run->row.load, of->row.load) == 0;
}

struct paper_range paper_range_of(const struct paper *p, const struct book_run *of,
    enum figure_id figure, const char *scope, const char *grid)
{
	struct paper_range range = {0, INFINITY, -INFINITY};
	for (size_t i = 0; i < p->b->run_count; i++) {
		const struct book_run *run = &p->b->runs[i];
		const struct store_result *r =
		    paper_is_replicate(run, of) ? book_result(run, figure, scope, grid) : NULL;
		if (!r || !isfinite(r->value))
			continue;
		range.runs++;
		range.least = fmin(range.least, r->value);
		range.greatest = fmax(range.greatest, r->value);
	}
	return range;
}

static void choose_run(struct paper *p, const struct book_run *run)
{
	size_t i = 0;
	while (i < p->here_count && !where_same(p->here[i], run))
		i++;
	bool better = i < p->here_count && strcmp(run->row.load, "idle") == 0 &&
		      strcmp(p->here[i]->row.load, "idle") != 0;
	if (i == PAPER_HERE || (i < p->here_count && !better))
		return;
	if (i == p->here_count)
		p->here_count++;
	p->here[i] = run;
	p->has_mac = p->has_mac || is_mac(run);
}

static void choose_runs(struct paper *p)
{
	for (size_t i = 0; i < p->b->run_count; i++) {
		const struct book_run *run = &p->b->runs[i];
		if (!is_subject(run))
			continue;
		if (!paper_is_zero(run))
			choose_run(p, run);
		else if (!p->zero)
			p->zero = run;
	}
}

/* ---- the sweep ----------------------------------------------------------------------------- */

static int take_point(void *context, const struct store_point *at)
{
	struct paper_sweep *sweep = context;
	if (sweep->count < PAPER_SWEEP)
		sweep->at[sweep->count++] = (struct paper_point){at->x, at->y, at->z, at->lo};
	return 0;
}

static int read_sweeps(struct paper *p, struct store *s)
{
	for (size_t i = 0; i < p->here_count; i++)
		if (store_curve(s, p->here[i]->row.id, curve_name(CURVE_SWEEP), "all", "native",
			take_point, &p->sweep[i]) < 0)
			return -1;
	return 0;
}

const struct paper_point *paper_sweep_at(const struct paper *p, size_t i, double ticks)
{
	const struct paper_point *best = NULL;
	for (size_t k = 0; k < p->sweep[i].count; k++) {
		const struct paper_point *at = &p->sweep[i].at[k];
		if (!best || fabs(at->cost - ticks) < fabs(best->cost - ticks))
			best = at;
	}
	return best;
}

static void write_parts(
    struct doc *d, const struct paper *p, const struct gallery *g, const char *db)
{
	doc_begin(d, "31 % and 69 %: entropy, or one tick of a clock?");
	paper_lead(d, p);
	paper_figure(d, p, g);
	paper_table(d, p);
	paper_question(d, p);
	paper_arithmetic(d, p);
	paper_mac(d, p);
	paper_measured(d, p);
	paper_mechanisms(d, p);
	paper_observers(d, p);
	paper_extractor(d, p);
	paper_controls(d, p);
	paper_verdicts(d, p);
	paper_open(d, p);
	paper_again(d, p, db);
	doc_end(d);
}

int paper_write(
    struct doc *d, struct gallery *g, const struct paper_from *from, char *why, size_t size)
{
	struct store *s = from->store;
	const struct book *b = from->book;
	struct paper *p = calloc(1, sizeof *p);
	if (!p)
		return -1;
	p->b = b;
	int rc = stored_registry_read(&p->stored, s, why, size);
	if (rc == 0 && paper_predict(p) != 0) {
		snprintf(why, size, "the stored registry lacks the counts of the two windows");
		rc = -1;
	}
	if (rc == 0 && judged_read(&p->judged, s, b) != 0) {
		snprintf(why, size, "%s", p->judged.why);
		rc = -1;
	}
	if (rc == 0) {
		p->has_joint = joint_find(&p->stored.registry, 0, &p->joint) == 0;
		paper_place_tables(p);
		choose_runs(p);
		rc = read_sweeps(p, s);
		if (rc != 0)
			snprintf(why, size, "%s", store_error(s));
	}
	if (rc == 0) {
		paper_draw(p, g, from);
		write_parts(d, p, g, from->db);
	}
	judged_release(&p->judged);
	stored_registry_release(&p->stored);
	free(p);
	return rc;
}
