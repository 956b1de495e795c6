/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who records a run: what a token says of its process, and whether that process lives, of this PID
 * namespace and of another, from a tree of /proc.
 */
#include "tree.h"

#include "internal_private.h"
#include "process_private.h"

enum { NEVER = 4194305 }; /* no process has a greater number than 2^22 (proc(5)) */

static void put_stat(const char *pid, const char *state, const char *began)
{
	char path[64], text[300];
	snprintf(path, sizeof path, "/proc/%s/stat", pid);
	snprintf(text, sizeof text,
	    "%s (a ) b) %s 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 %s 23 24\n", pid, state,
	    began);
	tree_put(path, text);
}

static const char *own_path(const char *rest)
{
	static char path[64];
	snprintf(path, sizeof path, "/proc/%ld/%s", (long)getpid(), rest);
	return path;
}

/* The first namespace of PIDs, in which every process is seen. */
static int put_machine(void **state)
{
	char own[24];
	(void)state;
	tree_begin();
	tree_put("/proc/sys/kernel/random/boot_id", "b-1\nmore\n");
	tree_put_self();
	snprintf(own, sizeof own, "%ld", (long)getpid());
	put_stat(own, "R", "777");
	tree_link(own_path("ns/pid"), "pid:[4026531836]");
	tree_link(own_path("ns/time"), "time:[1]");
	tree_put("/proc/1/status", "Name:\tinit\n");
	return 0;
}

static int remove_machine(void **state)
{
	(void)state;
	tree_end();
	return 0;
}

static void a_token_names_boot_process_start_and_namespace(void **state)
{
	(void)state;
	char token[160], want[160], text[64];
	assert_int_equal(store_recorder_token(token, sizeof token), 0);
	snprintf(want, sizeof want, "b-1:%ld:777:4026531836", (long)getpid());
	assert_string_equal(token, want);
	assert_int_equal(store_recorder_token(token, strlen(want) + 1), 0);
	assert_int_equal(store_recorder_token(token, strlen(want)), -1);
	unlink(tree_of(own_path("ns/pid")));
	unlink(tree_of("/proc/sys/kernel/random/boot_id"));
	assert_int_equal(store_recorder_token(token, sizeof token), 0);
	snprintf(want, sizeof want, "-:%ld:777", (long)getpid());
	assert_string_equal(token, want);
	process_boot(text, sizeof text);
	assert_string_equal(text, "-");
	tree_put("/proc/sys/kernel/random/boot_id", "");
	process_boot(text, sizeof text);
	assert_string_equal(text, "-");
	assert_false(store_recorder_elsewhere("b-1:5:5:999")); /* its own is not known */
}

static void the_start_of_a_process_is_its_22nd_field(void **state)
{
	(void)state;
	static const struct {
		const char *text, *start;
	} want[] = {{"5 (x) S 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 2222 23\n", "2222"},
	    {"5 (x) S 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 2222\n", "2222"},
	    {"5 (x) S 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21\n", "0"},
	    {"5 (x) Z 4 5 6\n", "dead"}, {"5 (x) X 4 5 6\n", "dead"}, {"5 (x)S 4\n", "0"},
	    {"5 x S 4\n", "0"}, {"", "0"}};
	char start[32];
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		tree_put("/proc/5/stat", want[i].text);
		process_start(5, start, sizeof start);
		assert_string_equal(start, want[i].start);
	}
	process_start(6, start, sizeof start);
	assert_string_equal(start, "0");
	assert_true(process_own_proc());
	tree_put("/proc/5/stat", want[0].text);
	tree_link("/proc/self", "5"); /* numbers of another namespace */
	assert_false(process_own_proc());
	process_start(5, start, sizeof start);
	assert_string_equal(start, "0");
}

static void expect_alive(bool alive, bool elsewhere, const char *fmt, ...)
{
	char token[160];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(token, sizeof token, fmt, ap);
	va_end(ap);
	if (store_recorder_alive(token) != alive)
		fail_msg("%s is taken for %s", token, alive ? "dead" : "alive");
	if (store_recorder_elsewhere(token) != elsewhere)
		fail_msg("%s is taken for %s", token, elsewhere ? "here" : "elsewhere");
}

static void a_process_here_is_known_by_its_start(void **state)
{
	(void)state;
	long own = getpid();
	expect_alive(true, false, "b-1:%ld:777:4026531836", own);
	expect_alive(true, false, "b-1:%ld:777", own); /* an older token */
	expect_alive(true, false, "b-1:%ld:0", own);
	expect_alive(false, false, "b-1:%ld:778", own);
	expect_alive(false, false, "b-2:%ld:777", own);
	expect_alive(false, false, "b-1:%d:777", NEVER);
	expect_alive(false, false, "b-1:0:777");
	expect_alive(false, true, "b-2:1:777:999");
	expect_alive(false, false, "b-1:%ld", own);
	expect_alive(false, false, "x");
	tree_link("/proc/self", "5"); /* no start can be known: the number decides */
	expect_alive(true, false, "b-1:%ld:778", own);
}

/* A process of the namespace 999, in which it is number 42; its number here is `pid`. */
static void put_inner(const char *pid, const char *status)
{
	char path[64];
	put_stat(pid, "S", "55");
	snprintf(path, sizeof path, "/proc/%s/status", pid);
	tree_put(path, status);
	snprintf(path, sizeof path, "/proc/%s/ns/pid", pid);
	tree_link(path, "pid:[999]");
	snprintf(path, sizeof path, "/proc/%s/ns/time", pid);
	tree_link(path, "time:[1]");
}

static void remove_inner(const char *pid)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%s", pid);
	tree_remove(tree_of(path));
}

static void a_process_of_another_namespace_is_looked_for_among_all(void **state)
{
	(void)state;
	static const char *const pids[] = {"100", "999", "7"};
	static const char sleeps[] =
	    "Name:\tx\nState:\tS (sleeping)\nTgid:\t42\nNSpid:\t700\t42\nVm:\t1\n";
	expect_alive(false, true, "b-1:42:55:999");
	for (size_t i = 0; i < sizeof pids / sizeof *pids; i++) {
		put_inner(pids[i], sleeps);
		expect_alive(true, true, "b-1:42:55:999");
		remove_inner(pids[i]);
	}
	put_inner("x70", sleeps);
	expect_alive(false, true, "b-1:42:55:999");
	put_inner("700", sleeps);
	expect_alive(true, true, "b-1:42:0:999");
	expect_alive(false, true, "b-1:43:55:999");
	expect_alive(false, true, "b-1:42:56:999");
	expect_alive(false, true, "b-1:42:55:998");
	tree_link("/proc/700/ns/time", "time:[2]"); /* its start is shown in another time */
	expect_alive(true, true, "b-1:42:56:999");
	unlink(tree_of("/proc/700/ns/time"));
	expect_alive(true, true, "b-1:42:56:999");
	unlink(tree_of(own_path("ns/time"))); /* a kernel without such namespaces */
	expect_alive(true, true, "b-1:42:56:999");
	unlink(tree_of("/proc/700/ns/pid")); /* it may not be known */
	expect_alive(true, true, "b-1:42:55:998");
	put_inner("700", "Name:\tx\nState:\tZ (zombie)\nNSpid:\t700\t42\n");
	expect_alive(false, true, "b-1:42:55:999");
	put_inner("700", "Name:\tx\nNSpid:\t42\n"); /* of this namespace alone */
	expect_alive(false, true, "b-1:42:55:999");
	put_inner("700", "Name:\tx\nNStgid:\t700\t42\n");
	expect_alive(false, true, "b-1:42:55:999");
}

static void one_that_cannot_be_seen_counts_as_alive(void **state)
{
	(void)state;
	expect_alive(false, true, "b-1:42:55:999");
	tree_link(own_path("ns/pid"), "pid:[4026531837]");
	expect_alive(true, true, "b-1:42:55:999");
	tree_link(own_path("ns/pid"), "pid:[4026531836]");
	unlink(tree_of("/proc/1/status"));
	expect_alive(true, true, "b-1:42:55:999");
	tree_put("/proc/1/status", "");
	expect_alive(false, true, "b-1:42:55:999");
	tree_link("/proc/5/ns/pid", "pid:[4026531836]");
	tree_link("/proc/self", "5");
	expect_alive(true, true, "b-1:42:55:999");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_token_names_boot_process_start_and_namespace, put_machine, remove_machine),
	    cmocka_unit_test_setup_teardown(
		the_start_of_a_process_is_its_22nd_field, put_machine, remove_machine),
	    cmocka_unit_test_setup_teardown(
		a_process_here_is_known_by_its_start, put_machine, remove_machine),
	    cmocka_unit_test_setup_teardown(a_process_of_another_namespace_is_looked_for_among_all,
		put_machine, remove_machine),
	    cmocka_unit_test_setup_teardown(
		one_that_cannot_be_seen_counts_as_alive, put_machine, remove_machine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
