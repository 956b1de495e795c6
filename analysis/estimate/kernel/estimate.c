/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate.h"

#include <math.h>
#include <stddef.h>

const char *estimate_status_name(enum estimate_status status)
{
	switch (status) {
	case EST_OK:
		return "ok";
	case EST_TOO_SHORT:
		return "too short";
	case EST_DEGENERATE:
		return "degenerate";
	case EST_NOT_APPLICABLE:
		return "not applicable";
	case EST_NOT_CONVERGED:
		return "not converged";
	case EST_NO_MEMORY:
		return "no memory";
	case EST_NOT_IDENTIFIED:
		return "not identified";
	}
	return "unknown";
}

unsigned estimate_pieces(uint64_t n)
{
	uint64_t count = n / ESTIMATE_PIECE_LEAST;
	return count < 2 ? 0 : count < ESTIMATE_PIECES ? (unsigned)count : ESTIMATE_PIECES;
}

struct estimate estimate_absent(enum estimate_status status, uint64_t n)
{
	return (struct estimate){NAN, NAN, NAN, n, NAN, status, NULL, {0}};
}

struct estimate estimate_point(double value, uint64_t n)
{
	return (struct estimate){value, NAN, NAN, n, NAN, EST_OK, NULL, {0}};
}

const char estimate_floor[] = "no interval: at most this, the least p-value that the test can show";

struct estimate estimate_p_simulated(unsigned reached, unsigned simulated, uint64_t n)
{
	struct estimate e = estimate_point((1.0 + reached) / (1.0 + simulated), n);
	e.note = reached == 0 ? estimate_floor : NULL;
	return e;
}

bool estimate_exceeds(double a, double b)
{
	return a - b > 1e-9 * fabs(b);
}
