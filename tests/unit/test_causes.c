/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which cause a slow sample is counted for, by runs whose every flag is set here.
 */
#include "test.h"

#include "causes_private.h"
#include "figures_private.h"
#include "histogram.h"
#include "modes_private.h"
#include "series.h"

#include <string.h>

enum {
	O = STORE_FLAG_OVERLAP,
	ODD = STORE_FLAG_ODD_AT_START,
	F = STORE_FLAG_FALLBACK,
	CPU = STORE_FLAG_CPU_CHANGED,
	IRQ = STORE_FLAG_IRQ,
	SCHED = STORE_FLAG_SCHED,
	RETRIED = STORE_FLAG_RETRIED,
	FELL = STORE_FLAG_FELL_BACK
};

/* 1000 samples: those with a flag of 0 take 100 ticks except the last `bare`, the others 500. */
struct made {
	uint64_t elapsed[1000];
	uint8_t flags[1000];
	struct series x;
	struct figures f;
};

static void make_run(struct made *m, const uint8_t *flags, size_t kinds, size_t bare)
{
	memset(m, 0, sizeof *m);
	m->x = (struct series){
	    .elapsed = m->elapsed, .flags = m->flags, .n = 1000, .hz = 1e9, .ground_truth = true};
	for (size_t i = 0; i < 1000; i++) {
		m->flags[i] = i < 10 * kinds ? flags[i % kinds] : 0;
		m->elapsed[i] = m->flags[i] || i >= 1000 - bare ? 500 : 100;
	}
	figures_init(&m->f);
}

static const struct store_result *find_result(
    const struct made *m, const char *name, const char *scope)
{
	for (size_t i = 0; i < m->f.results; i++) {
		const struct store_result *r = &m->f.result[i];
		if (!strcmp(r->name, name) && !strcmp(r->scope, scope))
			return r;
	}
	fail_msg("no %s in scope %s", name, scope);
	return NULL;
}

static void attribute_run(struct made *m)
{
	struct histogram h;
	struct modes none = {.label = {.n = 0}};
	double slow;
	assert_int_equal(histogram_init(&h, m->elapsed, 1000), EST_OK);
	assert_int_equal(causes_add(&m->f, &m->x, &h, &none, &slow), 0);
	assert_near(slow, find_result(m, "slow_threshold_ticks", "all")->value, 0);
	histogram_release(&h);
}

static void assert_share(const struct made *m, const char *scope, double share)
{
	const struct store_result *r = find_result(m, "slow_cause_share", scope);
	assert_string_equal(r->status, "ok");
	assert_near(r->value, share, 1e-12);
}

/* Of each kind 10 samples are slow, and 20 more without a flag. */
static void a_sample_counts_for_its_first_cause(void **state)
{
	(void)state;
	static const uint8_t flags[] = {
	    F | O | IRQ, IRQ | O, SCHED | IRQ, SCHED | CPU, O, ODD, O | CPU, CPU};
	struct made m;
	make_run(&m, flags, 8, 20);
	m.x.traced = true;
	attribute_run(&m);
	assert_share(&m, "fallback", 0.1);
	assert_share(&m, "preemption", 0.2);
	assert_share(&m, "interrupt", 0.1);
	assert_share(&m, "overlap", 0.3);
	assert_share(&m, "cpu_change", 0.1);
	assert_share(&m, "outside_kernel", 0.2);
	assert_share(&m, "unexplained", 0);
	assert_string_equal(find_result(&m, "control_seen_share", "all")->status, "not applicable");
	figures_release(&m.f);
}

/* Without a trace its flags are none, and what has no cause is unexplained. */
static void what_was_not_traced_is_not_told(void **state)
{
	(void)state;
	static const uint8_t flags[] = {F, O, IRQ, SCHED};
	struct made m;
	make_run(&m, flags, 4, 10);
	attribute_run(&m);
	assert_share(&m, "fallback", 0.2);
	assert_share(&m, "overlap", 0.2);
	assert_share(&m, "unexplained", 0.6);
	assert_string_equal(
	    find_result(&m, "slow_cause_share", "interrupt")->status, "not applicable");
	assert_string_equal(
	    find_result(&m, "slow_cause_share", "outside_kernel")->status, "not applicable");
	figures_release(&m.f);
}

/* A control knows: a prediction of a fallback is none, a retry is the overlap whatever interrupted
 * it, and an overlap without one comes after interrupts. */
static void a_control_knows_its_causes(void **state)
{
	(void)state;
	static const uint8_t flags[] = {
	    FELL | O, FELL | RETRIED | IRQ, RETRIED | O | IRQ, O | F, O | IRQ, F, RETRIED};
	struct made m;
	make_run(&m, flags, 7, 30);
	m.x.traced = m.x.control = true;
	attribute_run(&m);
	assert_share(&m, "fallback", 0.2);
	assert_share(&m, "overlap", 0.3);
	assert_share(&m, "interrupt", 0.1);
	assert_share(&m, "outside_kernel", 0.4);
	/* Of 40 slow ones that it slowed, 20 have a flag that can be seen from outside. */
	assert_near(find_result(&m, "control_seen_share", "all")->value, 0.5, 1e-12);
	figures_release(&m.f);
}

/* No sample is slow: no share, and none is made up. */
static void no_slow_sample_has_no_cause(void **state)
{
	(void)state;
	struct made m;
	make_run(&m, NULL, 0, 0);
	m.x.control = true;
	attribute_run(&m);
	assert_string_equal(find_result(&m, "slow_cause_share", "overlap")->status, "too short");
	assert_string_equal(find_result(&m, "control_seen_share", "all")->status, "too short");
	figures_release(&m.f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_sample_counts_for_its_first_cause),
	    cmocka_unit_test(what_was_not_traced_is_not_told),
	    cmocka_unit_test(a_control_knows_its_causes),
	    cmocka_unit_test(no_slow_sample_has_no_cause),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
