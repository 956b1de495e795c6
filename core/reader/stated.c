/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the first lines of a text state about its counter: a frequency (QueryPerformanceFrequency,
 * "10 MHz") or the numerator and denominator of Apple's mach_timebase_info, nanoseconds a tick.
 * Nothing is taken from it: a header may as well state the clock of a CPU. Cost: ten lines.
 */
#include "reader_private.h"

#include <string.h>
#include <strings.h>

enum { LINES_LOOKED = 10 };

/* What follows a word, in either case; NULL: it is not there. */
static const char *after_word(struct span line, const char *word)
{
	size_t n = strlen(word);
	for (size_t i = 0; i + n <= line.n; i++)
		if (strncasecmp(line.at + i, word, n) == 0)
			return line.at + i + n;
	return NULL;
}

/* The first number from `at` on, or 0; *end: behind it. */
static double number_after(struct span line, const char *at, const char **end)
{
	double v = 0, place = 0;
	const char *stop = line.at + line.n;
	while (at < stop && (*at < '0' || *at > '9'))
		at++;
	for (; at < stop && ((*at >= '0' && *at <= '9') || (*at == '.' && place == 0)); at++) {
		if (*at == '.')
			place = 1;
		else if (place > 0)
			v += (*at - '0') * (place /= 10);
		else
			v = v * 10 + (*at - '0');
	}
	*end = at;
	return v;
}

/* "10 MHz", "10000000 Hz" */
static double hz_written(struct span line)
{
	static const struct {
		const char *name;
		double hz;
	} units[] = {{"hz", 1}, {"khz", 1e3}, {"mhz", 1e6}, {"ghz", 1e9}};
	const char *at = line.at, *stop = line.at + line.n, *end;
	for (double v; (v = number_after(line, at, &end)) > 0; at = end) {
		struct span rest = span_trim((struct span){end, (size_t)(stop - end)});
		for (size_t i = 0; i < sizeof units / sizeof *units; i++)
			if (rest.n >= strlen(units[i].name) &&
			    strncasecmp(rest.at, units[i].name, strlen(units[i].name)) == 0)
				return v * units[i].hz;
	}
	return 0;
}

static double hz_of_line(struct span line)
{
	const char *freq = after_word(line, "freq"), *numer = after_word(line, "numer"),
		   *denom = after_word(line, "denom"), *end;
	if (numer && denom) {
		double n = number_after(line, numer, &end), d = number_after(line, denom, &end);
		return n > 0 ? 1e9 * d / n : 0;
	}
	double hz = hz_written(line);
	if (hz == 0 && freq)
		hz = number_after(line, freq, &end);
	return hz >= 1000 ? hz : 0;
}

double stated_hz(const struct source *s, size_t *line)
{
	struct lines l = lines_of(s);
	double hz = 0;
	while (hz == 0 && lines_next(&l) && l.number <= LINES_LOOKED)
		hz = hz_of_line(l.line);
	*line = l.number;
	return hz;
}
