/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The health tests that ship, on whole arrays and in words.
 */
#ifndef EXTRACT_HEALTH_WORDS_H
#define EXTRACT_HEALTH_WORDS_H

#include "health.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False alarms: at most one sample in 2^30 a test, where the assumed entropy holds. */
enum { HEALTH_ALPHA_LOG2 = 30 };

/* Feeds all durations there are, to the first alarm. False where there was one. */
bool health_pass(struct tls_health *h, const uint64_t *durations, size_t n);

/* "lag, beat": the tests whose bits are set. Returns out. */
const char *health_names(char *out, size_t size, unsigned tests);

#endif
