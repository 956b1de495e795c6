/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads a run and turns it into ticks of its own counter, once, for every figure of grid `native`
 * and for every counter that is emulated from it: flooring a counter's rounded timestamps a second
 * time would lose a tick wherever the first rounding did. The database keeps what was recorded.
 */
#include "series.h"

#include "err.h"
#include "unordered_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool begins_with(const char *text, const char *word)
{
	return text && strncmp(text, word, strlen(word)) == 0;
}

bool series_is_decoded(const struct series *x)
{
	return x->recorded != x->elapsed;
}

/* Returns 0, or -1 if there is no memory. */
static int series_decode(struct series *x, const struct store_run *run)
{
	struct tick_facts facts = {.stated = run->tick_hz > 0 ? run->counter_hz / run->tick_hz : 0,
	    .recorded = run->effective_tick_ticks,
	    .unit_hz = run->counter_hz};
	x->tick = tick_find(x->start, x->elapsed, x->n, &facts);
	if (x->tick.status == TICK_NO_MEMORY)
		return -1;
	if (x->tick.status != TICK_FOUND || x->tick.period == 1)
		return 0;
	uint64_t *ticks = malloc((x->n + 1) * sizeof *ticks);
	if (!ticks)
		return -1;
	memcpy(ticks, x->elapsed, x->n * sizeof *ticks);
	struct tick_decoded done = tick_decode(&x->tick, x->start, ticks, x->n);
	x->elapsed = ticks;
	x->off = done.off;
	x->hz = x->tick.den ? x->recorded_hz * (double)x->tick.den / (double)x->tick.num
			    : x->recorded_hz / x->tick.period;
	if (!done.starts) {
		free(x->start);
		x->start = NULL;
	}
	return 0;
}

static int read_samples(
    struct series *x, struct store *s, const struct store_run *run, char *why, size_t size)
{
	size_t room = run->samples > 0 ? (size_t)run->samples : 1;
	x->start = run->has_start ? malloc(room * sizeof *x->start) : NULL;
	x->recorded = x->elapsed = malloc(room * sizeof *x->elapsed);
	x->flags = malloc(room);
	if ((run->has_start && !x->start) || !x->elapsed || !x->flags) {
		snprintf(why, size, "out of memory for %zu samples", room);
		return -1;
	}
	int64_t n = store_read(s, run, x->start, x->elapsed, x->flags);
	if (n < 0) {
		snprintf(why, size, "%s", store_error(s));
		return -1;
	}
	x->n = (size_t)n;
	if (run->order_unknown)
		unordered_shuffle(x->elapsed, x->n);
	if (series_decode(x, run) == 0)
		return 0;
	snprintf(why, size, "out of memory for %zu samples", x->n);
	return -1;
}

struct front {
	struct series *x;
	size_t most;
};

static int front_take(void *context, const struct store_chunk *chunk)
{
	struct front *f = context;
	struct series *x = f->x;
	size_t n = chunk->samples < f->most - x->n ? chunk->samples : f->most - x->n;
	memcpy(x->elapsed + x->n, chunk->elapsed, n * sizeof *x->elapsed);
	if (x->start && chunk->start)
		memcpy(x->start + x->n, chunk->start, n * sizeof *x->start);
	x->n += n;
	return x->n == f->most;
}

int series_read_front(struct series *x, struct store *s, const struct store_run *run, size_t most,
    char *why, size_t size)
{
	struct front f = {x, run->samples < most ? (size_t)run->samples : most};
	*x = (struct series){.hz = run->counter_hz, .recorded_hz = run->counter_hz};
	x->start = run->has_start ? malloc((f.most + 1) * sizeof *x->start) : NULL;
	x->recorded = x->elapsed = malloc((f.most + 1) * sizeof *x->elapsed);
	int rc = x->elapsed && (x->start || !run->has_start) ? 0 : -1;
	if (rc == 0 && store_samples(s, run->id, front_take, &f) < 0)
		rc = err_why(why, size, "%s", store_error(s));
	else if (rc != 0 || (rc = series_decode(x, run)) != 0)
		err_why(why, size, "out of memory");
	if (rc != 0)
		series_release(x);
	return rc;
}

/* Those whose samples are there: a run that ended early has fewer than it says. */
static uint64_t restarts_taken(const struct store_run *run)
{
	uint64_t each = run->restarts ? run->requested / run->restarts : 0;
	return each > 0 && run->requested % run->restarts == 0 ? run->samples / each : 0;
}

int series_read(
    struct series *x, struct store *s, const struct store_run *run, char *why, size_t size)
{
	*x = (struct series){.hz = run->counter_hz,
	    .recorded_hz = run->counter_hz,
	    .ground_truth = !begins_with(run->ground_truth, "none"),
	    .control = begins_with(run->ground_truth, "probe"),
	    .restarts = restarts_taken(run),
	    .traced = begins_with(run->trace, "complete")};
	int rc = read_samples(x, s, run, why, size);
	if (rc != 0)
		series_release(x);
	return rc;
}

void series_release(struct series *x)
{
	if (series_is_decoded(x))
		free(x->recorded);
	free(x->start);
	free(x->elapsed);
	free(x->flags);
	*x = (struct series){0};
}
