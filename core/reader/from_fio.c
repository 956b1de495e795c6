/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fio's logs. A latency log (--write_lat_log) has a line each I/O: time in ms, latency in ns,
 * direction, block size, offset, with
 * --log_prio the priority; the time is of another clock than the latency and is left out. A
 * histogram log
 * (--write_hist_log) has time, direction, block size and a count for each bin: bin i of 2^6 a power
 * of two, as fio's plat_idx_to_val has them (stat.c); counts of all its lines are added. Of fio 3
 * values are in ns (29 groups, 1856 bins), of fio 2 in us (19 groups, 1216 bins);
 * --log_hist_coarseness halves the bins.
 */
#include "reader_private.h"

#include <string.h>

enum { BINS_NS = 29 * 64, BINS_US = 19 * 64 };

/* 0x0000, as --log_prio writes it behind the offset. */
static bool is_priority(struct span s)
{
	bool is = s.n > 2 && s.at[0] == '0' && s.at[1] == 'x';
	for (size_t i = 2; i < s.n; i++)
		is = is && strchr("0123456789abcdef", s.at[i]) && s.at[i];
	return is;
}

static int numbers_of(struct span line, struct span *field)
{
	int n = span_find(line, ",") ? span_fields(line, ',', field) : 0;
	uint64_t v;
	for (int i = 0; i < n; i++)
		if (decimal_u64(field[i], &v) != 0 && !(i >= 4 && is_priority(field[i])))
			return 0;
	return n;
}

/* Lines of each direction (read, write, trim), of those that hold a count. */
struct directions {
	char first;
	size_t others;
};

static void direction_add(struct directions *d, struct span direction)
{
	char own = direction.n ? *direction.at : ' ';
	d->first = d->first ? d->first : own;
	d->others += own != d->first;
}

static void directions_warn(struct sink *k, const struct directions *d)
{
	if (d->others > 0)
		sink_warn(k,
		    "%zu lines are of another direction (read, write or trim) than the first",
		    d->others);
}

/* ---- latencies
 * ------------------------------------------------------------------------------------- */

static bool latency_recognise(const struct source *s)
{
	static struct span field[FIELDS];
	struct lines l = lines_of(s);
	if (!lines_next(&l) || !span_find(l.line, ", "))
		return false;
	int n = numbers_of(l.line, field);
	return n >= 4 && n <= 7;
}

static int latency_read(struct sink *k)
{
	static struct span field[FIELDS];
	struct lines l = lines_of(k->source);
	struct span none = {0};
	int columns = 0;
	uint64_t size, largest = 0;
	struct directions directions = {0};
	if (strstr(k->source->name, "_bw.") || strstr(k->source->name, "_iops."))
		return sink_fail(k, 0,
		    "by its name this is fio's log of bandwidth or IOPS, which are no durations");
	while (lines_next_data(&l)) {
		int n = numbers_of(l.line, field);
		if (n < 4 || n > 7 || (columns && n != columns))
			return sink_fail(k, l.number,
			    "time, latency, direction, block size and offset are expected");
		columns = n;
		direction_add(&directions, field[2]);
		if (decimal_u64(field[3], &size) == 0 && size > largest)
			largest = size;
		if (sink_add_fields(k, l.number, none, field[1]) != 0)
			return -1;
	}
	if (columns && largest == 0 && !k->o->as_is)
		return sink_fail(k, 0,
		    "no line has a block size: each is a mean over --log_avg_msec and no latency; "
		    "record without that option (--as-is takes the means)");
	sink_unit(k, "ns", false);
	sink_remark(k, "the second column, taken as fio 3's nanoseconds; of fio 2 they are "
		       "microseconds: --unit us");
	directions_warn(k, &directions);
	return 0;
}

const struct form form_fio = {.name = "fio",
    .help = "fio --write_lat_log",
    .recognise = latency_recognise,
    .read = latency_read};

/* ---- histograms
 * -------------------------------------------------------------------------------------- */

static uint64_t bin_begin(unsigned i)
{
	if (i < 128)
		return i;
	unsigned error_bits = (i >> 6) - 1;
	return (UINT64_C(1) << (error_bits + 6)) + ((uint64_t)(i % 64) << error_bits);
}

/* How many of fio's bins are one here; 0: it is no such line. */
static int stride_of(int fields)
{
	for (int stride = 1; stride <= 64 && fields > 3; stride *= 2)
		if (fields - 3 == BINS_NS / stride || fields - 3 == BINS_US / stride)
			return stride;
	return 0;
}

static bool hist_recognise(const struct source *s)
{
	static struct span field[FIELDS];
	struct lines l = lines_of(s);
	return lines_next(&l) && span_find(l.line, ", ") &&
	       stride_of(span_fields(l.line, ',', field)) > 0;
}

static int bins_add(struct sink *k, uint64_t *bin, const struct lines *l, int columns,
    struct directions *directions)
{
	static struct span field[FIELDS];
	uint64_t v, any = 0;
	if (span_fields(l->line, ',', field) != columns)
		return sink_fail(k, l->number, "not as many bins as in the lines before");
	for (int i = 3; i < columns; i++)
		if (decimal_u64(field[i], &v) != 0 ||
		    __builtin_add_overflow(bin[i - 3], v, &bin[i - 3]))
			return sink_fail(
			    k, l->number, "a count that is not a whole number below 2^64");
		else
			any |= v;
	if (any)
		direction_add(directions, field[1]);
	return 0;
}

static int hist_read(struct sink *k)
{
	static struct span field[FIELDS];
	static uint64_t bin[FIELDS];
	struct directions directions = {0};
	struct lines l = lines_of(k->source);
	int columns = 0, stride = 0;
	memset(bin, 0, sizeof bin);
	while (lines_next_data(&l)) {
		if (columns == 0) {
			columns = span_fields(l.line, ',', field);
			stride = stride_of(columns);
		}
		if (stride == 0)
			return sink_fail(
			    k, l.number, "%d fields are not a histogram of fio's", columns);
		if (bins_add(k, bin, &l, columns, &directions) != 0)
			return -1;
	}
	if (columns == 0)
		return 0;
	k->out->ordered = false;
	sink_unit(k, (columns - 3) * stride == BINS_NS ? "ns" : "us", false);
	for (unsigned i = 0; (int)i < columns - 3; i++) {
		uint64_t from = bin_begin(i * (unsigned)stride),
			 to = bin_begin((i + 1) * (unsigned)stride) - 1;
		struct decimal value = {from + (to - from) / 2, 0};
		if (bin[i] > 0 && sink_add_counted(k, l.number, &value, bin[i]) != 0)
			return -1;
	}
	sink_remark(k, "bins of up to 1/%d of a value: each sample is put at the middle of its bin",
	    64 / stride);
	directions_warn(k, &directions);
	return 0;
}

const struct form form_fio_hist = {.name = "fio-hist",
    .help = "fio --write_hist_log: a histogram",
    .recognise = hist_recognise,
    .read = hist_read};
