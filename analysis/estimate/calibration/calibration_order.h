/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same as calibration.h for figures that a summary does not have: of the order of the modes, of
 * memory, of the counter's tick and of causes. Their series come with mode labels, start ticks and
 * flags where they have a sense.
 */
#ifndef CALIBRATION_ORDER_H
#define CALIBRATION_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "calibration.h"

enum calibration_order_family {
	ORDER_IID,    /* two modes of 31 and 69 %, each value its centre -1, 0, 1 (1/4, 1/2, 1/4),
			 independent; a cause with chance 0.05 in the fast and 0.4 in the slow mode;
			 another that comes and goes by itself, correlation 0.9 a sample, in 20 % */
	ORDER_MARKOV, /* the same, the mode left with chance 0.069 or 0.031 */
	ORDER_AR1,    /* floor(200 + 10 a), a normal, lag-1 correlation 0.8 */
	ORDER_BEAT,   /* floor(phase + 40.3), the phase advancing by 0.38 ticks +- 0.05 */
	ORDER_JITTER, /* floor(phase + 40.3 + 0.3 z), phases independent and uniform, z normal */
	ORDER_LINE,   /* floor(200 + 10 z + 8 cos(2 pi t / 13.7)), z normal, independent */
	ORDER_FAMILIES
};

const char *calibration_order_name(enum calibration_order_family family);
const char *calibration_order_description(enum calibration_order_family family);

/* Series number `seed`: values, start ticks of a counter with CALIBRATION_PERIOD ticks to one, mode
 * labels (0 or 1) and causes (bits 0 and 1). Any of them may be NULL. */
enum { CALIBRATION_PERIOD = 32 };
struct calibration_samples {
	uint64_t *x, *start;
	uint8_t *mode;
	uint32_t *cause;
};
void calibration_order_series(enum calibration_order_family family, uint64_t seed,
    const struct calibration_samples *s, size_t n);

/* What every figure is in truth under the family; nan where it has none. A tick is 1 ns. */
double calibration_order_truth(
    enum calibration_order_family family, const struct calibration_figure *figure, size_t n);

/* As calibration_cover; mean_n_eff is that of the ranks. */
size_t calibration_order_cover(enum calibration_order_family family, size_t n, unsigned series,
    uint64_t first, struct calibration_coverage *rows, size_t most, double *mean_n_eff);

#endif
