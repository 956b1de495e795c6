/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers as people type them, and what is done with whole ones. Every reader takes the whole
 * string or nothing: leading space, trailing text, a sign on an unsigned number, overflow, nan and
 * inf are refused. Each reader returns 0 and sets *out, or -1 and leaves *out alone.
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdint.h>

/* A count: "1000", "10k", "3M", "2G" (powers of 1000), "1e6", "0x10". */
int num_u64(const char *text, uint64_t *out);

/* A finite real number in the C locale. */
int num_double(const char *text, double *out);

/* A frequency in hertz: "24000000", "24MHz", "2.3GHz", "1kHz", "62.5M". Greater than 0, at most
 * 1e12. */
int num_hz(const char *text, double *out);

/* A span of time in seconds: "5", "0.5s", "20ms", "5us", "100ns", "2min". Zero or more. */
int num_seconds(const char *text, double *out);

/* The greatest common divisor; of 0 and x it is x. */
uint64_t num_gcd(uint64_t a, uint64_t b);

#endif
