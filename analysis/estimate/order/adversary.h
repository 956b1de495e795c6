/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entropy of a sample against an observer with given knowledge: the observer is built, guesses
 * every sample before it is seen, and is scored. So a figure is what that observer attains, an
 * upper limit on the entropy against any observer with the same knowledge; nothing is assumed of
 * the source.
 */
#ifndef ADVERSARY_H
#define ADVERSARY_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

struct adversary {
	/* Of one chosen among several, ends hold for all of them together (Bonferroni).
	 * -log2 of the share of samples that are guessed: average conditional min-entropy
	 * @[DODIS-2008, 2.4] as this observer attains it. lo..hi is the interval of the share,
	 * mapped; where there is none, that of the observer's mean chance over these samples. */
	struct estimate min_entropy_bits;
	/* Mean surprise of the samples under the observer's probabilities: at least the conditional
	 * Shannon entropy, by as much as the observer has not learnt. @[COVER-THOMAS-2006, 5.4] */
	struct estimate shannon_bits;
	unsigned past; /* of adversary_of_past and _of_other: how many samples it goes by */
};

/* A series as the observers see it: the most frequent values have a symbol each, and all others
 * share the last one, which is never guessed right, since it names no value. */
enum { ADVERSARY_SYMBOLS = 16 };
struct observed {
	size_t n, alphabet;
	size_t others; /* different values that share the last symbol; 0: none do */
	uint8_t *s;    /* [n] */
};

/* Of x[0..n), whose histogram is h. EST_OK or EST_NO_MEMORY. */
enum estimate_status observed_init(
    struct observed *o, const uint64_t *x, size_t n, const struct histogram *h);
void observed_release(struct observed *o);

/* The observer knows context[t] < contexts of sample t beforehand (1 <= contexts <= 2^24), and the
 * distribution from all earlier samples of the same context. The first eighth of the series is for
 * learning; the rest is scored, so that a level which moves at any time is seen to. Equal samples
 * that begin in the first eighth and fill a piece (estimate.h) are scored too, with all that follow
 * them. A piece in which all guesses were right has the interval of as many independent guesses;
 * the series is not stationary if that many in a row are not to be expected of the whole share.
 * contexts = 1: it knows the distribution and nothing else. s->n >= ADVERSARY_FEWEST, else
 * EST_TOO_SHORT; EST_NO_MEMORY. A constant series: 0. */
enum { ADVERSARY_FEWEST = 200, ADVERSARY_LEARNS = 8 };
struct adversary adversary_of_context(
    const struct observed *s, const uint32_t *context, size_t contexts);

/* The observer knows the last k samples; of k = 1, 2, 3, 4, 6, 8, 12, 16 the one that guessed most
 * of the first half. */
struct adversary adversary_of_past(const struct observed *s);

/* The observer knows another series: at sample t its first seen[t] <= other->n samples, which grow
 * with t, and goes by the last k of them; of k = 0, 1, 2, 3, 4, 6, 8, 12, 16 the one that guessed
 * most of the first half, k = 0 being who knows the distribution alone. */
struct adversary adversary_of_other(
    const struct observed *s, const struct observed *other, const size_t *seen);

#endif
