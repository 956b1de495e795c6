/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sentences of a report, of runs that are made here: what the kept pages of
 * tests/fixtures/words do not have, and each sentence at both sides of the bound that chooses it.
 */
#include "book_made.h"
#include "mem.h"
#include "sections.h"
#include "shown_private.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is written ------------------------------------------------------------------------- */

static struct doc page;
static char *page_text;
static size_t page_size;

static void page_begin(void)
{
	page = (struct doc){
	    .html = fopen("/dev/null", "w"), .markdown = open_memstream(&page_text, &page_size)};
	assert_non_null(page.html);
	assert_non_null(page.markdown);
}

/* What was written to the page, to be freed. */
static char *page_take(void)
{
	fclose(page.html);
	fclose(page.markdown);
	return page_text;
}

static void page_is(const char *want)
{
	char *got = page_take();
	assert_string_equal(got, want);
	free(got);
}

static void page_holds(const char *want)
{
	char *got = page_take();
	if (!strstr(got, want)) {
		fputs(got, stderr);
		fail_msg("not in it: %s", want);
	}
	free(got);
}

static void page_lacks(const char *text)
{
	char *got = page_take();
	if (strstr(got, text)) {
		fputs(got, stderr);
		fail_msg("in it: %s", text);
	}
	free(got);
}

static void top_write(const struct made *m)
{
	page_begin();
	section_top(&page, &m->b, &m->j, &m->g);
}

/* ---- the first screen ------------------------------------------------------------------------ */

static void subtitle_is(const struct made *m, const char *want)
{
	page_begin();
	section_subtitle(&page, &m->b);
	page_is(want);
}

static void the_subtitle_has_what_is_known(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 1);
	subtitle_is(&m, "_one tick of the counter (tsc) is 1 ns · 1 run, 1,000 calls_\n\n");
	m.runs[0].row.samples = 9999999;
	m.runs[0].row.started_utc = "2024-01-02T03:04:05Z";
	add_fact(&m.runs[0], (char[]){"cpu.model"}, (char[]){"unknown"});
	add_fact(&m.runs[0], (char[]){"kernel.release"}, (char[]){"6.1"});
	subtitle_is(&m, "_6.1 · one tick of the counter (tsc) is 1 ns · 1 run, 9,999,999 calls · "
			"2024-01-02_\n\n");
	m.runs[0].row.samples = 10000000;
	m.runs[0].row.origin = "import";
	add_fact(&m.runs[0], (char[]){"kernel.name"}, (char[]){"Linux"});
	subtitle_is(&m, "_Linux 6.1 · one tick of the counter (tsc) is 1 ns · 1 run, 10 million "
			"calls · imported 2024-01-02_\n\n");
	book_make(&m, 2);
	add_fact(&m.runs[0], (char[]){"kernel.name"}, (char[]){"Linux"});
	add_fact(&m.runs[0], (char[]){"cpu.model"}, (char[]){"A CPU"});
	m.runs[0].row.counter_hz = 24e6;
	subtitle_is(&m, "_A CPU · Linux · one tick of the counter (tsc) is 41.67 ns · 2 runs, "
			"2,000 calls_\n\n");
}

static void the_title_names_the_machine_or_counts_them(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 3);
	m.runs[0].row.label = m.runs[1].row.label = m.runs[2].row.label = "lab";
	char *title = top_title(&m.b);
	assert_string_equal(title, "gettimeofday on lab");
	free(title);
	m.runs[1].row.machine_fingerprint = "11";
	title = top_title(&m.b);
	assert_string_equal(title, "gettimeofday on 2 machines");
	free(title);
}

static void entropy_is(const struct made *m, const char *want)
{
	char all[1024];
	top_write(m);
	snprintf(all, sizeof all, "**Is there entropy in a call?** %s\n\n", want);
	page_holds(all);
}

#define OF " of min-entropy (a fair coin has 1) against an observer"

/* The bounds of one run, and what is said of them. */
static void the_first_answer_has_both_bounds(void **state)
{
	static const struct {
		double at_least, at_most, credited, assessed;
		const char *want;
	} rows[] = {{NAN, NAN, NAN, NAN,
			"**Not known yet.** No observer's figure is stored for gettimeofday: run "
			"'ticklab analyze' and 'ticklab judge'."},
	    {0.25, 0, 0.25, 0.25, "**No: 0 bits**" OF "."},
	    {NAN, 0.5, NAN, NAN, "**At most 0.5 bits**" OF ". No lower bound is known."},
	    {0.25, 0.5, 0.25, 0.3,
		"**At most 0.5 bits**" OF ". The observers find no less than 0.25. SP 800-90B "
		"assesses 0.3, but this observer leaves less."},
	    {0.25, 0.5, 0.25, 0.25,
		"**At most 0.5 bits**" OF
		". SP 800-90B credits 0.25, and the observers find no less."},
	    {0.25, 0.5, NAN, NAN,
		"**At most 0.5 bits**" OF ". The observers find no less than 0.25."},
	    {0.25, 0.5, 0.375, 0.375,
		"**At most 0.5 bits**" OF
		". The observers find no less than 0.25; SP 800-90B credits 0.375."},
	    {0.00044, 0.00051, NAN, NAN,
		"**At most 0.00051 bits**" OF
		". The observers find no less than 0.0004."}, /* below 0.0005: one digit */
	    {0.0004, 0.00046, NAN, NAN,
		"**At most 0.0005 bits**" OF ". The observers find no less than 0.0004."}};
	struct made m;
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		book_make(&m, 1);
		m.entropy[0].at_least = rows[i].at_least;
		m.entropy[0].at_most = rows[i].at_most;
		m.entropy[0].credited = rows[i].credited;
		m.entropy[0].assessed = rows[i].assessed;
		entropy_is(&m, rows[i].want);
	}
}

/* Of several runs the least of each bound; under which load, in a part of it; beside the empty loop
 * of the same machine; and a machine that gives less. */
static void the_first_answer_is_of_the_weakest_run(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 3);
	m.runs[1].row.load = "stress";
	m.entropy[0].at_most = 0.5;
	m.entropy[1].at_most = 0.375;
	m.entropy[2].at_most = 0.75;
	m.entropy[0].at_least = 0.25;
	m.entropy[1].at_least = 0.3;
	m.entropy[2].at_least = 0.125;
	entropy_is(&m, "**At most 0.375 bits**" OF
		       ", under the load stress. The observers find no less than 0.125.");
	m.runs[1].row.load = "unknown"; /* is no load's name */
	entropy_is(&m, "**At most 0.375 bits**" OF ". The observers find no less than 0.125.");
	m.runs[1].row.load = "stress";
	m.entropy[1].moves = true;
	entropy_is(&m, "**At most 0.375 bits**" OF ", in the weakest part of a run, under the load "
		       "stress. The observers find no less than 0.125.");
	m.runs[1].row.probe = "null";
	m.entropy[2].at_least = NAN;
	entropy_is(&m,
	    "**At most 0.5 bits**" OF ". The observers find no less than 0.25. The empty loop, "
	    "without the call, has at most 0.375.");
	m.entropy[1].at_most = 0.5;
	entropy_is(&m,
	    "**At most 0.5 bits**" OF
	    ". The observers find no less than 0.25. The empty loop, without the call, has at "
	    "most 0.5: nothing here shows that the call adds entropy.");
	m.runs[2].row.machine_fingerprint = "other";
	m.runs[2].row.label = "lab";
	m.entropy[2].at_most = 0.0625;
	entropy_is(&m, "**At most 0.0625 bits** of min-entropy (a fair coin has 1) on lab, the "
		       "weakest of 2 machines, against an observer. No lower bound is known.");
	m.entropy[2].at_most = NAN; /* nothing is known of the other */
	entropy_is(&m,
	    "**At most 0.5 bits** of min-entropy (a fair coin has 1) on machine 00112233 against "
	    "an observer. The observers find no less than 0.25. The empty loop, without the call, "
	    "has at most 0.5: nothing here shows that the call adds entropy.");
	book_make(&m, 2);
	m.runs[0].row.probe = m.runs[1].row.probe = "null";
	m.entropy[1].at_most = 0.5;
	entropy_is(&m, "**At most 0.5 bits**" OF ". No lower bound is known.");
}

/* What both windows' verdicts come to. */
static void the_second_answer_joins_two_verdicts(void **state)
{
	static const struct {
		const char *fast, *slow, *want;
	} rows[] = {{"refuted", "supported", "No."}, {"supported", "refuted", "No."},
	    {"supported", "supported", "Yes."}, {"supported", "undecided", "Undecided."},
	    {"undecided", "supported", "Undecided."},
	    {"not applicable", "not applicable", "These runs cannot show it."},
	    {"not applicable", "undecided", "Undecided."},
	    {"undecided", "not applicable", "Undecided."}, {"", "", "Not judged yet."},
	    {"", "undecided", "Undecided."}, {"undecided", "", "Undecided."}};
	struct made m;
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char want[128];
		book_make(&m, 1);
		add_claims(&m, rows[i].fast, rows[i].slow);
		for (size_t k = 0; k < 2; k++)
			if (!*m.verdicts[0][k].verdict)
				m.verdicts[0][k].claim = "none";
		snprintf(want, sizeof want,
		    "**Does the published fast/slow split hold here?** **%s** \n\n", rows[i].want);
		top_write(&m);
		page_holds(want);
	}
	book_make(&m, 1);
	add_claims(&m, "refuted", "refuted");
	m.b.claim_count = 1; /* without a claim on the slow window there is no such question */
	top_write(&m);
	page_lacks("hold here?");
}

static void split_is(struct made *m, const char *want)
{
	char all[1024];
	snprintf(all, sizeof all, "hold here?** %s\n\n", want);
	top_write(m);
	page_holds(all);
}

/* Shares by the claim's counter, or by the run's own; what is under 0.01 % is said so where the
 * interval's end is too. */
static void the_second_answer_has_both_shares(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 1);
	add_claims(&m, "refuted", "refuted");
	add_result(&m, 0, FIGURE_FAST_WINDOW_SHARE, "all", "24MHz", 0.75, 0.5, 1);
	add_result(&m, 0, FIGURE_SLOW_WINDOW_SHARE, "all", "24MHz", 0.00005, 0.00001, 0.000099);
	split_is(&m, "**No.** 75 % \\[50, 100\\] of the calls are fast (published: 31 %), under "
		     "0.01 % slow (published: 69 %).");
	m.results[0][1].hi = 0.00011;
	split_is(&m, "**No.** 75 % \\[50, 100\\] of the calls are fast (published: 31 %), 0.0050 % "
		     "\\[0.0010, 0.0110\\] slow (published: 69 %).");
	m.results[0][1].value = 0.0001;
	m.results[0][1].lo = m.results[0][1].hi = NAN;
	m.j.split = (struct judged_split){0.31, 0.6887, 28.73};
	split_is(&m, "**No.** 75 % \\[50, 100\\] of the calls are fast, 0.01000 % slow. Why it was "
		     "published: a 24 MHz counter (tick 41.7 ns) shows a call of 28.7 ns as 0 ns "
		     "in 31 % of the cases "
		     "and as 41 or 42 ns, one tick, in 69 %.");
	m.results[0][0].grid = m.results[0][1].grid = "native"; /* decided without starts */
	m.j.split.cost_ns = NAN;
	split_is(&m, "**No.** 75 % \\[50, 100\\] of the calls are fast, 0.01000 % slow.");
	m.verdicts[0][0].verdict = m.verdicts[0][1].verdict = "supported";
	split_is(&m, "**Yes.** 75 % \\[50, 100\\] of the calls are fast, 0.01000 % slow.");
	m.verdicts[0][0].verdict = "undecided";
	split_is(&m, "**Undecided.** 75 % \\[50, 100\\] of the calls are fast, 0.01000 % slow. A "
		     "decision requires start times, which the run lacks.");
	m.verdicts[0][0].verdict = m.verdicts[0][1].verdict = "not applicable";
	m.runs[0].result_count = 1;
	split_is(&m, "**These runs cannot show it.** 75 % \\[50, 100\\] of the calls are fast. A "
		     "decision requires start times, which the run lacks.");
	m.results[0][0].name = "slow_window_share";
	split_is(&m, "**These runs cannot show it.** , 75 % \\[50, 100\\] slow. A decision "
		     "requires start times, which the run lacks.");
}

static void the_second_answer_has_the_median(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 1);
	add_claims(&m, "refuted", "refuted");
	add_all(&m, 0, FIGURE_Q50, 1);
	split_is(&m, "**No.**  The median call takes 1 ns, 1 tick.");
	add_all(&m, 0, FIGURE_MIN_PLUGIN, 1);
	split_is(&m, "**No.**  The median call takes 1 ns, 1 tick.");
	m.results[0][1].value = 0.5; /* 2^-0.5 */
	m.results[0][0].value = 40.5;
	m.runs[0].row.counter_hz = 5e8;
	split_is(&m, "**No.**  The median call takes 81 ns: 70.7 % of the calls read 41 ticks.");
}

/* Other runs of the probe that a claim is about, under other loads or not; the runs of a cell
 * together, with their spread. */
static void the_second_answer_has_the_other_runs(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 3);
	add_claims(&m, "refuted", "supported");
	for (size_t i = 0; i < 3; i++)
		add_result(&m, i, FIGURE_FAST_WINDOW_SHARE, "all", "24MHz",
		    0.25 + 0.125 * (double)i, NAN, NAN);
	split_is(&m, "**No.** 25 % of the calls are fast (published: 31 %); every run agrees.");
	m.runs[2].row.load = "stress";
	split_is(&m, "**No.** 25 % of the calls are fast (published: 31 %); every run agrees, "
		     "under every load.");
	m.verdicts[1][0].verdict = "undecided";
	split_is(&m, "**No.** 25 % of the calls are fast (published: 31 %); not every run agrees.");
	m.runs[1].row.probe = "null"; /* of another probe, and one that no claim is about */
	m.verdicts[2][0].verdict = m.verdicts[2][1].verdict = "not applicable";
	split_is(&m, "**No.** 25 % of the calls are fast (published: 31 %).");
	book_make(&m, 3);
	add_claims(&m, "refuted", "supported");
	for (size_t i = 0; i < 3; i++)
		add_result(&m, i, FIGURE_FAST_WINDOW_SHARE, "all", "24MHz",
		    0.25 + 0.125 * (double)i, NAN, NAN);
	m.j.windows = m.windows;
	m.windows[0] = m.windows[1] =
	    (struct judged_windows){1, {0.3125, 0.25, 0.375, 2000}, {0.5, 0.4375, 0.5625, 2000}};
	add_result(&m, 0, FIGURE_SLOW_WINDOW_SHARE, "all", "24MHz", 0.75, NAN, NAN);
	struct judged_cell cells[] = {{.claim = "S", .verdict = "undecided", .cell = 1},
	    {.claim = "F", .verdict = "supported", .cell = 2},
	    {.claim = "F", .verdict = "supported", .cell = 1}};
	m.j.cells = cells;
	m.j.cell_count = 3;
	split_is(&m, "**Undecided.** 31.2 % \\[25.0, 37.5\\] of the calls are fast (published: 31 "
		     "%) in 2 runs together (25 to 37.5 %), 50.0 % \\[43.8, 56.2\\] slow "
		     "(published: 69 %); every run agrees.");
	m.windows[1].cell = 0;
	split_is(&m, "**Undecided.** 31.2 % \\[25.0, 37.5\\] of the calls are fast (published: 31 "
		     "%), 50.0 % \\[43.8, 56.2\\] slow (published: 69 %); every run agrees.");
	m.windows[0].fast.value = NAN;
	split_is(&m, "**Undecided.** 25 % of the calls are fast (published: 31 %), 75 % slow "
		     "(published: 69 %); every run agrees.");
}

/* Of machines, each counted once, on how many every run supports it. */
static void the_second_answer_counts_machines(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 4);
	add_claims(&m, "supported", "supported");
	m.runs[0].row.label = "a";
	m.runs[2].row.machine_fingerprint = m.runs[3].row.machine_fingerprint = "2";
	split_is(&m, "**Yes.** On a: ");
	m.verdicts[3][0].verdict = "undecided";
	split_is(&m, "**Differs between machines: 1 of 2 support it.** On a: ");
	m.verdicts[0][0].verdict = "refuted";
	split_is(&m, "**No.** On a: ");
	m.runs[0].row.probe = "null";
	m.runs[1].row.label = "b";
	m.entropy[0].at_most = 1;
	split_is(&m, "**No.** On a: "); /* the first is the chief of its probe */
}

/* What explains the published tables: one body in a clause, several by their names. */
static void the_published_tables_are_explained(void **state)
{
	struct made m;
	struct judged_body bodies[] = {
	    {.hypothesis = (char[]){"One tick"}, .explained = 7, .of = 8},
	    {.hypothesis = (char[]){"Two"}, .explained = 1, .of = 2}};
	(void)state;
	book_make(&m, 1);
	add_claims(&m, "refuted", "refuted");
	m.j.bodies = bodies;
	m.j.body_count = 1;
	split_is(&m, "**No.**  One tick explains 7 of 8 published tables.");
	m.j.split = (struct judged_split){0.25, 0.75, 31.25};
	split_is(&m, "**No.**  Why it was published: a 24 MHz counter (tick 41.7 ns) shows a call "
		     "of 31.2 ns as 0 ns in 25 % of the cases and as 41 or 42 ns, one tick, in 75 "
		     "%. This explains 7 of 8 published tables.");
	m.j.body_count = 2;
	split_is(&m,
	    "**No.**  Why it was published: a 24 MHz counter (tick 41.7 ns) shows a call of 31.2 "
	    "ns as 0 ns in 25 % of the cases and as 41 or 42 ns, one tick, in 75 %. "
	    "One tick explains 7 of 8 published tables. Two explains 1 of 2 published tables.");
	top_write(&m);
	page_holds("**Does the published split, 25 % fast and 75 % slow, hold here?**");
}

/* ---- marks and doubts ------------------------------------------------------------------------ */

static void a_mark_has_the_verdict_of_all_runs(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 3);
	add_claims(&m, "refuted", "not applicable");
	top_write(&m);
	page_holds("[fast](#verdicts): refuted · [slow](#verdicts): not applicable\n\n");
	m.verdicts[0][0].verdict = "not applicable";
	m.verdicts[2][0].verdict = "undecided";
	m.verdicts[1][1].verdict = "supported";
	top_write(&m);
	page_holds("[fast](#verdicts): differs between runs · [slow](#verdicts): supported\n\n");
	struct judged_claim claims[] = {{"x", "refuted"}, {"S", "undecided"}};
	m.j.claims = claims;
	m.j.claim_count = 2;
	top_write(&m);
	page_holds("[fast](#verdicts): differs between runs · [slow](#verdicts): undecided\n\n");
	for (size_t i = 0; i < 3; i++)
		m.runs[i].verdict_count = 1; /* of a claim without a verdict there is no mark */
	top_write(&m);
	page_holds("\n[fast](#verdicts): differs between runs\n\n");
	for (size_t i = 0; i < 3; i++)
		m.runs[i].verdict_count = 0;
	top_write(&m);
	page_lacks("#verdicts");
}

/* Who is doubted: the run, both, all, or some of them. */
static void what_is_wrong_names_how_many(void **state)
{
	struct made m;
	(void)state;
	static const struct {
		size_t runs, wrong;
		const char *want;
	} rows[] = {
	    {1, 1, "> **Note:** The run did not end, so fewer calls than planned are here.\n"},
	    {2, 2, "> **Note:** Both runs did not end, so fewer calls than planned are here.\n"},
	    {3, 3, "> **Note:** All 3 runs did not end, so fewer calls than planned are here.\n"},
	    {3, 2, "> **Note:** 2 of 3 runs did not end, so fewer calls than planned are here.\n"},
	    {2, 1, "> **Note:** 1 of 2 runs did not end, so fewer calls than planned are here.\n"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		book_make(&m, rows[i].runs);
		for (size_t k = 0; k < rows[i].wrong; k++)
			m.runs[k].row.status = "failed";
		top_write(&m);
		page_holds(rows[i].want);
	}
	book_make(&m, 2);
	m.runs[1].row.probe = "null";
	top_write(&m);
	page_lacks("Note");
}

static void each_doubt_has_its_sentence(void **state)
{
	struct made m;
	char source[] = "clocksource.current", hpet[] = "hpet";
	(void)state;
	book_make(&m, 2);
	*m.runs[1].key = '\0';
	top_write(&m);
	page_holds("1 of 2 runs has not been analysed: run 'ticklab analyze', then 'ticklab judge' "
		   "and this report again.");
	*m.runs[0].key = '\0';
	top_write(&m);
	page_holds("Both runs have not been analysed: run 'ticklab analyze', then 'ticklab judge' "
		   "and this report again.");
	book_make(&m, 2);
	m.runs[1].judged = false;
	top_write(&m);
	page_holds("1 of 2 runs has not been judged: run 'ticklab judge' and this report again.");
	m.runs[0].judged = false;
	top_write(&m);
	page_holds("Both runs have not been judged: run 'ticklab judge' and this report again.");
	book_make(&m, 2);
	snprintf(m.runs[1].doubt, sizeof m.runs[1].doubt, "busy");
	top_write(&m);
	page_holds("1 of 2 runs contradicts its label: busy.");
	snprintf(m.runs[0].doubt, sizeof m.runs[0].doubt, "busier");
	top_write(&m);
	page_holds("Both runs contradict their labels; the first: busier.");
	book_make(&m, 2);
	for (size_t i = 0; i < 2; i++) {
		m.runs[i].row.ground_truth = "none: no page";
		m.runs[i].row.order_unknown = true;
		add_all(&m, i, FIGURE_Q50, 9);
		add_fact(&m.runs[i], source, hpet);
	}
	top_write(&m);
	page_holds("> **Note:** Both runs used a counter that the kernel does not trust.\n\n"
		   "> **Note:** Both runs have a coarse counter: a call lasts few ticks, so its "
		   "count depends on where within a tick it begins.\n\n"
		   "> **Note:** Both runs were recorded without the clock page, so updates of the "
		   "page are not among the causes.\n\n"
		   "> **Note:** Both runs are tables of counts: the order of the calls is unknown, "
		   "and with it all that depends on order, SP 800-90B included.\n\n"
		   "> **Note:** The empty loop was not recorded on this machine: the entropy may "
		   "be that of reading the counter, not of the call.\n\n");
	m.b.run_count = 1;
	m.runs[0].row.origin = "import"; /* which had no page to find */
	top_write(&m);
	page_holds("> **Note:** The run used a counter that the kernel does not trust.\n\n"
		   "> **Note:** The run has a coarse counter: a call lasts few ticks, so its count "
		   "depends on where within a tick it begins.\n\n"
		   "> **Note:** The run is a table of counts: the order of the calls is unknown, "
		   "and with it all that depends on order, SP 800-90B included.\n\n"
		   "> **Note:** The run was imported: how busy the machine was is unknown.\n\n");
	m.runs[0].row.origin = "collect";
	top_write(&m);
	page_holds("> **Note:** The run was recorded without the clock page, so updates of the "
		   "page are not among the causes.\n\n");
	m.results[0][0].value = 10;
	m.runs[0].row.ground_truth = NULL;
	m.runs[0].row.order_unknown = false;
	m.runs[0].row.counter =
	    "cntvct"; /* another counter than that of which the kernel says it */
	top_write(&m);
	page_is("**Is there entropy in a call?** **Not known yet.** No observer's figure is stored "
		"for gettimeofday: run 'ticklab analyze' and 'ticklab judge'.\n\n"
		"> **Note:** The empty loop was not recorded on this machine: the entropy may be "
		"that of reading the counter, not of the call.\n\n");
	add_fact(&m.runs[0], (char[]){"kernel.cmdline"}, (char[]){"quiet tsc=unstable"});
	top_write(&m);
	page_holds("The run used a counter that the kernel does not trust.");
	for (size_t i = 0; i < 2; i++) {
		book_make(&m, 1);
		add_fact(&m.runs[0], (char[]){"clocksource.current"},
		    i ? (char[]){"kvm-clock"} : (char[]){"tsc-early"});
		top_write(&m);
		page_lacks("trust");
	}
}

/* A picture that could not be drawn is named in its place, and nothing where there is none. */
static void the_first_picture_or_why_not(void **state)
{
	struct made m;
	struct plate plates[] = {{.whole = true,
				     .kind = "first",
				     .file = (char[]){"f.svg"},
				     .failed = (char[]){"no room"}},
	    {.whole = false, .kind = "first", .file = (char[]){"g.svg"}}};
	(void)state;
	book_make(&m, 1);
	m.g.plates = plates;
	m.g.count = 2;
	top_write(&m);
	page_holds("> **Note:** The plot f.svg could not be drawn: no room\n");
	plates[0] = (struct plate){.whole = true,
	    .kind = "first",
	    .inlined = (char[]){"<svg/>"},
	    .href = (char[]){"../f.svg"},
	    .caption = (char[]){"Caption."}};
	top_write(&m);
	page_holds("![Caption.](../f.svg)\n");
	plates[0].whole = false;
	top_write(&m);
	page_lacks("svg");
}

/* ---- is it real? ----------------------------------------------------------------------------- */

static void real_write(const struct made *m)
{
	page_begin();
	section_real(&page, &m->b, &m->j, &m->g);
}

static void slow_calls_in_an_update(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 1);
	*m.runs[0].key = '\0';
	real_write(&m);
	page_is("<a id=\"real\"></a>\n\n## Is it real?\n\nNot analysed yet: run 'ticklab "
		"analyze'.\n\n");
	book_make(&m, 1);
	real_write(&m);
	page_holds(
	    "\n\nWhether slow calls overlapped an update of the clock page was not recorded.\n\n");
	add_all(&m, 0, FIGURE_SLOW_SHARE, 0.125);
	real_write(&m);
	page_holds("\n\n12.50 % of the calls are slow. Whether slow calls overlapped an update of "
		   "the clock page was not recorded.\n\n");
	add_all(&m, 0, FIGURE_SLOW_THRESHOLD, 1.75);
	real_write(&m);
	page_holds("\n\n12.50 % of the calls are slow: longer than 1 tick (1.75 ns). Whether slow "
		   "calls overlapped an update of the clock page was not recorded.\n\n");
	add_result(&m, 0, FIGURE_SLOW_CAUSE_SHARE, "overlap", "native", 0.25, NAN, NAN)->n = 1;
	real_write(&m);
	page_holds("\n\n12.50 % of the calls are slow: longer than 1 tick (1.75 ns). 25 % of 1 "
		   "slow call overlapped an update of the clock page. Such an overlap is the "
		   "mechanism that was published.\n\n");
	/* Of replicates together, of this machine and probe. */
	struct judged_slow slow[] = {{0, 2, {0.5, NAN, NAN, 2000}, {0.375, 0.25, 0.5, 8}},
	    {1, 3, {NAN, NAN, NAN, 0}, {0.25, NAN, NAN, 4}},
	    {2, 4, {0.5, NAN, NAN, 9}, {0.5, NAN, NAN, 9}},
	    {3, 5, {0.5, NAN, NAN, 9}, {0.5, NAN, NAN, 9}}};
	m.b.run_count = 4;
	m.runs[1].row.load = "stress";
	m.runs[2].row.probe = "null";
	m.runs[3].row.machine_fingerprint = "2";
	m.j.slow = slow;
	m.j.slow_count = 4;
	real_write(&m);
	page_holds("\n\nIn 2 runs together, load idle, 50 % of the calls are slow: longer than 1 "
		   "tick (1.75 ns), and 38 % \\[25, 50\\] of 8 slow calls overlapped an update of "
		   "the clock page. "
		   "In 3 runs together, load stress, 25 % of 4 slow calls overlapped an update of "
		   "the clock page. Such an overlap is the mechanism that was published.\n\n");
}

static void modes_and_steps_of_the_counter(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 1);
	add_all(&m, 0, FIGURE_MODE_COUNT, 2);
	real_write(&m);
	page_holds("\n\nIn ticks of the counter the calls have 2 modes.\n\n");
	add_all(&m, 0, FIGURE_QUANTISATION_EXPLAINED_SHARE, 0.1234);
	real_write(&m);
	page_holds(
	    "\n\nIn ticks of the counter the calls have 2 modes. By the model of a counter that "
	    "rounds, the phase of the call within a tick explains 12.3 % of their entropy.\n\n");
	add_result(&m, 0, FIGURE_MODE_COUNT, "all", "recorded", 2, NAN, NAN);
	real_write(&m);
	page_lacks("Steps of the counter");
	m.results[0][2].value = 3;
	m.runs[0].row.counter_hz = 2e9;
	add_all(&m, 0, FIGURE_COUNTER_TICK, 41.5);
	real_write(&m);
	page_holds("In the recorded unit, of which 83 make a tick, these values are far apart, and "
		   "the same calls seem to have 3 modes.\n\n");
}

/* The run like the chief that was traced, else the one that says most of causes and is not doubted.
 */
static void the_run_that_says_most_of_causes(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 4);
	for (size_t i = 0; i < 4; i++)
		add_result(&m, i, FIGURE_SLOW_CAUSE_SHARE, "overlap", "native", 0.5, NAN, NAN)->n =
		    10 * (i + 1);
	m.runs[3].row.load = "stress";
	real_write(&m);
	page_holds("\"R3-causes\"");
	snprintf(m.runs[2].doubt, sizeof m.runs[2].doubt, "busy");
	real_write(&m);
	page_holds("\"R2-causes\"");
	add_result(&m, 2, FIGURE_SLOW_CAUSE_SHARE, "interrupt", "native", 0.5, NAN, NAN);
	real_write(&m);
	page_holds("\"R3-causes\"");
	m.results[0][0].n = m.results[1][0].n = m.results[2][0].n = 0;
	m.runs[2].result_count = 1;
	real_write(&m);
	page_holds("\"R1-causes\"");
}

/* ---- how much entropy, does load matter ------------------------------------------------------ */

static void the_bounds_have_their_places(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 2);
	m.entropy[0] = (struct judged_entropy){.at_least = 0.25,
	    .at_most = 0.5,
	    .credited = 0.25,
	    .assessed = 0.3125,
	    .ends = 1234,
	    .errors = 3.456,
	    .observer = "an observer",
	    .most = {"adversary", "past", 0.75, 0.625, 0.875, 1000, 9, 2, 40, 0.375},
	    .least = {"min", "all", 0.25, NAN, NAN, 1000, 0, 0, 0, NAN}};
	page_begin();
	section_entropy(&page, &m.b, &m.j, &m.g);
	page_holds("The strongest here, an observer, leaves at most 0.5 bits of min-entropy a "
		   "call. SP 800-90B assesses the samples of a whole run, without what the "
		   "observer knows, at 0.312 bits. A source");
	page_begin();
	section_entropy(&page, &m.b, &m.j, &m.g);
	page_holds("| at most | 0.5000 | [R1](run-00000001.md) | 0.75 \\[0.62, 0.88\\] adversary, "
		   "past | pieces 10 to 11 of 40: 226 to 275 of the 1,000 calls scored | 0.3750 | "
		   "the upper end, 3.46 standard errors above the value, "
		   "so that all 1,234 ends of which it is the least hold together with 97.5 % |\n"
		   "| no less found than | 0.2500 | [R1](run-00000001.md) | 0.2500 min, all | the "
		   "whole run "
		   "| – | none: the lower end of 95 %, or what SP 800-90B credits |\n");
	m.entropy[0].most.joined = 1;
	m.entropy[0].least.figure = NULL;
	m.entropy[0].assessed = NAN;
	m.runs[0].row.load = m.runs[1].row.load = "stress";
	page_begin();
	section_entropy(&page, &m.b, &m.j, &m.g);
	page_holds("leaves at most 0.5 bits of min-entropy a call under the load stress. A source");
	page_begin();
	section_entropy(&page, &m.b, &m.j, &m.g);
	page_holds("| piece 10 of 40: 226 to 250 of the 1,000 calls scored | 0.3750 |");
	m.entropy[0].least.figure = "min";
	m.entropy[0].at_most = 0; /* nothing is below nothing */
	page_begin();
	section_entropy(&page, &m.b, &m.j, &m.g);
	page_lacks("| no less found than |");
}

/* Machines are no replicates of one another: each has its rows, and the weakest is the answer's. */
static void machines_have_rows_of_their_own(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 3);
	for (size_t i = 0; i < 3; i++) {
		m.runs[i].row.machine_fingerprint = NULL;
		m.runs[i].row.label = i < 2 ? "strong" : "weak";
		m.runs[i].row.load = "unknown";
		add_all(&m, i, FIGURE_MEDIAN_NS, 40 + (double)i);
		add_all(&m, i, FIGURE_MIN_MCV, i < 2 ? 0.5 + 0.25 * (double)i : 0.0625);
		m.entropy[i].at_most = i < 2 ? 0.5 : 0.0625;
	}
	page_begin();
	section_entropy(&page, &m.b, &m.j, &m.g);
	page_holds("leaves at most 0.0625 bits of min-entropy a call on weak. A source");
	page_begin();
	section_entropy(&page, &m.b, &m.j, &m.g);
	page_holds("| Probe, machine, load |");
	page_begin();
	section_entropy(&page, &m.b, &m.j, &m.g);
	page_holds("| gettimeofday, strong, unknown | – | 0.5000 †1 to 0.7500 |");
	page_begin();
	section_entropy(&page, &m.b, &m.j, &m.g);
	page_holds("| gettimeofday, weak, unknown | – | 0.06250 †1 |");
	page_begin();
	section_real(&page, &m.b, &m.j, &m.g);
	page_holds("Controls under an unknown load: ");
	page_begin();
	section_real(&page, &m.b, &m.j, &m.g);
	page_holds("| gettimeofday, strong | 40 †1 |");
	page_begin();
	section_real(&page, &m.b, &m.j, &m.g);
	page_holds("| gettimeofday, weak | 42 †1 |");
}

static void load_write(const struct made *m)
{
	page_begin();
	section_load(&page, &m->b, &m->g);
}

static void slow_calls_come_more_often_under_load(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 4);
	static const char *const loads[] = {"idle", "a", "b", "c"};
	static const double ratio[][3] = {
	    {NAN, NAN, NAN}, {2, 1.5, 3}, {1, 0.5, 2}, {0.5, 0, 0.75}};
	for (size_t i = 0; i < 4; i++) {
		m.runs[i].row.load = loads[i];
		add_result(&m, i, FIGURE_LOAD_SLOW_RATIO, "campaign", "native", ratio[i][0],
		    ratio[i][1], ratio[i][2]);
	}
	load_write(&m);
	page_holds("\n\nYes: compared with the idle run of the same block, slow calls of "
		   "gettimeofday come 2.0 times \\[1.5, 3.0\\] as often under a, 0.50 times \\[0, "
		   "0.75\\] as often under c. "
		   "No difference is shown where they come 1.0 times \\[0.50, 2.0\\] as often "
		   "under b.\n\n");
	m.results[2][0].lo = NAN;
	load_write(&m);
	page_holds(" 0.50 times \\[0, 0.75\\] as often under c.\n\n");
	m.results[2][0].lo = 0.5;
	m.results[1][0].lo = 1; /* an end at 1 shows no difference */
	m.results[3][0].hi = 1;
	load_write(&m);
	page_holds("\n\nNo difference is shown: compared with the idle run of the same block, slow "
		   "calls of gettimeofday come 2.0 times \\[1.0, 3.0\\] as often under a, "
		   "1.0 times \\[0.50, 2.0\\] as often under b, 0.50 times \\[0, 1.00\\] as often "
		   "under c.\n\n");
	book_make(&m, 1);
	load_write(&m);
	page_is("<a id=\"load\"></a>\n\n## Does load matter?\n\nOnly one load was recorded. 'make "
		"campaign' records loads in random order, which answers this.\n\n");
	struct plate plate = {.company = {.count = 2},
	    .kind = "loads",
	    .stem = (char[]){"R1-loads"},
	    .inlined = (char[]){"<svg/>"},
	    .href = (char[]){"x.svg"},
	    .caption = (char[]){"Both."}};
	m.g = (struct gallery){&plate, 1, 0};
	load_write(&m);
	page_holds("![Both.](x.svg)\n\nSingle runs under different loads show a difference, not "
		   "its cause: temperature, clock and neighbours change too. 'make campaign' "
		   "compares loads within random blocks.\n\n");
}

static void machines_that_were_not_compared(void **state)
{
	struct made m;
	struct book_answer answers[6];
	struct store_comparison rows[70];
	(void)state;
	book_make(&m, 2);
	page_begin();
	section_fleet(&page, &m.b, &m.g);
	page_is("<a id=\"machines\"></a>\n\n## Do machines differ?\n\nAll runs are of one machine. "
		"'ticklab db merge' adds runs of others, which 'ticklab compare' compares.\n\n");
	m.runs[1].row.machine_fingerprint = "2";
	page_begin();
	section_fleet(&page, &m.b, &m.g);
	page_holds("> **Note:** The machines have not been compared: run 'ticklab compare' and "
		   "this report again.\n");
	m.b.chosen = true;
	page_begin();
	section_fleet(&page, &m.b, &m.g);
	page_holds("\n\nThese runs were named: a comparison is of all runs of a database.\n\n");
	m.b.chosen = false;
	for (size_t i = 0; i < 6; i++)
		answers[i] =
		    (struct book_answer){i ? "p" : "", i ? "l" : "", i ? "They differ" : "Of all"};
	m.b.answers = answers;
	m.b.answer_count = 4;
	for (size_t i = 0; i < 70; i++)
		rows[i] = (struct store_comparison){"cv", "native", "p", "idle", "a", "b", 1, 2, 1,
		    0.5, 1.5, 2, 1, 3, 2, 2, 0.1, i < 13 ? 0.049 : 0.05};
	m.b.comparisons = rows;
	m.b.comparison_count = 12;
	page_begin();
	section_fleet(&page, &m.b, &m.g);
	page_holds(
	    "\n\nOf all.\n\nRuns are compared, not samples, because only the spread between runs "
	    "shows how a machine is. Where no difference is shown, the greatest difference that "
	    "the data allow is given.\n\n"
	    "- p, l: They differ\n- p, l: They differ\n- p, l: They differ\n\nDifferences from a "
	    "that are shown (Holm's p below 0.05), with 95 % intervals from run to run\n\n");
	m.b.comparison_count = 14;
	m.b.answer_count = 5;
	page_begin();
	section_fleet(&page, &m.b, &m.g);
	page_holds("The answers, probe by probe and load by load");
	page_begin();
	section_fleet(&page, &m.b, &m.g);
	page_holds("The 13 differences that are shown");
	for (size_t i = 0; i < 70; i++)
		rows[i].p_adjusted = 0.01;
	rows[0].ratio = NAN;
	m.b.comparison_count = 61;
	page_begin();
	section_fleet(&page, &m.b, &m.g);
	page_holds("| b | idle | `cv` | native | 1 | 2 | 1.00 \\[0.50, 1.50\\] | – |\n| b | idle | "
		   "`cv` | native | 1 | 2 | 1.00 \\[0.50, 1.50\\] | 2 |\n");
	page_begin();
	section_fleet(&page, &m.b, &m.g);
	page_holds("1 more: 'ticklab compare --json' prints all of them.\n");
	for (size_t i = 0; i < 70; i++)
		rows[i].lo = i % 2 ? NAN : 0.5, rows[i].probe = i % 2 ? "p" : "";
	page_begin();
	section_fleet(&page, &m.b, &m.g);
	page_holds("\n\nNo difference is shown.\n\n");
}

/* ---- cells ----------------------------------------------------------------------------------- */

static void percent_is(double value, double lo, double hi, const char *want)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	shown_percent(
	    out, &(struct store_result){.value = value, .lo = lo, .hi = hi, .status = "too short"});
	fclose(out);
	assert_string_equal(text, want);
	free(text);
}

/* What is not all does not read as all; with an interval the interval says it. */
static void a_share_that_is_not_all_does_not_read_as_all(void **state)
{
	(void)state;
	percent_is(NAN, NAN, NAN, "too short");
	percent_is(1, NAN, NAN, "100 %");
	percent_is(0.5, 0.25, 0.75, "50 % [25, 75]");
	percent_is(0.9994, NAN, NAN, "99.94 %");
	percent_is(0.99951, NAN, NAN, "99.95 %"); /* 0.049 is missing */
	percent_is(0.99996, NAN, NAN, "99.996 %");
	percent_is(0.9999996, NAN, NAN, "99.99996 %");
	percent_is(0.99996, 0.5, 1, "100 % [50, 100]");
}

static void shown_is(const struct store_result *r, const char *value, const char *interval,
    const char *n, const char *n_eff, const char *lacks)
{
	struct shown s;
	shown_make(&s, r);
	assert_string_equal(s.value, value);
	assert_string_equal(s.interval, interval);
	assert_string_equal(s.n, n);
	assert_string_equal(s.n_eff, n_eff);
	assert_string_equal(s.lacks ? s.lacks : "", lacks);
}

static void a_cell_has_value_interval_and_numbers_of_samples(void **state)
{
	(void)state;
	struct store_result r = {.name = "cv",
	    .value = 0.5,
	    .lo = 0.25,
	    .hi = 0.75,
	    .n = 12345,
	    .n_eff = 1234.5,
	    .status = "ok",
	    .method = "m"};
	shown_is(NULL, "–", "", "–", "–", "");
	shown_is(&r, "0.50", "[0.25, 0.75]", "12,345", "1,235", "");
	r.n_eff = -0.75;
	r.lo = NAN;
	shown_is(&r, "0.5000", "", "12,345", "0", "none is made of this figure");
	r.method = "m; no interval: too few";
	r.n_eff = NAN;
	shown_is(&r, "0.5000", "", "12,345", "–", "too few");
	r.method = NULL;
	shown_is(&r, "0.5000", "", "12,345", "–", "none is made of this figure");
	r.value = NAN;
	r.status = "degenerate";
	shown_is(&r, "degenerate", "", "12,345", "–", "");
	/* A p-value at the least that its test can show. */
	struct store_result p = {.name = "dip_p",
	    .value = 1.0 / 24,
	    .lo = NAN,
	    .hi = NAN,
	    .n = 1,
	    .n_eff = NAN,
	    .status = "ok",
	    .method = "m; at most this: 23 simulations"};
	shown_is(&p, "<= 1/24", "", "1", "–", "none is made of this figure");
	p.value = 1e-6;
	shown_is(&p, "<= 1/1000000", "", "1", "–", "none is made of this figure");
	p.value = 0.9e-6;
	shown_is(&p, "<= 9.000e-7", "", "1", "–", "none is made of this figure");
	p.value = 0.3;
	shown_is(&p, "<= 0.3000", "", "1", "–", "none is made of this figure");
	p.name = "cv";
	shown_is(&p, "0.3000", "", "1", "–", "none is made of this figure");
	p.name = "dip_p";
	p.method = "m";
	shown_is(&p, "0.3000", "", "1", "–", "none is made of this figure");
}

/* Each method once, with the names of its figures, each once: a name that is a part of another is
 * another. */
static void methods_have_their_figures(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 2);
	static const struct {
		size_t run;
		enum figure_id figure;
		const char *method;
	} rows[] = {{0, FIGURE_N_EFF_RANKS, "x"}, {0, FIGURE_N_EFF, "x"}, {0, FIGURE_CV, "y"},
	    {1, FIGURE_N_EFF, "x"}, {1, FIGURE_CV, "x"}, {1, FIGURE_CV, "y"}, {1, FIGURE_SD, "y"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		add_result(&m, rows[i].run, rows[i].figure, "all", "native", 1, NAN, NAN)->method =
		    rows[i].method;
	page_begin();
	section_methods(&page, &m.b);
	page_holds("| n_eff_ranks, n_eff, cv | x |\n| cv, sd_ticks | y |\n");
	m.runs[0].result_count = m.runs[1].result_count = 0;
	page_begin();
	section_methods(&page, &m.b);
	page_lacks("How each figure was made");
}

/* ---- verdicts, figures, runs ----------------------------------------------------------------- */

static void verdicts_write(const struct made *m)
{
	page_begin();
	section_verdicts(&page, &m->b, &m->j);
}

/* One row a claim; of several runs a table by load, whose cells have what all say, or how many say
 * what. */
static void verdicts_are_counted_by_load(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 4);
	add_claims(&m, "refuted", "not applicable");
	m.runs[2].row.load = "stress";
	m.runs[3].row.probe = "null";
	m.verdicts[3][0].verdict = "not applicable";
	verdicts_write(&m);
	page_holds("| fast `F` | refuted 2 runs | refuted 1 run |\n| slow `S` | not applicable 2 "
		   "runs | not applicable 1 run |\n\nnull: no claim applies to these runs.\n");
	m.verdicts[1][0].verdict = "supported";
	m.runs[1].verdict_count = 1;
	m.runs[2].verdict_count = 1;
	verdicts_write(&m);
	page_holds("| fast `F` | supported 1, refuted 1 | refuted 1 run |\n| slow `S` | not "
		   "applicable 1, not judged 1 | not judged |\n");
	m.b.run_count = 1;
	verdicts_write(&m);
	page_lacks("by claim and load");
	verdicts_write(&m);
	page_holds("No verdict follows from the published figures alone.\n");
	m.runs[0].judged = false;
	verdicts_write(&m);
	page_holds("> **Note:** None of these runs has been judged: run 'ticklab judge', then this "
		   "report again.\n");
}

/* Six loads fit beside one another. */
static void more_loads_have_a_table_of_their_own(void **state)
{
	static const char *const loads[] = {"a", "b", "c", "d", "e", "f", "g"};
	struct made m;
	(void)state;
	book_make(&m, 7);
	add_claims(&m, "refuted", "refuted");
	for (size_t i = 0; i < 7; i++)
		m.runs[i].row.load = loads[i];
	verdicts_write(&m);
	page_holds("| Claim | a | b | c | d | e | f |\n");
	verdicts_write(&m);
	page_holds("| Claim | g |\n");
}

/* What decided, with its interval; the reason of the first run that the claim is about. */
static void a_verdict_has_what_was_measured(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 2);
	add_claims(&m, "not applicable", "refuted");
	m.verdicts[0][0].why = "not here";
	m.verdicts[1][0] = (struct store_verdict){
	    "F", NULL, 2, "supported", 0.5, 0.25, 0.75, "31 %", "as it should"};
	m.verdicts[0][1].value = 0.125;
	struct store_verdict audit[] = {{"S", NULL, 0, "undecided", NAN, NAN, NAN, "69 %", "open"},
	    {"F", NULL, 0, "impossible as stated", NAN, NAN, NAN, "31 %", "never"}};
	m.b.audit = audit;
	m.b.audit_count = 2;
	verdicts_write(&m);
	page_holds("| fast `F` | supported | 31 % | 0.50 \\[0.25, 0.75\\] | as it should |\n| slow "
		   "`S` | refuted | p | 0.1250 †1 | w |\n");
	verdicts_write(&m);
	page_holds("| **Arithmetic alone decides** | | | |\n| fast `F` | impossible as stated | 31 "
		   "% | never |\n| **Arithmetic alone does not decide** | | | |\n| slow `S` | "
		   "undecided | 69 % | open |\n");
	page_begin();
	section_run_verdicts(&page, &m.b, &m.j, &m.runs[0]);
	page_holds("| fast `F` | not applicable | p | – | not here |\n| slow `S` | refuted | p | "
		   "0.1250 †1 | w |\n");
	m.runs[0].judged = false;
	page_begin();
	section_run_verdicts(&page, &m.b, &m.j, &m.runs[0]);
	page_is("<a id=\"verdicts\"></a>\n\n## Verdicts on R1\n\n> **Note:** This run has not been "
		"judged: run 'ticklab judge', then this report again.\n\n");
}

/* Figures of all runs, then the bounds of the judgement that are known and have a figure. */
static void a_csv_has_figures_and_bounds(void **state)
{
	struct made m;
	char *text;
	size_t size;
	(void)state;
	book_make(&m, 3);
	m.runs[0].row.label = "a, b";
	add_result(&m, 0, FIGURE_CV, "all", "native", 0.5, NAN, 0.75)->n_eff = 2.5;
	m.entropy[0] = (struct judged_entropy){.at_most = 0.5,
	    .at_least = 0.25,
	    .most = {"f", "past", 1, 1, 1, 1000, 9, 2, 40, 0.5},
	    .least = {.figure = "g", .scope = "all", .n = 77}};
	m.entropy[1] = (struct judged_entropy){
	    .at_most = NAN, .at_least = 0.25, .most = {.figure = "f", .scope = "past", .n = 9}};
	FILE *out = open_memstream(&text, &size);
	csv_write(out, &m.b, &m.j);
	fclose(out);
#define RUN_1 "\"00000000-0000-4000-8000-000000000000\",\"a, b\",\"gettimeofday\",\"idle\","
	assert_string_equal(text,
	    "run,label,probe,load,figure,scope,grid,value,lo,hi,n,n_eff,unit,status\r\n" RUN_1
	    "\"cv\",\"all\",\"native\",0.5,,0.75,1000,2.5,\"1\",\"ok\"\r\n" RUN_1
	    "\"judged_bits_at_most\",\"past, pieces 10 to 11 of "
	    "40\",\"native\",0.5,,,50,,\"bits\",\"ok\"\r\n" RUN_1
	    "\"judged_bits_at_least\",\"all\",\"native\",0.25,,,77,,\"bits\",\"ok\"\r\n");
	free(text);
}

static void run_write(struct made *m)
{
	page_begin();
	section_run(&page, &m->runs[0]);
}

static void run_holds(struct made *m, const char *want)
{
	run_write(m);
	page_holds(want);
}

/* How a run was recorded, attribute by attribute, where it has one and where it has none. */
static void a_run_has_its_attributes(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 1);
	struct store_run *row = &m.runs[0].row;
	run_write(&m);
	page_is("<a id=\"recording\"></a>\n\n## How R1 was recorded\n\nThe run as it was "
		"recorded\n\n| Recording | R1 |\n|---|---|\n| UUID | "
		"`00000000-0000-4000-8000-000000000000` |\n| Label | none |\n| Load | idle |\n"
		"| What the load did | no other work was started |\n| Load's command | none |\n| "
		"Other work on the machine | unknown |\n| Probe | gettimeofday |\n| Status | "
		"complete |\n| Message | none |\n| Samples | 1,000 |\n"
		"| Warm-up, not recorded | 0 calls |\n| Start ticks | recorded |\n| Counter | tsc "
		"|\n| Frequency and where it comes from | 1,000,000,000 Hz, hardware |\n| "
		"Frequency measured beside it | not measured |\n"
		"| Tick of the counter | unknown |\n| Page that the flags are from | vvar |\n| "
		"Pinned | not pinned |\n| Started (UTC) | unknown |\n| Ended (UTC) | unknown |\n| "
		"Recorded by | unknown |\n| Origin | collect |\n\n");
	row->cpu = 0;
	run_holds(&m, "| Pinned | to CPU 0 |\n");
	row->cpu = -1;
	row->origin = "import";
	run_holds(&m, "| Pinned | unknown |\n");
	run_holds(&m, "| What the load did | unknown |\n");
	row->hz_calibrated = 1000000123.4;
	run_holds(&m, "| Frequency measured beside it | 1,000.000 MHz |\n");
	row->hz_source = "calibrated";
	row->counter_hz = 2596123456.7;
	run_holds(&m, "| Frequency and where it comes from | 2,596.123 MHz, calibrated |\n| "
		      "Frequency measured beside it | – |\n");
	row->effective_tick_ticks = 3;
	row->counter_hz = 1.5e9;
	run_holds(&m, "| Tick of the counter | 3 ticks (2 ns) |\n");
	add_all(&m, 0, FIGURE_COUNTER_TICK, 2);
	run_holds(&m, "| Tick of the counter | 2 ns, 3 units of the recording |\n");
	row->counter_hz = 5e8;
	run_holds(&m, "| Tick of the counter | 2 ns, 1 unit of the recording |\n");
	row->requested = 2000;
	run_holds(&m, "| Samples | 1,000 of 2,000 asked for |\n");
	row->warmup = 1;
	row->has_start = false;
	run_holds(&m, "| Warm-up, not recorded | 1 call |\n| Start ticks | not recorded |\n");
	/* Other work: what speaks against the label; else of a load what was there before it; else
	 * that nothing was above the limits. */
	m.runs[0].before.item[0] = (struct known_fact){(char[]){"load.1min"}, (char[]){"0.1"}};
	m.runs[0].before.count = 1;
	run_holds(&m, "| Other work on the machine | none above the limits |\n");
	m.runs[0].before.item[0].key = (char[]){"pressure.cpu.some_avg10"};
	run_holds(&m, "| Other work on the machine | none above the limits |\n");
	m.runs[0].before.item[0] = (struct known_fact){(char[]){"load.1min"}, (char[]){"30"}};
	run_holds(&m, "| Other work on the machine | none above the limits |\n");
	row->load = "stress";
	add_fact(&m.runs[0], (char[]){"cpu.cores"}, (char[]){"2"});
	run_holds(&m, "| Other work on the machine | before it started, load was 30 on 2 CPUs |\n");
	snprintf(m.runs[0].doubt, sizeof m.runs[0].doubt, "its load did no operation");
	run_holds(&m, "| Other work on the machine | its load did no operation |\n");
	run_holds(&m, "R1: the machine before and after");
	run_holds(&m, "| `load.1min` | 30 | unknown |\n");
	/* What each stressor did, in words; the command is in its own row. */
	struct known_fact load[] = {{(char[]){"command"}, (char[]){"x y"}},
	    {(char[]){"trial_operations.cpu"}, (char[]){"1"}},
	    {(char[]){"operations.vm_rw"}, (char[]){"2"}},
	    {(char[]){"effective_intensity.cpu"}, (char[]){"0.5"}},
	    {(char[]){"at_start.moves.page_x"}, (char[]){"3"}},
	    {(char[]){"at_start.others.cpus"}, (char[]){"4"}}, {(char[]){"a_b.c"}, (char[]){"5"}}};
	m.runs[0].load = (struct facts){load, 7};
	run_holds(&m, "| What the load did | operations in the trial of cpu 1; operations of vm rw "
		      "2; effective intensity of cpu 0.5; at the start, page x 3; at the start, "
		      "others cpus 4; a b c 5 |\n| Load's command | x y |\n");
	m.runs[0].load.count = 1; /* a command alone says nothing of what was done */
	run_holds(&m, "| What the load did | unknown |\n| Load's command | x y |\n");
}

/* A GCD that rare values break has the counter's own step beside it, where it is another and the
 * tick itself is not known. */
static void a_gcd_has_the_step_beside_it(void **state)
{
	static const char remark[] = "the counter's own step, as recorded before the run, is 26";
	struct made m;
	(void)state;
	book_make(&m, 1);
	add_all(&m, 0, FIGURE_EFFECTIVE_TICK, 1);
	page_begin();
	section_figures(&page, &m.runs[0]);
	page_lacks("own step");
	m.runs[0].row.effective_tick_ticks = 26;
	page_begin();
	section_figures(&page, &m.runs[0]);
	page_holds(remark);
	m.results[0][0].value = 26;
	page_begin();
	section_figures(&page, &m.runs[0]);
	page_lacks("own step");
	m.results[0][0].value = 1;
	add_all(&m, 0, FIGURE_COUNTER_TICK, 2);
	page_begin();
	section_figures(&page, &m.runs[0]);
	page_lacks("own step");
	m.runs[0].result_count = 1;
	m.results[0][0].grid = "24MHz";
	page_begin();
	section_figures(&page, &m.runs[0]);
	page_lacks("own step");
	*m.runs[0].key = '\0';
	m.runs[0].result_count = 0;
	page_begin();
	section_figures(&page, &m.runs[0]);
	page_holds("R1 has not been analysed");
}

/* What the claims are about and of which platform, beside that of these runs. */
static void claims_are_of_a_platform(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 2);
	add_claims(&m, "refuted", "refuted");
	for (size_t i = 0; i < 2; i++) {
		m.claims[i].subject = "Calls are timed.";
		m.claims[i].platform = "a Mac";
		m.claims[i].system = "macOS";
		m.claims[i].arch = "arm64";
		m.claims[i].cpu = "M4";
		m.claims[i].repository = "r";
		m.claims[i].file = "f.rs";
	}
	page_begin();
	section_about(&page, &m.b);
	page_is(
	    "What is tested: 2 claims of r, f.rs. Calls are timed. Published for a Mac; measured "
	    "here on a platform that was not recorded: a verdict is about these runs.\n\n");
	m.claims[1].file = "g.rs";
	add_fact(&m.runs[0], (char[]){"kernel.name"}, (char[]){"Darwin"});
	add_fact(&m.runs[0], (char[]){"cpu.arch"}, (char[]){"arm64"});
	add_fact(&m.runs[0], (char[]){"cpu.model"}, (char[]){"Apple M4 Pro"});
	page_begin();
	section_about(&page, &m.b);
	page_is("What is tested: 2 claims of r (2 files). Calls are timed. Published for a Mac; "
		"measured here on macOS arm64 (Apple M4 Pro) and on a platform that was not "
		"recorded: a verdict is about these runs.\n\n");
	add_fact(&m.runs[1], (char[]){"os.name"}, (char[]){"Linux"});
	page_begin();
	section_about(&page, &m.b);
	page_is("What is tested: 2 claims of r (2 files). Calls are timed. Published for a Mac; "
		"measured here on macOS arm64 (Apple M4 Pro) and Linux of an unknown architecture, "
		"another platform: a verdict is about these runs.\n\n");
	m.claims[1].repository = "s";
	m.runs[1].machine = m.runs[0].machine;
	page_begin();
	section_about(&page, &m.b);
	page_is("What is tested: 1 claim of r, f.rs; 1 claim of s, g.rs. Calls are timed. "
		"Published for a Mac; measured here on macOS arm64 (Apple M4 Pro): a verdict is "
		"about these runs.\n\n");
	m.claims[0].cpu = m.claims[1].cpu = "M1";
	page_begin();
	section_about(&page, &m.b);
	page_holds("(Apple M4 Pro), another platform: a verdict");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_subtitle_has_what_is_known),
	    cmocka_unit_test(the_title_names_the_machine_or_counts_them),
	    cmocka_unit_test(the_first_answer_has_both_bounds),
	    cmocka_unit_test(the_first_answer_is_of_the_weakest_run),
	    cmocka_unit_test(the_second_answer_joins_two_verdicts),
	    cmocka_unit_test(the_second_answer_has_both_shares),
	    cmocka_unit_test(the_second_answer_has_the_median),
	    cmocka_unit_test(the_second_answer_has_the_other_runs),
	    cmocka_unit_test(the_second_answer_counts_machines),
	    cmocka_unit_test(the_published_tables_are_explained),
	    cmocka_unit_test(a_mark_has_the_verdict_of_all_runs),
	    cmocka_unit_test(what_is_wrong_names_how_many),
	    cmocka_unit_test(each_doubt_has_its_sentence),
	    cmocka_unit_test(the_first_picture_or_why_not),
	    cmocka_unit_test(slow_calls_in_an_update),
	    cmocka_unit_test(modes_and_steps_of_the_counter),
	    cmocka_unit_test(the_run_that_says_most_of_causes),
	    cmocka_unit_test(the_bounds_have_their_places),
	    cmocka_unit_test(machines_have_rows_of_their_own),
	    cmocka_unit_test(slow_calls_come_more_often_under_load),
	    cmocka_unit_test(machines_that_were_not_compared),
	    cmocka_unit_test(a_share_that_is_not_all_does_not_read_as_all),
	    cmocka_unit_test(a_cell_has_value_interval_and_numbers_of_samples),
	    cmocka_unit_test(methods_have_their_figures),
	    cmocka_unit_test(verdicts_are_counted_by_load),
	    cmocka_unit_test(more_loads_have_a_table_of_their_own),
	    cmocka_unit_test(a_verdict_has_what_was_measured),
	    cmocka_unit_test(a_csv_has_figures_and_bounds),
	    cmocka_unit_test(a_run_has_its_attributes),
	    cmocka_unit_test(a_gcd_has_the_step_beside_it),
	    cmocka_unit_test(claims_are_of_a_platform),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
