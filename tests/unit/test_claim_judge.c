/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The registry's checks, and a verdict on a run from given figures.
 */
#include "test.h"

#include "audit.h"
#include "judge_private.h"
#include "registry.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct store *s;

static int open_memory(void **state)
{
	char why[256];
	(void)state;
	return store_open(&s, ":memory:", STORE_CREATE, why, sizeof why);
}

static int close_memory(void **state)
{
	(void)state;
	store_close(s);
	return 0;
}

/* ---- the registry -------------------------------------------------------------------------- */

#define HEAD                                                                                       \
	"\"title\": \"t\", \"statement\": \"s\", \"source\": {\"file\": \"f\"},"                   \
	" \"evidence\": \"e\", "
#define SHARE                                                                                      \
	"\"published\": {\"text\": \"31 %\", \"figures\": [{\"name\": \"share\","                  \
	" \"value\": 0.31, \"n\": 3000, \"count\": 930}]}, "
#define RULE                                                                                       \
	"{\"kind\": \"equivalence\", \"result\": \"fast_window_share\", \"scope\": \"all\", "      \
	"\"grid\": \"24MHz\","                                                                     \
	" \"figure\": \"share\", \"margin\": 0.02, \"margin_why\": \"so\"}"

/* Adds one file's text; what registry_finish says counts too. */
static int add_entries(struct registry *r, const char *json)
{
	registry_init(r);
	return registry_add(r, s, "f.json", json) == 0 ? registry_finish(r) : -1;
}

static void a_small_claim_is_enough(void **state)
{
	(void)state;
	struct registry r;
	assert_int_equal(add_entries(&r, "[{\"id\": \"X2\", " HEAD SHARE "\"rules\": [" RULE "]},"
					 " {\"id\": \"X1\", " HEAD SHARE "\"rules\": [" RULE "]}]"),
	    0);
	assert_int_equal(r.n, 2);
	assert_string_equal(r.claims[0]->id, "X1");
	assert_string_equal(r.claims[1]->rules[0].target.grid, "24MHz");
	assert_near(r.claims[1]->numbers[0].count, 930, 0);
	registry_release(&r);
}

static void a_bad_registry_is_named_by_file_entry_and_member(void **state)
{
	(void)state;
	static const struct {
		const char *json, *why;
	} rows[] = {
	    {"[", "f.json: not valid JSON"},
	    {"{}", "f.json: not an array"},
	    {"[]", "f.json: not an array of claims, or an empty one"},
	    {"[7]", "f.json: entry #1: not an object"},
	    {"[{}]", "f.json: entry #1: \"id\" is missing"},
	    {"[{\"id\": \"X\"}]", "f.json: entry X: \"title\" is missing"},
	    {"[{\"id\": \"X\", " HEAD "\"rules\": [" RULE "]}]", "\"published.text\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"rules\": []}]", "nothing could decide it"},
	    {"[{\"id\": \"X\", \"note\": \"a\", \"note\": \"b\", " HEAD SHARE "\"rules\": [" RULE
	     "]}]",
		"f.json: entry X: \"note\" occurs twice"},
	    {"[{\"id\": \"X\", \"when\": {\"result\": \"fast_window_share\", \"scope\": \"all\", "
	     "\"grid\": \"24MHz\", \"at_least\": 1, \"otherwise\": \"b\","
	     " \"otherwise\": \"c\"}, " HEAD SHARE "\"rules\": [" RULE "]}]",
		"f.json: entry X: \"when.otherwise\" occurs twice"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"rules\": [{\"kind\": \"magic\"}]}]",
		"f.json: entry X: \"rules[0].kind\" is unknown: 'magic'"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"rules\": [" RULE ", {\"kind\": \"at_least\","
	     " \"result\": \"fast_window_share\", \"scope\": \"all\", \"grid\": \"native\", "
	     "\"figure\": "
	     "\"share\"}]}]",
		"f.json: entry X: \"rules[1].margin\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"rules\": [{\"kind\": \"at_least\","
	     " \"result\": \"fast_window_share\", \"scope\": \"all\", \"grid\": \"native\", "
	     "\"figure\": \"share\","
	     " \"margin\": \"wide\"}]}]",
		"\"rules[0].margin\" is not a number"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"rules\": [{\"kind\": \"at_least\","
	     " \"result\": \"fast_window_share\", \"scope\": \"all\", \"grid\": \"native\", "
	     "\"figure\": \"other\","
	     " \"margin\": 0}]}]",
		"\"rules[0].figure\" names no figure of this entry"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"rules\": [" RULE "]}, {\"id\": \"X\", " HEAD SHARE
	     "\"rules\": [" RULE "]}]",
		"f.json: entry X: \"id\" is already used in this file"},
	    {"[{\"id\": \"X\", " HEAD "\"published\": {\"text\": \"p\", \"figures\": [{\"name\":"
	     " \"a\", \"value\": 1, \"n\": 2, \"count\": 3}]}, \"rules\": [" RULE "]}]",
		"\"published.figures[0].count\" is greater than \"n\""},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"platform\": {\"arch\": \"arm64\"}, \"rules\": [" RULE
	     "]}]",
		"\"platform.name\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE
	     "\"counter\": {\"step_ns_at_most\": 1}, \"rules\": [" RULE "]}]",
		"\"counter.otherwise\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"rules\": [{\"kind\": \"needs\", \"needs\": \"a\","
	     " \"given\": {\"result\": \"fast_window_share\", \"scope\": \"all\", \"grid\": "
	     "\"native\"}}]}]",
		"\"rules[0].given.at_least\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE
	     "\"when\": {\"result\": \"fast_window_share\", \"scope\": \"all\","
	     " \"grid\": \"native\", \"at_least\": 1}, \"rules\": [" RULE "]}]",
		"\"when.otherwise\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"rules\": [" RULE ", {\"kind\": \"at_least\","
	     " \"result\": \"fast_windw_share\", \"scope\": \"all\", \"grid\": \"native\","
	     " \"figure\": \"share\", \"margin\": 0}]}]",
		"f.json: entry X: \"rules[1].result\" is the unknown figure 'fast_windw_share'; "
		"did you mean 'fast_window_share'?"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"beside\": [{\"result\": \"dip-p\", \"scope\":"
	     " \"all\", \"grid\": \"native\"}], \"rules\": [" RULE "]}]",
		"\"beside[0].result\" is the unknown figure 'dip-p'; did you mean 'dip_p'?"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"relations\": [{\"kind\": \"share_of_count\"}]}]",
		"\"relations[0].figure\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"relations\": [{\"kind\": \"share_of_count\","
	     " \"figure\": \"Y/share\"}]}]",
		"\"relations[0].figure\" names no published figure: 'Y/share'"},
	    {"[{\"id\": \"X\", " HEAD "\"published\": {\"text\": \"p\", \"figures\": [{\"name\":"
	     " \"a\", \"value\": 1}]}, \"relations\": [{\"kind\": \"share_of_count\","
	     " \"figure\": \"a\"}]}]",
		"\"relations[0].figure\" has no \"count\" of \"n\""},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"relations\": [{\"kind\": \"share_of_count\","
	     " \"figure\": 0.5}]}]",
		"\"relations[0].figure\" is a number where a figure belongs"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"relations\": [{\"kind\": \"extractor_capacity\","
	     " \"samples_per_byte\": 1e300, \"extra_samples\": 0}]}]",
		"\"relations[0].samples_per_byte\" is too large"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"relations\": [{\"kind\": \"cv_of_points\","
	     " \"figure\": \"share\", \"points\": [[1, -2]]}]}]",
		"\"relations[0].points[0][1]\" is negative"},
	    {"[{\"id\": \"X\", " HEAD
	     "\"published\": {\"text\": \"p\", \"figures\": [{\"name\": \"a\", \"value\": 1, "
	     "\"n\": 0.5, \"count\": 0}]}, \"rules\": [" RULE "]}]",
		"\"published.figures[0].n\" is less than one"},
	    {"[{\"id\": \"X\", " HEAD
	     "\"published\": {\"text\": \"p\", \"figures\": [{\"name\": \"a\", \"value\": 1, "
	     "\"rounding\": -0.5}]}, \"rules\": [" RULE "]}]",
		"\"published.figures[0].rounding\" is negative"},
	    {"[{\"id\": \"X\", " HEAD "\"published\": {\"text\": \"p\", \"figures\": [{\"name\": "
	     "\"a\", \"value\": 1, \"n\": 2e15}]}, \"rules\": [" RULE "]}]",
		"\"published.figures[0].n\" is too large"},
	    {"[{\"id\": \"X\", " HEAD "\"published\": {\"text\": \"p\", \"figures\": [{\"name\": "
	     "\"a\", \"value\": 1, \"error\": 0.5}]}, \"rules\": [" RULE "]}]",
		"\"published.figures[0].error_why\" is missing"},
	    {"[{\"id\": \"X\", " HEAD "\"published\": {\"text\": \"p\", \"figures\": [{\"name\": "
	     "\"a\", \"value\": 1, \"count\": 1}]}, \"rules\": [" RULE "]}]",
		"\"published.figures[0].count\" is greater than \"n\", or \"n\" is missing"},
	    {"[{\"id\": \"X\", " HEAD "\"published\": {\"text\": \"p\", \"figures\": [{\"name\": "
	     "\"7\", \"value\": 1}]}, \"rules\": [" RULE "]}]",
		"\"published.figures[0].name\" is a number or has a '/' in it"},
	    {"[{\"id\": \"X\", " HEAD "\"published\": {\"text\": \"p\", \"figures\": [{\"name\": "
	     "\"a/b\", \"value\": 1}]}, \"rules\": [" RULE "]}]",
		"\"published.figures[0].name\" is a number or has a '/' in it"},
	    {"[{\"id\": \"X\", " HEAD
	     "\"published\": {\"text\": \"p\", \"figures\": [{\"name\": \"a\", \"value\": 1}, "
	     "{\"name\": \"a\", \"value\": 2}]}, \"rules\": [" RULE "]}]",
		"\"published.figures[1].name\" occurs twice"},
	    {"[{\"id\": \"X\", " HEAD "\"published\": {\"text\": \"p\", \"figures\": [{}, {}, {}, "
	     "{}, {}, {}, {}, {}, {}, {}, {}, {}, {}]}, \"rules\": [" RULE "]}]",
		"\"published.figures\" has too many elements"},
	    {"[{\"id\": \"X\", " HEAD SHARE
	     "\"rules\": [{\"kind\": \"at_least\", \"result\": \"cv\", \"scope\": \"all\", "
	     "\"grid\": \"native\", \"figure\": \"share\", \"margin\": 0.5}]}]",
		"\"rules[0].margin_why\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE
	     "\"rules\": [{\"kind\": \"at_least\", \"result\": \"cv\", \"scope\": \"all\", "
	     "\"grid\": \"native\", \"figure\": \"share\", \"bound\": 1, \"margin\": 0}]}]",
		"\"rules[0].bound\" cannot be combined with \"figure\""},
	    {"[{\"id\": \"X\", " HEAD SHARE
	     "\"rules\": [{\"kind\": \"at_least\", \"result\": \"cv\", \"scope\": \"all\", "
	     "\"grid\": \"native\", \"margin\": 0}]}]",
		"\"rules[0].figure\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE
	     "\"rules\": [{\"kind\": \"at_least\", \"result\": \"cv\", \"scope\": \"all\", "
	     "\"grid\": \"native\", \"bound\": 1, \"margin\": 0, \"compare\": \"size\"}]}]",
		"\"rules[0].compare\" is unknown: 'size'"},
	    {"[{\"id\": \"X\", " HEAD SHARE
	     "\"rules\": [{\"kind\": \"unchanged\", \"result\": \"cv\", \"scope\": \"all\", "
	     "\"grid\": \"native\", \"other_scope\": \"no_spikes\", \"margin\": 0}]}]",
		"\"rules[0].margin_why\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE
	     "\"rules\": [{\"kind\": \"unchanged\", \"result\": \"cv\", \"scope\": \"all\", "
	     "\"grid\": \"native\", \"other_scope\": \"no_spike\"}]}]",
		"\"rules[0].other_scope\" is the unknown scope 'no_spike'; did you mean "
		"'no_spikes'?"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"rules\": [{\"kind\": \"at_least\", \"result\": "
	     "\"cv\", \"scope\": \"all\", \"grid\": \"24MHZz\"}]}]",
		"\"rules[0].grid\" is the unknown grid '24MHZz'; did you mean '24MHz'?"},
	    {"[{\"id\": \"X\", " HEAD SHARE
	     "\"rules\": [{\"kind\": \"yield_at_least\", \"result\": \"cv\", \"scope\": \"all\", "
	     "\"grid\": \"native\", \"samples_per_byte\": 0.5}]}]",
		"\"rules[0].samples_per_byte\" is less than one"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"rules\": [{\"kind\": \"needs\"}]}]",
		"\"rules[0].needs\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"relations\": [{\"kind\": \"cv_of_points\", "
	     "\"figure\": \"share\", \"points\": []}]}]",
		"\"relations[0].points\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"relations\": [{\"kind\": \"cv_of_points\", "
	     "\"figure\": \"share\", \"points\": [[1, 0]]}]}]",
		"\"relations[0].points\" have no weight"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"relations\": [{\"kind\": \"share_of_count\", "
	     "\"figure\": \"share\", \"tolerance\": 0.5}]}]",
		"\"relations[0].tolerance_why\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"probes\": [\"gettimeofda\"], \"rules\": [" RULE
	     "]}]",
		"\"probes[0]\" is the unknown probe 'gettimeofda'; did you mean 'gettimeofday'?"},
	    {"[{\"id\": \"X\", " HEAD SHARE
	     "\"body\": \"b\", \"hypothesis\": \"h\", \"rules\": [" RULE "]}]",
		"\"body\" is for published tables only: such an entry has relations and no rules"},
	    {"[{\"id\": \"X\", " HEAD SHARE "\"body\": \"b\", \"relations\": [{\"kind\": "
	     "\"share_of_count\", \"figure\": \"share\"}]}]",
		"\"hypothesis\" is missing"},
	    {"[{\"id\": \"X\", " HEAD SHARE
	     "\"body\": \"b\", \"hypothesis\": \"h\", \"relations\": [{\"kind\": "
	     "\"share_of_count\", \"figure\": \"share\", \"reading\": \"r\"}]}]",
		"\"relations\" of a body's table have no reading: they share the hypothesis"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct registry r;
		assert_int_equal(add_entries(&r, rows[i].json), -1);
		if (!strstr(r.why, rows[i].why))
			fail_msg("'%s' does not say '%s'", r.why, rows[i].why);
		assert_null(strchr(r.why, '\n'));
		registry_release(&r);
	}
}

static void an_id_is_unique_over_all_files(void **state)
{
	(void)state;
	struct registry r;
	registry_init(&r);
	static const char json[] = "[{\"id\": \"X\", " HEAD SHARE "\"rules\": [" RULE "]}]";
	assert_int_equal(registry_add(&r, s, "a.json", json), 0);
	assert_int_equal(registry_add(&r, s, "b.json", json), -1);
	assert_string_equal(r.why, "b.json: entry X: \"id\" is already used in a.json");
	registry_release(&r);
}

/* ---- verdicts ------------------------------------------------------------------------------ */

static const struct subject plain_run = {.probe = "gettimeofday",
    .status = "complete",
    .counter_hz = 1e9,
    .has_start = true,
    .analysed = true,
    .samples = 1000,
    .requested = 1000};

/* Judges one claim of the given members by the given facts. */
static struct judgement judge_with(
    const char *members, const struct subject *run, const struct fact *facts, size_t n)
{
	char json[8192];
	struct registry r;
	struct judgement j;
	struct subject subject = *run;
	snprintf(json, sizeof json, "[{\"id\": \"X\", %s%s}]", HEAD, members);
	if (add_entries(&r, json) != 0)
		fail_msg("%s", r.why);
	subject.facts = facts;
	subject.facts_n = n;
	judge_run(r.claims[0], &subject, &j);
	registry_release(&r);
	return j;
}

static void assert_says(const struct judgement *j, const char *words)
{
	if (!strstr(j->why.text, words))
		fail_msg("'%s' does not say '%s'", j->why.text, words);
}

#define SHARE_RULE "\"probes\": [\"gettimeofday\"], " SHARE "\"rules\": [" RULE "]"

/* Published 930/3000: Wilson 0.29370..0.32678; margin 0.02 makes it 0.27370..0.34678. */
static void equivalence_is_decided_by_the_interval(void **state)
{
	(void)state;
	static const struct {
		double value, lo, hi;
		enum verdict want;
		const char *says;
	} rows[] = {
	    {0.31, 0.28, 0.34, VERDICT_SUPPORTED, "wholly inside 0.2737..0.3468"},
	    {0.28, 0.2738, 0.29, VERDICT_SUPPORTED, "[0.2738, 0.29]"},
	    {0.28, 0.2736, 0.29, VERDICT_UNDECIDED, "samples would decide"},
	    {0.40, 0.3469, 0.45, VERDICT_REFUTED, "wholly outside"},
	    {0.40, 0.3467, 0.45, VERDICT_UNDECIDED, "across an end of"},
	    {0.999971, 0.999966, 0.999976, VERDICT_REFUTED, "0.999971 [0.999966, 0.999976]"},
	    {0, 0, NAN, VERDICT_UNDECIDED, "known to one side only"},
	    {0.2736, 0.27369, 0.2738, VERDICT_UNDECIDED, "a run of about "},
	    {0.31, NAN, NAN, VERDICT_UNDECIDED,
		"there is no interval of fast_window_share (all, 24MHz)"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fact f = {FIGURE_FAST_WINDOW_SHARE, "all", "24MHz", "ok", rows[i].value,
		    rows[i].lo, rows[i].hi, 1000, 500};
		struct judgement j = judge_with(SHARE_RULE, &plain_run, &f, 1);
		assert_int_equal(j.verdict, rows[i].want);
		assert_near(j.value, rows[i].value, 0);
		assert_says(&j, rows[i].says);
	}
	struct fact f = {
	    FIGURE_FAST_WINDOW_SHARE, "all", "24MHz", "ok", 0.31, 0.28, 0.34, 1000, 500};
	struct judgement j = judge_with(SHARE_RULE, &plain_run, &f, 1);
	assert_says(&j, "n 1,000, n_eff 500");
	assert_says(&j, "[0.2937, 0.3268] (Wilson, 930 of 3,000 taken as independent");
	assert_says(&j, "margin 0.02");
}

static void what_is_wanting_is_named(void **state)
{
	(void)state;
	struct fact other = {
	    FIGURE_FAST_WINDOW_SHARE, "all", "native", "ok", 0.31, 0.3, 0.32, 1000, 500};
	struct judgement j = judge_with(SHARE_RULE, &plain_run, &other, 1);
	assert_int_equal(j.verdict, VERDICT_UNDECIDED);
	assert_true(isnan(j.value));
	assert_int_equal(
	    strncmp(j.why.text, "needs fast_window_share (scope all, grid 24MHz)", 47), 0);

	struct subject bare = plain_run;
	bare.has_start = false;
	j = judge_with(SHARE_RULE, &bare, &other, 1);
	assert_says(&j, "requires start ticks; this run has none");
	bare.counter_hz = 24e6; /* then its own counter is that grid */
	j = judge_with(SHARE_RULE, &bare, &other, 1);
	assert_int_equal(j.verdict, VERDICT_SUPPORTED);

	struct fact empty = {
	    FIGURE_FAST_WINDOW_SHARE, "all", "24MHz", "too short", NAN, NAN, NAN, 2, NAN};
	j = judge_with(SHARE_RULE, &plain_run, &empty, 1);
	assert_says(&j, "which has no value: too short");
	bare = plain_run;
	bare.analysed = false;
	j = judge_with(SHARE_RULE, &bare, NULL, 0);
	assert_int_equal(j.verdict, VERDICT_UNDECIDED);
	assert_says(&j, "needs: ticklab analyze");
}

static void a_run_that_is_not_the_claims_is_set_aside(void **state)
{
	(void)state;
	struct fact f = {
	    FIGURE_FAST_WINDOW_SHARE, "all", "24MHz", "ok", 0.31, 0.30, 0.32, 1000, 500};
	struct subject run = plain_run;
	run.probe = "unknown";
	struct judgement j = judge_with(SHARE_RULE, &run, &f, 1);
	assert_int_equal(j.verdict, VERDICT_SUPPORTED);
	assert_says(&j, "did not say what was timed");
	run = plain_run;
	run.status = "failed";
	run.message = "stress-ng did nothing";
	j = judge_with(SHARE_RULE, &run, &f, 1);
	assert_int_equal(j.verdict, VERDICT_NOT_APPLICABLE);
	assert_says(&j, "stress-ng did nothing");
	run = plain_run;
	run.status = "interrupted";
	run.samples = 1234;
	run.requested = 1e6;
	j = judge_with(SHARE_RULE, &run, &f, 1);
	assert_int_equal(j.verdict, VERDICT_SUPPORTED);
	assert_says(&j, "interrupted after 1,234 of 1,000,000 samples");
	run.samples = 0;
	j = judge_with(SHARE_RULE, &run, NULL, 0);
	assert_says(&j, "needs samples");
}

#define RATE                                                                                       \
	"\"published\": {\"text\": \"1.5\", \"figures\": [{\"name\": \"rate\", \"value\": 1.5}]},"
#define AT_LEAST(result, rest)                                                                     \
	"{\"kind\": \"at_least\", \"result\": \"" result "\", \"scope\": \"all\","                 \
	" \"grid\": \"native\", \"figure\": \"rate\", \"margin\": 0, \"compare\": \"value\"" rest  \
	"}"
#define RATE_RULES                                                                                 \
	RATE "\"rules\": [" AT_LEAST("min_entropy_90b_bits", "") ", " AT_LEAST(                    \
	    "min_entropy_mcv_bits", ", \"only\": \"refute\"") "]"

/* One estimator alone can refute a minimum over all, and never support it. */
static void a_necessary_condition_only_refutes(void **state)
{
	(void)state;
	struct fact f[] = {{FIGURE_MIN_MCV, "all", "native", "ok", 1.49, NAN, NAN, 1000, NAN},
	    {FIGURE_MIN_90B, "all", "native", "ok", 1.6, NAN, NAN, 1000, NAN}};
	struct judgement j = judge_with(RATE_RULES, &plain_run, f, 1);
	assert_int_equal(j.verdict, VERDICT_REFUTED);
	assert_near(j.value, 1.49, 0);
	f[0].value = 1.5;
	j = judge_with(RATE_RULES, &plain_run, f, 1);
	assert_int_equal(j.verdict, VERDICT_UNDECIDED);
	assert_int_equal(strncmp(j.why.text, "needs min_entropy_90b_bits", 26), 0);
	j = judge_with(RATE_RULES, &plain_run, f, 2);
	assert_int_equal(j.verdict, VERDICT_SUPPORTED);
	assert_near(j.value, 1.6, 0);
	f[1].value = 1.4;
	j = judge_with(RATE_RULES, &plain_run, f, 2);
	assert_int_equal(j.verdict, VERDICT_REFUTED);
}

static void other_rules(void **state)
{
	(void)state;
	static const char differs[] =
	    "\"published\": {\"text\": \"p\", \"figures\": [{\"name\": \"none\", \"value\": 0}]},"
	    "\"rules\": [{\"kind\": \"differs\", \"result\": \"fast_window_share\", \"scope\": "
	    "\"all\", \"grid\":"
	    " \"native\", \"figure\": \"none\", \"margin\": 0.1, \"margin_why\": \"so\"}]";
	struct fact f[] = {
	    {FIGURE_FAST_WINDOW_SHARE, "all", "native", "ok", 0.2, 0.15, 0.25, 1000, NAN},
	    {FIGURE_FAST_WINDOW_SHARE, "no_spikes", "native", "ok", 0.19, NAN, NAN, 1000, NAN}};
	assert_int_equal(judge_with(differs, &plain_run, f, 1).verdict, VERDICT_SUPPORTED);
	f[0] = (struct fact){
	    FIGURE_FAST_WINDOW_SHARE, "all", "native", "ok", 0, -0.05, 0.05, 1000, NAN};
	assert_int_equal(judge_with(differs, &plain_run, f, 1).verdict, VERDICT_REFUTED);

	static const char unchanged[] =
	    "\"published\": {\"text\": \"p\"}, \"rules\": [{\"kind\": \"unchanged\", \"result\":"
	    " \"fast_window_share\", \"scope\": \"all\", \"other_scope\": \"no_spikes\", \"grid\": "
	    "\"native\","
	    " \"margin\": 0.02, \"margin_why\": \"so\"}]";
	f[0].value = 0.2;
	assert_int_equal(judge_with(unchanged, &plain_run, f, 2).verdict, VERDICT_SUPPORTED);
	f[0].value = 0.22;
	assert_int_equal(judge_with(unchanged, &plain_run, f, 2).verdict, VERDICT_REFUTED);
	assert_int_equal(judge_with(unchanged, &plain_run, f, 1).verdict, VERDICT_UNDECIDED);

	static const char bound[] =
	    "\"published\": {\"text\": \"p\"}, \"rules\": [{\"kind\": \"at_most\", \"result\":"
	    " \"fast_window_share\", \"scope\": \"all\", \"grid\": \"native\", \"bound\": 0.05, "
	    "\"margin\": 0}]";
	f[0] = (struct fact){
	    FIGURE_FAST_WINDOW_SHARE, "all", "native", "ok", 0.03, 0.01, 0.05, 1000, NAN};
	assert_int_equal(judge_with(bound, &plain_run, f, 1).verdict, VERDICT_SUPPORTED);
	f[0].hi = 0.051;
	assert_int_equal(judge_with(bound, &plain_run, f, 1).verdict, VERDICT_UNDECIDED);
	f[0].lo = 0.0501;
	assert_int_equal(judge_with(bound, &plain_run, f, 1).verdict, VERDICT_REFUTED);

	/* 3n + 32 = 1000 gives n = 322 (and two over): 0.322 bytes a sample. */
	static const char yield[] =
	    "\"published\": {\"text\": \"p\"}, \"rules\": [{\"kind\": \"yield_at_least\","
	    " \"result\": \"extractor_bytes_per_sample\", \"scope\": \"output\", \"grid\": "
	    "\"native\","
	    " \"samples_per_byte\": 3, \"extra_samples\": 32}]";
	struct fact y = {
	    FIGURE_EXTRACTOR_YIELD, "output", "native", "ok", 0.322, NAN, NAN, 1000, NAN};
	assert_int_equal(judge_with(yield, &plain_run, &y, 1).verdict, VERDICT_SUPPORTED);
	y.value = 0.321;
	assert_int_equal(judge_with(yield, &plain_run, &y, 1).verdict, VERDICT_REFUTED);
	y.n = 34;
	assert_int_equal(judge_with(yield, &plain_run, &y, 1).verdict, VERDICT_UNDECIDED);

	static const char needs[] = "\"published\": {\"text\": \"p\"}, \"rules\": [{\"kind\":"
				    " \"needs\", \"needs\": \"a second machine\"}]";
	struct judgement j = judge_with(needs, &plain_run, NULL, 0);
	assert_int_equal(j.verdict, VERDICT_UNDECIDED);
	assert_string_equal(j.why.text, "needs a second machine");
}

static void a_condition_sets_runs_aside(void **state)
{
	(void)state;
	static const char members[] =
	    RATE "\"when\": {\"result\": \"spikes\", \"scope\": \"all\", \"grid\": \"native\","
		 " \"at_least\": 1, \"otherwise\": \"nothing to drop\"}, \"rules\": [" AT_LEAST(
		     "fast_window_share", "") "]";
	struct fact f[] = {{FIGURE_SPIKES, "all", "native", "ok", 0, NAN, NAN, 1000, NAN},
	    {FIGURE_FAST_WINDOW_SHARE, "all", "native", "ok", 2, NAN, NAN, 1000, NAN}};
	struct judgement j = judge_with(members, &plain_run, f, 2);
	assert_int_equal(j.verdict, VERDICT_NOT_APPLICABLE);
	assert_says(&j, "nothing to drop");
	f[0].value = 1;
	assert_int_equal(judge_with(members, &plain_run, f, 2).verdict, VERDICT_SUPPORTED);
	assert_int_equal(judge_with(members, &plain_run, f + 1, 1).verdict, VERDICT_UNDECIDED);
}

/* A 24 MHz grid cannot be made from a counter whose step is longer, however that is known. */
static void a_finer_grid_than_the_counter_decides_nothing(void **state)
{
	(void)state;
	static const struct {
		double hz, tick, found_ns;
		enum verdict want;
	} rows[] = {
	    {1e6, 0, NAN, VERDICT_NOT_APPLICABLE},
	    {24e6, 0, NAN, VERDICT_REFUTED},
	    {23.999e6, 0, NAN, VERDICT_REFUTED}, /* as near as frequencies are known */
	    {23.9e6, 0, NAN, VERDICT_NOT_APPLICABLE},
	    {1e9, 26, NAN, VERDICT_REFUTED},
	    {1e9, 42, NAN, VERDICT_NOT_APPLICABLE},
	    {1e9, 0, 1000, VERDICT_NOT_APPLICABLE}, /* the samples show the tick */
	    {1e9, 0, 125e0 / 3, VERDICT_REFUTED},
	    {24e6, 1, 1e9 / 24e6, VERDICT_REFUTED},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct subject run = plain_run;
		struct fact f[] = {
		    {FIGURE_FAST_WINDOW_SHARE, "all", "24MHz", "ok", 0.1, 0.09, 0.11, 1000, 500},
		    {FIGURE_COUNTER_TICK, "all", "native", "ok", rows[i].found_ns, NAN, NAN, 1000,
			NAN}};
		run.counter_hz = rows[i].hz;
		run.tick = rows[i].tick;
		struct judgement j = judge_with(SHARE_RULE, &run, f, 2);
		assert_int_equal(j.verdict, rows[i].want);
		if (j.verdict == VERDICT_NOT_APPLICABLE)
			assert_says(&j, "cannot be derived from a coarser one");
	}
	struct fact none = {
	    FIGURE_FAST_WINDOW_SHARE, "all", "24MHz", "not applicable", NAN, NAN, NAN, 1000, NAN};
	assert_int_equal(
	    judge_with(SHARE_RULE, &plain_run, &none, 1).verdict, VERDICT_NOT_APPLICABLE);
}

#define PLACE                                                                                      \
	"\"published\": {\"text\": \"208 ns\", \"figures\": [{\"name\": \"at\","                   \
	" \"value\": 208}]}, \"counter\": {\"step_ns_at_most\": 40, \"otherwise\": \"blind\"},"    \
	" \"neighbours\": [{\"result\": \"mode1_ns\", \"scope\": \"all\", \"grid\": \"native\"},"  \
	" {\"result\": \"mode2_ns\", \"scope\": \"all\", \"grid\": \"native\"}],"                  \
	" \"rules\": [{\"kind\": \"at_least\", \"result\": \"mode_count\", \"scope\": \"all\","    \
	" \"grid\": \"native\", \"bound\": 2, \"margin\": 0, \"compare\": \"value\","              \
	" \"least_n_eff\": 100, \"otherwise\": \"there are not two\"},"                            \
	" {\"kind\": \"equivalence\", \"result\": \"mode1_ns\", \"scope\": \"all\","               \
	" \"grid\": \"native\", \"figure\": \"at\", \"margin\": 40, \"margin_why\": \"so\","       \
	" \"half_step\": true, \"given\": {\"result\": \"mode_count\", \"scope\": \"all\","        \
	" \"grid\": \"native\", \"at_least\": 2}}]"

/* Where there is one mode the two that were fitted lie nowhere. */
static void modes_are_placed_where_there_are_two(void **state)
{
	(void)state;
	struct fact f[] = {{FIGURE_MODE_COUNT, "all", "native", "ok", 2, NAN, NAN, 1000, 100},
	    {FIGURE_MODE1_NS, "all", "native", "ok", 240, 239, 241, 1000, 900},
	    {FIGURE_MODE2_NS, "all", "native", "ok", 280, 279, 281, 1000, 900}};
	assert_int_equal(judge_with(PLACE, &plain_run, f, 3).verdict, VERDICT_SUPPORTED);
	f[0].value = 1;
	struct judgement j = judge_with(PLACE, &plain_run, f, 3);
	assert_int_equal(j.verdict, VERDICT_REFUTED);
	assert_int_equal(strncmp(j.why.text, "there are not two: mode_count", 29), 0);
	assert_null(strstr(j.why.text, "mode1_ns (all"));
	f[0].n_eff = 99;
	j = judge_with(PLACE, &plain_run, f, 3);
	assert_int_equal(j.verdict, VERDICT_UNDECIDED);
	assert_says(&j, "needs 100 effective samples to decide, these are 99");
	assert_int_equal(judge_with(PLACE, &plain_run, f + 1, 2).verdict, VERDICT_UNDECIDED);
}

/* 208 + 40 = 248; 241 and half a step of 16 ns is 249. */
static void a_place_is_known_to_half_a_step(void **state)
{
	(void)state;
	struct subject run = plain_run;
	struct fact f[] = {{FIGURE_MODE_COUNT, "all", "native", "ok", 2, NAN, NAN, 1000, 100},
	    {FIGURE_MODE1_NS, "all", "native", "ok", 240, 239, 241, 1000, 900},
	    {FIGURE_MODE2_NS, "all", "native", "ok", 256, 255, 257, 1000, 900}};
	run.tick = 14;
	struct judgement j = judge_with(PLACE, &run, f, 3);
	assert_int_equal(j.verdict, VERDICT_SUPPORTED);
	assert_null(strstr(j.why.text, "neighbouring"));
	run.tick = 16;
	j = judge_with(PLACE, &run, f, 3);
	assert_int_equal(j.verdict, VERDICT_UNDECIDED);
	assert_says(&j, "widened by half a step of the counter, 8 ns");
	assert_says(&j, "one step of the counter (16 ns) apart: they are neighbouring values");
	run.tick = 41;
	j = judge_with(PLACE, &run, f, 3);
	assert_int_equal(j.verdict, VERDICT_NOT_APPLICABLE);
	assert_says(&j, "steps by 41 ns, more than 40 ns: blind");
}

/* Places that only the pieces have are not one step apart, whatever the step. */
static void what_only_pieces_have_lies_nowhere(void **state)
{
	(void)state;
	struct fact f[] = {{FIGURE_MODE_COUNT, "all", "native", "ok", 2, NAN, NAN, 1000, 100},
	    {FIGURE_MODE1_NS, "all", "native", "degenerate", NAN, NAN, NAN, 1000, NAN},
	    {FIGURE_MODE2_NS, "all", "native", "degenerate", NAN, NAN, NAN, 1000, NAN}};
	f[1].each = f[2].each = true;
	struct judgement j = judge_with(PLACE, &plain_run, f, 3);
	assert_null(strstr(j.why.text, "neighbouring"));
	assert_null(strstr(j.why.text, "nan"));
}

/* A series that never changes has no interval, and still says what it says. */
static void plain_data_decide(void **state)
{
	(void)state;
	static const char share[] =
	    SHARE "\"rules\": [{\"kind\": \"equivalence\", \"result\": \"fast_window_share\", "
		  "\"scope\": \"all\","
		  " \"grid\": \"native\", \"figure\": \"share\", \"margin\": 0,"
		  " \"compare\": \"share\"}]";
	static const char entropy[] =
	    "\"published\": {\"text\": \"p\", \"figures\": [{\"name\": \"h\", \"value\": 1.54}]},"
	    " \"rules\": [{\"kind\": \"equivalence\", \"result\": \"fast_window_share\", "
	    "\"scope\": \"all\","
	    " \"grid\": \"native\", \"figure\": \"h\", \"margin\": 0.04, \"margin_why\": \"so\","
	    " \"compare\": \"shannon\"}]";
	struct fact f = {FIGURE_FAST_WINDOW_SHARE, "all", "native", "ok", 1, NAN, NAN, 3000, NAN};
	assert_int_equal(judge_with(share, &plain_run, &f, 1).verdict, VERDICT_REFUTED);
	f.n_eff = 1; /* one sample is no evidence: Wilson's lower end is 1 / 4.84 */
	assert_int_equal(judge_with(share, &plain_run, &f, 1).verdict, VERDICT_UNDECIDED);
	f.n_eff = NAN;
	f.value = 0.5; /* worth ten samples: Wilson of 5 in 10 is 0.24 to 0.76 */
	assert_int_equal(judge_with(share, &plain_run, &f, 1).verdict, VERDICT_UNDECIDED);
	f.value = 0.9;
	assert_int_equal(judge_with(share, &plain_run, &f, 1).verdict, VERDICT_REFUTED);
	f.value = 11.55;
	assert_int_equal(judge_with(entropy, &plain_run, &f, 1).verdict, VERDICT_REFUTED);
	f.value = 0;
	assert_int_equal(judge_with(entropy, &plain_run, &f, 1).verdict, VERDICT_REFUTED);
	f.value = 1.7;
	assert_int_equal(judge_with(entropy, &plain_run, &f, 1).verdict, VERDICT_UNDECIDED);
	f.lo = 1.6; /* one end is enough if it is the right one */
	assert_int_equal(judge_with(entropy, &plain_run, &f, 1).verdict, VERDICT_REFUTED);
}

static void few_samples_decide_nothing_where_many_are_asked_for(void **state)
{
	(void)state;
	static const char rules[] = RATE "\"rules\": [" AT_LEAST(
	    "min_entropy_90b_bits", ", \"least_n\": 1000, \"sense\": \"credited\"") "]";
	struct fact f = {FIGURE_MIN_90B, "all", "native", "ok", 1.4, NAN, NAN, 999, NAN};
	struct judgement j = judge_with(rules, &plain_run, &f, 1);
	assert_int_equal(j.verdict, VERDICT_UNDECIDED);
	assert_int_equal(strncmp(j.why.text, "as credited: min_entropy_90b_bits", 33), 0);
	assert_says(&j, "needs 1,000 samples to decide, these are 999");
	f.n = 1000;
	assert_int_equal(judge_with(rules, &plain_run, &f, 1).verdict, VERDICT_REFUTED);
}

/* Without a margin, what the run leaves open of a figure is its interval. */
static void a_moment_is_changed_beyond_its_interval(void **state)
{
	(void)state;
	static const char rules[] =
	    "\"published\": {\"text\": \"p\"}, \"rules\": [{\"kind\": \"unchanged\", \"result\":"
	    " \"cv\", \"scope\": \"all\", \"other_scope\": \"no_spikes\", \"grid\": \"native\","
	    " \"otherwise\": \"it changes\"}]";
	struct fact f[] = {{FIGURE_CV, "all", "native", "ok", 3, 2, 4, 1000, NAN},
	    {FIGURE_CV, "no_spikes", "native", "ok", 2.1, NAN, NAN, 999, NAN}};
	assert_int_equal(judge_with(rules, &plain_run, f, 2).verdict, VERDICT_SUPPORTED);
	f[1].value = 1.9;
	struct judgement j = judge_with(rules, &plain_run, f, 2);
	assert_int_equal(j.verdict, VERDICT_REFUTED);
	assert_int_equal(strncmp(j.why.text, "it changes: cv (all, native) 3 [2, 4]", 37), 0);
	f[0].lo = NAN; /* withheld: a hundredth of the value decides */
	assert_int_equal(judge_with(rules, &plain_run, f, 2).verdict, VERDICT_REFUTED);
	f[1].value = 2.98;
	assert_int_equal(judge_with(rules, &plain_run, f, 2).verdict, VERDICT_SUPPORTED);
}

static void another_platform_is_named_at_the_end(void **state)
{
	(void)state;
	static const char members[] =
	    SHARE_RULE ", \"platform\": {\"name\": \"macOS on M4\", \"system\": \"macOS\","
		       " \"arch\": \"arm64\", \"cpu\": \"Apple M4\"}";
	static const struct {
		const char *system, *arch, *cpu, *end;
	} rows[] = {
	    {"macOS", "arm64", "Apple M4 Pro", ""},
	    {"macOS", "arm64", NULL, ""},
	    {"macOS", "arm64", "Apple M1",
		" (measured on macOS arm64, Apple M1, not on the claim's platform)"},
	    {"macOS", "x86_64", NULL, " (measured on macOS x86_64, not on the claim's platform)"},
	    {"Linux", "x86_64", "x", " (measured on Linux x86_64, not on the claim's platform)"},
	    {"L\033x", "x86_64", "x", " (measured on L?x x86_64, not on the claim's platform)"},
	    {NULL, NULL, NULL, " (measured on an unknown platform, perhaps not the claim's)"},
	};
	struct fact f = {
	    FIGURE_FAST_WINDOW_SHARE, "all", "24MHz", "ok", 0.31, 0.30, 0.32, 1000, 500};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct subject run = plain_run;
		run.system = rows[i].system;
		run.arch = rows[i].arch;
		run.cpu = rows[i].cpu;
		struct judgement j = judge_with(members, &run, &f, 1);
		size_t n = strlen(rows[i].end);
		assert_true(j.why.used > n);
		assert_string_equal(j.why.text + j.why.used - n, rows[i].end);
		if (n == 0)
			assert_null(strstr(j.why.text, "platform"));
	}
}

/* A database that was made by hand may hold anything. */
static void text_that_is_not_there_or_drives_a_terminal(void **state)
{
	(void)state;
	struct fact f = {
	    FIGURE_FAST_WINDOW_SHARE, "all", "24MHz", "ok", 0.31, 0.30, 0.32, 1000, 500};
	struct subject run = plain_run;
	run.probe = run.status = run.message = NULL;
	struct judgement j = judge_with(SHARE_RULE, &run, &f, 1);
	assert_int_equal(j.verdict, VERDICT_SUPPORTED);
	assert_says(&j, "did not say what was timed");
	run = plain_run;
	run.status = "failed";
	j = judge_with(SHARE_RULE, &run, &f, 1);
	assert_says(&j, "no reason recorded");
	run.message = "\033[2Jx";
	j = judge_with(SHARE_RULE, &run, &f, 1);
	assert_says(&j, "?[2Jx");
	run.probe = "\302\233y";
	j = judge_with(SHARE_RULE, &run, &f, 1);
	assert_null(strstr(j.why.text, "\302\233"));
}

/* ---- the audit ----------------------------------------------------------------------------- */

/* A run without figures, or without samples, makes nothing possible that arithmetic excludes. */
static void what_is_impossible_is_so_of_a_run_without_figures(void **state)
{
	(void)state;
	static const char members[] =
	    "\"published\": {\"text\": \"p\", \"figures\": [{\"name\": \"h\", \"value\": 1.54,"
	    " \"rounding\": 0.005}]}, \"relations\": [{\"kind\":"
	    " \"entropy_at_most_log2_outcomes\", \"figure\": \"h\", \"outcomes\": 2,"
	    " \"excludes\": true}], \"rules\": [{\"kind\": \"needs\", \"needs\": \"more\"}]";
	struct subject run = plain_run;
	run.analysed = false;
	struct judgement j = judge_with(members, &run, NULL, 0);
	assert_int_equal(j.verdict, VERDICT_IMPOSSIBLE);
	assert_says(&j, "needs: ticklab analyze");
	run.status = "failed";
	assert_int_equal(judge_with(members, &run, NULL, 0).verdict, VERDICT_NOT_APPLICABLE);
}

static void only_what_arithmetic_excludes_is_impossible(void **state)
{
	(void)state;
	char json[2048];
	static const char format[] =
	    "[{\"id\": \"X\", " HEAD "\"published\": {\"text\": \"p\", \"figures\": [{\"name\":"
	    " \"h\", \"value\": %s, \"rounding\": 0.005}]}, \"relations\": [{\"kind\":"
	    " \"entropy_at_most_log2_outcomes\", \"figure\": \"h\", \"outcomes\": 2,"
	    " \"excludes\": %s}]}]";
	static const struct {
		const char *h, *excludes;
		enum verdict want;
	} rows[] = {{"1.54", "true", VERDICT_IMPOSSIBLE}, {"1.54", "false", VERDICT_UNDECIDED},
	    {"1.00", "true", VERDICT_UNDECIDED}, {"1.004", "true", VERDICT_UNDECIDED},
	    {"1.006", "true", VERDICT_IMPOSSIBLE}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct registry r;
		struct judgement j;
		snprintf(json, sizeof json, format, rows[i].h, rows[i].excludes);
		assert_int_equal(add_entries(&r, json), 0);
		audit_claim(r.claims[0], &j);
		assert_int_equal(j.verdict, rows[i].want);
		registry_release(&r);
	}
}

static void the_audit_says_first_what_it_came_to(void **state)
{
	(void)state;
	struct registry r;
	struct judgement j;
	assert_int_equal(
	    add_entries(&r,
		"[{\"id\": \"X\", " HEAD "\"published\": {\"text\": \"p\", \"figures\":"
		" [{\"name\": \"cv\", \"value\": 0.5}]}, \"relations\": ["
		"{\"kind\": \"cv_of_points\", \"figure\": \"cv\", \"points\": [[1, 1], [3, 1]],"
		" \"reading\": \"A\"}, {\"kind\": \"cv_of_points\", \"figure\": \"cv\","
		" \"points\": [[1, 1]], \"reading\": \"B\"}]}]"),
	    0);
	audit_claim(r.claims[0], &j);
	static const char first[] = "the published figures fit if A; they do not fit if B. ";
	assert_int_equal(strncmp(j.why.text, first, sizeof first - 1), 0);
	registry_release(&r);
}

/* Where arithmetic excludes a claim that is said first, and the first relation that fails counts.
 */
static void what_arithmetic_excludes_is_said_so(void **state)
{
	(void)state;
	static const char by[] = "by arithmetic, without any data:";
	struct registry r;
	struct judgement j;
	assert_int_equal(
	    add_entries(&r,
		"[{\"id\": \"X\", " HEAD "\"published\": {\"text\": \"p\", \"figures\":"
		" [{\"name\": \"h\", \"value\": 2.5}]}, \"relations\": ["
		"{\"kind\": \"entropy_at_most_log2_outcomes\", \"figure\": \"h\","
		" \"outcomes\": 2, \"excludes\": true}, {\"kind\":"
		" \"entropy_at_most_log2_outcomes\", \"figure\": \"h\", \"outcomes\": 4,"
		" \"excludes\": true}]}]"),
	    0);
	audit_claim(r.claims[0], &j);
	assert_int_equal(j.verdict, VERDICT_IMPOSSIBLE);
	assert_int_equal(strncmp(j.why.text, by, sizeof by - 1), 0);
	assert_near(j.hi, 1, 1e-12); /* log2 2, not log2 4 */
	registry_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_small_claim_is_enough),
	    cmocka_unit_test(a_bad_registry_is_named_by_file_entry_and_member),
	    cmocka_unit_test(an_id_is_unique_over_all_files),
	    cmocka_unit_test(equivalence_is_decided_by_the_interval),
	    cmocka_unit_test(what_is_wanting_is_named),
	    cmocka_unit_test(a_run_that_is_not_the_claims_is_set_aside),
	    cmocka_unit_test(a_necessary_condition_only_refutes),
	    cmocka_unit_test(other_rules),
	    cmocka_unit_test(a_condition_sets_runs_aside),
	    cmocka_unit_test(a_finer_grid_than_the_counter_decides_nothing),
	    cmocka_unit_test(modes_are_placed_where_there_are_two),
	    cmocka_unit_test(a_place_is_known_to_half_a_step),
	    cmocka_unit_test(what_only_pieces_have_lies_nowhere),
	    cmocka_unit_test(plain_data_decide),
	    cmocka_unit_test(few_samples_decide_nothing_where_many_are_asked_for),
	    cmocka_unit_test(a_moment_is_changed_beyond_its_interval),
	    cmocka_unit_test(another_platform_is_named_at_the_end),
	    cmocka_unit_test(text_that_is_not_there_or_drives_a_terminal),
	    cmocka_unit_test(only_what_arithmetic_excludes_is_impossible),
	    cmocka_unit_test(what_arithmetic_excludes_is_said_so),
	    cmocka_unit_test(what_is_impossible_is_so_of_a_run_without_figures),
	    cmocka_unit_test(the_audit_says_first_what_it_came_to),
	};
	return cmocka_run_group_tests(tests, open_memory, close_memory);
}
