/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The counter's own tick. A counter counts k = 0, 1, 2, ...; software shows it in a unit (ns,
 * cycles) as floor(k a + b), a units to the tick. Durations are then differences of such floors:
 * they fall on {0}, {41, 42}, {83, 84}, ... and look multimodal and entropic without being either.
 * This room finds a and turns timestamps and durations back into ticks. It is the only one that
 * knows of lattices in a recording; nothing else may guess one.
 */
#ifndef TICK_H
#define TICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A period below this leaves hardly a value free: no recording can show it. */
#define TICK_LEAST 2.0

enum tick_status {
	TICK_UNIT,	     /* no period but the unit itself describes the recording */
	TICK_FOUND,	     /* a period does, and chance does not */
	TICK_NOT_IDENTIFIED, /* a period does, but so few values might by chance: period has it */
	TICK_NO_MEMORY
};

/* What says so. */
enum tick_source { TICK_OF_UNIT, TICK_OF_STARTS, TICK_OF_VALUES, TICK_OF_FACTS, TICK_STATED };

/* What is known beside the samples; 0: not known. */
struct tick_facts {
	double stated;	   /* units to the tick, by the user */
	uint64_t recorded; /* the same: step of the counter that was measured before the run */
	double unit_hz;	   /* units in a second */
};

struct tick {
	enum tick_status status;
	enum tick_source source;
	double period;	   /* a; 1 for TICK_UNIT */
	double lo, hi;	   /* 95 % interval of it */
	uint64_t num, den; /* num / den == a exactly, where a simple fraction fits; else den is 0 */
	double evidence_bits; /* log2 of the odds of the lattice against none, see
				 evidence_private.h */
	double share;	      /* of the durations that are differences of such floors */
	unsigned reach;	      /* durations lie less than so many units from k a: 1, or 2 where they
			       * were rounded twice */
	double sub_period;    /* a finer step, a over a whole number, on which most of the durations
			       * lie that are not on the lattice; 0: none */
};

/* Finds the tick of elapsed[0..n) and, unless NULL, start[0..n), both in units. Facts decide where
 * the samples do not contradict them. Starts: a periodogram of differences between neighbouring
 * timestamps, its period refined over spans four times as long each. Else the durations alone, by
 * their likelihood. Under 1 s for 10^7 samples. */
struct tick tick_find(
    const uint64_t *start, const uint64_t *elapsed, size_t n, const struct tick_facts *facts);

/* What became of a recording. */
struct tick_decoded {
	size_t
	    off; /* durations that are no difference of such floors: they have the nearest tick */
	bool starts; /* start[] could be followed through every gap */
};

/* Replaces start (may be NULL) and elapsed, in units, by ticks. Starts keep their order and
 * distances; that of the first is its own nearest tick. The period must be at least 1; of TICK_UNIT
 * nothing changes. */
struct tick_decoded tick_decode(const struct tick *t, uint64_t *start, uint64_t *elapsed, size_t n);

/* Whether d units can be a duration of that counter; *ticks is the nearest number. */
bool tick_of_duration(const struct tick *t, uint64_t d, uint64_t *ticks);

/* "starts", "values", "facts", "stated", "unit". */
const char *tick_source_name(enum tick_source source);

#endif
