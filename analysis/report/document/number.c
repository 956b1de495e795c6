/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An interval decides how many digits are shown: the last place is the one that shows two digits of
 * its half width, the rule of the GUM @[GUM, 7.2.6], since digits beyond it are noise. Value and
 * ends share that place, so that they can be compared by eye. The rule is of an interval that is
 * about even: where one end is a tenth of the other or less, as of a ratio or a rare share, the
 * common place would round the small end to 0, which it is not; then it has two digits of its own.
 * Cost: a few calls of printf.
 */
#include "number.h"

#include "text.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* However narrow an interval is, so many significant digits are shown of its ends. */
enum { DIGITS_MAX = 6 };

/* Puts commas between the thousands of the digits that `digits` starts with. */
static void group_digits(char *out, size_t size, const char *digits)
{
	size_t sign = digits[0] == '-', whole = strspn(digits + sign, "0123456789"), at = 0;
	for (size_t i = 0; digits[i] && at + 2 < size; i++) {
		size_t place = i - sign;
		if (i > sign && place < whole && (whole - place) % 3 == 0)
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = '\0';
}

void number_count(char *out, size_t size, uint64_t value)
{
	text_count(out, size, value);
}

/* 1.5e-05 as 1.5e-5. */
static void print_scientific(char *out, size_t size, double value, int digits)
{
	char text[40];
	snprintf(text, sizeof text, "%.*e", digits, value);
	char *e = strchr(text, 'e');
	const char *power = e + 1 + (e[1] == '+' || e[1] == '-');
	while (power[0] == '0' && power[1])
		power++;
	snprintf(out, size, "%.*se%s%s", (int)(e - text), text, e[1] == '-' ? "-" : "", power);
}

/* Position of the leading digit: 3 for 1234, -2 for 0.012; 0 for what has none. */
static int magnitude_of(double v)
{
	return v == 0 || !isfinite(v) ? 0 : (int)floor(log10(fabs(v)));
}

/* `places` digits after the point; scientific where `small` or where digits would not fit. */
static void print_fixed(char *out, size_t size, double value, int places, bool small)
{
	char text[40];
	if (!small && fabs(value) < 0.5 * pow(10, -places))
		value = fabs(value); /* what is rounded to zero has no sign */
	if (value == 0) {
		snprintf(out, size, "0");
	} else if (small || fabs(value) >= 1e15) {
		int digits = magnitude_of(value) + places;
		print_scientific(out, size, value, small ? (digits < 0 ? 0 : digits) : 3);
	} else {
		snprintf(text, sizeof text, "%.*f", places, value);
		group_digits(out, size, text);
	}
}

static int clamp_int(int v, int lo, int hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

/* Two digits, in full where that is short. */
static void print_ratio(char *out, size_t size, double value)
{
	char text[NUMBER_SIZE - 1];
	double far = fabs(value);
	if (far >= 1e6 || far < 1e-3) {
		print_scientific(text, sizeof text, far, 1);
	} else if (far >= 10) {
		double place = pow(10, magnitude_of(far) - 1);
		number_count(text, sizeof text, (uint64_t)(round(far / place) * place));
	} else {
		snprintf(text, sizeof text, "%.*f", 1 - magnitude_of(far), far);
	}
	snprintf(out, size, "%s%s", value < 0 ? "-" : "", text);
}

/* Do the ends, both of one sign, differ by a factor of 10 or more? */
static bool is_uneven(double lo, double hi)
{
	double near = fmin(fabs(lo), fabs(hi)), far = fmax(fabs(lo), fabs(hi));
	return lo * hi > 0 && far >= 10 * near;
}

/* At the common place; with two digits of its own where that shows fewer and `uneven`. */
static void print_end(char *out, size_t size, double value, int places, bool small, bool uneven)
{
	bool whole = value == floor(value);
	if (uneven && !small && !whole && fabs(value) < pow(10, 1 - places))
		print_ratio(out, size, value);
	else
		print_fixed(out, size, value, places, small);
}

void number_format(struct number *out, double value, double lo, double hi)
{
	bool interval = isfinite(lo) && isfinite(hi);
	double width = interval ? hi - lo : 0;
	double size = fabs(value);
	if (interval)
		size = fmax(size, fmax(fabs(lo), fabs(hi)));
	bool small = size < 1e-3;
	int places = width > 0 ? 1 - magnitude_of(width / 2 * (1 + 1e-9)) : 3 - magnitude_of(value);
	bool whole = value == floor(value) && (!interval || (lo == floor(lo) && hi == floor(hi)));
	if (whole)
		places = 0;
	int most = DIGITS_MAX - 1 - magnitude_of(size);
	if (width > 0 && places > most)
		places = most;
	/* A double has no more than 15 digits to show. */
	places = clamp_int(places, 0, small ? 300 : clamp_int(14 - magnitude_of(size), 0, 14));
	out->lo[0] = out->hi[0] = '\0';
	bool uneven = interval && is_uneven(lo, hi);
	print_end(out->value, sizeof out->value, value, places, small, uneven);
	if (!interval)
		return;
	print_end(out->lo, sizeof out->lo, lo, places, small, uneven);
	print_end(out->hi, sizeof out->hi, hi, places, small, uneven);
}

void number_ratio(struct number *out, double value, double lo, double hi)
{
	print_ratio(out->value, sizeof out->value, value);
	print_ratio(out->lo, sizeof out->lo, lo);
	print_ratio(out->hi, sizeof out->hi, hi);
}

static void with_unit(char *out, size_t size, double value, const char *unit)
{
	char text[40];
	int places = value == floor(value) ? 0 : clamp_int(2 - magnitude_of(value), 0, 3);
	snprintf(text, sizeof text, "%.*f %s", places, value, unit);
	group_digits(out, size, text);
}

static double hz_scale(double hz, const char **unit)
{
	*unit = hz >= 1e6 ? "MHz" : hz >= 1e3 ? "kHz" : "Hz";
	return hz >= 1e6 ? 1e6 : hz >= 1e3 ? 1e3 : 1;
}

void number_hz(char *out, size_t size, double hz)
{
	const char *unit;
	double scale = hz_scale(hz, &unit);
	with_unit(out, size, hz / scale, unit);
}

void number_hz_digits(char *out, size_t size, double hz, int digits)
{
	const char *unit;
	char text[40], grouped[40];
	double value = hz / hz_scale(hz, &unit);
	snprintf(
	    text, sizeof text, "%.*f", clamp_int(digits - 1 - magnitude_of(value), 0, 12), value);
	group_digits(grouped, sizeof grouped, text);
	snprintf(out, size, "%s %s", grouped, unit);
}

void number_ns(char *out, size_t size, double ns)
{
	double scale = ns >= 1e9 ? 1e9 : ns >= 1e6 ? 1e6 : ns >= 1e3 ? 1e3 : 1;
	const char *unit = ns >= 1e9 ? "s" : ns >= 1e6 ? "ms" : ns >= 1e3 ? "µs" : "ns";
	with_unit(out, size, ns / scale, unit);
}
