/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --dry-run: what a run would take, without running it.
 */
#include "entropy.h"

#include "err.h"
#include "output.h"
#include "sp90b_iid.h"

static void check_width(const struct input *in, uint64_t bits)
{
	for (size_t i = 0; bits && i < in->n; i++)
		if (in->raw[i] >> bits)
			die_of_fault(SP90B_DATA_TOO_WIDE, in, bits, i);
}

static void print_cost(const struct input *in, unsigned width, struct sp90b_cost c)
{
	double input = (double)in->n * sizeof *in->raw;
	printf("%zu samples of %u bit%s: about %.0f bytes of memory, at most %.0f; about %.1f s on "
	       "one thread, at worst %.1f s\n",
	    in->n, width, width == 1 ? "" : "s", c.bytes + input, c.most_bytes + input, c.seconds,
	    c.most_seconds);
	output_finish();
}

int dry_run(const struct request *q, struct input *in, const struct sp90b_options *o)
{
	check_width(in, o->width);
	unsigned width = o->width ? o->width : sp90b_width(in->raw, in->n);
	struct sp90b_cost c;
	if (q->iid)
		c = sp90b_cost_iid(in->n, (uint32_t)q->permutations, (unsigned)q->threads);
	else
		c = sp90b_cost(in->n, width, o);
	if (q->restart) {
		if (q->initial) {
			struct sp90b_cost iid =
			    sp90b_cost_iid(in->n, (uint32_t)q->permutations, (unsigned)q->threads);
			c.seconds += iid.seconds;
			c.most_seconds += iid.most_seconds;
		}
		/* Rows, then columns, which are a copy. */
		c.bytes += 2 * (double)in->n;
		c.most_bytes += 2 * (double)in->n;
		c.seconds *= 2;
		c.most_seconds *= 2;
	}
	print_cost(in, width, c);
	input_release(in);
	return EXIT_DONE;
}
