/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of made-up runs by a made-up registry (tests/fixtures/verdicts/registry.json) that
 * has every member: the answer, each verdict, its reason, and all of it as JSON, as they are kept
 * in tests/fixtures/verdicts. Where they change on purpose: WRITE=1, and read the difference.
 */
#include "test.h"

#include "verdicts_made.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 1 << 18, PIECES = 40, NONE = 0 };

/* ---- the runs ------------------------------------------------------------------------------ */

static const struct {
	const char *letter, *label, *machine, *facts, *probe, *load, *status, *message, *before;
	double hz;
	bool has_start;
	uint64_t samples;
	int block; /* of the campaign; 0: of none */
} runs[] = {
    {"A", "mac", "m1",
	"{\"kernel.name\":\"Darwin\",\"cpu.arch\":\"arm64\",\"cpu.model\":\"Apple M4\"}",
	"gettimeofday", "idle", "complete", NULL, NULL, 24e6, true, 20, 0},
    {"B", "mac", "m1",
	"{\"kernel.name\":\"Darwin\",\"cpu.arch\":\"arm64\",\"cpu.model\":\"Apple M4\"}",
	"gettimeofday", "idle", "complete", NULL, NULL, 24e6, true, 20, 0},
    {"C", "mac", "m1",
	"{\"kernel.name\":\"Darwin\",\"cpu.arch\":\"arm64\",\"cpu.model\":\"Apple "
	"M4\",\"cpu.cores\":\"2\"}",
	"gettimeofday", "idle", "complete", NULL, "{\"load.1min\":\"9\"}", 24e6, true, 20, 0},
    {"D", "mac", "m1", "{\"kernel.name\":\"Darwin\",\"cpu.arch\":\"arm64\"}", "gettimeofday",
	"stress", "complete", NULL, NULL, 24e6, true, 20, 0},
    {"E", "mac", "m1", "{\"kernel.name\":\"Darwin\",\"cpu.arch\":\"arm64\"}", "gettimeofday",
	"stress", "complete", NULL, NULL, 24e6, true, 20, 1},
    {"F", "mac", "m1", "{\"kernel.name\":\"Darwin\",\"cpu.arch\":\"arm64\"}", "gettimeofday",
	"stress", "complete", NULL, NULL, 24e6, true, 20, 2},
    {"G", "pc", "m2", "{\"kernel.name\":\"Linux\",\"cpu.arch\":\"x86_64\",\"cpu.model\":\"Ryzen\"}",
	"getpid", "cpu", "complete", NULL, NULL, 1e9, true, 1, 0},
    {"H", "pc", "m2", "{\"os.name\":\"Debian\",\"cpu.arch\":\"unknown\"}", "clock", "idle",
	"interrupted", NULL, NULL, 1e6, false, 20, 0},
    {"I", "pc", "m2", "{\"kernel.name\":\"Linux\"}", "null", "idle", "complete", NULL, NULL, 1e9,
	true, 20, 0},
    {"J", "", NULL, NULL, "unknown", "unknown", "complete", NULL, NULL, 1e9, false, 20, 0},
    {"K", "import", NULL, NULL, "gettimeofday", "unknown", "failed", "it did\nnothing", NULL, 1e9,
	true, 20, 0},
    {"M", "", "m4",
	"{\"kernel.name\":\"Darwin\",\"cpu.arch\":\"arm64\",\"cpu.model\":\"Apple M1\"}",
	"gettimeofday", "memory", "complete", NULL, NULL, 24e6, true, 20, 0},
    {"N", "five", "m5", "{}", "clock", "cpu", "complete", NULL, NULL, 1e9, true, 20, 0},
    {"O", "six", "m6", "{}", "getpid", "cpu", "complete", NULL, NULL, 1e9, true, 20, 0},
    {"P", "six", "m6", "{}", "getpid", "cpu", "complete", NULL, NULL, 1e9, true, 20, 0},
    {"Q", "seven", "m7", "{}", "getpid", "idle", "complete", NULL, NULL, 1e9, true, 20, 0},
    {"R", "eight", "m8", "{}", "gettimeofday", "net", "recording", NULL, NULL, 1e9, true, 20, 0},
    {"L", "bare", "m3", "{\"kernel.name\":\"Linux\",\"cpu.arch\":\"arm64\"}", "gettimeofday",
	"idle", "complete", NULL, NULL, 24e6, true, 20, 0},
};
enum { RUNS = sizeof runs / sizeof *runs };

/* Each figure of the runs whose letters are named: value + k * step for run k. */
static const struct {
	const char *in, *name, *scope, *grid;
	double value, step, half, n_eff;
	const char *status, *method;
	double first, last; /* of its pieces, where they differ */
} figures[] = {
    {"ABCDEFGHIJKMNOPQ", "samples", "all", "native", 20, 0, 0, NAN, "ok", "m", NONE, NONE},
    {"ABCDM", "fast_window_share", "all", "24MHz", 0.32, 0.001, 0.01, 400, "ok", "m", NONE, NONE},
    {"E", "fast_window_share", "all", "24MHz", 0.54, 0, 0.02, 400, "ok", "m", NONE, NONE},
    {"F", "fast_window_share", "all", "24MHz", 0.31, 0, 0.01, 400, "ok", "m", NONE, NONE},
    {"J", "fast_window_share", "all", "24MHz", 0.2, 0, 0.02, 400, "ok", "m", NONE, NONE},
    {"GO", "fast_window_share", "all", "24MHz", 0.3, 0, 0.02, 400, "ok", "m", NONE, NONE},
    {"ABD", "cv", "all", "native", 1.75, 0.25, 0.125, 400, "ok", "m", NONE, NONE},
    {"C", "cv", "all", "native", 9, 0, 0.125, 400, "ok", "m", NONE, NONE},
    {"E", "cv", "all", "native", 2, 0, NAN, 400, "ok", "m; no interval: it drifts", 1.25, 3},
    {"F", "cv", "all", "native", 0.5, 0, 0.125, 400, "ok", "m", NONE, NONE},
    {"J", "cv", "all", "native", 1.5, 0, NAN, NAN, "ok", "m; no interval: too few", NONE, NONE},
    {"HM", "cv", "all", "native", 1.3, 0.02, 0.25, NAN, "ok", "no interval: few", NONE, NONE},
    {"N", "cv", "all", "native", 1.25, 0, 0.01, 400, "ok", "m", NONE, NONE},
    {"N", "cv", "no_spikes", "native", 1.26, 0, 0.01, 400, "ok", "m", NONE, NONE},
    {"ABDEFM", "mode_count", "all", "native", 2, 0, 0, 400, "ok", "m", NONE, NONE},
    {"COP", "mode_count", "all", "native", 1, 0.25, 0, 99, "ok", "m", NONE, NONE},
    {"ABCDEFMO", "mode1_ns", "all", "native", 125, 0, 4, 400, "ok", "m", NONE, NONE},
    {"ABDEF", "mode2_ns", "no_spikes", "native", 166.6666, 0, 4, 400, "ok", "m", NONE, NONE},
    {"M", "mode2_ns", "no_spikes", "native", 1875, 0, 4, 400, "ok", "m", NONE, NONE},
    {"O", "mode2_ns", "no_spikes", "native", 135.5, 0, 4, 400, "ok", "m", NONE, NONE},
    {"ABDE", "load_slow_ratio", "all", "native", 2, 0.5, 0.75, 400, "ok", "m", NONE, NONE},
    {"HN", "slow_window_share", "all", "24MHz", 0.25, 0.05, 0.125, 400, "ok", "m", NONE, NONE},
    {"R", "q99_ticks", "all", "native", 1000, 0, 2, 400, "ok", "m", NONE, NONE},
    {"R", "cv", "all", "native", 2.5, 0, 0.25, 400, "ok", "m", NONE, NONE},
    {"ABCDM", "median_ns", "all", "native", 1250, 41.5, 20, 400, "ok", "m", NONE, NONE},
    {"GOP", "median_ns", "all", "native", 300, -0.5, 0.25, 400, "ok", "m", NONE, NONE},
    {"Q", "median_ns", "all", "native", NAN, 0, 0, NAN, "too short", "m", NONE, NONE},
    {"ABM", "dip_p", "all", "native", 0.01, 0.02, NAN, 400, "ok", "m", NONE, NONE},
    {"ABEF", "q99_ticks", "all", "native", 4000, 0, 2, 400, "ok", "m", NONE, NONE},
    {"ABDEFLM", "load_slow_difference", "all", "native", 0.25, 0.01, 0.125, 400, "ok", "m", NONE,
	NONE},
    {"O", "counter_tick_ns", "all", "native", 10, 0, 0, NAN, "ok", "m", NONE, NONE},
    {"P", "counter_tick_ns", "all", "native", NAN, 0, 0, NAN, "not identified", "m", NONE, NONE},
    {"ABDM", "min_entropy_90b_bits", "all", "native", 0.25, 0.125, NAN, NAN, "ok", "m", NONE, NONE},
    {"O", "min_entropy_90b_bits", "all", "native", 0.0625, 0, NAN, NAN, "ok", "m", NONE, NONE},
    {"ABCDEFM", "adversary_min_entropy_bits", "past", "native", 1.5, 0.125, 0.25, NAN, "ok", "m",
	NONE, NONE},
    {"DG", "adversary_min_entropy_bits", "distribution", "native", 0.5, 0.125, 0.25, NAN, "ok", "m",
	NONE, NONE},
    {"EF", "adversary_min_entropy_bits", "load", "native", 2, 0.01, 0.25, NAN, "ok", "m", 1, 2},
    {"I", "adversary_min_entropy_bits", "past", "native", 0.5, 0, 0.25, NAN, "ok", "m", NONE, NONE},
    {"M", "adversary_min_entropy_bits", "restarts", "native", 0, 0, 0, NAN, "ok", "m", NONE, NONE},
    {"OPQ", "adversary_min_entropy_bits", "starts", "native", 1, 0.125, 0.5, NAN, "ok", "m", NONE,
	NONE},
    {"N", "adversary_min_entropy_bits", "phase", "native", 3, 0, 0.5, NAN, "ok", "m", NONE, NONE},
};

static int begin_analysis(void *context, const struct store_run *run)
{
	return store_analysis_begin(context, run, "made up");
}

/* The pieces go in a line from first to last, each 0.0625 to both sides; one of them has no end. */
static const char *pieces_write(double first, double last)
{
	static char text[PIECES * 64];
	size_t used = 0;
	for (int k = 0; k < PIECES; k++) {
		double at = first + (last - first) * k / PIECES;
		used += (size_t)snprintf(text + used, sizeof text - used,
		    k == 3 ? "%s[%.6f,%.6f,null]" : "%s[%.6f,%.6f,%.6f]", k ? "," : "[", at,
		    at - 0.0625, at + 0.0625);
	}
	snprintf(text + used, sizeof text - used, "]");
	return text;
}

static void put_figures(struct store *s, int64_t run, size_t k)
{
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
		double v = figures[i].value + figures[i].step * (double)k;
		struct store_result r = {figures[i].name, figures[i].scope, figures[i].grid, v,
		    v - figures[i].half, v + figures[i].half, 2000, figures[i].n_eff, "",
		    figures[i].status, figures[i].method};
		if (!strchr(figures[i].in, runs[k].letter[0]))
			continue;
		if (figures[i].last > figures[i].first)
			r.pieces = (struct store_pieces){PIECES, false, figures[i].first,
			    figures[i].last, pieces_write(figures[i].first, figures[i].last)};
		assert_int_equal(store_put_result(s, run, &r), 0);
	}
}

static void put_run(struct store *s, size_t k, int64_t campaign)
{
	char uuid[STORE_UUID], machine[33];
	snprintf(machine, sizeof machine, "%s%030d", runs[k].machine ? runs[k].machine : "", 0);
	struct store_run run = {.label = runs[k].label,
	    .origin = runs[k].machine ? "collect" : "import",
	    .probe = runs[k].probe,
	    .load = runs[k].load,
	    .machine_fingerprint = runs[k].machine ? machine : NULL,
	    .machine_facts = runs[k].facts,
	    .environment_before = runs[k].before,
	    .counter = "made",
	    .counter_hz = runs[k].hz,
	    .hz_source = "stated",
	    .hz_calibrated = NAN,
	    .has_start = runs[k].has_start,
	    .cpu = -1,
	    .campaign_id = runs[k].block ? campaign : 0,
	    .cell = (uint64_t)(runs[k].block ? runs[k].block - 1 : 0),
	    .requested = runs[k].letter[0] == 'H' ? 30 : runs[k].samples};
	uint64_t elapsed[20], start[20];
	for (size_t i = 0; i < 20; i++) {
		elapsed[i] = i + 1;
		start[i] = 100 * i;
	}
	int64_t id = store_run_begin(s, &run, uuid);
	if (id <= 0)
		fail_msg("%s: %s", runs[k].letter, store_error(s));
	assert_int_equal(store_run_append(s, id, runs[k].has_start ? start : NULL, elapsed, NULL,
			     runs[k].samples),
	    0);
	bool going = strcmp(runs[k].status, "recording") == 0;
	if (!going && store_run_end(s, id, runs[k].status, runs[k].message, NULL, NULL) != 0)
		fail_msg("%s: %s", runs[k].letter, store_error(s));
	if (runs[k].letter[0] == 'L') /* is not analysed */
		return;
	if (store_runs(s, uuid, begin_analysis, s) != 1)
		fail_msg("%s: %s", runs[k].letter, store_error(s));
	put_figures(s, id, k);
}

/* ---- what is said of them ------------------------------------------------------------------ */

static struct verdicts_made made;
static char campaign[STORE_UUID];

static char *file_read(const char *name)
{
	static char text[ROOM];
	char path[128];
	snprintf(path, sizeof path, "tests/fixtures/verdicts/%s", name);
	FILE *in = fopen(path, "r");
	assert_non_null(in);
	text[fread(text, 1, sizeof text - 1, in)] = '\0';
	fclose(in);
	return text;
}

static int make_verdicts(void **state)
{
	char why[512];
	struct store_cell cells[] = {
	    {.cell = 0, .block = 1, .probe = "gettimeofday", .load = "stress"},
	    {.cell = 1, .block = 2, .probe = "gettimeofday", .load = "stress"}};
	(void)state;
	assert_int_equal(store_open(&made.s, ":memory:", STORE_CREATE, why, sizeof why), 0);
	int64_t id = store_campaign_begin(made.s, "c", "{}", 1, cells, 2, campaign);
	assert_true(id > 0);
	for (size_t k = 0; k < RUNS; k++)
		put_run(made.s, k, id);
	verdicts_make(&made, "registry.json", file_read("registry.json"));
	return 0;
}

static int release_verdicts(void **state)
{
	(void)state;
	verdicts_unmake(&made);
	return 0;
}

/* A copy in which a run's UUID, and the first digits of one, is the run's letter, and a number of
 * many digits has six: another machine's mathematical functions may round the last otherwise. */
static void plain_copy(const char *from, char *to)
{
	while (*from) {
		size_t k = 0, digits;
		char *end = to;
		while (k < made.v.runs_n && strncmp(from, made.v.runs[k].uuid, 8) != 0)
			k++;
		if (k < made.v.runs_n) {
			*to++ = runs[k].letter[0];
			from += strncmp(from, made.v.runs[k].uuid, 36) == 0 ? 36 : 8;
			continue;
		}
		if (strncmp(from, campaign, 36) == 0) {
			to += snprintf(to, 16, "campaign");
			from += 36;
			continue;
		}
		digits = strspn(from, "0123456789.e-");
		if (isdigit((unsigned char)*from) && digits > 8 && memchr(from, '.', digits)) {
			to += snprintf(to, 16, "%.6g", strtod(from, &end));
			from = end;
			continue;
		}
		*to++ = *from++;
	}
	*to = '\0';
}

enum form { JSON, TEXT, WHY };

static const char *said_text(enum form form, size_t run, const char *claim)
{
	static char raw[ROOM], plain[ROOM];
	FILE *out = tmpfile();
	assert_non_null(out);
	if (form == WHY)
		verdicts_print_why(&made.v, out, run, claim);
	else if (form == JSON)
		assert_int_equal(verdicts_print_json(&made.v, out, run), 0);
	else
		assert_int_equal(verdicts_print_text(&made.v, out, run), 0);
	rewind(out);
	raw[fread(raw, 1, sizeof raw - 1, out)] = '\0';
	fclose(out);
	plain_copy(raw, plain);
	return plain;
}

/* The text is that of tests/fixtures/verdicts/NAME; the first line that is not is named. */
static void expect_kept(const char *name, const char *text)
{
	char path[128];
	snprintf(path, sizeof path, "tests/fixtures/verdicts/%s", name);
	if (getenv("WRITE")) {
		FILE *out = fopen(path, "w");
		assert_non_null(out);
		fputs(text, out);
		fclose(out);
	}
	for (const char *a = text, *b = file_read(name); *a || *b;) {
		size_t length = strcspn(b, "\n") + (strchr(b, '\n') ? 1 : 0);
		if (strncmp(a, b, length) != 0 || (length == 0 && *a))
			fail_msg("want %.*s got %.*s", (int)length, b, (int)strcspn(a, "\n"), a);
		a += length;
		b += length;
	}
}

static void each_machine_probe_and_load_has_its_lines(void **state)
{
	(void)state;
	expect_kept("words.txt", said_text(TEXT, 0, NULL));
	expect_kept("words-run.txt", said_text(TEXT, 8, NULL));
}

static void each_verdict_has_its_reason(void **state)
{
	(void)state;
	expect_kept("words-why.txt", said_text(WHY, 0, NULL));
	expect_kept("words-why-claim.txt", said_text(WHY, 0, "M10"));
	expect_kept("words-why-run.txt", said_text(WHY, 7, "M02"));
}

static void programs_are_given_all_of_it(void **state)
{
	(void)state;
	expect_kept("words.json", said_text(JSON, 0, NULL));
	expect_kept("words-run.json", said_text(JSON, 5, NULL));
}

struct kept {
	char text[ROOM];
	size_t used;
};

/* Which sign a nan has is nobody's contract. */
static const char *number_write(double v, char text[32])
{
	if (isnan(v))
		return "-";
	snprintf(text, 32, "%.6g", v);
	return text;
}

static int keep_verdict(void *context, const struct store_verdict *v)
{
	struct kept *kept = context;
	char value[32], lo[32], hi[32];
	kept->used += (size_t)snprintf(kept->text + kept->used, ROOM - kept->used,
	    "%s %s %s: %s %s %s, %s: %.40s\n", v->claim, v->run ? v->run : "none", v->verdict,
	    number_write(v->value, value), number_write(v->lo, lo), number_write(v->hi, hi),
	    v->published, v->why);
	return kept->used < ROOM ? 0 : -1;
}

/* A cell is of several runs: its verdicts are made again from theirs. */
static void verdicts_of_runs_are_stored(void **state)
{
	static struct kept kept;
	static char plain[ROOM];
	(void)state;
	const char *registry = file_read("registry.json");
	assert_int_equal(store_begin(made.s), 0);
	assert_int_equal(store_claims_clear(made.s), 0);
	assert_true(store_claims_load(made.s, "r.json", registry, strlen(registry)) > 0);
	if (verdicts_put(&made.v, made.s) != 0)
		fail_msg("%s", store_error(made.s));
	assert_int_equal(store_end(made.s, 0), 0);
	assert_true(store_verdicts(made.s, -1, keep_verdict, &kept) >= 0);
	plain_copy(kept.text, plain);
	expect_kept("words-stored.txt", plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_machine_probe_and_load_has_its_lines),
	    cmocka_unit_test(each_verdict_has_its_reason),
	    cmocka_unit_test(programs_are_given_all_of_it),
	    cmocka_unit_test(verdicts_of_runs_are_stored),
	};
	return cmocka_run_group_tests(tests, make_verdicts, release_verdicts);
}
