/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers, ratios and intervals as a sentence has them.
 */
#include "phrase_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER = 32 };

/* Not a number has no places: whoever has one does not print it. */
void phrase_number(char *out, size_t size, double value)
{
	double v = fabs(value);
	int places = !(v < 100) || v == 0 ? 0 : v >= 10 ? 1 : v >= 1 ? 2 : 2 - (int)floor(log10(v));
	if (v >= 1e7 || (v > 0 && v < 1e-4))
		snprintf(out, size, "%.2e", value);
	else
		snprintf(out, size, "%.*f", places, value);
}

/* Three significant digits; where `of` is near 1, two of its difference from 1. */
static void ratio_number(char *out, size_t size, double ratio, double of)
{
	double off = fabs(of - 1);
	if (off > 0 && off < 0.095)
		snprintf(out, size, "%.*f", (int)fmin(6, 1 - floor(log10(off))), ratio);
	else
		phrase_number(out, size, ratio);
}

void phrase_put_ratio(FILE *out, double ratio)
{
	char text[NUMBER];
	ratio_number(text, sizeof text, ratio, ratio);
	fprintf(out, "%sx", text);
}

void phrase_put_place(FILE *out, const struct view *v, double lo, double hi)
{
	double scale = strcmp(v->row->unit, "ticks") == 0 ? v->row->unit_ns : 1;
	double sign = v->difference < 0 ? -1 : 1;
	char d[NUMBER], a[NUMBER], b[NUMBER];
	phrase_number(d, sizeof d, sign * scale * v->difference);
	phrase_number(a, sizeof a, sign * scale * (sign < 0 ? hi : lo));
	phrase_number(b, sizeof b, sign * scale * (sign < 0 ? lo : hi));
	fprintf(out, "%s ns", d);
	if (!isnan(lo) && !isnan(hi))
		fprintf(out, " [%s, %s]", a, b);
	fprintf(out, " %s", sign < 0 ? "shorter" : "longer");
	if (!isnan(v->ratio)) {
		fprintf(out, " (");
		phrase_put_ratio(out, v->ratio);
		fprintf(out, ")");
	}
}

void phrase_put_change(FILE *out, const struct view *v)
{
	char a[NUMBER], b[NUMBER];
	bool ratio = !isnan(v->ratio) && v->ratio > 0;
	bool ticks = !ratio && strcmp(v->row->unit, "ticks") == 0;
	const char *unit = ticks ? "ns" : v->row->unit;
	double scale = ticks ? v->row->unit_ns : 1;
	if (ratio) {
		phrase_put_ratio(out, v->ratio);
	} else {
		phrase_number(a, sizeof a, scale * v->difference);
		fprintf(out, "%s%s%s%s", v->difference < 0 ? "" : "+", a, *unit ? " " : "", unit);
	}
	double lo = ratio ? v->ratio_lo : scale * v->lo, hi = ratio ? v->ratio_hi : scale * v->hi;
	ratio_number(a, sizeof a, lo, ratio ? v->ratio : (double)NAN);
	ratio_number(b, sizeof b, hi, ratio ? v->ratio : (double)NAN);
	if (isfinite(lo) && isfinite(hi))
		fprintf(out, " [%s, %s]", a, b);
}

void phrase_put_most(FILE *out, const struct view *v)
{
	char text[NUMBER];
	double most = fmax(v->ratio_hi, 1 / v->ratio_lo);
	bool ratio = isfinite(v->ratio_hi) && v->ratio_lo > 0;
	double scale = strcmp(v->row->unit, "ticks") == 0 ? v->row->unit_ns : 1;
	phrase_number(text, sizeof text, ratio ? most : scale * fmax(fabs(v->lo), fabs(v->hi)));
	if (ratio)
		fprintf(out, "at most %sx", text);
	else
		fprintf(out, "at most %s%s%s", text, *v->row->unit ? " " : "",
		    scale == 1 ? v->row->unit : "ns");
}
