/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What all estimators share: their status and named counts, bit strings, the upper end of a share's
 * 99 % interval, and the step from a probability to bits. In one place, because the text uses the
 * same normal bound, Z = 2.576, in every estimator of section 6.3. @[SP800-90B, 6.3] Cost: nothing
 * to speak of.
 */
#include "sp90b_types_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *sp90b_status_name(enum sp90b_status status)
{
	switch (status) {
	case SP90B_OK:
		return "ok";
	case SP90B_TOO_SHORT:
		return "too short";
	case SP90B_NOT_APPLICABLE:
		return "not applicable";
	case SP90B_NO_MEMORY:
		return "no memory";
	case SP90B_TOO_FEW:
		return "too few permutations";
	}
	return "unknown";
}

struct sp90b_estimate sp90b_absent(enum sp90b_status status)
{
	return (struct sp90b_estimate){.status = status};
}

void sp90b_add_count(struct sp90b_estimate *e, const char *name, uint64_t count)
{
	if (e->figures < SP90B_FIGURES)
		e->figure[e->figures++] = (struct sp90b_figure){name, true, count, 0};
}

void sp90b_add_real(struct sp90b_estimate *e, const char *name, double real)
{
	if (e->figures < SP90B_FIGURES)
		e->figure[e->figures++] = (struct sp90b_figure){name, false, 0, real};
}

const struct sp90b_figure *sp90b_find(const struct sp90b_estimate *e, const char *name)
{
	for (unsigned i = 0; i < e->figures; i++)
		if (strcmp(e->figure[i].name, name) == 0)
			return &e->figure[i];
	return NULL;
}

int sp90b_bits_init(struct sp90b_bits *b, size_t n)
{
	/* One word of zeros behind the last bit lets a window start anywhere up to n. */
	b->word = calloc(n / 64 + 2, sizeof *b->word);
	b->n = n;
	return b->word ? 0 : -1;
}

void sp90b_bits_release(struct sp90b_bits *b)
{
	free(b->word);
	*b = (struct sp90b_bits){NULL, 0};
}

double sp90b_upper_bound(double p, double n)
{
	double u = p + SP90B_Z * sqrt(p * (1 - p) / (n - 1));
	return u < 1 ? u : 1;
}

double sp90b_added_share(uint64_t count, size_t n)
{
	double p = 0, one = 1.0 / (double)n;
	while (count-- > 0)
		p += one;
	return p;
}

double sp90b_min_entropy(double p)
{
	return p < 1 ? -log2(p) : 0;
}

void sp90b_add_tuple_bound(struct sp90b_estimate *e, const char *name, double log2_p, double n)
{
	double p = exp2(log2_p), below = -expm1(log2_p * log(2));
	double margin = SP90B_Z * sqrt(p * below / (n - 1)), left = below - margin;
	sp90b_add_real(e, name, p);
	sp90b_add_real(e, "p_u", left > 0 ? p + margin : 1);
	if (left > 0.5)
		e->h = -log2(p + margin);
	else
		e->h = left > 0 ? -log1p(-left) / log(2) : 0;
}
