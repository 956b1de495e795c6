/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is shown of all runs together, copied from the judgement of the stored figures by the stored
 * registry. Cost: one look at every stored figure that a claim names.
 */
#include "judged.h"

#include "audit.h"
#include "err.h"
#include "joint.h"
#include "mem.h"
#include "stored_registry.h"
#include "verdicts.h"
#include "where.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct kept {
	struct stored_registry stored;
	struct verdicts verdicts;
};

static struct judged_place place_of(const struct entropy_place *p)
{
	if (p->figure == FIGURES)
		return (struct judged_place){.figure = NULL};
	return (struct judged_place){figure_name(p->figure), p->scope, p->value, p->lo, p->hi, p->n,
	    p->first, p->joined, p->pieces, p->stretch};
}

static void copy_entropy(struct judged *j, const struct book *b, const struct verdicts *v)
{
	j->entropy = mem_zero(b->run_count, sizeof *j->entropy);
	for (size_t i = 0; i < b->run_count; i++) {
		j->entropy[i] = (struct judged_entropy){NAN, NAN, NAN, NAN};
		for (size_t k = 0; k < v->runs_n; k++) {
			if (v->runs[k].id != b->runs[i].row.id)
				continue;
			j->entropy[i].at_least = v->runs[k].entropy.at_least;
			j->entropy[i].at_most = v->runs[k].entropy.at_most;
			j->entropy[i].credited = v->runs[k].entropy.credited;
			j->entropy[i].assessed = v->runs[k].entropy.assessed;
			j->entropy[i].moves = v->runs[k].entropy.moves;
			j->entropy[i].most = place_of(&v->runs[k].entropy.most);
			j->entropy[i].least = place_of(&v->runs[k].entropy.least);
			j->entropy[i].ends = v->runs[k].entropy.ends;
			j->entropy[i].errors = v->runs[k].entropy.errors;
			j->entropy[i].observer = v->runs[k].entropy.adversary;
		}
	}
}

static void copy_cells(struct judged *j, const struct verdicts *v)
{
	j->cells = mem_zero(v->rows_n, sizeof *j->cells);
	for (size_t i = 0; i < v->rows_n; i++) {
		const struct verdict_row *row = &v->rows[i];
		if (!row->cell || !verdicts_pooled(v, row->cell))
			continue;
		struct cell_about about = cells_about(&v->cells, row->cell - 1);
		j->cells[j->cell_count++] = (struct judged_cell){row->claim->id,
		    verdict_name(row->verdict), row->why, about.machine, about.probe, about.load,
		    row->cell, about.runs, row->value, row->lo, row->hi};
	}
}

/* The first run of the book that is of the cell (index + 1); b->run_count: none is. */
static size_t first_of_cell(const struct book *b, const struct verdicts *v, size_t cell)
{
	for (size_t i = 0; i < b->run_count; i++)
		for (size_t k = 0; k < v->runs_n; k++)
			if (v->runs[k].cell == cell && v->runs[k].id == b->runs[i].row.id)
				return i;
	return b->run_count;
}

static struct judged_share share_of(
    const struct subject *pooled, enum figure_id figure, const char *scope, const char *grid)
{
	const struct fact *f = subject_find(pooled, figure, scope, grid);
	return f ? (struct judged_share){f->value, f->lo, f->hi, f->n}
		 : (struct judged_share){NAN, NAN, NAN, 0};
}

static void copy_windows(struct judged *j, const struct book *b, const struct verdicts *v,
    size_t cell, const struct subject *pooled)
{
	struct judged_windows w = {cell, share_of(pooled, FIGURE_FAST_WINDOW_SHARE, "all", "24MHz"),
	    share_of(pooled, FIGURE_SLOW_WINDOW_SHARE, "all", "24MHz")};
	for (size_t i = 0; i < b->run_count; i++)
		for (size_t k = 0; k < v->runs_n; k++)
			if (v->runs[k].cell == cell && v->runs[k].id == b->runs[i].row.id)
				j->windows[i] = w;
}

static void copy_pooled(struct judged *j, const struct book *b, const struct verdicts *v)
{
	j->slow = mem_zero(v->cells.n, sizeof *j->slow);
	j->windows = mem_zero(b->run_count, sizeof *j->windows);
	for (size_t i = 0; i < v->cells.n; i++) {
		size_t run = first_of_cell(b, v, i + 1);
		struct subject pooled;
		struct fact *facts;
		if (run == b->run_count || !verdicts_pooled(v, i + 1))
			continue;
		if (cells_pool(&v->cells, i, &pooled, &facts) != 0)
			mem_end();
		struct judged_slow slow = {run, cells_about(&v->cells, i).runs,
		    share_of(&pooled, FIGURE_SLOW_SHARE, "all", "native"),
		    share_of(&pooled, FIGURE_SLOW_CAUSE_SHARE, "overlap", "native")};
		if (isfinite(slow.overlap.value))
			j->slow[j->slow_count++] = slow;
		copy_windows(j, b, v, i + 1, &pooled);
		free(facts);
	}
}

static void copy_claims(struct judged *j, const struct verdicts *v)
{
	j->claims = mem_zero(v->registry->n, sizeof *j->claims);
	for (size_t i = 0; i < v->registry->n; i++) {
		enum verdict verdict;
		bool same;
		if (verdicts_common(v, v->registry->claims[i], &verdict, &same))
			j->claims[j->claim_count++] =
			    (struct judged_claim){v->registry->claims[i]->id,
				same ? verdict_name(verdict) : JUDGED_DIFFERS};
	}
}

/* What follows from the other figures of a table, where it can be drawn beside the published one.
 */
static void add_points(struct judged_body *body, const struct claim *c)
{
	body->points =
	    mem_grow(body->points, body->point_count + REGISTRY_MANY, sizeof *body->points);
	for (int i = 0; i < c->relations_n; i++) {
		const struct relation *r = &c->relations[i];
		struct finding f;
		audit_relation(r, &f);
		double published =
		    r->published.published ? r->published.published->value : r->published.number;
		if (*r->published.text && isfinite(published) && published > 0 &&
		    isfinite(f.computed.lo) && isfinite(f.computed.hi))
			body->points[body->point_count++] = (struct judged_point){c->title,
			    r->published.text, published, f.computed.lo, f.computed.hi, f.holds};
	}
}

static void copy_bodies(struct judged *j, const struct registry *r)
{
	struct joint joint;
	j->bodies = mem_zero(r->n, sizeof *j->bodies);
	for (int i = 0; joint_find(r, i, &joint) == 0; i++) {
		struct judged_body *body = &j->bodies[j->body_count++];
		*body = (struct judged_body){.hypothesis = mem_copy(joint.hypothesis),
		    .sentence = mem_copy(joint.text.text),
		    .verdict = verdict_name(joint.verdict),
		    .explained = joint.explained,
		    .of = joint.of};
		for (size_t k = 0; k < r->n; k++)
			if (strcmp(r->claims[k]->body, joint.body) == 0)
				add_points(body, r->claims[k]);
	}
}

/* Of the two published counts. A call that lasts a part p of a tick, begun anywhere in it, shows
 * one tick in a part p of the cases and else none. */
static void copy_split(struct judged *j, const struct stored_registry *r, const struct book *b)
{
	const struct published_number *fast = stored_registry_count(r, b, FIGURE_FAST_WINDOW_SHARE);
	const struct published_number *slow = stored_registry_count(r, b, FIGURE_SLOW_WINDOW_SHARE);
	if (!fast || !slow || !(fast->count + slow->count > 0))
		return;
	j->split = (struct judged_split){fast->count / fast->n, slow->count / slow->n,
	    slow->count / (fast->count + slow->count) * 1e9 / 24e6};
}

int judged_read(struct judged *j, struct store *s, const struct book *b)
{
	struct kept *k = mem_zero(1, sizeof *k);
	*j = (struct judged){.split = {NAN, NAN, NAN}, .kept = k};
	int rc = stored_registry_read(&k->stored, s, j->why, sizeof j->why);
	verdicts_init(&k->verdicts, &k->stored.registry);
	if (rc != 0)
		return k->stored.registry.no_memory || store_check_reads(s) != 0 ? -1 : 1;
	if (verdicts_judge(&k->verdicts, s, j->why, sizeof j->why) != 0)
		return -1;
	if (store_check_reads(s) != 0)
		return err_why(j->why, sizeof j->why, "%s", store_error(s));
	copy_entropy(j, b, &k->verdicts);
	copy_cells(j, &k->verdicts);
	copy_pooled(j, b, &k->verdicts);
	copy_claims(j, &k->verdicts);
	copy_bodies(j, &k->stored.registry);
	copy_split(j, &k->stored, b);
	return 0;
}

void judged_release(struct judged *j)
{
	struct kept *k = j->kept;
	if (k) {
		verdicts_release(&k->verdicts);
		stored_registry_release(&k->stored);
	}
	for (size_t i = 0; i < j->body_count; i++) {
		free(j->bodies[i].hypothesis);
		free(j->bodies[i].sentence);
		free(j->bodies[i].points);
	}
	free(j->bodies);
	free(j->cells);
	free(j->slow);
	free(j->windows);
	free(j->claims);
	free(j->entropy);
	free(k);
	*j = (struct judged){0};
}

static bool is_of(const struct book *b, size_t run, size_t like, const char *probe)
{
	return strcmp(b->runs[run].row.probe, probe) == 0 &&
	       (like == b->run_count || where_same(&b->runs[run], &b->runs[like]));
}

/* like: b->run_count for all machines. */
static size_t find_least(
    const struct judged *j, const struct book *b, size_t like, const char *probe)
{
	size_t least = b->run_count;
	for (size_t i = 0; j->entropy && i < b->run_count; i++)
		if (is_of(b, i, like, probe) && isfinite(j->entropy[i].at_most) &&
		    (least == b->run_count || j->entropy[i].at_most < j->entropy[least].at_most))
			least = i;
	return least;
}

size_t judged_least(const struct judged *j, const struct book *b, size_t like, const char *probe)
{
	return find_least(j, b, like, probe);
}

size_t judged_lowest(const struct judged *j, const struct book *b, size_t like, const char *probe)
{
	size_t lowest = b->run_count;
	for (size_t i = 0; j->entropy && i < b->run_count; i++)
		if (is_of(b, i, like, probe) && isfinite(j->entropy[i].at_least) &&
		    (lowest == b->run_count ||
			j->entropy[i].at_least < j->entropy[lowest].at_least))
			lowest = i;
	return lowest;
}

size_t judged_least_anywhere(const struct judged *j, const struct book *b, const char *probe)
{
	return find_least(j, b, b->run_count, probe);
}

bool judged_by_pieces(
    const struct judged *j, int64_t run, const char *claim, struct judged_pieces *out)
{
	const struct kept *k = j->kept;
	for (size_t i = 0; k && i < k->verdicts.rows_n; i++) {
		const struct verdict_row *row = &k->verdicts.rows[i];
		if (!row->run || !row->pieces || k->verdicts.runs[row->run - 1].id != run ||
		    strcmp(row->claim->id, claim) != 0)
			continue;
		*out = (struct judged_pieces){row->pieces, row->piece_least, row->piece_greatest};
		return true;
	}
	return false;
}

struct judged_floor judged_floor(
    const struct judged *j, const struct book *b, size_t like, const char *probe)
{
	struct judged_floor least = {NAN, NAN, NAN}; /* fmin passes over a nan */
	for (size_t i = 0; j->entropy && i < b->run_count; i++) {
		if (!is_of(b, i, like, probe))
			continue;
		least.at_least = fmin(least.at_least, j->entropy[i].at_least);
		least.credited = fmin(least.credited, j->entropy[i].credited);
		least.assessed = fmin(least.assessed, j->entropy[i].assessed);
	}
	return least;
}
