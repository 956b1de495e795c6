/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * H_submitter (SP 800-90B, 3.1.3): the min-entropy of a sample by the model of a call between two
 * reads of a counter.
 */
#ifndef ESV_MODEL_H
#define ESV_MODEL_H

#include <stdbool.h>

struct esv_model {
	bool there;
	double cost_ticks, jitter_ticks; /* what it was computed from */
	double h_phase_known;		 /* against an observer who knows the start's phase */
	double h_phase_unknown;		 /* against one who does not */
};

/* A sample is floor(phase + cost + jitter Z) ticks with Z standard normal and the phase uniform in
 * [0, 1), both new in every sample. cost >= 0, jitter >= 0; absent for others. */
struct esv_model esv_model_make(double cost_ticks, double jitter_ticks);

#endif
