/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NumPy's .npy, versions 1 to 3 (NEP 1): a header in Python's notation and an array of integers or
 * floats, or of times with their unit, of one dimension or of rows and columns. A float is read as
 * the shortest decimal that is that float, so that 41.0 is 41 and 0.1 is 0.1.
 */
#include "reader_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An array of so few rows, and more columns, lies on its side. */
enum { FLAT_ROWS = 8 };

struct npy {
	char kind; /* i, u or f */
	bool time; /* timedelta64 or datetime64 */
	unsigned width;
	bool big, fortran;
	size_t rows, columns;
	const unsigned char *data;
};

static bool npy_recognise(const struct source *s)
{
	return s->size >= 10 && memcmp(s->at, "\x93NUMPY", 6) == 0;
}

/* What follows 'name': in the header. */
static struct span header_value(struct span header, const char *name)
{
	const char *at = span_find(header, name);
	if (!at)
		return (struct span){"", 0};
	at += strlen(name);
	return span_trim((struct span){at, (size_t)(header.at + header.n - at)});
}

/* Times state their unit: '<m8[ns]'. Returns 0, or -1 with the reason set. */
static int time_parse(struct npy *a, struct sink *k, struct span type, const char *shown)
{
	char c = type.at[1];
	struct span unit = {type.at + 3, type.n - 3};
	if (unit.n > 2 && *unit.at == '[' && unit.at[unit.n - 1] == ']')
		unit = (struct span){unit.at + 1, unit.n - 2};
	int power = unit_parse(unit);
	if (power == UNIT_NONE || power < -9 || unit.n > 2)
		return sink_fail(k, 0,
		    "an array of type %s; times in ns, us, ms or s are read: "
		    "a.astype('%c8[ns]') makes one",
		    shown, c);
	if (c == 'M' && !k->o->time_stamps)
		return sink_fail(k, 0,
		    "an array of type %s: points in time, not durations; --time-stamps takes their "
		    "differences",
		    shown);
	static const char *const units[] = {"s", "ms", "us", "ns"};
	a->time = true;
	a->kind = 'i';
	sink_unit(k, units[-power / 3], true);
	return 0;
}

static const char *type_remedy(char c)
{
	switch (c) {
	case '?':
	case 'b':
		return "truth values are no durations; bits of a source are for 'ticklab entropy', "
		       "from a.astype('u1').tofile(FILE)";
	case 'c':
		return "complex numbers are no durations; save a.real";
	case 'f':
		return "save it as a.astype('f8')";
	case 'O':
	case 'U':
	case 'S':
		return "save it as a.astype('f8') or a.astype('u8')";
	default:
		return "integers, floats or timedelta64 of one field are read";
	}
}

static int type_parse(struct npy *a, struct sink *k, struct span header)
{
	struct span t = header_value(header, "'descr':");
	const char *end = t.n > 1 && *t.at == '\'' ? memchr(t.at + 1, '\'', t.n - 1) : NULL;
	char shown[40];
	if (!end)
		return sink_fail(
		    k, 0, "an array of records, with several fields; save one of them: a['NAME']");
	t = (struct span){t.at + 1, (size_t)(end - t.at) - 1};
	span_show(t, shown);
	a->fortran = span_begins(header_value(header, "'fortran_order':"), "True");
	if (t.n >= 3 && strchr("<>|=", *t.at) && strchr("1248", t.at[2])) {
		a->big = *t.at == '>';
		a->kind = t.at[1];
		a->width = (unsigned)(t.at[2] - '0');
		if (t.n > 3 && a->width == 8 && strchr("mM", a->kind))
			return time_parse(a, k, t, shown);
		if (t.n == 3 && strchr("iuf", a->kind) && (a->kind != 'f' || a->width >= 4))
			return 0;
	}
	return sink_fail(
	    k, 0, "an array of type %s: %s", shown, type_remedy(t.n > 1 ? t.at[1] : ' '));
}

static int shape_parse(struct npy *a, struct sink *k, struct span header)
{
	struct span s = header_value(header, "'shape':");
	size_t dim[2] = {1, 1};
	int n = 0;
	if (s.n == 0 || *s.at != '(')
		return sink_fail(k, 0, "the header of the array has no shape");
	for (size_t i = 1; i < s.n && s.at[i] != ')'; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			continue;
		size_t begin = i;
		uint64_t v;
		while (i + 1 < s.n && s.at[i + 1] >= '0' && s.at[i + 1] <= '9')
			i++;
		if (n == 2 || decimal_u64((struct span){s.at + begin, i - begin + 1}, &v) != 0 ||
		    v > SIZE_MAX)
			return sink_fail(
			    k, 0, "an array of more than two dimensions; save one column of it");
		dim[n++] = v;
	}
	a->rows = dim[0];
	a->columns = dim[1];
	return n ? 0 : sink_fail(k, 0, "an array without a dimension");
}

static int header_parse(struct npy *a, struct sink *k)
{
	const struct source *s = k->source;
	const unsigned char *b = (const unsigned char *)s->at;
	size_t from = b[6] == 1 ? 10 : 12, n = b[8] | (size_t)b[9] << 8, size;
	if (b[6] > 1 && s->size >= 12)
		n |= (size_t)b[10] << 16 | (size_t)b[11] << 24;
	if (b[6] < 1 || b[6] > 3 || s->size < from || n > s->size - from)
		return sink_fail(k, 0, "the header of the array is cut off");
	struct span header = {s->at + from, n};
	if (type_parse(a, k, header) != 0 || shape_parse(a, k, header) != 0)
		return -1;
	a->data = b + from + n;
	if (__builtin_mul_overflow(a->rows, a->columns, &size) ||
	    __builtin_mul_overflow(size, a->width, &size) || size != s->size - from - n)
		return sink_fail(k, 0,
		    "the file holds %zu bytes of data, its header says %zu x %zu x %u",
		    s->size - from - n, a->rows, a->columns, a->width);
	return 0;
}

static int float_parse(const struct npy *a, uint64_t bits, char text[40], struct decimal *d)
{
	double v;
	float f;
	uint32_t low = (uint32_t)bits;
	memcpy(&v, &bits, sizeof v);
	memcpy(&f, &low, sizeof f);
	if (a->width == 4)
		v = (double)f;
	if (!isfinite(v)) {
		snprintf(text, 40, "%g", v);
		return DECIMAL_NO_NUMBER;
	}
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, 40, "%.*g", digits, v);
		if (a->width == 4 ? strtof(text, NULL) == f : strtod(text, NULL) == v)
			break;
	}
	return (int)decimal_parse((struct span){text, strlen(text)}, d);
}

static int cell_parse(
    const struct npy *a, size_t row, size_t column, char text[40], struct decimal *d)
{
	size_t i = a->fortran ? column * a->rows + row : row * a->columns + column;
	const unsigned char *b = a->data + i * a->width;
	uint64_t bits = 0;
	for (unsigned k = 0; k < a->width; k++)
		bits = bits << 8 | b[a->big ? k : a->width - 1 - k];
	if (a->kind == 'f')
		return float_parse(a, bits, text, d);
	unsigned spare = 64 - 8 * a->width;
	if (a->kind == 'i')
		snprintf(text, 40, "%lld", (long long)((int64_t)(bits << spare) >> spare));
	else
		snprintf(text, 40, "%llu", (unsigned long long)bits);
	return (int)decimal_parse((struct span){text, strlen(text)}, d);
}

static int row_add(const struct npy *a, struct sink *k, size_t row, int start, int elapsed)
{
	struct decimal s, e;
	char text[40];
	int kind = cell_parse(a, row, (size_t)elapsed, text, &e);
	k->field = (struct span){text, strlen(text)};
	if (a->time && strcmp(text, "-9223372036854775808") == 0)
		return sink_fail(
		    k, row + 1, "NaT, which is no time; leave it out: a[~np.isnat(a)]");
	if (kind != DECIMAL_OK)
		return sink_fail_number(k, row + 1, k->field, (enum decimal_kind)kind);
	if (start >= 0 && (kind = cell_parse(a, row, (size_t)start, text, &s)) != DECIMAL_OK)
		return sink_fail_number(k, row + 1, k->field, (enum decimal_kind)kind);
	return sink_add(k, row + 1, start >= 0 ? &s : NULL, &e);
}

static int npy_read(struct sink *k)
{
	struct npy a = {0};
	k->where = "value";
	if (header_parse(&a, k) != 0)
		return -1;
	if (a.rows == 1 && a.columns > 2 && !k->o->column) {
		a.rows = a.columns;
		a.columns = 1;
		sink_remark(k, "one row of %zu values: each is a sample", a.rows);
	}
	if (a.rows <= FLAT_ROWS && a.columns > FLAT_ROWS && !k->o->as_is)
		return sink_fail(k, 0,
		    "%zu rows of %zu values: each row is one sample; save a.T, or one row of it "
		    "such as a[0]",
		    a.rows, a.columns);
	if (a.columns > INT32_MAX)
		return sink_fail(k, 0, "%zu columns", a.columns);
	bool pairs = a.columns == 2 && !k->o->column;
	int column = pairs ? 1 : sink_column(k, NULL, (int)a.columns, -1);
	if (column < 0)
		return -1;
	for (size_t row = 0; row < a.rows; row++)
		if (row_add(&a, k, row, pairs ? 0 : -1, column) != 0)
			return -1;
	if (pairs)
		sink_remark(k, "two columns: start and duration");
	return 0;
}

const struct form form_npy = {.name = "npy",
    .help = "NumPy's .npy: integers, floats or timedelta64, one or two columns",
    .recognise = npy_recognise,
    .read = npy_read};
