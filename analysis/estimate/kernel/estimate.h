/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every estimator of this room returns. The functions are pure: arrays in, estimates out;
 * nothing is printed, nothing is kept, the input is never changed.
 */
#ifndef ESTIMATE_H
#define ESTIMATE_H

#include <stdbool.h>
#include <stdint.h>

/* Why a figure is or is not there. `value` is meaningful for EST_OK only. */
enum estimate_status {
	EST_OK = 0,
	EST_TOO_SHORT,	/* fewer samples than the method needs */
	EST_DEGENERATE, /* the data do not determine it: a constant series, zero variance, ... */
	EST_NOT_APPLICABLE, /* the question has no sense for this series */
	EST_NOT_CONVERGED,  /* an iteration did not reach its tolerance */
	EST_NO_MEMORY,
	EST_NOT_IDENTIFIED, /* several answers describe the data equally well */
};

/* A figure in consecutive pieces of the series, in order, each by itself with its own 95 %
 * interval; an end is nan where it is not known. count 0: the series is too short for two, or the
 * figure is not looked at in this way. stationary: the pieces differ by no more than the whole
 * explains, and the series shows no memory as long as itself. Where it is not, no one value
 * describes the series: its range over the pieces does. */
/* A piece that shows only one value does not show how its samples depend: where the level moves
 * from piece to piece its effective sample size is at least ESTIMATE_PIECE_N_EFF. */
enum { ESTIMATE_PIECE_N_EFF = 25 };
enum { ESTIMATE_PIECES = 40, ESTIMATE_PIECE_LEAST = 250 /* samples */ };
struct piece {
	double value, lo, hi;
};
struct pieces {
	unsigned count;
	bool stationary;
	struct piece at[ESTIMATE_PIECES];
};

/* How many pieces a series of n samples has: 0, or 2 .. ESTIMATE_PIECES. */
unsigned estimate_pieces(uint64_t n);

/* One figure. lo..hi is a 95 % interval unless the estimator says otherwise; both are nan where
 * no interval is made. n is the number of samples that entered; n_eff the effective
 * sample size (nan where not estimated). `note` says how the interval was made, or why there
 * is none; a constant, or NULL where the method alone says it. */
struct estimate {
	double value, lo, hi;
	uint64_t n;
	double n_eff;
	enum estimate_status status;
	const char *note;
	struct pieces pieces;
};

/* "ok", "too short", "degenerate", "not applicable", "not converged", "no memory",
 * "not identified". */
const char *estimate_status_name(enum estimate_status status);

/* A figure that is not there: value, lo, hi and n_eff are nan. */
struct estimate estimate_absent(enum estimate_status status, uint64_t n);

/* The p-value of a test by simulation: (1 + reached) / (1 + simulated) @[DAVISON-HINKLEY-1997].
 * Where none reached it the p-value is a floor, the least that so many can show, and its note is
 * estimate_floor. */
extern const char estimate_floor[]; /* "no interval: at most this, ..." */
struct estimate estimate_p_simulated(unsigned reached, unsigned simulated, uint64_t n);

/* Is a above b by more than rounding, by 1e-9 of b? What decides between two ways to the same
 * number asks this: the last bits of a number depend on the C library and on the CPU it runs on.
 * False where one is nan. */
bool estimate_exceeds(double a, double b);

/* A figure without an interval. */
struct estimate estimate_point(double value, uint64_t n);

#endif
