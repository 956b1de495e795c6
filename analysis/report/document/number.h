/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers with as many digits as the interval carries, and no more.
 */
#ifndef REPORT_NUMBER_H
#define REPORT_NUMBER_H

#include <stddef.h>
#include <stdint.h>

enum { NUMBER_SIZE = 48 };

/* A value and the ends of its interval. lo and hi are "" where there is no interval. */
struct number {
	char value[NUMBER_SIZE], lo[NUMBER_SIZE], hi[NUMBER_SIZE];
};

/* All three get the same last place: the one that shows two digits of half the interval; where the
 * ends are of one sign and a factor of 10 or more apart, what has fewer than two digits there has
 * two of its own, "8.1 [0.45, 138]": an end reads as 0 only where it is 0. Without an interval (lo
 * or hi not finite, or of no width) there are four significant digits. Whole numbers, if all three
 * are, are written in full. Below 1e-3 in size: 1.2e-5. value must be finite. */
void number_format(struct number *out, double value, double lo, double hi);

/* A ratio, whose interval is one of its logarithm: each with two digits of its own, "1.4 [0.0082,
 * 250]". value, lo and hi must be finite and above 0. */
void number_ratio(struct number *out, double value, double lo, double hi);

/* 1234567 as "1,234,567". */
void number_count(char *out, size_t size, uint64_t value);

/* A frequency in the unit that suits it: "2,300 MHz", "24 MHz", "32.77 kHz". */
void number_hz(char *out, size_t size, double hz);

/* The same with so many digits, if it has as many: "2,596.122 MHz" with 7. */
void number_hz_digits(char *out, size_t size, double hz, int digits);

/* A time in the unit that suits it: "27.0 ns", "1.88 µs". */
void number_ns(char *out, size_t size, double ns);

#endif
