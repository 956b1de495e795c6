/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What looks misread: numbers that are well formed and yet no durations. Each rule is a property
 * that a recording of one thread, whose samples follow one another, cannot have (starts that leave
 * no room for the durations), or one that a counter hardly has (every other value 0); the first are
 * refused unless --as-is says otherwise, the second are warnings. Rules look at shares, never at
 * one sample, so that a spike or a step back of a real clock does not refuse a recording. Cost: a
 * few passes.
 */
#include "reader_private.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST = 8 }; /* samples before a pattern is one */

static size_t line_of(const struct sink *k, size_t i)
{
	return k->line ? k->line[i] : i + 1;
}

/* A refusal where it is one, unless what looks wrong is to be taken as it is. */
#define REFUSE(k, i, ...)                                                                          \
	do {                                                                                       \
		if (!(k)->o->as_is)                                                                \
			return sink_fail(k, line_of(k, i), __VA_ARGS__);                           \
		sink_warn(k, __VA_ARGS__);                                                         \
	} while (0)

/* ---- two columns
 * ---------------------------------------------------------------------------------------- */

struct order {
	size_t back, first_back;       /* starts before the one before */
	size_t overlap, first_overlap; /* starts before the end of the one before */
	size_t steps;		       /* that equal the first step */
	size_t end_rise;	       /* second column at or above the first, and rising */
	size_t end_near;	       /* at or a little above the first */
	size_t second_rise;	       /* second column rising */
};

static struct order order_of(const struct recording *r)
{
	struct order o = {0};
	for (size_t i = 1; i < r->count; i++) {
		uint64_t step = r->start[i] - r->start[i - 1];
		bool back = r->start[i] < r->start[i - 1];
		if (back && o.back++ == 0)
			o.first_back = i;
		if (!back && r->elapsed[i - 1] > step && o.overlap++ == 0)
			o.first_overlap = i;
		o.steps += !back && step > 0 && step == r->start[1] - r->start[0];
		o.second_rise += r->elapsed[i] > r->elapsed[i - 1];
		o.end_near +=
		    r->elapsed[i] >= r->start[i] && r->elapsed[i] - r->start[i] <= r->start[i] / 64;
		o.end_rise += r->elapsed[i] >= r->start[i] && r->elapsed[i] > r->elapsed[i - 1];
	}
	return o;
}

static int audit_starts(struct sink *k)
{
	const struct recording *r = k->out;
	struct order o = order_of(r);
	size_t pairs = r->count - 1;
	uint64_t step = r->start[1] - r->start[0];
	bool even = r->count >= LEAST && o.steps == pairs;
	if (r->count >= 3 && (o.end_rise == pairs || o.end_near == pairs) && o.back == 0 &&
	    r->start[0] > 0 && r->elapsed[0] >= r->start[0] && o.overlap == pairs)
		REFUSE(k, 1,
		    "the second column follows the first and is never below it: start and end, "
		    "not "
		    "start and duration; --time-stamps takes their differences");
	else if (even && (step == 1 || o.overlap > pairs / 1000))
		REFUSE(k, o.overlap ? o.first_overlap : 1,
		    "each start is %llu after the one before, %zu of %zu before that sample has "
		    "ended: if this is a "
		    "histogram of values and counts, --format counts; if the first column is no "
		    "start, --column 2",
		    (unsigned long long)step, o.overlap, pairs);
	else if (r->count >= 3 && o.overlap > 0 && o.overlap + o.back > pairs / 50)
		REFUSE(k, o.first_overlap,
		    "%zu of %zu starts come before the sample before has ended: if this is a "
		    "histogram of "
		    "values and counts, --format counts; if the first column is no start, --column "
		    "2",
		    o.overlap + o.back, pairs);
	else if (r->count >= 3 && o.second_rise == pairs && o.back > 0)
		REFUSE(k, o.first_back,
		    "%zu of %zu starts %s back, while the second column only rises: if these are "
		    "counts and values, as of 'uniq -c', --format counts; if the first column is "
		    "no start, --column 2",
		    o.back, pairs, o.back == 1 ? "goes" : "go");
	else if (o.back > pairs / 4 && r->count >= LEAST)
		REFUSE(k, o.first_back,
		    "%zu of %zu starts are before the one before: if these are counts and values, "
		    "--format counts; if "
		    "the first column is no start, --column 2",
		    o.back, pairs);
	else if (even)
		sink_warn(k,
		    "each start is %llu after the one before: if this is a histogram of values and "
		    "counts, --format counts",
		    (unsigned long long)step);
	if (o.back > 0)
		sink_warn(k,
		    "%s %zu: the start goes back, %zu times in all: the counter went back, or "
		    "several "
		    "recordings follow one another",
		    k->where, line_of(k, o.first_back), o.back);
	if (o.overlap > 0)
		sink_warn(k,
		    "%s %zu: the start comes before the sample before has ended, %zu times in all: "
		    "several threads in one file, or a duration that is wrong",
		    k->where, line_of(k, o.first_overlap), o.overlap);
	return 0;
}

/* ---- one column
 * --------------------------------------------------------------------------------------------- */

static void audit_stamps(struct sink *k)
{
	const struct recording *r = k->out;
	size_t rise = 0, fall = 0, first_fall = 0;
	for (size_t i = 1; i < r->count; i++) {
		rise += r->elapsed[i] > r->elapsed[i - 1];
		if (r->elapsed[i] < r->elapsed[i - 1] && fall++ == 0)
			first_fall = i;
	}
	size_t pairs = r->count - 1;
	if (r->count < LEAST || rise < pairs / 2 || fall > pairs / 20 || rise == 0)
		return;
	if (fall == 0)
		sink_warn(k,
		    "the values from %s %zu on only rise, as time stamps do; if they are, "
		    "--time-stamps "
		    "takes their differences",
		    k->where, line_of(k, 0));
	else
		sink_warn(k,
		    "the values rise but for %zu falls, the first at %s %zu, as time stamps of a "
		    "counter "
		    "that wraps do; if they are, --time-stamps, with --bits MASK for its width",
		    fall, k->where, line_of(k, first_fall));
}

static int compare_values(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

/* Of at most 65,536 values, evenly spread. */
static uint64_t median_of(const uint64_t *v, size_t n, size_t step)
{
	enum { MOST = 65536 };
	uint64_t *some = malloc(MOST * sizeof *some), m = 0;
	if (!some)
		return 0;
	size_t stride = step * (n / step / MOST + 1), kept = 0;
	for (size_t i = 0; i < n && kept < MOST; i += stride)
		some[kept++] = v[i];
	qsort(some, kept, sizeof *some, compare_values);
	m = kept ? some[kept / 2] : 0;
	free(some);
	return m;
}

/* Every other value 0, and the others not. */
static bool is_striped(const struct recording *r)
{
	size_t full[2] = {0, 0};
	for (size_t i = 0; i < r->count; i++)
		full[i % 2] += r->elapsed[i] != 0;
	size_t half = r->count / 2;
	return r->count >= LEAST && ((full[0] == 0 && full[1] > half * 3 / 4) ||
					(full[1] == 0 && full[0] > half * 3 / 4));
}

static void audit_wrapped(struct sink *k)
{
	const struct recording *r = k->out;
	uint64_t median = median_of(r->elapsed, r->count, 1);
	size_t wide = 0, narrow = 0, first = 0;
	for (size_t i = 0; i < r->count; i++) {
		bool in64 = r->elapsed[i] >> 63;
		bool in32 = !in64 && r->elapsed[i] <= UINT32_MAX &&
			    r->elapsed[i] > UINT32_MAX - (1 << 20) && median < 1 << 20;
		if ((in64 || in32) && wide + narrow == 0)
			first = i;
		wide += in64;
		narrow += in32;
	}
	if (wide + narrow > 0)
		sink_warn(k,
		    "%s %zu: %llu is what a negative difference of %d bits reads as, %zu times in "
		    "all; it "
		    "counts as a very long sample: correct it where it was made",
		    k->where, line_of(k, first), (unsigned long long)r->elapsed[first],
		    r->elapsed[first] >> 63 ? 64 : 32, wide + narrow);
}

/* No duration takes three years; 1764460800000000000 ns is a point in time. What a negative
 * difference of 64 bits reads as is longer, and has its own warning. */
static int audit_epoch(struct sink *k)
{
	const struct recording *r = k->out;
	double least = 1e8 * (r->hz > 0 ? r->hz : 1e9);
	size_t long_ones = 0, first = 0;
	for (size_t i = 0; i < r->count; i++)
		if (!(r->elapsed[i] >> 63) && (double)r->elapsed[i] >= least && long_ones++ == 0)
			first = i;
	if (long_ones > 0)
		REFUSE(k, first,
		    "%llu as a duration would be years (%zu of %zu are): a point in time; "
		    "--time-stamps takes differences, --as-is takes it as it is",
		    (unsigned long long)r->elapsed[first], long_ones, r->count);
	return 0;
}

int audit_recording(struct sink *k)
{
	const struct recording *r = k->out;
	if (audit_epoch(k) != 0)
		return -1;
	if (!r->ordered || r->count < 2)
		return 0;
	if (r->start && !k->o->time_stamps && audit_starts(k) != 0)
		return -1;
	if (!r->start && r->restarts == 0)
		audit_stamps(k);
	if (is_striped(r))
		sink_warn(k,
		    "every other value is 0 (%s %zu on): two columns written one below the other, "
		    "or wider "
		    "integers read as narrow ones; see --column and --format",
		    k->where, line_of(k, 0));
	audit_wrapped(k);
	return 0;
}

/* ---- binary integers
 * ------------------------------------------------------------------------------------------ */

static uint64_t swap_bytes(uint64_t v, unsigned width)
{
	return __builtin_bswap64(v) >> (64 - 8 * width);
}

static int audit_halves(struct sink *k, unsigned width, bool big)
{
	const struct recording *r = k->out;
	size_t small = 0;
	unsigned half = 4 * width;
	uint64_t limit = UINT64_C(1) << (half - half / 4);
	for (size_t i = 0; i < r->count; i++) {
		uint64_t low = r->elapsed[i] & ((UINT64_C(1) << half) - 1),
			 high = r->elapsed[i] >> half;
		small += low > 0 && high > 0 && low < limit && high < limit;
	}
	if (small > r->count - r->count / 10 && half == 16)
		REFUSE(k, 0,
		    "both halves of almost every integer are small and not 0: these are integers "
		    "of 16 bits; "
		    "'od -An -v -w2 -tu2 FILE' makes text of them, --as-is takes them as they are");
	else if (small > r->count - r->count / 10)
		REFUSE(k, 0,
		    "both halves of almost every integer are small and not 0: these are integers "
		    "of %u bits; "
		    "--format u%u%s reads them, --as-is takes them as they are",
		    half, half, big && half > 8 ? "be" : "");
	return 0;
}

/* Whether the bytes are integers of `size` bytes, whose upper half is 0 (of two bytes: the same
 * everywhere) and whose lower half is not. */
static bool is_wider(const struct recording *r, unsigned size, bool big)
{
	size_t lower = 0;
	uint64_t fixed = r->elapsed[big ? 0 : size - 1];
	if (r->count % size != 0 || (size > 2 && fixed != 0))
		return false;
	for (size_t i = 0; i < r->count; i++) {
		bool upper = (i % size >= size / 2) != big;
		if (upper && r->elapsed[i] != fixed)
			return false;
		lower += !upper && r->elapsed[i] != fixed;
	}
	return lower > r->count / (2 * (size_t)size);
}

static int audit_bytes(struct sink *k)
{
	for (unsigned size = 8; size >= 2; size /= 2)
		for (int big = 0; big <= 1; big++) {
			if (!is_wider(k->out, size, big))
				continue;
			if (size == 2)
				REFUSE(k, 0,
				    "every other byte is the same: these are integers of 16 bits; "
				    "'od -An -v -w2 -tu2 FILE' makes text of them, --as-is takes "
				    "them as they are");
			else
				REFUSE(k, 0,
				    "the upper half of every %u bytes is 0: these are integers of "
				    "%u bits; --format u%u%s reads them, --as-is takes them as "
				    "they are",
				    size, 8 * size, 8 * size, big ? "be" : "");
		}
	return 0;
}

int audit_integers(struct sink *k, unsigned width, bool big)
{
	struct recording *r = k->out;
	if (r->count < LEAST)
		return 0;
	if (width == 1)
		return audit_bytes(k);
	size_t ends = 0, doubles = 0, floats = 0;
	for (size_t i = 0; i < r->count; i++) {
		uint64_t v = r->elapsed[i];
		/* of doubles from 2^-96 to 2^64, and of floats */
		doubles += width == 8 && v >> 52 >= 0x39F && v >> 52 <= 0x43F;
		floats += width == 4 && v >> 23 >= 0x5F && v >> 23 <= 0xBF;
		ends += r->elapsed[i] > 0 &&
			(r->elapsed[i] & (((uint64_t)1 << (4 * width)) - 1)) == 0 &&
			swap_bytes(r->elapsed[i], width) < UINT64_C(1) << (4 * width);
	}
	if (doubles > r->count / 2 || (ends > r->count / 2 && floats > r->count / 2))
		REFUSE(k, 0,
		    "almost every integer is what a floating-point number of %u bits looks like; "
		    "'od -An -v -w%u -tf%u FILE' makes text of them%s, --as-is takes them as they "
		    "are",
		    8 * width, width, width,
		    big ? " if their bytes come in this machine's order" : "");
	else if (ends > r->count / 2)
		REFUSE(k, 0,
		    "the low half of almost every integer is 0: the bytes come in the other order; "
		    "--format "
		    "u%u%s reads them, --as-is takes them as they are",
		    8 * width, big ? "" : "be");
	if (width < 8 && is_striped(r))
		REFUSE(k, 0,
		    "every other integer is 0: these are integers of %u bits; --format u%u%s reads "
		    "them, "
		    "--as-is takes them as they are",
		    16 * width, 16 * width, big ? "be" : "");
	return audit_halves(k, width, big);
}
