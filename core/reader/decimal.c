/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decimals as tools write them (41, 41.0, 4.1e+01, 0.000125), kept as a whole number and a power of
 * ten: no value goes through binary floating point, so that what is read is what was written.
 */
#include "reader_private.h"

#include <string.h>

enum { EXPONENT_MOST = 400 };

struct digits {
	struct decimal d;
	int zeros; /* that were seen since the last other digit */
	bool any, lost;
};

static void digit_add(struct digits *g, unsigned digit)
{
	g->any = true;
	if (digit == 0) {
		g->zeros += g->zeros < 4 * EXPONENT_MOST;
		return;
	}
	for (int i = 0; i <= g->zeros && !g->lost; i++)
		g->lost =
		    g->d.digits != 0 && __builtin_mul_overflow(g->d.digits, 10u, &g->d.digits);
	g->lost = g->lost || __builtin_add_overflow(g->d.digits, digit, &g->d.digits);
	g->zeros = 0;
}

/* The whole number at the front of s, signed; -1 if there is none. */
static int exponent_parse(struct span s, int *out)
{
	bool minus = s.n > 0 && *s.at == '-';
	int v = 0;
	if (s.n > 0 && (*s.at == '-' || *s.at == '+'))
		s = (struct span){s.at + 1, s.n - 1};
	if (s.n == 0)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned)(s.at[i] - '0');
		if (digit > 9)
			return -1;
		if (v <= EXPONENT_MOST)
			v = v * 10 + (int)digit;
	}
	*out = minus ? -v : v;
	return 0;
}

enum decimal_kind decimal_parse(struct span s, struct decimal *out)
{
	struct digits g = {.zeros = 0};
	int places = 0, exponent = 0;
	bool minus = s.n > 1 && *s.at == '-', point = false;
	for (size_t i = minus; i < s.n; i++) {
		char c = s.at[i];
		if (c >= '0' && c <= '9') {
			digit_add(&g, (unsigned)(c - '0'));
			places += point && places < 4 * EXPONENT_MOST;
		} else if (c == '.' && !point) {
			point = true;
		} else if ((c == 'e' || c == 'E') && g.any) {
			struct span rest = {s.at + i + 1, s.n - i - 1};
			if (exponent_parse(rest, &exponent) != 0)
				return DECIMAL_NO_NUMBER;
			break;
		} else {
			return DECIMAL_NO_NUMBER;
		}
	}
	if (!g.any)
		return DECIMAL_NO_NUMBER;
	*out = g.d;
	out->exponent = g.d.digits ? g.zeros - places + exponent : 0;
	if (g.lost || out->exponent > EXPONENT_MOST || out->exponent < -EXPONENT_MOST)
		return DECIMAL_TOO_LONG;
	return minus && out->digits ? DECIMAL_NEGATIVE : DECIMAL_OK;
}

/* The micro sign and the Greek letter are both in use. */
static const struct {
	const char *name;
	int power;
} unit_names[] = {{"s", 0}, {"ms", -3}, {"us", -6}, {"ns", -9}, {"ps", -12}, {"\xc2\xb5s", -6},
    {"\xce\xbcs", -6}, {"sec", 0}, {"msec", -3}, {"usec", -6}, {"nsec", -9}, {"secs", 0},
    {"msecs", -3}, {"usecs", -6}, {"nsecs", -9}, {"second", 0}, {"seconds", 0}, {"millis", -3},
    {"millisecond", -3}, {"milliseconds", -3}, {"micros", -6}, {"microsecond", -6},
    {"microseconds", -6}, {"nanos", -9}, {"nanosecond", -9}, {"nanoseconds", -9},
    {"picosecond", -12}, {"picoseconds", -12}};

int unit_parse(struct span s)
{
	for (size_t i = 0; i < sizeof unit_names / sizeof *unit_names; i++)
		if (s.n == strlen(unit_names[i].name) && memcmp(s.at, unit_names[i].name, s.n) == 0)
			return unit_names[i].power;
	return UNIT_NONE;
}

enum decimal_kind duration_parse(struct span s, struct decimal *out, int *unit)
{
	size_t n = s.n;
	while (n > 0 && (s.at[n - 1] < '0' || s.at[n - 1] > '9') && s.at[n - 1] != '.')
		n--;
	struct span tail = span_trim((struct span){s.at + n, s.n - n});
	*unit = n > 0 ? unit_parse(tail) : UNIT_NONE;
	return decimal_parse(*unit == UNIT_NONE ? s : (struct span){s.at, n}, out);
}

int decimal_scale(struct decimal d, int places, uint64_t *out)
{
	if (d.digits == 0) {
		*out = 0;
		return 0;
	}
	if (d.exponent + places < 0)
		return -1;
	for (int i = d.exponent + places; i > 0; i--)
		if (__builtin_mul_overflow(d.digits, 10u, &d.digits))
			return -1;
	*out = d.digits;
	return 0;
}

int decimal_u64(struct span s, uint64_t *out)
{
	struct decimal d;
	return decimal_parse(s, &d) == DECIMAL_OK ? decimal_scale(d, 0, out) : -1;
}

struct decimal decimal_round(struct decimal d, int places)
{
	int drop = -places - d.exponent;
	if (d.digits == 0 || drop <= 0)
		return d;
	uint64_t rest = 0;
	for (int i = 0; i < drop; i++) {
		rest = d.digits % 10;
		d.digits /= 10;
	}
	d.digits += rest >= 5;
	d.exponent += drop;
	while (d.digits && d.digits % 10 == 0) {
		d.digits /= 10;
		d.exponent++;
	}
	return d;
}
