/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One line on stderr that shows how far the work is: share, rate and time left. Drawn only on a
 * terminal, at most ten times a second; silent otherwise.
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *what; /* borrowed; what is being done, may change */
	const char *unit; /* borrowed: "samples" */
	uint64_t total, done;
	double started, drawn; /* seconds, monotonic */
	bool shown;
};

void progress_init(struct progress *p, const char *what, const char *unit, uint64_t total);
void progress_update(struct progress *p, uint64_t done);
void progress_finish(struct progress *p); /* clears the line */

#endif
