/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of a summary in consecutive pieces of the series. The digest of the bootstrap holds
 * the counts of base blocks, so a piece's figures are those of a sum of counts, and its standard
 * errors those of its influence summed over the same blocks, by an autoregression
 * (longrun_private.h): no second pass over the samples. Within a piece the level is taken to be
 * one; what changes from piece to piece is what the pieces show. Each figure keeps the form of
 * interval that it has over the whole series: normal, on the logarithm, Wilson's of a share,
 * Woodruff's of a quantile. A moment whose tail may be too heavy for a variance has a lower end
 * alone: what did not come would have raised it. Cost: figures x entries of the digest.
 */
#include "summary_work_private.h"

#include "linear.h"

#include <math.h>
#include <stdlib.h>

struct part {
	size_t from, to; /* base blocks */
	struct bootstrap_sample sample;
	double row[REPLICATE_FIGURES], *per_cell;
	const struct replicate *replicate;
	const struct bootstrap *b;
	double per_eff; /* samples for an independent one, where the part itself shows none */
};

static bool part_spread(const struct part *p, struct piece_spread *out)
{
	struct linear l;
	if (linear_of_digest(&l, p->b, p->from, p->to, p->sample.count, p->per_cell) != EST_OK)
		return false;
	*out = linear_piece(&l, 0, p->to - p->from);
	linear_release(&l);
	return true;
}

static double critical_of(const struct piece_spread *s)
{
	return isnan(s->critical) ? 2 : s->critical;
}

static struct piece piece_of_share(const struct part *p, double share, const struct piece_spread *s)
{
	struct estimate e = estimate_point(share, p->sample.n);
	e.n_eff = (double)p->sample.n / p->per_eff;
	bootstrap_share_interval((double)p->sample.n, isnan(s->se) ? 0 : s->se, critical_of(s), &e);
	return (struct piece){share, e.lo, e.hi};
}

/* The largest share of one value in the part; its interval is Wilson's, the lower end paying for
 * those that might as well have been picked. */
static struct piece piece_of_most(const struct part *p, const struct piece_spread *s)
{
	const struct coarse *c = p->sample.cells;
	double n = (double)p->sample.n, most = 0, ties = 0;
	for (size_t i = 0; i < c->cells; i++)
		most = fmax(most, (double)p->sample.count[i] * c->within_max[i] / n);
	struct piece share = piece_of_share(p, most, s);
	double near_by = most - (share.hi - share.lo) / 2;
	for (size_t i = 0; i < c->cells; i++)
		ties += (double)p->sample.count[i] * c->within_max[i] / n >= near_by;
	double lo = share.lo - (ties > 1 ? (share.hi - share.lo) / 4 : 0);
	return (struct piece){log2(1 / most), log2(1 / share.hi), log2(1 / fmax(lo, 1 / n))};
}

/* Half of the interval's width at rank p n, by the share at or below its value. */
static bool piece_of_quantile(const struct part *p, int q, struct piece *out)
{
	const struct coarse *c = p->sample.cells;
	struct piece_spread s;
	size_t at, cell;
	double share = summary_quantile[q], n = (double)p->sample.n, base = (double)c->base;
	double value = base + replicate_value_at(&p->sample, ceil(share * n), &at);
	replicate_influence_of_share(c, at + 1, p->per_cell);
	if (!part_spread(p, &s))
		return false;
	double n_eff = s.se > 0 ? fmin(s.mean * (1 - s.mean) / (s.se * s.se), n) : n / p->per_eff;
	double half = critical_of(&s) * sqrt(share * (1 - share) / n_eff) + 0.5 / n_eff;
	*out = (struct piece){value, NAN, NAN};
	if (share - half > 0)
		out->lo = base + replicate_value_at(&p->sample, ceil(n * (share - half)), &cell);
	if (share + half < 1)
		out->hi =
		    base + replicate_value_at(&p->sample, floor(n * (share + half)) + 1, &cell);
	return true;
}

/* What rare values that the part did not have can add where it has one value alone. */
static double unseen_at_most(const struct part *p)
{
	struct estimate rest = estimate_point(0, p->sample.n);
	rest.n_eff = (double)p->sample.n / p->per_eff;
	bootstrap_share_interval((double)p->sample.n, 0, 1.96, &rest);
	double q = rest.hi;
	return -q * log2(q) - (1 - q) * log2(1 - q) + 64 * q;
}

static struct piece piece_of_entropy(const struct part *p, int place, const struct piece_spread *s)
{
	double value = p->row[place], middle = place == COLLISION ? value : p->row[SHANNON_MM];
	if (isnan(s->se))
		return (struct piece){value, 0, value + unseen_at_most(p)};
	double half = critical_of(s) * s->se;
	return (struct piece){
	    value, fmax(fmin(middle - half, value), 0), fmax(middle + half, value)};
}

static struct piece piece_of_moment(
    const struct part *p, int place, const struct piece_spread *s, bool heavy)
{
	double value = p->row[place], half = critical_of(s) * s->se;
	if (place == MEAN)
		return (struct piece){value, value - half, value + half};
	double factor = exp(half / value);
	return (struct piece){value, value / factor, heavy ? (double)NAN : value * factor};
}

static bool piece_fill(const struct part *p, int place, bool heavy, struct piece *out)
{
	struct piece_spread s;
	*out = (struct piece){NAN, NAN, NAN};
	if (place >= Q01 && place <= Q999)
		return piece_of_quantile(p, place - Q01, out);
	if (!replicate_influence(p->replicate, &p->sample, p->row, place, p->per_cell)) {
		out->value = p->row[place];
		return true;
	}
	if (!part_spread(p, &s))
		return false;
	*out = place == MIN_PLUGIN			? piece_of_most(p, &s)
	       : place >= SHANNON && place <= COLLISION ? piece_of_entropy(p, place, &s)
	       : place >= MEAN && place <= CV		? piece_of_moment(p, place, &s, heavy)
							: piece_of_share(p, p->row[place], &s);
	return true;
}

static bool in_pieces(int place)
{
	return (place >= MEAN && place <= MAD) || (place >= LSB && place <= MIN_PLUGIN) ||
	       place == FAST || place == SLOW;
}

bool summary_pieces(struct summary_work *w, const struct replicate *r)
{
	unsigned count = estimate_pieces(w->n);
	size_t cells = bootstrap_cells(w->b)->cells, blocks = bootstrap_blocks(w->b);
	const struct estimate *ranks = summary_at(w, N_EFF_RANKS);
	struct part p = {.b = w->b, .replicate = r, .per_cell = malloc(cells * sizeof *p.per_cell)};
	uint64_t *counts = malloc(cells * sizeof *counts);
	bool ok = p.per_cell && counts, heavy = w->heavy;
	p.per_eff = ranks->status == EST_OK ? fmax((double)w->n / ranks->value, 1) : 1;
	for (unsigned k = 0; ok && k < count; k++) {
		p.from = k * blocks / count;
		p.to = (k + 1) * blocks / count;
		p.sample = bootstrap_part(w->b, p.from, p.to, counts);
		if (w->level_moves)
			p.per_eff = fmin(p.per_eff, (double)p.sample.n / ESTIMATE_PIECE_N_EFF);
		replicate_figures(&p.sample, (void *)(uintptr_t)r, p.row);
		for (int place = MEAN; ok && place < TAU; place++) {
			struct pieces *to = &summary_at(w, place)->pieces;
			if (!in_pieces(place) || !summary_wants(w, place) ||
			    summary_at(w, place)->status != EST_OK)
				continue;
			to->count = count;
			to->stationary = !w->moves[place];
			ok = piece_fill(&p, place, heavy, &to->at[k]);
		}
	}
	free(p.per_cell);
	free(counts);
	return ok;
}
