/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A counter of tick T reads floor(d / T) or one more of a duration d, whatever its phase, so a
 * figure of the readings has bounds that the durations alone give. The true start ticks say which
 * of the two it was; where they were not recorded, a claim may still lie outside the bounds. A
 * share is bounded by the samples that are inside with both readings and with at least one. For
 * entropies the coarse part and the bit that is added are looked at by themselves: simple, and
 * exact for whole ticks. Cost: one pass over the distinct values.
 */
#include "coarser.h"

#include <math.h>

struct coarser_reading coarser_reading(double ticks)
{
	double slack = fmax(1e-9, 4e-16 * ticks), whole = floor(ticks + slack);
	double rest = ticks - whole;
	if (rest <= slack)
		return (struct coarser_reading){whole, whole, 0};
	return (struct coarser_reading){whole, whole + 1, rest};
}

static struct coarser_reading reading_at(const struct histogram *h, size_t i, double ratio)
{
	return coarser_reading((double)h->value[i] * ratio);
}

struct coarser_ends coarser_share(const struct histogram *h, double ratio, double from, double to)
{
	double both = 0, any = 0, n = (double)h->n;
	for (size_t i = 0; i < h->distinct; i++) {
		struct coarser_reading r = reading_at(h, i, ratio);
		double count = (double)h->count[i];
		bool least = r.least >= from && r.least <= to;
		bool most = r.most >= from && r.most <= to;
		both += least && most ? count : 0;
		any += least || most ? count : 0;
	}
	return (struct coarser_ends){both / n, any / n};
}

struct coarser_ends coarser_distinct(const struct histogram *h, double ratio)
{
	double seen = -1, count = 0;
	for (size_t i = 0; i < h->distinct; i++) {
		struct coarser_reading r = reading_at(h, i, ratio);
		count += r.most - fmax(r.least - 1, seen);
		seen = r.most;
	}
	return (struct coarser_ends){NAN, count};
}

static double term_of(double p)
{
	return p > 0 ? -p * log2(p) : 0;
}

/* Of floor(d / T): entropy, largest share, and the share that may read one more. */
struct floors {
	double shannon, largest, open;
};

static struct floors floors_of(const struct histogram *h, double ratio)
{
	struct floors f = {0, 0, 0};
	double n = (double)h->n;
	for (size_t i = 0, next; i < h->distinct; i = next) {
		double at = reading_at(h, i, ratio).least, count = 0;
		for (next = i; next < h->distinct; next++) {
			struct coarser_reading r = reading_at(h, next, ratio);
			if (r.least != at)
				break;
			count += (double)h->count[next];
			f.open += r.most > r.least ? (double)h->count[next] / n : 0;
		}
		f.shannon += term_of(count / n);
		f.largest = fmax(f.largest, count / n);
	}
	return f;
}

struct coarser_ends coarser_shannon(const struct histogram *h, double ratio)
{
	struct floors f = floors_of(h, ratio);
	double w = fmin(f.open, 0.5), bit = term_of(w) + term_of(1 - w);
	return (struct coarser_ends){fmax(f.shannon - bit, 0), f.shannon + bit};
}

struct coarser_ends coarser_min_entropy(const struct histogram *h, double ratio)
{
	struct floors f = floors_of(h, ratio);
	/* All whole: nothing is open. Else half of the largest reads alike. */
	double alike = f.open > 0 ? f.largest / 2 : f.largest;
	return (struct coarser_ends){NAN, f.largest >= 0.5 ? log2(1 / alike) : (double)NAN};
}
