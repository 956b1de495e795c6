/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "balance.h"

#include "condition.h"
#include "err.h"

#include <stdio.h>

uint64_t balance_extracted(const struct tlx_yield *yield)
{
	return yield->bytes ? 2 * (uint64_t)yield->pairs + 1 : 0;
}

uint64_t balance_conditioned(size_t bytes, double min_entropy)
{
	return (uint64_t)condition_blocks(bytes) * condition_samples(min_entropy);
}

static void warn_short(const struct balance *b, double hold)
{
	err_warning("the output has %llu bits, more than the %.4g that its %ss hold at %.3g bits "
		    "each%s",
	    8 * (unsigned long long)b->bytes, hold, b->sample, b->min_entropy,
	    b->conditioned ? "" : ": use --conditioned with the assessed --min-entropy");
}

void balance_print(const struct balance *b)
{
	double hold = b->min_entropy * (double)b->used;
	fprintf(stderr,
	    "%llu byte%s made from %llu %s%s, which hold %.4g bits at %.3g bits of min-entropy a "
	    "%s%s; the output has %llu bits\n",
	    (unsigned long long)b->bytes, b->bytes == 1 ? "" : "s", (unsigned long long)b->used,
	    b->sample, b->used == 1 ? "" : "s", hold, b->min_entropy, b->sample,
	    b->assumed ? " (assumed; --min-entropy states the assessed one)" : "",
	    8 * (unsigned long long)b->bytes);
	if (8 * (double)b->bytes > hold)
		warn_short(b, hold);
}
