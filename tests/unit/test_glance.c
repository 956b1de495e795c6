/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "doubt.h"
#include "glance_private.h"
#include "glance_run.h"
#include "rng.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void settle_glance(struct glance *g, const uint64_t *elapsed, size_t n)
{
	const struct tick_facts facts = {.unit_hz = 1e9};
	assert_int_equal(glance_init(g, &facts), 0);
	for (size_t i = 0; i < n; i += 1000) /* in pieces, as a recording comes */
		assert_int_equal(glance_add(g, NULL, elapsed + i, n - i < 1000 ? n - i : 1000), 0);
	assert_int_equal(glance_settle(g), 0);
}

static void peaks_quantiles_and_tail_are_those_of_the_counts(void **state)
{
	enum { N = 20000 };
	static uint64_t x[N];
	struct glance g;
	struct rng r;
	(void)state;
	rng_init(&r, 1, 0);
	for (size_t i = 0; i < N; i++)
		x[i] = (rng_below(&r, 10) < 3 ? 105 : 145) + rng_below(&r, 5) + rng_below(&r, 5);
	x[7] = 1000000;
	settle_glance(&g, x, N);
	assert_int_equal(g.peaks, 2);
	assert_true(g.peak[0].tick >= 107 && g.peak[0].tick <= 111);
	assert_true(g.peak[1].tick >= 147 && g.peak[1].tick <= 151);
	assert_true(glance_quantile(&g, 0.5) >= 145 && glance_quantile(&g, 0.5) <= 153);
	assert_int_equal(glance_quantile(&g, 1), 1000000);
	assert_int_equal(glance_above(&g, 153), 1);
	assert_int_equal(glance_above(&g, 999999), 1);
	assert_int_equal(glance_above(&g, 1000000), 0);
	glance_release(&g);
}

/* Uniform counts have no valley that four standard deviations of Poisson counts do not explain. */
static void noise_is_one_peak_and_a_constant_too(void **state)
{
	enum { N = 20000 };
	static uint64_t x[N];
	struct glance g;
	struct rng r;
	(void)state;
	rng_init(&r, 2, 0);
	for (size_t i = 0; i < N; i++)
		x[i] = 500 + rng_below(&r, 200);
	settle_glance(&g, x, N);
	assert_true(g.peaks <= 1);
	glance_release(&g);
	for (size_t i = 0; i < N; i++)
		x[i] = 7;
	settle_glance(&g, x, N);
	assert_int_equal(g.peaks, 1);
	assert_int_equal(g.peak[0].tick, 7);
	assert_int_equal(glance_quantile(&g, 0.001), 7);
	glance_release(&g);
}

/* By hand: counts of each value, in order; what is beyond GLANCE_DENSE by itself, and equal ones
 * together; the first start and the end of the last sample. */
static void values_are_counted_in_order(void **state)
{
	(void)state;
	static const uint64_t start[] = {1000, 2000, 3000, 4000, 5000, 6000, 7000},
			      elapsed[] = {7, 3, 900000, 7, 65536, 900000, 65535};
	static const struct glance_bin want[] = {
	    {3, 1}, {7, 2}, {65535, 1}, {65536, 1}, {900000, 2}};
	const struct tick_facts facts = {.unit_hz = 1e9};
	struct glance g;
	assert_int_equal(glance_init(&g, &facts), 0);
	assert_int_equal(glance_add(&g, start, elapsed, 3), 0);
	assert_int_equal(glance_add(&g, start + 3, elapsed + 3, 4), 0);
	assert_int_equal(glance_settle(&g), 0);
	assert_int_equal(g.n, 7);
	assert_int_equal(g.first_start, 1000);
	assert_int_equal(g.last_end, 7000 + 65535);
	assert_int_equal(g.bin_count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(g.bins[i].tick, want[i].tick);
		assert_int_equal(g.bins[i].count, want[i].count);
	}
	assert_int_equal(glance_quantile(&g, 3.0 / 7), 7);
	assert_int_equal(glance_quantile(&g, 3.1 / 7), 65535);
	assert_int_equal(glance_above(&g, 7), 4);
	glance_release(&g);
}

/* 41 and 42 are one tick of 125/3, 83 and 84 two. */
static void counts_of_a_known_tick_are_joined(void **state)
{
	(void)state;
	uint64_t x[3000];
	for (size_t i = 0; i < 3000; i++)
		x[i] = i % 3 == 0 ? 42 : i % 3 == 1 ? 41 : 83 + i % 2;
	const struct tick_facts facts = {.stated = 125.0 / 3, .unit_hz = 1e9};
	struct glance g;
	assert_int_equal(glance_init(&g, &facts), 0);
	assert_int_equal(glance_add(&g, NULL, x, 3000), 0);
	assert_int_equal(glance_settle(&g), 0);
	assert_int_equal(g.bin_count, 2);
	assert_true(g.bins[0].tick == 1 && g.bins[0].count == 2000);
	assert_true(g.bins[1].tick == 2 && g.bins[1].count == 1000);
	assert_near(g.tick_s, 125.0 / 3 * 1e-9, 1e-12);
	glance_release(&g);
}

/* Counts of 100, 0, c, 0, 100 where the valleys are empty: the middle is a peak from a hundredth of
 * the samples on, if that is 16 at least (4 standard deviations). */
static void a_peak_holds_a_hundredth_and_is_parted(void **state)
{
	(void)state;
	static const struct {
		size_t side, middle, peaks;
	} rows[] = {{1000, 20, 2}, {1000, 21, 3}, {100, 16, 2}, {100, 17, 3}};
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
		static uint64_t x[3000];
		size_t n = 0;
		for (size_t i = 0; i < rows[k].side; i++) {
			x[n++] = 100;
			x[n++] = 137;
		}
		for (size_t i = 0; i < rows[k].middle; i++)
			x[n++] = 119;
		struct glance g;
		settle_glance(&g, x, n);
		assert_int_equal(g.peaks, rows[k].peaks);
		assert_int_equal(g.peak[0].tick, 100);
		assert_int_equal(g.peak[0].count, rows[k].side);
		assert_int_equal(g.peak[g.peaks - 1].tick, 137);
		glance_release(&g);
	}
}

/* 0.3 of the samples about 100 and the others about 140, seven values each; the 1998th of 2000 by
 * size is 20999, and nothing lies beyond twice that. */
static const char glanced[] =
    "tick 1 ns (tsc, the unit)   median 142 ticks (142 ns)\n"
    "  100-103 |##########################                                   17.2 %\n"
    "  104-107 |####################                                         12.8 %\n"
    "  108-111 |                                                              0.0 %\n"
    "  112-115 |                                                              0.0 %\n"
    "  116-119 |                                                              0.0 %\n"
    "  120-123 |                                                              0.0 %\n"
    "  124-127 |                                                              0.0 %\n"
    "  128-131 |                                                              0.0 %\n"
    "  132-135 |                                                              0.0 %\n"
    "  136-139 |                                                              0.0 %\n"
    "  140-143 |############################################################ 39.9 %\n"
    "  144-147 |#############################################                29.9 %\n"
    "2 peaks, at 100 and 146   99.9 % within 20999   0 above 41998   longest 22 us\n"
    "mind: the run is interrupted\n";

/* What was printed to a temporary file, which is closed; to be freed. */
static char *text_printed(FILE *out)
{
	long n = ftell(out);
	char *got = calloc(1, (size_t)n + 1);
	assert_non_null(got);
	rewind(out);
	assert_int_equal(fread(got, 1, (size_t)n, out), n);
	fclose(out);
	return got;
}

static void check_text(FILE *out, const char *want)
{
	char *got = text_printed(out);
	assert_string_equal(got, want);
	free(got);
}

static FILE *temporary_file(void)
{
	FILE *out = tmpfile();
	assert_non_null(out);
	return out;
}

/* Durations by how often they come, up to a count of 0. */
struct times {
	uint64_t value, count;
};

static void settle_counts(struct glance *g, const struct times *t)
{
	const struct tick_facts facts = {.stated = 1, .unit_hz = 1e9};
	assert_int_equal(glance_init(g, &facts), 0);
	for (; t->count > 0; t++)
		for (uint64_t i = 0; i < t->count; i++)
			assert_int_equal(glance_add(g, NULL, &t->value, 1), 0);
	assert_int_equal(glance_settle(g), 0);
}

static void check_bars(
    const struct times *t, const struct screen *screen, unsigned rows, const char *want)
{
	struct glance g;
	settle_counts(&g, t);
	FILE *out = temporary_file();
	glance_print_bars(out, screen, &g, rows);
	check_text(out, want);
	glance_release(&g);
}

static void check_shape(const struct times *t, const char *want)
{
	struct glance g;
	const struct screen plain = {.columns = 80};
	settle_counts(&g, t);
	FILE *out = temporary_file();
	glance_print_shape(out, &plain, &g);
	check_text(out, want);
	glance_release(&g);
}

/* Of 20 columns: 1000 of them fill it, 500 half of it, 13 are 2.08 eighths of a column, 1 is less
 * than one and is seen. */
static void a_bar_is_a_count_in_eighths_of_a_column(void **state)
{
	(void)state;
	static const struct times t[] = {{10, 1000}, {11, 500}, {12, 13}, {13, 1}, {14, 486}, {0}};
	check_bars(t, &(struct screen){.columns = 40, .utf8 = true}, 12,
	    "       10 │████████████████████ 50.0 %\n"
	    "       11 │██████████           25.0 %\n"
	    "       12 │▎                     0.7 %\n"
	    "       13 │▏                     0.1 %\n"
	    "       14 │█████████▊           24.3 %\n");
	/* Without such characters a started column is drawn whole. */
	check_bars(t, &(struct screen){.columns = 40}, 12,
	    "       10 |#################### 50.0 %\n"
	    "       11 |##########           25.0 %\n"
	    "       12 |#                     0.7 %\n"
	    "       13 |#                     0.1 %\n"
	    "       14 |##########           24.3 %\n");
}

/* The terminal's less 20, at least 20 and at most 60. */
static void the_longest_bar_has_the_columns_that_are_left(void **state)
{
	(void)state;
	static const struct {
		unsigned columns, bar;
	} rows[] = {{10, 20}, {40, 20}, {41, 21}, {79, 59}, {80, 60}, {200, 60}};
	static const struct times t[] = {{3, 7}, {0}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char want[128] = "        3 |";
		memset(want + 11, '#', rows[i].bar);
		snprintf(want + 11 + rows[i].bar, sizeof want - 11 - rows[i].bar, " 100.0 %%\n");
		check_bars(t, &(struct screen){.columns = rows[i].columns}, 5, want);
	}
}

/* 1 of 2000 is 0.05 % and reads 0.1; 19 of 40,000 are less, and do not read as none. */
static void a_share_that_is_not_none_does_not_read_as_none(void **state)
{
	(void)state;
	const struct screen narrow = {.columns = 40};
	check_bars((struct times[]){{1, 1999}, {3, 1}, {0}}, &narrow, 1000,
	    "        1 |#################### 100.0 %\n");
	check_bars((struct times[]){{1, 1}, {2, 1998}, {3, 1}, {0}}, &narrow, 1000,
	    "        1 |#                     0.1 %\n"
	    "        2 |#################### 99.9 %\n");
	check_bars((struct times[]){{1, 19}, {2, 39981}, {0}}, &narrow, 1000,
	    "        1 |#                    <0.1 %\n"
	    "        2 |#################### 100.0 %\n");
}

/* From the least value where there are rows for all, else from the 0.1 % quantile: the tenth of
 * 10,000. In steps of whole ticks. */
static void rows_begin_where_they_are_enough(void **state)
{
	(void)state;
	const struct screen narrow = {.columns = 40};
	check_bars((struct times[]){{1, 9}, {2, 1}, {3, 4990}, {4, 5000}, {0}}, &narrow, 4,
	    "        1 |#                     0.1 %\n"
	    "        2 |#                    <0.1 %\n"
	    "        3 |#################### 49.9 %\n"
	    "        4 |#################### 50.0 %\n");
	check_bars((struct times[]){{1, 9}, {2, 1}, {3, 4990}, {4, 5000}, {0}}, &narrow, 3,
	    "        2 |#                    <0.1 %\n"
	    "        3 |#################### 49.9 %\n"
	    "        4 |#################### 50.0 %\n");
	check_bars((struct times[]){{1, 10}, {2, 10}, {3, 4980}, {4, 5000}, {0}}, &narrow, 3,
	    "      1-2 |#                     0.2 %\n"
	    "      3-4 |#################### 99.8 %\n");
}

/* 99.9 % of the samples are shown where that leaves less than nine in ten in a row, or a row is a
 * tick; else 99 %, else 95 %. */
static void less_of_a_tail_is_shown_that_would_hide_the_rest(void **state)
{
	(void)state;
	const struct screen narrow = {.columns = 40};
	/* 900 of 1000 in the first row. */
	check_bars(
	    (struct times[]){{10, 450}, {11, 450}, {12, 40}, {40, 50}, {70, 9}, {90, 1}, {0}},
	    &narrow, 4,
	    "    10-17 |#################### 94.0 %\n"
	    "    18-25 |                      0.0 %\n"
	    "    26-33 |                      0.0 %\n"
	    "    34-41 |##                    5.0 %\n");
	check_bars((struct times[]){{10, 449}, {11, 450}, {30, 91}, {70, 9}, {90, 1}, {0}}, &narrow,
	    4,
	    "    10-25 |#################### 89.9 %\n"
	    "    26-41 |##                    9.1 %\n"
	    "    42-57 |                      0.0 %\n"
	    "    58-73 |#                     0.9 %\n");
	check_bars((struct times[]){{10, 500}, {11, 450}, {40, 40}, {70, 9}, {90, 1}, {0}}, &narrow,
	    4,
	    "       10 |#################### 50.0 %\n"
	    "       11 |##################   45.0 %\n");
}

/* A run whose samples are these in a store of its own; 16 characters of the UUID are zeros. */
struct shown_run {
	struct store *store;
	struct store_run run;
	char uuid[STORE_UUID];
};

static void shown_run_make(
    struct shown_run *r, const uint64_t *start, const uint64_t *elapsed, size_t n)
{
	char why[256];
	*r = (struct shown_run){.run = {.label = "a",
				    .origin = "collect",
				    .probe = "gettimeofday",
				    .load = "idle",
				    .counter = "tsc",
				    .counter_hz = 1e9,
				    .hz_source = "calibrated",
				    .hz_calibrated = NAN,
				    .has_start = start != NULL,
				    .cpu = -1,
				    .requested = n}};
	assert_int_equal(store_open(&r->store, ":memory:", STORE_CREATE, why, sizeof why), 0);
	r->run.id = store_run_begin(r->store, &r->run, r->uuid);
	assert_true(r->run.id > 0);
	if (n > 0)
		assert_int_equal(store_run_append(r->store, r->run.id, start, elapsed, NULL, n), 0);
	snprintf(r->uuid, sizeof r->uuid, "01234567-89ab-4cde-8f01-23456789abcd");
	r->run.uuid = r->uuid;
	r->run.status = "complete";
	r->run.seconds = NAN;
	r->run.samples = n;
}

static void check_run(struct shown_run *r, unsigned columns, const char *want)
{
	char why[256];
	struct glance g;
	const struct screen plain = {.columns = columns};
	FILE *out = temporary_file();
	if (glance_read(&g, r->store, &r->run, UINT64_MAX, why, sizeof why) != 0)
		fail_msg("%s", why);
	glance_print(out, &plain, &g, r->store, &r->run, 12);
	check_text(out, want);
	glance_release(&g);
	store_close(r->store);
}

/* What is printed of a run of a mode at 100, one at 140, and a few long samples. */
static void a_run_at_a_glance(void **state)
{
	(void)state;
	enum { N = 2000 };
	static uint64_t start[N], elapsed[N];
	char want[sizeof glanced + 128];
	struct shown_run r;
	for (size_t i = 0; i < N; i++) {
		start[i] = 100000 + 1000 * i;
		elapsed[i] = i % 500 == 499 ? 20000 + i : (i % 10 < 3 ? 100 : 140) + i % 7;
	}
	shown_run_make(&r, start, elapsed, N);
	r.run.status = "interrupted";
	r.run.seconds = 7;
	/* From 100,000 ns to the end of the last sample, 2,099,000 + 21,999. */
	snprintf(want, sizeof want,
	    "2,000 calls of gettimeofday in 0.00202 s, idle%*srun 01234567\n%s", 80 - 12 - 46, "",
	    glanced);
	check_run(&r, 80, want);
}

#define ONE_TICK                                                                                   \
	"tick 1 ns (tsc, as stated)   median 50 ticks (50 ns)\n       50 |#################### "   \
	"100.0 %\n"
#define ONE_SHAPE "1 peak, at 50   99.9 % within 50   0 above 100   longest 50 ns\n"

/* Where the samples have no starts the time is the recording's, if it is known; a CPU is named; the
 * name of the run keeps two columns off however narrow the terminal is. */
static void the_head_has_what_is_known(void **state)
{
	(void)state;
	uint64_t elapsed[100], start[100];
	struct shown_run r;
	for (size_t i = 0; i < 100; i++) {
		elapsed[i] = 50;
		start[i] = 1000 - 10 * i; /* set back: they end before they begin */
	}
	shown_run_make(&r, NULL, elapsed, 100);
	r.run.tick_hz = 1e9;
	check_run(&r, 40, "100 calls of gettimeofday, idle  run 01234567\n" ONE_TICK ONE_SHAPE);
	shown_run_make(&r, NULL, elapsed, 100);
	r.run.tick_hz = 1e9;
	r.run.seconds = 2.5;
	r.run.cpu = 0;
	r.run.load = "stress";
	check_run(&r, 40,
	    "100 calls of gettimeofday in 2.5 s, stress, CPU 0  run 01234567\n" ONE_TICK ONE_SHAPE);
	shown_run_make(&r, start, elapsed, 100);
	r.run.tick_hz = 1e9;
	r.run.seconds = 0.5;
	check_run(
	    &r, 40, "100 calls of gettimeofday in 0.5 s, idle  run 01234567\n" ONE_TICK ONE_SHAPE);
	shown_run_make(&r, NULL, elapsed, 1);
	r.run.tick_hz = 1e9;
	r.run.samples = 2; /* of which one is there */
	check_run(&r, 40,
	    "2 calls of gettimeofday, idle  run 01234567\nof these the first 1 are shown\n" ONE_TICK
		ONE_SHAPE);
	shown_run_make(&r, NULL, NULL, 0);
	check_run(&r, 200,
	    "0 calls of gettimeofday, idle                                       run 01234567\n");
}

/* The first chunk that has `most` samples ends the reading. */
static void no_more_is_read_than_is_asked_for(void **state)
{
	(void)state;
	uint64_t elapsed[100];
	char why[256];
	struct shown_run r;
	struct glance g;
	for (size_t i = 0; i < 100; i++)
		elapsed[i] = 50 + i % 3;
	shown_run_make(&r, NULL, elapsed, 100);
	for (int i = 0; i < 3; i++)
		assert_int_equal(store_run_append(r.store, r.run.id, NULL, elapsed, NULL, 100), 0);
	static const struct {
		uint64_t most, read;
	} rows[] = {{1, 100}, {100, 100}, {101, 200}, {400, 400}, {UINT64_MAX, 400}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(
		    glance_read(&g, r.store, &r.run, rows[i].most, why, sizeof why), 0);
		assert_int_equal(g.n, rows[i].read);
		glance_release(&g);
	}
	store_close(r.store);
}

/* What a person is to bear in mind: the state of the run, a coarse counter (five ticks are, six are
 * not), another counter than the CPU's own and why. */
static void what_is_to_be_minded_is_said(void **state)
{
	(void)state;
	uint64_t elapsed[100];
	struct shown_run r;
	static const struct {
		uint64_t ticks;
		const char *status, *facts, *want;
	} rows[] = {{DOUBT_COARSE_TICKS - 1, "failed",
			"{\"counter.fallback\": \"yes\", \"counter.why\": \"the TSC stops\"}",
			"mind: the run is failed\n"
			"mind: the counter is coarse: the median call lasts %llu ticks\n"
			"mind: not the CPU's own counter: the TSC stops\n"},
	    {DOUBT_COARSE_TICKS, "complete",
		"{\"counter.fallback\": \"no\", \"counter.why\": \"x\"}", ""},
	    {DOUBT_COARSE_TICKS, "complete",
		"{\"counter.fallback\": \"unknown\", \"counter.why\": \"x\"}", ""},
	    {DOUBT_COARSE_TICKS, "complete", "{\"counter.why\": \"x\"}", ""},
	    {DOUBT_COARSE_TICKS, "complete", "{\"cpu.cores\": \"2\", \"load.1min\": \"9\"}", ""}};
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
		char want[1024], more[256];
		unsigned long long ticks = rows[k].ticks;
		for (size_t i = 0; i < 100; i++)
			elapsed[i] = ticks;
		shown_run_make(&r, NULL, elapsed, 100);
		r.run.tick_hz = 1e9;
		r.run.status = rows[k].status;
		r.run.machine_facts = rows[k].facts;
		snprintf(more, sizeof more, rows[k].want, ticks);
		snprintf(want, sizeof want,
		    "100 calls of gettimeofday, idle                                     run "
		    "01234567\n"
		    "tick 1 ns (tsc, as stated)   median %llu ticks (%llu ns)\n"
		    "%9llu |############################################################ 100.0 %%\n"
		    "1 peak, at %llu   99.9 %% within %llu   0 above %llu   longest %llu ns\n%s",
		    ticks, ticks, ticks, ticks, ticks, 2 * ticks, ticks, more);
		check_run(&r, 80, want);
	}
	for (size_t i = 0; i < 100; i++)
		elapsed[i] = 50;
	shown_run_make(&r, NULL, elapsed, 100);
	r.run.tick_hz = 1e9;
	r.run.environment_before = "{\"load.1min\": \"9\"}";
	r.run.machine_facts = "{\"cpu.cores\": \"2\"}";
	check_run(&r, 40,
	    "100 calls of gettimeofday, idle  run 01234567\n" ONE_TICK ONE_SHAPE
	    "mind: labelled idle, but load was 9 on 2 CPUs\n");
}

/* Where no tick was found the unit is what is counted. */
static void a_tick_that_is_not_found_is_said(void **state)
{
	(void)state;
	uint64_t elapsed[100];
	char why[256];
	struct shown_run r;
	struct glance g;
	for (size_t i = 0; i < 100; i++)
		elapsed[i] = 50;
	shown_run_make(&r, NULL, elapsed, 100);
	FILE *out = temporary_file();
	assert_int_equal(glance_read(&g, r.store, &r.run, UINT64_MAX, why, sizeof why), 0);
	g.tick.status = TICK_NOT_IDENTIFIED;
	glance_print(out, &(struct screen){.columns = 40}, &g, r.store, &r.run, 12);
	check_text(out, "100 calls of gettimeofday, idle  run 01234567\n"
			"tick not identified; the unit is 1 ns (tsc)   median 50 units (50 ns)\n"
			"       50 |#################### 100.0 %\n" ONE_SHAPE);
	glance_release(&g);
	store_close(r.store);
}

/* Where the tick is from: what a run states, or measured before it. */
static void a_run_states_its_tick(void **state)
{
	(void)state;
	const struct tick_facts stated = glance_facts(&(struct store_run){.counter_hz = 1e9,
				    .tick_hz = 24e6,
				    .effective_tick_ticks = 42}),
				none = glance_facts(&(struct store_run){.counter_hz = 2e9});
	assert_near(stated.stated, 125.0 / 3, 1e-12);
	assert_int_equal(stated.recorded, 42);
	assert_near(stated.unit_hz, 1e9, 0);
	assert_near(none.stated, 0, 0);
	assert_near(none.unit_hz, 2e9, 0);
}

/* Three hills of a third; and 150 hills of 20, none of a hundredth. */
static void the_shape_is_in_a_line(void **state)
{
	(void)state;
	static struct times many[151];
	check_shape((struct times[]){{10, 100}, {20, 100}, {30, 100}, {0}},
	    "3 peaks, at 10, 20 and 30   99.9 % within 30   0 above 60   longest 30 ns\n");
	check_shape((struct times[]){{10, 998}, {20, 1}, {41, 1}, {0}},
	    "1 peak, at 10   99.9 % within 20   1 above 40   longest 41 ns\n");
	for (size_t i = 0; i < 150; i++)
		many[i] = (struct times){10 + 3 * i, 20};
	check_shape(many, "no peak   99.9 % within 457   0 above 914   longest 457 ns\n");
}

/* By hand: a valley parts where it is at most half as high as the lower side and 4 sqrt(top +
 * valley) below it. 100 over 50 is 50 deep, of which 49.0 is required; over 51 it is not half. 48
 * over 16 is 32 deep and requires 32 or more. */
static void a_valley_parts_by_its_depth(void **state)
{
	(void)state;
	static const struct {
		uint64_t left, valley, right;
		size_t peaks;
	} rows[] = {{100, 50, 100, 2}, {100, 51, 100, 1}, {48, 16, 48, 1}, {48, 15, 48, 2},
	    {100, 50, 99, 1}, {99, 50, 100, 1}, {1000, 0, 17, 2}, {1000, 0, 16, 1},
	    {17, 0, 1000, 2}, {16, 0, 1000, 1}};
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
		struct glance g;
		const struct times t[] = {{5, rows[k].left},
		    {rows[k].valley ? 6 : 7, rows[k].valley ? rows[k].valley : rows[k].right},
		    {7, rows[k].valley ? rows[k].right : 0}, {0}};
		settle_counts(&g, t);
		assert_int_equal(g.peaks, rows[k].peaks);
		if (g.peaks == 1)
			assert_int_equal(g.peak[0].tick, rows[k].right >= rows[k].left ? 7 : 5);
		glance_release(&g);
	}
}

/* The tick is found from the first 200,000; every sample is counted, those beyond the table too,
 * and more may follow. */
static void all_are_counted_and_the_first_are_kept(void **state)
{
	(void)state;
	enum { N = GLANCE_FIRST + 10 };
	static uint64_t x[N];
	struct glance g;
	for (size_t i = 0; i < N; i++)
		x[i] = i % 20 == 0 ? GLANCE_DENSE + i % 7 : 1000 + 7 * (i % 3);
	const struct tick_facts facts = {.unit_hz = 1e9};
	assert_int_equal(glance_init(&g, &facts), 0);
	assert_int_equal(glance_add(&g, NULL, x, GLANCE_FIRST - 5), 0);
	assert_int_equal(g.first, GLANCE_FIRST - 5);
	assert_int_equal(glance_settle(&g), 0);
	assert_int_equal(g.n, GLANCE_FIRST - 5);
	assert_int_equal(glance_add(&g, NULL, x + GLANCE_FIRST - 5, 15), 0);
	assert_int_equal(g.first, GLANCE_FIRST);
	assert_int_equal(glance_settle(&g), 0);
	assert_int_equal(g.found, GLANCE_FIRST);
	assert_int_equal(g.n, N);
	uint64_t sum = 0;
	for (size_t i = 0; i < g.bin_count; i++) {
		sum += g.bins[i].count;
		assert_true(i == 0 || g.bins[i].tick > g.bins[i - 1].tick);
	}
	assert_int_equal(sum, N);
	glance_release(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(peaks_quantiles_and_tail_are_those_of_the_counts),
	    cmocka_unit_test(values_are_counted_in_order),
	    cmocka_unit_test(counts_of_a_known_tick_are_joined),
	    cmocka_unit_test(a_peak_holds_a_hundredth_and_is_parted),
	    cmocka_unit_test(a_bar_is_a_count_in_eighths_of_a_column),
	    cmocka_unit_test(the_longest_bar_has_the_columns_that_are_left),
	    cmocka_unit_test(a_share_that_is_not_none_does_not_read_as_none),
	    cmocka_unit_test(rows_begin_where_they_are_enough),
	    cmocka_unit_test(less_of_a_tail_is_shown_that_would_hide_the_rest),
	    cmocka_unit_test(a_run_at_a_glance),
	    cmocka_unit_test(the_head_has_what_is_known),
	    cmocka_unit_test(no_more_is_read_than_is_asked_for),
	    cmocka_unit_test(what_is_to_be_minded_is_said),
	    cmocka_unit_test(a_tick_that_is_not_found_is_said),
	    cmocka_unit_test(a_run_states_its_tick),
	    cmocka_unit_test(the_shape_is_in_a_line),
	    cmocka_unit_test(a_valley_parts_by_its_depth),
	    cmocka_unit_test(all_are_counted_and_the_first_are_kept),
	    cmocka_unit_test(noise_is_one_peak_and_a_constant_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
