/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "num.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct unit {
	const char *name;
	double factor;
};

static const struct unit count_units[] = {{"k", 1e3}, {"M", 1e6}, {"G", 1e9}, {NULL, 0}};
static const struct unit hz_units[] = {{"hz", 1}, {"k", 1e3}, {"khz", 1e3}, {"m", 1e6},
    {"mhz", 1e6}, {"g", 1e9}, {"ghz", 1e9}, {NULL, 0}};
static const struct unit second_units[] = {
    {"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"ns", 1e-9}, {"min", 60}, {"h", 3600}, {NULL, 0}};

static int unit_factor(const struct unit *u, const char *name, double *factor)
{
	*factor = 1;
	if (*name == '\0')
		return 0;
	for (; u->name; u++) {
		if (strcasecmp(u->name, name) == 0) {
			*factor = u->factor;
			return 0;
		}
	}
	return -1;
}

/* The number at the front of text; *rest is what follows it. */
static int leading_double(const char *text, double *out, const char **rest)
{
	char *end;
	if (!isdigit((unsigned char)text[0]) && text[0] != '.' && text[0] != '-' && text[0] != '+')
		return -1;
	/* strtod() would read 0x10 as 16: nobody means that by a frequency or a time. */
	const char *digits = text + (text[0] == '-' || text[0] == '+');
	if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
		return -1;
	errno = 0;
	double v = strtod(text, &end);
	/* ERANGE also means a harmless underflow to a denormal or zero. */
	if (end == text || !isfinite(v))
		return -1;
	*out = v;
	*rest = end;
	return 0;
}

int num_double(const char *text, double *out)
{
	const char *rest;
	double v;
	if (leading_double(text, &v, &rest) != 0 || *rest != '\0')
		return -1;
	*out = v;
	return 0;
}

static int with_unit(const char *text, const struct unit *units, double *out)
{
	const char *rest;
	double v, factor;
	if (leading_double(text, &v, &rest) != 0 || unit_factor(units, rest, &factor) != 0)
		return -1;
	v *= factor;
	if (!isfinite(v))
		return -1;
	*out = v;
	return 0;
}

int num_hz(const char *text, double *out)
{
	double v;
	if (with_unit(text, hz_units, &v) != 0 || v < 1 || v > 1e12)
		return -1;
	*out = v;
	return 0;
}

int num_seconds(const char *text, double *out)
{
	double v;
	if (with_unit(text, second_units, &v) != 0 || v < 0)
		return -1;
	*out = v;
	return 0;
}

int num_u64(const char *text, uint64_t *out)
{
	if (!isdigit((unsigned char)text[0]))
		return -1;
	char *end;
	errno = 0;
	int base = text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? 16 : 10;
	unsigned long long v = strtoull(text, &end, base);
	if (errno == 0 && *end == '\0') {
		*out = v;
		return 0;
	}
	/* "1e6", "1.5M": exact as long as the product is an integer a double can hold. */
	double d;
	if (with_unit(text, count_units, &d) != 0 || d < 0 || d > 9007199254740992.0 ||
	    d != floor(d))
		return -1;
	*out = (uint64_t)d;
	return 0;
}

uint64_t num_gcd(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}
