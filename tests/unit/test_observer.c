/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The observer's process: it takes its blocks beside the recorder, and what it took is the copy's.
 */
#include "test.h"

#include "memory_private.h"
#include "observer_private.h"
#include "pin.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROOM = 8 };

static int cpus[4], cpu_count, pinned_to, pin_fails;
static const struct tlp_clock clock_ = {.name = "none"};
static const struct tlp_page page = {.kind = TLP_PAGE_STAMP, .stale_ticks = 100};

int pin_allowed(int *cpu, int most)
{
	assert_true(most >= cpu_count);
	memcpy(cpu, cpus, (size_t)cpu_count * sizeof *cpu);
	return cpu_count;
}

int pin_to_cpu(int cpu, char *why, size_t size)
{
	pinned_to = cpu + 1;
	if (pin_fails)
		snprintf(why, size, "no such CPU");
	return pin_fails ? -1 : 0;
}

void activity_open(struct activity *a)
{
	(void)a;
}

void activity_close(struct activity *a)
{
	(void)a;
}

void activity_system(struct activity *a, int cpu, struct activity_system *out)
{
	(void)a;
	(void)cpu;
	memset(out, 0xFF, sizeof *out);
}

/* In the observer: how many samples were taken by then. */
static uint64_t calls, taken;

void activity_thread(struct activity_thread *out)
{
	*out = (struct activity_thread){.cpu = pinned_to, .voluntary = taken};
}

/* Samples that say which call they are of; the page is the one that was given. */
static void run_probe(const struct tlp_clock *clock, struct tlp_samples *out, size_t count)
{
	assert_ptr_equal(clock, &clock_);
	calls++;
	for (size_t i = 0; i < count; i++) {
		out->start[i] = calls * 1000 + i;
		out->elapsed[i] = out->page->stale_ticks + i;
		out->flags[i] = (uint8_t)(calls + i);
	}
	taken += count;
}

static const struct tlp_probe probe = {.name = "x", .run = run_probe};
static struct pool pool;
static char why[200];

static struct observer *start_one(int cpu)
{
	struct observer *o;
	const struct observer_plan plan = {&probe, &clock_, &page, ROOM, cpu};
	assert_int_equal(observer_start(&o, &plan, why, sizeof why), 0);
	assert_non_null(o);
	return o;
}

/* The first call was the one that warms it up, with a whole block. */
static void blocks_come_back_as_they_were_taken(void **state)
{
	(void)state;
	static const size_t sizes[] = {3, ROOM, 1};
	struct block *b = &pool.block[0];
	struct observer *o = start_one(6);
	uint64_t before = ROOM;
	for (uint64_t k = 0; k < 3; k++) {
		size_t n = sizes[k];
		memset(b->at.start, 0xFF, ROOM * sizeof *b->at.start);
		memset(b->at.elapsed, 0xFF, ROOM * sizeof *b->at.elapsed);
		memset(b->at.flags, 0xFF, ROOM);
		observer_go(o, n);
		assert_int_equal(observer_take(o, b), 0);
		assert_int_equal(b->count, n);
		for (size_t i = 0; i < ROOM; i++) {
			assert_int_equal(b->at.start[i], i < n ? (k + 2) * 1000 + i : UINT64_MAX);
			assert_int_equal(b->at.elapsed[i], i < n ? 100 + i : UINT64_MAX);
			assert_int_equal(b->at.flags[i], i < n ? k + 2 + i : 0xFF);
		}
		assert_int_equal(b->before.cpu, 7);
		assert_int_equal(b->before.voluntary, before);
		assert_int_equal(b->after.voluntary, before += n);
	}
	observer_stop(o);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* it has no child left */
	observer_stop(NULL);
}

static void one_without_a_cpu_is_not_pinned(void **state)
{
	(void)state;
	struct block *b = &pool.block[0];
	for (int cpu = -1; cpu <= 0; cpu++) {
		struct observer *o = start_one(cpu);
		observer_go(o, 1);
		assert_int_equal(observer_take(o, b), 0);
		assert_int_equal(b->before.cpu, cpu + 1);
		observer_stop(o);
	}
}

static void what_it_cannot_do_is_said(void **state)
{
	(void)state;
	struct observer *o = (struct observer *)(void *)&pool;
	const struct observer_plan plan = {&probe, &clock_, &page, ROOM, 3};
	pin_fails = 1;
	assert_int_equal(observer_start(&o, &plan, why, sizeof why), -1);
	pin_fails = 0;
	assert_null(o);
	assert_string_equal(why, "the observer cannot begin: no such CPU");
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void run_and_die(const struct tlp_clock *clock, struct tlp_samples *out, size_t count)
{
	run_probe(clock, out, count);
	if (calls > 1)
		_exit(1);
}

static void one_that_ends_is_noticed(void **state)
{
	(void)state;
	static const struct tlp_probe mortal = {.name = "x", .run = run_and_die};
	const struct observer_plan plan = {&mortal, &clock_, &page, ROOM, -1};
	struct observer *o;
	assert_int_equal(observer_start(&o, &plan, why, sizeof why), 0);
	observer_go(o, 1);
	assert_int_equal(observer_take(o, &pool.block[0]), -1);
	observer_stop(o);
}

static void its_cpu_is_the_first_other_one(void **state)
{
	(void)state;
	static const struct {
		int cpus[4], count, own, chosen;
	} c[] = {{{0, 1, 2}, 3, 0, 1}, {{0, 1, 2}, 3, 1, 0}, {{4, 6}, 2, -1, 4}, {{3, 5}, 2, 3, 5}};
	int chosen;
	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		memcpy(cpus, c[i].cpus, sizeof cpus);
		cpu_count = c[i].count;
		assert_int_equal(observer_choose_cpu(c[i].own, &chosen, why, sizeof why), 0);
		assert_int_equal(chosen, c[i].chosen);
	}
	cpus[0] = 2, cpu_count = 1;
	assert_int_equal(observer_choose_cpu(2, &chosen, why, sizeof why), -1);
	assert_string_equal(why, "an observer requires a CPU of its own, and there is only one");
	assert_int_equal(chosen, -1);
	cpu_count = 0; /* where the system does not say which there are, it is asked how many */
	int rc = observer_choose_cpu(2, &chosen, why, sizeof why);
	assert_int_equal(rc, sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 0 : -1);
	assert_int_equal(chosen, -1);
}

static int open_pool(void **state)
{
	(void)state;
	return pool_open(&pool, 1, ROOM, false, why, sizeof why);
}

static int close_pool(void **state)
{
	(void)state;
	pool_close(&pool);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(blocks_come_back_as_they_were_taken),
	    cmocka_unit_test(one_without_a_cpu_is_not_pinned),
	    cmocka_unit_test(what_it_cannot_do_is_said),
	    cmocka_unit_test(one_that_ends_is_noticed),
	    cmocka_unit_test(its_cpu_is_the_first_other_one),
	};
	return cmocka_run_group_tests(tests, open_pool, close_pool);
}
