/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lookup.h"

#include <stdlib.h>

enum estimate_status lookup_init(struct lookup *l, const struct histogram *h)
{
	*l = (struct lookup){h, calloc(LOOKUP_DENSE, sizeof *l->dense)};
	if (!l->dense)
		return EST_NO_MEMORY;
	for (size_t i = 0; i < h->distinct && h->value[i] - h->value[0] < LOOKUP_DENSE; i++)
		l->dense[h->value[i] - h->value[0]] = (uint32_t)i;
	return EST_OK;
}

void lookup_release(struct lookup *l)
{
	free(l->dense);
	*l = (struct lookup){0};
}

size_t lookup_search(const struct lookup *l, uint64_t value)
{
	size_t lo = 0, hi = l->h->distinct;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (l->h->value[mid] <= value)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}
