/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row seen from either of its two machines.
 */
#include "view_private.h"

#include <math.h>
#include <stddef.h>

static struct view view_turn(const struct comparison *r)
{
	return (struct view){r, -r->difference.value, -r->difference.hi, -r->difference.lo,
	    1 / r->ratio, 1 / r->ratio_hi, 1 / r->ratio_lo, -r->within_hi, -r->within_lo};
}

bool view_find(
    struct view *v, const struct compare *c, const char *figure, size_t cell, size_t a, size_t b)
{
	const struct comparison *r = compare_find(c, figure, cell, a, b);
	if (r) {
		*v = (struct view){r, r->difference.value, r->difference.lo, r->difference.hi,
		    r->ratio, r->ratio_lo, r->ratio_hi, r->within_lo, r->within_hi};
		return true;
	}
	r = compare_find(c, figure, cell, b, a);
	if (r)
		*v = view_turn(r);
	return r != NULL;
}

bool view_topic(struct view *v, const struct compare *c, enum measured_topic topic, size_t cell,
    size_t a, size_t b)
{
	for (size_t i = 0; measured_at(i); i++)
		if (measured_at(i)->topic == topic &&
		    view_find(v, c, measured_name(measured_at(i)), cell, a, b))
			return true;
	return false;
}

double view_distance(const struct compare *c, size_t cell, size_t a, size_t b)
{
	struct view v;
	return view_find(&v, c, "wasserstein_ns", cell, a, b) ? v.row->difference.value
							      : (double)NAN;
}

bool view_has_interval(const struct view *v)
{
	return !isnan(v->lo);
}
