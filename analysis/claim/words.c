/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "words_private.h"

#include "text.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

static const char cut_mark[] = "...";

void words_add(struct words *w, const char *fmt, ...)
{
	size_t room = sizeof w->text - w->used;
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(w->text + w->used, room, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n < room) {
		w->used += (size_t)n;
		return;
	}
	w->used = sizeof w->text - 1;
	memcpy(w->text + sizeof w->text - sizeof cut_mark, cut_mark, sizeof cut_mark);
}

void words_end(struct words *w, const char *end, const char *by)
{
	size_t n = strlen(end), m = strlen(by);
	if (m > n || w->used < n || strcmp(w->text + w->used - n, end) != 0)
		return;
	w->used -= n;
	w->text[w->used] = '\0';
	words_add(w, "%s", by);
}

void words_add_count(struct words *w, double n)
{
	if (!(n >= 0 && n < 1e15 && n == floor(n))) {
		words_add(w, "%.5g", n);
		return;
	}
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%.0f", n);
	for (int i = 0; i < len; i++)
		words_add(w, "%s%c", i > 0 && (len - i) % 3 == 0 ? "," : "", digits[i]);
}

void words_add_about(struct words *w, double n)
{
	double unit = n >= 10 ? pow(10, floor(log10(n)) - 1) : 1;
	double about = ceil(n / unit) * unit;
	if (about < 1e6)
		words_add_count(w, round(about));
	else
		words_add(
		    w, "%.2ge%.0f", about / pow(10, floor(log10(about))), floor(log10(about)));
}

void words_add_value(struct words *w, double value)
{
	double rest = 1 - value;
	if (rest > 0 && rest < 1e-3)
		words_add(w, "%.*f", (int)fmin(15, ceil(1 - log10(rest))), value);
	else
		words_add(w, "%.4g", value);
}

void words_add_range(struct words *w, double least, const char *between, double greatest)
{
	struct words a = {0}, b = {0};
	words_add_value(&a, least);
	words_add_value(&b, greatest);
	words_add(w, "%s", a.text);
	if (strcmp(a.text, b.text) != 0)
		words_add(w, "%s%s", between, b.text);
}

void words_add_interval(struct words *w, double lo, double hi)
{
	bool both = !isnan(lo) && !isnan(hi);
	if (isnan(lo) && isnan(hi))
		return;
	words_add(w, "%s", both ? "[" : isnan(hi) ? "above " : "below ");
	words_add_value(w, isnan(lo) ? hi : lo);
	if (!both)
		return;
	words_add(w, ", ");
	words_add_value(w, hi);
	words_add(w, "]");
}

/* Characters of UTF-8 in n bytes: all but continuation bytes. */
static int count_columns(const char *s, size_t n)
{
	int count = 0;
	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xC0) != 0x80;
	return count;
}

void words_wrap(FILE *out, int indent, int width, const char *text)
{
	char plain[WORDS_SIZE];
	int column = 0;
	text_plain(plain, sizeof plain, text);
	for (const char *s = plain + strspn(plain, " "); *s; s += strspn(s, " ")) {
		size_t n = strcspn(s, " ");
		int wide = count_columns(s, n);
		if (column > 0 && column + 1 + wide > width) {
			fputc('\n', out);
			column = 0;
		}
		int lead = column > 0 ? 1 : indent;
		fprintf(out, "%*s%.*s", lead, "", (int)n, s);
		column += lead + wide;
		s += n;
	}
	if (column > 0)
		fputc('\n', out);
}
