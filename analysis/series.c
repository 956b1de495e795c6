/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool begins_with(const char *text, const char *word)
{
	return text && strncmp(text, word, strlen(word)) == 0;
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
	return 0;
}

void series_release(struct series *x)
{
	free(x->start);
	free(x->elapsed);
	free(x->flags);
	*x = (struct series){0};
}
