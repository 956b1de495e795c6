/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Figures as text of table cells, by the rules of number.h.
 */
#include "paper_private.h"

#include <math.h>

struct cell paper_text(const char *text)
{
	return (struct cell){text, TONE_TEXT, NULL, NULL};
}

static struct cell result_scaled(char *text, const struct store_result *r, double scale)
{
	struct number n;
	const char *unit = scale == 100 ? " %" : "";
	if (!r)
		return (struct cell){"none", TONE_ABSENT, NULL, NULL};
	if (!isfinite(r->value))
		return (struct cell){r->status, TONE_ABSENT, NULL, NULL};
	number_format(&n, scale * r->value, scale * r->lo, scale * r->hi);
	snprintf(text, PAPER_CELL, *n.lo ? "%s%s [%s, %s]" : "%s%s", n.value, unit, n.lo, n.hi);
	return paper_text(text);
}

struct cell paper_result(char *text, const struct store_result *r)
{
	return result_scaled(text, r, 1);
}

struct cell paper_percent(char *text, const struct store_result *r)
{
	return result_scaled(text, r, 100);
}

struct cell paper_number(char *text, double value)
{
	snprintf(text, PAPER_CELL, "%.3g", value);
	return isfinite(value) ? paper_text(text) : (struct cell){"none", TONE_ABSENT, NULL, NULL};
}
