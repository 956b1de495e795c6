/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "live_bytes.h"

#include "balance.h"
#include "commpage_clock_timing.h"
#include "condition.h"
#include "err.h"
#include "health.h"
#include "health_words.h"
#include "monotonic.h"
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = TLS_HEALTH_WINDOW };

/* Room for samples and for the bytes they can give. */
struct workshop {
	struct tlp_clock clock;
	struct tlp_samples samples;
	size_t capacity;
	struct tls_health health;
	double min_entropy;    /* that the tests assume */
	uint8_t *bytes, *held; /* of this batch; of the last one, until this one has passed */
	size_t bytes_capacity, holds;
	uint64_t held_calls, used; /* that the bytes held, and those written, were made from */
};

static void workshop_close(struct workshop *w)
{
	if (!w)
		return;
	free(w->samples.start);
	free(w->samples.elapsed);
	free(w->samples.flags);
	free(w->bytes);
	free(w->held);
	free(w);
}

/* NULL: an error was reported. */
static struct workshop *workshop_open(size_t capacity, size_t bytes_capacity)
{
	struct workshop *w = calloc(1, sizeof *w);
	if (!w) {
		err_error("out of memory for the health tests");
		return NULL;
	}
	w->capacity = capacity;
	w->bytes_capacity = bytes_capacity;
	w->samples.start = calloc(capacity, sizeof *w->samples.start);
	w->samples.elapsed = calloc(capacity, sizeof *w->samples.elapsed);
	w->samples.flags = calloc(capacity, sizeof *w->samples.flags);
	w->bytes = malloc(bytes_capacity);
	w->held = malloc(bytes_capacity);
	if (!w->samples.start || !w->samples.elapsed || !w->samples.flags || !w->bytes || !w->held)
		err_error("out of memory for %zu samples", capacity);
	else if (tlp_clock_open(&w->clock) != 0)
		err_error("this system has no clock to time with");
	else
		return w;
	workshop_close(w);
	return NULL;
}

/* Times `count` calls. False where the batch must not be used: the health tests are still starting,
 * or one of them failed. */
static bool time_batch(struct workshop *w, const struct live_options *o, size_t count)
{
	tlp_probe_find("gettimeofday")->run(&w->clock, &w->samples, count);
	if (o->untested)
		return true;
	bool ready = w->health.state == TLS_HEALTH_PASSED;
	return health_pass(&w->health, w->samples.elapsed, count) && ready;
}

/* Bytes of the batch, at most `most`, to w->bytes, and in *calls those that they were made from.
 * Returns how many. */
static size_t make_bytes(
    struct workshop *w, const struct live_options *o, size_t count, uint64_t most, uint64_t *calls)
{
	size_t n = most < w->bytes_capacity ? (size_t)most : w->bytes_capacity;
	if (o->conditioned) {
		size_t made =
		    condition_batch(w->bytes, n, w->samples.elapsed, count, o->min_entropy);
		*calls = balance_conditioned(made, o->min_entropy);
		return made;
	}
	struct tlx_yield y =
	    tls_commpage_clock_timing_reduce(w->bytes, n, w->samples.elapsed, count, w->clock.hz)
		.output;
	*calls = balance_extracted(&y);
	return y.bytes;
}

static void write_held(struct workshop *w, struct byte_sink *sink)
{
	byte_sink_write(sink, w->held, w->holds);
	w->used += w->held_calls;
	w->holds = 0;
	w->held_calls = 0;
}

/* Writes the bytes held back and holds those of this batch; where it must not be used, drops what
 * is held: a source that dies within a window fails in the next. Untested bytes are not held.
 * Returns how many were made. */
static size_t pass_on(
    struct workshop *w, struct byte_sink *sink, const struct live_options *o, bool usable)
{
	if (!usable) {
		w->holds = 0;
		w->held_calls = 0;
		return 0;
	}
	write_held(w, sink);
	size_t made = make_bytes(w, o, w->capacity, o->bytes - sink->written, &w->held_calls);
	w->holds = made;
	memcpy(w->held, w->bytes, made);
	if (o->untested)
		write_held(w, sink);
	return made;
}

static int report_failure(const struct workshop *w, const struct byte_sink *sink)
{
	char names[128];
	return err_error(
	    "the source failed its health tests (%s): it repeats itself more than %.3g bits "
	    "of min-entropy a call allow; %llu bytes were written before",
	    health_names(names, sizeof names, w->health.failed), w->min_entropy,
	    (unsigned long long)sink->written);
}

static void print_rate(const struct workshop *w, const struct byte_sink *sink,
    const struct live_options *o, uint64_t timed, double seconds)
{
	fprintf(stderr, "%llu calls timed in %.3g s, %.3g bytes/s; %s\n", (unsigned long long)timed,
	    seconds, seconds > 0 ? (double)sink->written / seconds : 0,
	    o->untested || timed == 0 ? "no health test ran" : "health tests passed");
	balance_print(&(struct balance){
	    sink->written, w->used, o->min_entropy, o->assumed, o->conditioned, "call"});
}

static int fill_sink(struct workshop *w, struct byte_sink *sink, const struct live_options *o)
{
	struct progress progress;
	uint64_t barren = 0, timed = 0; /* samples since the last byte; all of them */
	double begun = monotonic_seconds();
	progress_init(&progress, "extract", "bytes", o->bytes);
	tlp_probe_find("gettimeofday")
	    ->run(&w->clock, &w->samples,
		TLS_WARM_UP_CALLS < w->capacity ? TLS_WARM_UP_CALLS : w->capacity);
	while (sink->written < o->bytes && barren < o->give_up) {
		bool usable = time_batch(w, o, w->capacity);
		timed += w->capacity;
		if (w->health.state == TLS_HEALTH_FAILED && tls_health_restart(&w->health) != 0)
			break;
		uint64_t before = sink->written;
		size_t held = pass_on(w, sink, o, usable);
		barren = held || !usable || sink->written > before ? 0 : barren + w->capacity;
		progress_update(&progress, sink->written);
	}
	progress_finish(&progress);
	if (w->health.state == TLS_HEALTH_FAILED)
		return report_failure(w, sink);
	if (sink->written < o->bytes)
		return err_error("only %llu of %llu bytes: the last %llu samples gave none",
		    (unsigned long long)sink->written, (unsigned long long)o->bytes,
		    (unsigned long long)barren);
	print_rate(w, sink, o, timed, monotonic_seconds() - begun);
	return 0;
}

/* Whole windows, so that none is used before it has been judged. */
static size_t batch_samples(const struct live_options *o)
{
	size_t group = o->conditioned ? condition_samples(o->min_entropy) : 1;
	if (o->untested && o->give_up < BATCH)
		return (size_t)o->give_up;
	return (group + BATCH - 1) / BATCH * BATCH;
}

int live_bytes(struct byte_sink *sink, const struct live_options *o)
{
	size_t batch = batch_samples(o);
	struct workshop *w = workshop_open(batch, batch / 16 + 32);
	if (!w)
		return -1;
	w->min_entropy = o->min_entropy;
	int status = tls_health_init(
	    &w->health, o->min_entropy, HEALTH_ALPHA_LOG2, w->clock.effective_tick_ticks, 1);
	if (status != 0)
		status = err_error("this counter's tick is too long to test with");
	else
		status = fill_sink(w, sink, o);
	workshop_close(w);
	return status;
}

static int collect_bytes(struct workshop *w, struct byte_sink *sink, size_t n)
{
	struct tls_yield y;
	if (tls_commpage_clock_timing_collect(w->bytes, n, &w->clock, &w->samples, w->capacity, &y))
		err_bug("no room for %zu bytes", n);
	byte_sink_write(sink, w->bytes, y.output.bytes);
	fprintf(stderr,
	    "collect(%zu) gave %zu byte%s: %zu calls timed, %zu of them rejected; %zu of %zu pairs "
	    "were equal\n",
	    n, y.output.bytes, y.output.bytes == 1 ? "" : "s", y.timed, y.rejected,
	    y.output.equal_pairs, y.output.pairs);
	return 0;
}

int live_collect(struct byte_sink *sink, uint64_t n)
{
	struct workshop *w =
	    workshop_open(tls_commpage_clock_timing_samples((size_t)n), (size_t)n + 1);
	int status = w ? collect_bytes(w, sink, (size_t)n) : -1;
	workshop_close(w);
	return status;
}
