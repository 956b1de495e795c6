/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which runs a report shows, how it calls them, and what of a judgement it looks up, on books that
 * are made here.
 */
#include "book_made.h"

#include "chief.h"
#include "company.h"
#include "mem.h"
#include "sets.h"
#include "stored_registry.h"
#include "where.h"

#include <stdlib.h>

/* ---- places and names ------------------------------------------------------------------------ */

/* By fingerprint where one of the two has one, else by label. */
static void machines_are_told_apart(void **state)
{
	struct made m;
	(void)state;
	static const struct {
		const char *print[2], *label[2];
		bool same;
	} rows[] = {{{"a", "a"}, {"x", "y"}, true}, {{"a", "b"}, {"x", "x"}, false},
	    {{"a", NULL}, {"x", "x"}, false}, {{NULL, "a"}, {"x", "x"}, false},
	    {{NULL, NULL}, {"x", "x"}, true}, {{NULL, NULL}, {"x", "y"}, false}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		book_make(&m, 2);
		for (size_t k = 0; k < 2; k++) {
			m.runs[k].row.machine_fingerprint = rows[i].print[k];
			m.runs[k].row.label = rows[i].label[k];
		}
		assert_int_equal(where_same(&m.runs[0], &m.runs[1]), rows[i].same);
		assert_int_equal(where_several(&m.b), !rows[i].same);
	}
	m.b.run_count = 1;
	assert_false(where_several(&m.b));
}

static void name_is(const struct book_run *run, const char *want)
{
	char *name = where_name(run);
	assert_string_equal(name, want);
	free(name);
}

/* A label, else the processor, else the machine's fingerprint; 40 bytes of it, cut between
 * characters. */
static void a_machine_has_a_name(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 1);
	struct book_run *run = &m.runs[0];
	name_is(run, "machine 00112233");
	add_fact(run, (char[]){"cpu.model"}, (char[]){"unknown"});
	name_is(run, "machine 00112233");
	run->machine.item[0].value = (char[]){"A CPU"};
	name_is(run, "A CPU");
	run->row.label = "0123456789012345678901234567890123456789";
	name_is(run, "0123456789012345678901234567890123456789");
	run->row.label = "01234567890123456789012345678901234567890";
	name_is(run, "0123456789012345678901234567890123456789…");
	run->row.label =
	    "012345678901234567890123456789012345678\u00df0"; /* the letter is bytes 40 and 41 */
	name_is(run, "012345678901234567890123456789012345678…");
	run->row.label = "";
	run->machine.count = 0;
	run->row.machine_fingerprint = NULL;
	name_is(run, "unlabelled import");
	run->row.label = "lab";
	char *title = where_title(&m.b, run);
	assert_string_equal(title, "gettimeofday, idle");
	free(title);
	m.b.run_count = 2;
	title = where_title(&m.b, run);
	assert_string_equal(title, "gettimeofday, idle, lab");
	free(title);
}

/* ---- the run of the first screen ------------------------------------------------------------- */

/* Analysed before of a probe that claims are about, before idle, before complete; of equals the
 * first. */
static void the_first_screen_has_the_run_that_matters_most(void **state)
{
	struct made m;
	(void)state;
	for (unsigned better = 0; better < 16; better++)
		for (unsigned other = 0; other < 16; other++) {
			book_make(&m, 2);
			for (size_t i = 0; i < 2; i++) {
				unsigned rank = i ? other : better;
				if (!(rank & 8))
					*m.runs[i].key = '\0';
				add_verdict(&m, i, "C", rank & 4 ? "undecided" : "not applicable");
				m.runs[i].row.load = rank & 2 ? "idle" : "stress";
				m.runs[i].row.status = rank & 1 ? "complete" : "failed";
				assert_int_equal(chief_bears(&m.runs[i]), (rank & 4) != 0);
			}
			assert_int_equal(chief_run(&m.b), other > better ? 1 : 0);
		}
}

/* Of the empty loop: of the same machine and counter, analysed, the best by the same order. */
static void the_empty_loop_is_of_the_same_machine(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 4);
	assert_int_equal(chief_null(&m.b, 0), 4);
	for (size_t i = 0; i < 4; i++)
		m.runs[i].row.probe = "null";
	assert_int_equal(chief_null(&m.b, 0), 1); /* itself is none */
	m.runs[1].row.load = "stress";
	assert_int_equal(chief_null(&m.b, 0), 2);
	*m.runs[2].key = '\0';
	assert_int_equal(chief_null(&m.b, 0), 3);
	m.runs[3].row.counter = "other";
	assert_int_equal(chief_null(&m.b, 0), 1);
	m.runs[1].row.machine_fingerprint = "other";
	assert_int_equal(chief_null(&m.b, 0), 4);
}

/* ---- runs over one another ------------------------------------------------------------------- */

static void company_is(struct company c, size_t count, const size_t *runs, size_t all)
{
	assert_int_equal(c.count, count);
	assert_int_equal(c.all, all);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(c.runs[i], runs[i]);
}

static void runs_lie_over_one_another_whose_ticks_compare(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 6);
	m.runs[1].row.probe = "null";
	m.runs[2].row.counter = "other";
	m.runs[3].row.machine_fingerprint = "other";
	*m.runs[4].key = '\0';
	m.runs[5].row.counter_hz = 1e9 * 1.00099;
	company_is(company_of_loads(&m.b, 0), 2, (size_t[]){0, 5}, 2);
	company_is(company_of_loads(&m.b, 5), 0, NULL, 0); /* the first has them */
	m.runs[5].row.counter_hz = 1e9 * 1.00101;
	company_is(company_of_loads(&m.b, 0), 1, (size_t[]){0}, 1);
	company_is(company_of_loads(&m.b, 5), 1, (size_t[]){5}, 1);
	m.runs[5].row.counter_hz = 1e9 * 0.99899;
	company_is(company_of_loads(&m.b, 0), 1, (size_t[]){0}, 1);
	company_is(company_of_loads(&m.b, 4), 0, NULL,
	    0); /* that of the first, though it is not analysed itself */
	*m.runs[0].key = '\0';
	m.runs[5].row.counter_hz = 1e9;
	company_is(company_of_loads(&m.b, 0), 1, (size_t[]){5}, 1);
	company_is(company_of_loads(&m.b, 5), 1, (size_t[]){5}, 1);
}

/* Eight fit; of more, one of each load where there are two loads. */
static void of_more_runs_than_fit_one_of_each_load(void **state)
{
	static const char *const loads[] = {"idle", "a", "idle", "a", "b", "idle", "b", "a", "c"};
	struct book_run runs[9] = {0};
	struct book b = {.runs = runs, .run_count = 8};
	(void)state;
	for (size_t i = 0; i < 9; i++) {
		runs[i].row = (struct store_run){.probe = "p",
		    .counter = "c",
		    .counter_hz = 1e9,
		    .machine_fingerprint = "m",
		    .label = "",
		    .load = loads[i]};
		snprintf(runs[i].key, sizeof runs[i].key, "k");
	}
	company_is(company_of_loads(&b, 0), 8, (size_t[]){0, 1, 2, 3, 4, 5, 6, 7}, 8);
	b.run_count = 9;
	company_is(company_of_loads(&b, 0), 4, (size_t[]){0, 1, 4, 8}, 9);
	company_is(company_by_load(&b, 5), 4, (size_t[]){0, 1, 4, 8}, 4);
	runs[0].row.counter_hz = 2e9;
	company_is(company_by_load(&b, 5), 4, (size_t[]){1, 2, 4, 8}, 4);
	runs[0].row.counter_hz = 1e9;
	*runs[0].key = '\0';
	company_is(company_by_load(&b, 5), 4, (size_t[]){1, 2, 4, 8}, 4);
	snprintf(runs[0].key, sizeof runs[0].key, "k");
	for (size_t i = 0; i < 9; i++)
		runs[i].row.load = "idle";
	company_is(company_of_loads(&b, 0), 8, (size_t[]){0, 1, 2, 3, 4, 5, 6, 7}, 9);
}

/* ---- probes and loads ------------------------------------------------------------------------ */

/* Probes that a claim is about come first, idle before the other loads, which are in order; of
 * replicates the least, the middle and the greatest. */
static void sets_have_probes_loads_and_replicates(void **state)
{
	static const char *const probe[] = {"null", "p", "q", "p", "q", "z"}, *const load[] = {"b",
										  "idle", "a",
										  "idle", "idle",
										  "y"};
	struct made m;
	struct sets s;
	(void)state;
	book_make(&m, 6);
	for (size_t i = 0; i < 6; i++) {
		m.runs[i].row.probe = probe[i];
		m.runs[i].row.load = load[i];
	}
	*m.runs[5].key = '\0';
	add_verdict(&m, 4, "C", "refuted");
	add_verdict(&m, 0, "C", "not applicable");
	sets_read(&s, &m.b);
	assert_int_equal(s.lines, 3);
	assert_string_equal(s.line[0].name, "q");
	assert_string_equal(s.line[1].name, "null");
	assert_string_equal(s.line[2].name, "p");
	assert_int_equal(s.loads, 3);
	assert_string_equal(s.load[0], "idle");
	assert_string_equal(s.load[1], "a");
	assert_string_equal(s.load[2], "b");
	assert_int_equal(sets_colour(&s, "idle"), 1);
	assert_int_equal(sets_colour(&s, "b"), 3);
	assert_int_equal(sets_colour(&s, "none"), 3 % SETS_COLOURS + 1);
	assert_true(sets_has(&m.runs[1], &s.line[2], "idle"));
	assert_false(sets_has(&m.runs[1], &s.line[0], "idle") ||
		     sets_has(&m.runs[1], &s.line[2], "a") ||
		     sets_has(&m.runs[5], &s.line[2], "y"));
	sets_release(&s);
	static const double values[] = {5, 1, 4, 3, NAN, 2};
	for (size_t i = 0; i < 6; i++) {
		m.runs[i].row.probe = "p";
		m.runs[i].row.load = "idle";
		add_all(&m, i, FIGURE_CV, values[i]);
	}
	sets_read(&s, &m.b);
	const struct sets_line *p = &s.line[0];
	assert_near(sets_least(&m.b, p, "idle", FIGURE_CV, "all", "native")->value, 1, 0);
	assert_near(sets_middle(&m.b, p, "idle", FIGURE_CV, "all", "native")->value, 3,
	    0); /* the second of 1, 3, 4, 5 */
	assert_near(sets_greatest(&m.b, p, "idle", FIGURE_CV, "all", "native")->value, 5, 0);
	assert_null(sets_least(&m.b, p, "a", FIGURE_CV, "all", "native"));
	m.b.run_count = 3;
	assert_near(sets_middle(&m.b, p, "idle", FIGURE_CV, "all", "native")->value, 4, 0);
	sets_release(&s);
}

/* Runs that differ in the machine, the counter, its frequency or the campaign replicate nothing of
 * one another, and their lines are named by what they differ in. */
static void lines_part_what_is_no_replicate(void **state)
{
	struct made m;
	struct sets s;
	(void)state;
	book_make(&m, 7);
	for (size_t i = 0; i < 7; i++)
		add_all(&m, i, FIGURE_CV, (double)i);
	m.runs[1].row.probe = "null";
	m.runs[2].row.machine_fingerprint = NULL;
	m.runs[2].row.label = "lab";
	m.runs[3].row.counter_hz = 1.0005e9; /* measured twice */
	m.runs[4].row.counter_hz = 24e6;
	m.runs[5].row.counter = "cntvct";
	m.runs[6].row.campaign_id = 3;
	m.runs[6].row.campaign = "0123456789";
	sets_read(&s, &m.b);
	static const struct {
		const char *name;
		double least, greatest;
	} want[] = {{"gettimeofday, machine 00112233, tsc 1000 MHz, no campaign", 0, 3},
	    {"gettimeofday, lab", 2, 2},
	    {"gettimeofday, machine 00112233, tsc 24 MHz, no campaign", 4, 4},
	    {"gettimeofday, machine 00112233, cntvct 1000 MHz, no campaign", 5, 5},
	    {"gettimeofday, machine 00112233, tsc 1000 MHz, campaign 01234567", 6, 6},
	    {"null, machine 00112233", 1, 1}};
	assert_int_equal(s.lines, sizeof want / sizeof *want);
	for (size_t i = 0; i < s.lines; i++) {
		const struct sets_line *l = &s.line[i];
		assert_string_equal(l->name, want[i].name);
		assert_near(sets_least(&m.b, l, "idle", FIGURE_CV, "all", "native")->value,
		    want[i].least, 0);
		assert_near(sets_greatest(&m.b, l, "idle", FIGURE_CV, "all", "native")->value,
		    want[i].greatest, 0);
	}
	sets_release(&s);
}

/* ---- figures, claims and verdicts of a book -------------------------------------------------- */

static void figures_are_found_by_name_scope_and_grid(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 1);
	struct book_run *run = &m.runs[0];
	add_all(&m, 0, FIGURE_MODE_COUNT, 1);
	add_result(&m, 0, FIGURE_CV, "all", "24MHz", NAN, NAN, NAN);
	assert_ptr_equal(book_result(run, FIGURE_MODE_COUNT, "all", "native"), &m.results[0][0]);
	assert_null(book_result(run, FIGURE_MODE_COUNT, "mode 1", "native"));
	assert_null(book_result(run, FIGURE_MODE_COUNT, "all", "24MHz"));
	assert_null(book_result(run, FIGURE_CV, "all", "24MHz")); /* without a value */
	assert_false(book_has_modes(run));
	m.results[0][0].value = 2;
	assert_true(book_has_modes(run));
	run->row.counter_hz = 24e6;
	assert_near(book_tick_ns(run), 125.0 / 3, 1e-15);
	add_all(&m, 0, FIGURE_COUNTER_TICK, 0);
	assert_near(book_tick_ns(run), 125.0 / 3, 1e-15);
	m.results[0][2].value = 0.25;
	assert_near(book_tick_ns(run), 0.25, 0);
	assert_int_equal(book_group(&m.results[0][0]), FIGURE_GROUP_ORDER);
	assert_int_equal(
	    book_group(&(struct store_result){.name = "of another version"}), FIGURE_GROUP_OTHER);
	assert_string_equal(book_meaning(&(struct store_result){.name = "of another version"}), "");
	assert_string_equal(book_meaning(&m.results[0][1]), figure_meaning(FIGURE_CV));
}

static void claims_are_found_by_their_figure(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 2);
	m.b.claim_count = 3;
	m.claims[0] = (struct book_claim){
	    .id = "A", .result = "cv", .published = "", .probes = "[\"p\",\"q\"]"};
	m.claims[1] = (struct book_claim){
	    .id = "B", .result = "cv", .published = "67 %", .probes = "[\"r\"]"};
	m.claims[2] = (struct book_claim){.id = "C", .result = "", .published = "x", .probes = ""};
	assert_ptr_equal(book_claim_on(&m.b, FIGURE_CV), &m.claims[1]);
	assert_string_equal(book_published(&m.b, FIGURE_CV), "67 %");
	assert_null(book_published(&m.b, FIGURE_SD));
	/* Of a probe that some claim is about, analysed, and not judged. */
	static const struct {
		const char *probe, *result;
		bool about;
	} rows[] = {
	    {"p", "", true}, {"q", "", true}, {"r", "", true}, {"s", "", false}, {"s", "cv", true}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		m.claims[2].result = rows[i].result;
		m.runs[0].row.probe = rows[i].probe;
		m.runs[0].judged = false;
		assert_int_equal(book_unjudged(&m.b, &m.runs[0]), rows[i].about);
		m.runs[0].judged = true;
		assert_false(book_unjudged(&m.b, &m.runs[0]));
	}
	m.runs[0].judged = false;
	m.b.claim_count = 0;
	assert_true(book_unjudged(&m.b, &m.runs[0]));
	*m.runs[0].key = '\0';
	assert_false(book_unjudged(&m.b, &m.runs[0]));
	add_verdict(&m, 0, "X", "refuted");
	add_verdict(&m, 0, "Y", "supported");
	assert_ptr_equal(book_verdict(&m.runs[0], "Y"), &m.verdicts[0][1]);
	assert_null(book_verdict(&m.runs[0], "Z"));
}

/* Of a probe, on the machine of a run or on all: what leaves the least, and the floor of all
 * together. */
static void the_least_of_the_judged_is_looked_up(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 5);
	m.runs[0].row.probe = "null";
	m.runs[4].row.machine_fingerprint = "other";
	static const double most[] = {0.1, 0.5, 0.25, NAN, 0.125},
			    least[] = {0.01, 0.0625, 0.125, NAN, 0.03125};
	for (size_t i = 0; i < 5; i++)
		m.entropy[i] = (struct judged_entropy){.at_least = least[i],
		    .at_most = most[i],
		    .credited = 2 * least[i],
		    .assessed = 3 * least[i]};
	assert_int_equal(judged_least(&m.j, &m.b, 3, "gettimeofday"), 2);
	assert_int_equal(judged_lowest(&m.j, &m.b, 3, "gettimeofday"), 1);
	assert_int_equal(judged_least(&m.j, &m.b, 3, "null"), 0);
	assert_int_equal(judged_least(&m.j, &m.b, 3, "none"), 5);
	assert_int_equal(judged_lowest(&m.j, &m.b, 3, "none"), 5);
	assert_int_equal(judged_least_anywhere(&m.j, &m.b, "gettimeofday"), 4);
	struct judged_floor f = judged_floor(&m.j, &m.b, 3, "gettimeofday");
	assert_near(f.at_least, 0.0625, 0);
	assert_near(f.credited, 0.125, 0);
	assert_near(f.assessed, 0.1875, 0);
	m.entropy[1].at_most = 0.25; /* of equals the first */
	assert_int_equal(judged_least(&m.j, &m.b, 3, "gettimeofday"), 1);
	m.entropy[2].at_least = 0.0625;
	assert_int_equal(judged_lowest(&m.j, &m.b, 3, "gettimeofday"), 1);
	m.j.entropy = NULL;
	assert_int_equal(judged_least(&m.j, &m.b, 3, "gettimeofday"), 5);
	assert_int_equal(judged_lowest(&m.j, &m.b, 3, "gettimeofday"), 5);
	f = judged_floor(&m.j, &m.b, 3, "gettimeofday");
	assert_true(isnan(f.at_least) && isnan(f.credited) && isnan(f.assessed));
	struct judged_pieces pieces;
	assert_false(judged_by_pieces(&m.j, 1, "C", &pieces));
}

/* The published count of a claim: of its numbers the first that is one of so many. */
static void a_published_count_is_looked_up(void **state)
{
	struct made m;
	struct claim one = {.id = "A",
			 .numbers_n = 2,
			 .numbers = {{.n = 9, .count = NAN}, {.n = NAN, .count = 3}}},
		     two = {.id = "B",
			 .numbers_n = 3,
			 .numbers = {
			     {.n = 0, .count = 3}, {.n = 9, .count = 4}, {.n = 9, .count = 5}}};
	struct claim *claims[] = {&one, &two};
	struct stored_registry r = {.registry = {.claims = claims, .n = 2}};
	(void)state;
	book_make(&m, 1);
	m.b.claim_count = 2;
	m.claims[0] = (struct book_claim){.id = "B", .result = "cv", .published = "x"};
	m.claims[1] = (struct book_claim){.id = "A", .result = "sd_ticks", .published = "x"};
	assert_ptr_equal(stored_registry_claim(&r, &m.claims[0]), &two);
	assert_ptr_equal(stored_registry_claim(&r, &m.claims[1]), &one);
	assert_null(stored_registry_claim(&r, NULL));
	assert_ptr_equal(stored_registry_count(&r, &m.b, FIGURE_CV), &two.numbers[1]);
	assert_null(stored_registry_count(&r, &m.b, FIGURE_SD));
	assert_null(stored_registry_count(&r, &m.b, FIGURE_MAD));
	m.claims[0].id = "C";
	assert_null(stored_registry_claim(&r, &m.claims[0]));
}

/* Without a registry there is no judgement; a book of nothing can be read. */
static void nothing_is_judged_without_a_registry(void **state)
{
	struct store *s;
	struct book b;
	struct judged j;
	char why[256];
	(void)state;
	assert_int_equal(store_open(&s, ":memory:", STORE_CREATE, why, sizeof why), 0);
	assert_int_equal(book_read(&b, s, NULL, 0), 0);
	assert_int_equal(b.run_count, 0);
	assert_false(b.chosen);
	assert_int_equal(judged_read(&j, s, &b), 1);
	assert_string_equal(j.why, "no registry is stored: run 'ticklab judge' first");
	judged_release(&j);
	book_release(&b);
	assert_int_equal(book_read(&b, s, (const char *const[]){"12345678"}, 1), -1);
	assert_true(b.chosen);
	book_release(&b);
	store_close(s);
}

/* Runs in the order of recording, each once however often it is named, with texts, facts and a name
 * of their own. */
static void a_book_has_the_runs_of_a_database(void **state)
{
	struct store *s;
	struct book b;
	char why[256], uuid[3][STORE_UUID], key[16] = "k";
	(void)state;
	assert_int_equal(store_open(&s, ":memory:", STORE_CREATE, why, sizeof why), 0);
	for (size_t i = 0; i < 3; i++) {
		struct store_run run = {.label = "a",
		    .origin = "collect",
		    .probe = "p",
		    .load = "idle",
		    .counter = "tsc",
		    .counter_hz = 1e9,
		    .hz_source = "defined",
		    .hz_calibrated = NAN,
		    .cpu = -1,
		    .ground_truth = "none",
		    .environment_before = "{\"load.1min\": \"0.5\", \"a\": {\"b\": 1}}"};
		run.id = store_run_begin(s, &run, uuid[i]);
		assert_int_equal(run.id, i + 1);
		run.uuid = uuid[i];
	}
	assert_int_equal(store_begin(s), 0);
	assert_int_equal(store_put_result(s, 2,
			     &(struct store_result){.name = "cv",
				 .scope = "all",
				 .grid = "native",
				 .value = 0.5,
				 .lo = NAN,
				 .hi = NAN,
				 .n = 7,
				 .n_eff = NAN,
				 .unit = "1",
				 .status = "ok",
				 .method = "m"}),
	    0);
	assert_int_equal(
	    store_put_comparison(s, &(struct store_comparison){"cv", "native", "p", "idle", "a",
					"b", 1, 2, 1, 0, 2, 2, 1, 3, 2, 2, 0.5, 0.25}),
	    0);
	assert_int_equal(store_put_answer(s, "p", "idle", "They differ"), 0);
	assert_int_equal(store_end(s, 0), 0);
	assert_int_equal(book_read(&b, s, NULL, 0), 0);
	assert_int_equal(b.run_count, 3);
	assert_int_equal(b.comparison_count, 1);
	assert_string_equal(b.comparisons[0].b, "b");
	assert_int_equal(b.answer_count, 1);
	assert_string_equal(b.answers[0].text, "They differ");
	for (size_t i = 0; i < 3; i++) {
		snprintf(key, sizeof key, "R%zu", i + 1);
		assert_string_equal(b.runs[i].name, key);
		assert_string_equal(b.runs[i].row.uuid, uuid[i]);
		assert_int_equal(
		    strlen(b.runs[i].file_id), 8); /* two of three begin alike once in 10^9 times */
		assert_memory_equal(b.runs[i].file_id, uuid[i], 8);
		assert_string_equal(facts_get(&b.runs[i].before, "a.b"), "1");
		assert_null(facts_get(&b.runs[i].before, "b"));
		assert_false(b.runs[i].judged);
	}
	assert_int_equal(b.runs[1].result_count, 1);
	assert_int_equal(b.runs[0].result_count, 0);
	assert_string_equal(b.runs[1].results[0].method, "m");
	book_release(&b);
	assert_int_equal(book_read(&b, s, (const char *const[]){uuid[2], uuid[0], uuid[2]}, 3), 0);
	assert_true(b.chosen);
	assert_int_equal(b.run_count, 2);
	assert_int_equal(b.comparison_count + b.answer_count, 0);
	assert_string_equal(b.runs[0].row.uuid, uuid[0]);
	assert_string_equal(b.runs[1].row.uuid, uuid[2]);
	book_release(&b);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(machines_are_told_apart),
	    cmocka_unit_test(a_machine_has_a_name),
	    cmocka_unit_test(the_first_screen_has_the_run_that_matters_most),
	    cmocka_unit_test(the_empty_loop_is_of_the_same_machine),
	    cmocka_unit_test(runs_lie_over_one_another_whose_ticks_compare),
	    cmocka_unit_test(of_more_runs_than_fit_one_of_each_load),
	    cmocka_unit_test(sets_have_probes_loads_and_replicates),
	    cmocka_unit_test(lines_part_what_is_no_replicate),
	    cmocka_unit_test(figures_are_found_by_name_scope_and_grid),
	    cmocka_unit_test(claims_are_found_by_their_figure),
	    cmocka_unit_test(the_least_of_the_judged_is_looked_up),
	    cmocka_unit_test(a_published_count_is_looked_up),
	    cmocka_unit_test(nothing_is_judged_without_a_registry),
	    cmocka_unit_test(a_book_has_the_runs_of_a_database),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
