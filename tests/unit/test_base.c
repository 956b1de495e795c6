/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "ending.h"
#include "nearest.h"
#include "err.h"
#include "json.h"
#include "normal.h"
#include "num.h"
#include "rng.h"
#include "standard.h"
#include "text.h"
#include "thread.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t caught;

static void count_signal(int number)
{
	caught = caught * 100 + number;
}

static void a_signal_that_the_starter_ignores_stays_ignored(void **state)
{
	(void)state;
	const struct sigaction action = {.sa_handler = count_signal};
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	ending_catch(SIGINT, &action);
	ending_catch(SIGTERM, &action);
	raise(SIGINT);
	raise(SIGTERM);
	assert_int_equal(caught, SIGTERM);
	signal(SIGINT, SIG_DFL);
	ending_catch(SIGINT, &action);
	raise(SIGINT);
	assert_int_equal(caught, SIGTERM * 100 + SIGINT);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
}

static void counts_are_read_whole_or_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint64_t want;
	} good[] = {{"0", 0}, {"1000", 1000}, {"10k", 10000}, {"3M", 3000000}, {"1e6", 1000000},
	    {"0x10", 16}, {"18446744073709551615", UINT64_MAX}, {"1.5k", 1500}};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		uint64_t v = 7;
		assert_int_equal(num_u64(good[i].text, &v), 0);
		assert_int_equal(v, good[i].want);
	}
	static const char *const bad[] = {"", " 1", "-1", "+1", "1x", "1.5", "18446744073709551616",
	    "nan", "inf", "1e300", "0x", "k", "1 "};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		uint64_t v = 7;
		assert_int_equal(num_u64(bad[i], &v), -1);
		assert_int_equal(v, 7);
	}
}

static void a_count_has_the_number_of_its_word(void **state)
{
	(void)state;
	static const struct {
		uint64_t n;
		const char *one, *many, *wanted;
	} cases[] = {{0, "run", NULL, "0 runs"}, {1, "run", NULL, "1 run"},
	    {2, "run", NULL, "2 runs"}, {1234567, "call", NULL, "1,234,567 calls"},
	    {1, "entry", "entries", "1 entry"}, {21, "entry", "entries", "21 entries"}};
	char text[32], cut[4];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
		    text_counted(text, sizeof text, cases[i].n, cases[i].one, cases[i].many),
		    cases[i].wanted);
	assert_string_equal(text_counted(cut, sizeof cut, 12, "run", NULL), "12 ");
}

/* By its definition: of the last letters one is dropped, added or changed, or the last two were
 * exchanged. */
static size_t edits_defined(const char *a, size_t n, const char *b, size_t m)
{
	if (n == 0 || m == 0)
		return n + m;
	size_t best = edits_defined(a, n - 1, b, m) + 1, other = edits_defined(a, n, b, m - 1) + 1;
	best = other < best ? other : best;
	other = edits_defined(a, n - 1, b, m - 1) + (a[n - 1] != b[m - 1]);
	best = other < best ? other : best;
	if (n > 1 && m > 1 && a[n - 1] == b[m - 2] && a[n - 2] == b[m - 1]) {
		other = edits_defined(a, n - 2, b, m - 2) + 1;
		best = other < best ? other : best;
	}
	return best;
}

static void put_word(char *word, size_t n, unsigned of)
{
	for (size_t i = 0; i < n; i++, of /= 3)
		word[i] = (char)('a' + of % 3);
	word[n] = '\0';
}

/* All pairs of words of at most three letters of an alphabet of three, and some longer ones. */
static void edits_are_those_of_the_definition(void **state)
{
	(void)state;
	static const char *const longer[] = {"abcab", "bacba", "bbaca", "cab", "acbba", "ab"};
	char a[4], b[4];
	for (unsigned i = 0; i < 4 * 27; i++)
		for (unsigned k = 0; k < 4 * 27; k++) {
			put_word(a, i % 4, i / 4);
			put_word(b, k % 4, k / 4);
			assert_int_equal(nearest_edits(a, b), edits_defined(a, i % 4, b, k % 4));
		}
	for (size_t i = 0; i < 36; i++)
		assert_int_equal(nearest_edits(longer[i / 6], longer[i % 6]),
		    edits_defined(longer[i / 6], strlen(longer[i / 6]), longer[i % 6],
			strlen(longer[i % 6])));
}

static void mistyped_names_find_the_nearest(void **state)
{
	(void)state;
	static const char *const names[] = {
	    "collect", "analyze", "judge", "db", "fast_window_share"};
	static const struct {
		const char *word, *near;
	} cases[] = {{"anlayze", "analyze"}, {"colect", "collect"},
	    {"fast_windw_share", "fast_window_share"}, {"dbb", "db"}, {"xyz", NULL}, {"", NULL},
	    {"judge", "judge"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *near = nearest_name(cases[i].word, names, sizeof names / sizeof *names);
		if (cases[i].near)
			assert_string_equal(near, cases[i].near);
		else
			assert_null(near);
	}
	char longest[200];
	memset(longest, 'a', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	assert_null(nearest_name(longest, names, 5));
	/* Where other words are allowed, two changes at most are a slip, and a name is none. */
	static const char *const calls[] = {"gettimeofday", "clock-monotonic-raw"};
	assert_string_equal(nearest_misspelt("gettimofdya", calls, 2), "gettimeofday");
	assert_null(nearest_misspelt("gettimeofday", calls, 2));
	assert_null(nearest_misspelt("clock-monotonic-coarse", calls, 2));
	assert_null(nearest_misspelt("", calls, 2));
}

static void frequencies_and_times_take_units(void **state)
{
	(void)state;
	double v = 0;
	assert_int_equal(num_hz("24MHz", &v), 0);
	assert_near(v, 24e6, 0);
	assert_int_equal(num_hz("2.3ghz", &v), 0);
	assert_near(v, 2.3e9, 1e-15);
	assert_int_equal(num_hz("0", &v), -1);
	assert_int_equal(num_hz("0x10", &v), -1);
	assert_int_equal(num_double("-0x1p4", &v), -1);
	assert_int_equal(num_seconds("0X5s", &v), -1);
	assert_int_equal(num_hz("-5", &v), -1);
	assert_int_equal(num_hz("5 MHz", &v), -1);
	assert_int_equal(num_seconds("20ms", &v), 0);
	assert_near(v, 0.02, 1e-15);
	assert_int_equal(num_seconds("2min", &v), 0);
	assert_near(v, 120, 0);
	assert_int_equal(num_seconds("5 parsecs", &v), -1);
	assert_int_equal(num_double("1e-3", &v), 0);
	assert_near(v, 1e-3, 0);
	assert_int_equal(num_double("nan", &v), -1);
}

/* First outputs of xoshiro256** from the state {1, 2, 3, 4}: the values printed by the reference
 * code's test vectors (rand_xoshiro crate, which took them from that code). */
/* A message writes what stdout holds first. The disk is full for that write alone. */
static int reason_after_a_message(const char *path)
{
	int full = open(path, O_WRONLY), none = open("/dev/null", O_WRONLY);
	dup2(full, STDOUT_FILENO);
	dup2(none, STDERR_FILENO);
	printf("data");
	err_warning("a message");
	dup2(none, STDOUT_FILENO);
	printf("more data");
	return standard_finish() == 0 ? 0 : errno;
}

static void the_first_reason_of_lost_output_is_kept(void **state)
{
	(void)state;
	if (access("/dev/full", W_OK) != 0)
		skip_because("there is no /dev/full");
	int status;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0)
		_exit(reason_after_a_message("/dev/full"));
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), ENOSPC);
}

static void generator_agrees_with_the_reference(void **state)
{
	(void)state;
	struct rng r = {{1, 2, 3, 4}};
	static const uint64_t want[] = {UINT64_C(11520), UINT64_C(0), UINT64_C(1509978240),
	    UINT64_C(1215971899390074240), UINT64_C(1216172134540287360),
	    UINT64_C(607988272756665600), UINT64_C(16172922978634559625),
	    UINT64_C(8476171486693032832), UINT64_C(10595114339597558777),
	    UINT64_C(2904607092377533576)};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		assert_int_equal(rng_u64(&r), want[i]);
}

/* 100,000 draws of 0..5: chi-square with 5 degrees of freedom is below 25.7 with probability
 * 1 - 1e-4; the seed is fixed. */
static void draws_below_are_uniform(void **state)
{
	(void)state;
	struct rng r;
	rng_init(&r, 1, 0);
	double count[6] = {0}, chi2 = 0;
	for (int i = 0; i < 100000; i++)
		count[rng_below(&r, 6)]++;
	for (int i = 0; i < 6; i++)
		chi2 += (count[i] - 1e5 / 6) * (count[i] - 1e5 / 6) / (1e5 / 6);
	assert_true(chi2 < 25.7);
}

/* The share whose own standard error is |p - q| / z, between `from` and p, by bisection. */
static double end_by_bisection(double p, double n, double z, double from)
{
	double far = from, near = p;
	for (int i = 0; i < 200; i++) {
		double q = (far + near) / 2;
		if ((p - q) * (p - q) > z * z * q * (1 - q) / n)
			far = q;
		else
			near = q;
	}
	return (far + near) / 2;
}

static void wilson_solves_its_equation(void **state)
{
	(void)state;
	static const double p[] = {0, 1e-6, 0.01, 0.31, 0.5, 0.999, 1}, n[] = {1, 7, 100.5, 1e9},
			    z[] = {NORMAL_975, NORMAL_995, 12.7};
	double lo, hi;
	for (size_t i = 0; i < sizeof p / sizeof *p; i++)
		for (size_t k = 0; k < 4; k++)
			for (size_t j = 0; j < 3; j++) {
				normal_wilson(p[i], n[k], z[j], &lo, &hi);
				assert_true(0 <= lo && lo <= p[i] && p[i] <= hi && hi <= 1);
				assert_near(lo, end_by_bisection(p[i], n[k], z[j], 0), 1e-9);
				assert_near(hi, end_by_bisection(p[i], n[k], z[j], 1), 1e-9);
			}
	assert_near(erfc(NORMAL_975 / M_SQRT2), 0.05, 1e-15);
	assert_near(erfc(NORMAL_995 / M_SQRT2), 0.01, 1e-15);
}

/* What json.h writes for a text, as a value and as a document that is passed on. */
static char *json_of(const char *text, const char *raw)
{
	struct json j;
	char *got;
	assert_int_equal(json_open_text(&j, &got), 0);
	json_begin_array(&j, NULL);
	if (text)
		json_string(&j, NULL, text);
	if (raw)
		json_raw(&j, NULL, raw);
	json_end_array(&j);
	assert_int_equal(json_close_text(&j, &got), 0);
	json_compact(got);
	return got;
}

static void check_json(const char *text, const char *raw, const char *want)
{
	char *got = json_of(text, raw);
	assert_string_equal(got, want);
	free(got);
}

static void json_shows_no_character_that_moves_hides_or_turns(void **state)
{
	(void)state;
	check_json("a\"\\\n\x1b", NULL, "[\"a\\\"\\\\\\u000a\\u001b\"]");
	check_json("\xC2\x9B"
		   "31m \u202e\xC2\xAD",
	    NULL, "[\"\\u009b31m \\u202e\\u00ad\"]");
	check_json("\U000e0001", NULL, "[\"\\udb40\\udc01\"]"); /* a tag: beyond 16 bits */
	check_json("27 µs \U0001f600", NULL, "[\"27 µs \U0001f600\"]");
	check_json("a\xff\xed\xa0\x80", NULL, "[\"a\uFFFD\uFFFD\uFFFD\uFFFD\"]");
	check_json(NULL, "{\"a\xC2\x9B\":\t1}", "[{\"a\\u009b\":\t1}]");
}

static void *fill_deep(void *sum)
{
	volatile char deep[3 << 20];
	for (size_t i = 0; i < sizeof deep; i += 512)
		*(int *)sum += deep[i] = 1;
	return NULL;
}

/* Whatever the system's default is: ulimit -s 1024 makes it 1 MiB. */
static void a_thread_has_room_for_the_deepest_analysis(void **state)
{
	(void)state;
	pthread_t thread;
	int sum = 0;
	assert_int_equal(thread_start(&thread, fill_deep, &sum), 0);
	pthread_join(thread, NULL);
	assert_int_equal(sum, (3 << 20) / 512);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_thread_has_room_for_the_deepest_analysis),
	    cmocka_unit_test(json_shows_no_character_that_moves_hides_or_turns),
	    cmocka_unit_test(wilson_solves_its_equation),
	    cmocka_unit_test(a_signal_that_the_starter_ignores_stays_ignored),
	    cmocka_unit_test(counts_are_read_whole_or_refused),
	    cmocka_unit_test(a_count_has_the_number_of_its_word),
	    cmocka_unit_test(edits_are_those_of_the_definition),
	    cmocka_unit_test(mistyped_names_find_the_nearest),
	    cmocka_unit_test(frequencies_and_times_take_units),
	    cmocka_unit_test(the_first_reason_of_lost_output_is_kept),
	    cmocka_unit_test(generator_agrees_with_the_reference),
	    cmocka_unit_test(draws_below_are_uniform),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
