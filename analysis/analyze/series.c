/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series.h"

#include "rescaled.h"
#include "unordered.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool begins_with(const char *text, const char *word)
{
	return text && strncmp(text, word, strlen(word)) == 0;
}

/* mach_timebase_info's ratio of ns to ticks on Apple silicon: timestamps of 24 MHz times 125/3. */
static const double rescaled_hz = 1e9, ticks_hz = 24e6;
enum { RESCALED_NUM = 125, RESCALED_DEN = 3 };

const struct series *series_ticks(const struct series *x)
{
	return x->undone ? x->undone : x;
}

const char *series_remark(const struct series *x)
{
	return x->undone ? "undone: the recording is of a counter rescaled by 125/3" : NULL;
}

/* Sets x->undone. Returns 0, or -1 if there is no memory. */
static int undo_rescaling(struct series *x)
{
	if (!x->start || x->hz != rescaled_hz)
		return 0;
	struct series *u = malloc(sizeof *u);
	uint64_t *room = malloc((2 * x->n + 1) * sizeof *room);
	if (!u || !room) {
		free(u);
		free(room);
		return -1;
	}
	*u = *x;
	u->hz = ticks_hz;
	u->tick = 1;
	u->start = memcpy(room, x->start, x->n * sizeof *room);
	u->elapsed = memcpy(room + x->n, x->elapsed, x->n * sizeof *room);
	if (rescaled_undo(u->start, u->elapsed, x->n, RESCALED_NUM, RESCALED_DEN) == EST_OK) {
		x->undone = u;
		return 0;
	}
	free(u);
	free(room);
	return 0;
}

int series_read(
    struct series *x, struct store *s, const struct store_run *run, char *why, size_t size)
{
	size_t room = run->samples > 0 ? (size_t)run->samples : 1;
	*x = (struct series){.hz = run->counter_hz,
	    .tick = run->effective_tick_ticks ? run->effective_tick_ticks : 1,
	    .ground_truth = !begins_with(run->ground_truth, "none"),
	    .control = begins_with(run->ground_truth, "probe"),
	    .restarts = run->restarts,
	    .traced = begins_with(run->trace, "complete")};
	x->start = run->has_start ? malloc(room * sizeof *x->start) : NULL;
	x->elapsed = malloc(room * sizeof *x->elapsed);
	x->flags = malloc(room);
	if ((run->has_start && !x->start) || !x->elapsed || !x->flags) {
		snprintf(why, size, "out of memory for %zu samples", room);
		series_release(x);
		return -1;
	}
	int64_t n = store_read(s, run, x->start, x->elapsed, x->flags);
	if (n < 0) {
		snprintf(why, size, "%s", store_error(s));
		series_release(x);
		return -1;
	}
	x->n = (size_t)n;
	if (run->order_unknown)
		unordered_shuffle(x->elapsed, x->n);
	if (undo_rescaling(x) != 0) {
		snprintf(why, size, "out of memory for %zu samples", x->n);
		series_release(x);
		return -1;
	}
	return 0;
}

void series_release(struct series *x)
{
	if (x->undone)
		free(x->undone->start); /* and its elapsed */
	free(x->undone);
	free(x->start);
	free(x->elapsed);
	free(x->flags);
	*x = (struct series){0};
}
