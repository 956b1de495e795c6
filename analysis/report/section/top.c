/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first screen: what was measured, whether a call gives entropy, whether the published split
 * holds here, one picture, a mark for each claim, and what is wrong with the data.
 */
#include "mem.h"
#include "sections.h"

#include "chief.h"
#include "doubt.h"
#include "number.h"
#include "shown_private.h"
#include "text.h"
#include "where.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *fact_of(const struct book_run *run, const char *key)
{
	const char *value = facts_get(&run->machine, key);
	return value && strcmp(value, "unknown") != 0 ? value : NULL;
}

static bool is_imported(const struct book_run *run)
{
	return strcmp(run->row.origin, "import") == 0;
}

/* ---- what was measured ----------------------------------------------------------------------- */

static size_t machines_of(const struct book *b)
{
	size_t n = 0;
	for (size_t i = 0; i < b->run_count; i++) {
		size_t k = 0;
		while (k < i && !where_same(&b->runs[k], &b->runs[i]))
			k++;
		n += k == i;
	}
	return n;
}

char *top_title(const struct book *b)
{
	const struct book_run *run = &b->runs[chief_run(b)];
	size_t machines = machines_of(b);
	char *where = machines > 1 ? mem_print("%zu machines", machines) : where_name(run);
	char *title = mem_print("%s on %s", run->row.probe, where);
	free(where);
	return title;
}

static void put_calls(FILE *out, const struct book *b)
{
	uint64_t samples = 0;
	char count[NUMBER_SIZE], runs[NUMBER_SIZE];
	for (size_t i = 0; i < b->run_count; i++)
		samples += b->runs[i].row.samples;
	if (samples >= 10000000)
		snprintf(count, sizeof count, "%.3g million", (double)samples / 1e6);
	else
		number_count(count, sizeof count, samples);
	fprintf(
	    out, "%s, %s calls", text_counted(runs, sizeof runs, b->run_count, "run", NULL), count);
}

static void subtitle_add(struct doc *d, const struct book *b, const struct book_run *run)
{
	char *text = NULL, tick[NUMBER_SIZE];
	size_t size;
	const char *cpu = fact_of(run, "cpu.model"), *system = fact_of(run, "kernel.name"),
		   *release = fact_of(run, "kernel.release");
	FILE *out = mem_open_text(&text, &size);
	if (cpu)
		fprintf(out, "%s · ", cpu);
	if (system || release)
		fprintf(out, "%s%s%s · ", system ? system : "", system && release ? " " : "",
		    release ? release : "");
	snprintf(tick, sizeof tick, "%.4g", book_tick_ns(run));
	fprintf(out, "one tick of the counter (%s) is %s ns · ", run->row.counter, tick);
	put_calls(out, b);
	if (run->row.started_utc)
		fprintf(
		    out, " · %s%.10s", is_imported(run) ? "imported " : "", run->row.started_utc);
	mem_close_text(out);
	doc_subtitle(d, "%s", text);
	free(text);
}

/* ---- the two answers ------------------------------------------------------------------------- */

static void bits_text(char *out, size_t size, double bits)
{
	snprintf(out, size, bits < 0.0005 ? "%.1g" : "%.3g", bits);
}

/* " SP 800-90B credits 0.0944, and the observers find no less."; to be freed. It is what they find:
 * of generated numbers there may be less. */
static char *floor_words(struct judged_floor f, double at_most)
{
	char least[32], credited[32], assessed[32];
	bits_text(least, sizeof least, f.at_least);
	bits_text(credited, sizeof credited, f.credited);
	bits_text(assessed, sizeof assessed, f.assessed);
	if (!(at_most > 0))
		return mem_copy(""); /* there is nothing below nothing */
	if (!isfinite(f.at_least))
		return mem_copy(" No lower bound is known.");
	if (f.assessed > f.credited)
		return mem_print(
		    " The observers find no less than %s. SP 800-90B assesses %s, but this "
		    "observer leaves less.",
		    least, assessed);
	if (f.at_least == f.credited)
		return mem_print(
		    " SP 800-90B credits %s, and the observers find no less.", credited);
	if (!isfinite(f.credited))
		return mem_print(" The observers find no less than %s.", least);
	return mem_print(
	    " The observers find no less than %s; SP 800-90B credits %s.", least, credited);
}

/* " The empty loop, without the call, has at most 0.0554."; to be freed. */
static char *null_words(const struct book *b, const struct judged *j, size_t least, double at_most)
{
	size_t empty = judged_least(j, b, least, "null");
	char bits[32];
	if (empty == b->run_count || strcmp(b->runs[least].row.probe, "null") == 0)
		return mem_copy("");
	bits_text(bits, sizeof bits, j->entropy[empty].at_most);
	return mem_print(" The empty loop, without the call, has at most %s%s.", bits,
	    j->entropy[empty].at_most >= at_most ? ": nothing here shows that the call adds entropy"
						 : "");
}

/* " on lab-3, the weakest of 4 machines": of those whose figure of this probe is known; "" where
 * there is one machine. To be freed. */
static char *weakest_words(const struct book *b, const struct judged *j, size_t least)
{
	const char *probe = b->runs[least].row.probe;
	size_t machines = 0;
	for (size_t i = 0; i < b->run_count; i++)
		machines += judged_least(j, b, i, probe) == i;
	if (!where_several(b))
		return mem_copy("");
	char *name = where_name(&b->runs[least]);
	char *text = machines > 1
			 ? mem_print(" on %s, the weakest of %zu machines,", name, machines)
			 : mem_print(" on %s", name);
	free(name);
	return text;
}

/* ", in the weakest part of a run, under the load stress": where the least was found. To be freed.
 */
static char *when_words(const struct book_run *run, const struct judged_entropy *e)
{
	bool named = shown_names_load(run);
	return mem_print("%s%s%s", e->moves ? ", in the weakest part of a run" : "",
	    named ? ", under the load " : "", named ? run->row.load : "");
}

static void entropy_answer(struct doc *d, const struct book *b, const struct judged *j)
{
	size_t chief = chief_run(b);
	const char *probe = b->runs[chief].row.probe, question[] = "Is there entropy in a call?";
	size_t least = judged_least_anywhere(j, b, probe);
	char most[32], word[48];
	if (least == b->run_count) {
		doc_lead(d, question, "Not known yet.",
		    "No observer's figure is stored for %s: run 'ticklab analyze' and 'ticklab "
		    "judge'.",
		    probe);
		return;
	}
	const struct judged_entropy *e = &j->entropy[least];
	bits_text(most, sizeof most, e->at_most);
	snprintf(word, sizeof word, "%s %s bits", e->at_most > 0 ? "At most" : "No:", most);
	char *floor = floor_words(judged_floor(j, b, least, probe), e->at_most);
	char *null = null_words(b, j, least, e->at_most), *where = weakest_words(b, j, least);
	char *when = when_words(&b->runs[least], e);
	doc_lead(d, question, word, "of min-entropy (a fair coin has 1)%s against %s%s.%s%s", where,
	    e->observer, when, floor, null);
	free(when);
	free(floor);
	free(null);
	free(where);
}

static const char *word_on(const struct book *b, const struct book_run *run, enum figure_id figure)
{
	const struct book_claim *c = book_claim_on(b, figure);
	const struct store_verdict *v = c ? book_verdict(run, c->id) : NULL;
	return v ? v->verdict : "";
}

/* Of the claims on both windows together. */
static const char *words_join(const char *fast, const char *slow)
{
	if (strcmp(fast, "refuted") == 0 || strcmp(slow, "refuted") == 0)
		return "No.";
	if (strcmp(fast, "supported") == 0 && strcmp(slow, "supported") == 0)
		return "Yes.";
	if (!*fast && !*slow)
		return "Not judged yet.";
	return strcmp(fast, "not applicable") == 0 && strcmp(slow, "not applicable") == 0
		   ? "These runs cannot show it."
		   : "Undecided.";
}

static const char *word_together(
    const struct book *b, const struct judged *j, const struct book_run *run, enum figure_id figure)
{
	const struct book_claim *c = book_claim_on(b, figure);
	size_t cell = j->windows ? j->windows[run - b->runs].cell : 0;
	for (size_t i = 0; c && cell && i < j->cell_count; i++)
		if (j->cells[i].cell == cell && strcmp(j->cells[i].claim, c->id) == 0)
			return j->cells[i].verdict;
	return word_on(b, run, figure);
}

static const char *split_word(const struct book *b, const struct book_run *run)
{
	return words_join(
	    word_on(b, run, FIGURE_FAST_WINDOW_SHARE), word_on(b, run, FIGURE_SLOW_WINDOW_SHARE));
}

/* Of the run's replicates together, as their share is what is shown. */
static const char *split_word_together(
    const struct book *b, const struct judged *j, const struct book_run *run)
{
	return words_join(word_together(b, j, run, FIGURE_FAST_WINDOW_SHARE),
	    word_together(b, j, run, FIGURE_SLOW_WINDOW_SHARE));
}

/* A share below this is given as that. */
#define PERCENT_LEAST 0.01

/* A share by the claim's counter; by the run's own where that one cannot be had; NULL: neither. */
static const struct store_result *share_of(const struct book_run *run, enum figure_id figure)
{
	const struct store_result *r = book_result(run, figure, "all", "24MHz");
	return r ? r : book_result(run, figure, "all", "native");
}

/* `published`: whether the question does not say it. */
static void put_share(FILE *out, const struct book *b, const struct book_run *run,
    enum figure_id figure, const struct judged_share *together, const char *before,
    const char *word, bool published)
{
	const struct book_claim *c = book_claim_on(b, figure);
	const struct store_result *r = share_of(run, figure);
	struct store_result pooled;
	if (!c || !r)
		return;
	if (together && isfinite(together->value)) {
		pooled = (struct store_result){.value = together->value,
		    .lo = together->lo,
		    .hi = together->hi,
		    .status = "ok"};
		r = &pooled;
	}
	fputs(before, out);
	if (r->value * 100 < PERCENT_LEAST && !(r->hi * 100 >= PERCENT_LEAST))
		fprintf(out, "under %g %%", PERCENT_LEAST);
	else
		shown_percent(out, r);
	fprintf(out, " %s", word);
	if (published)
		fprintf(out, " (published: %s)", c->published);
}

/* "The median call takes 40.1 ns; 58 % of the calls read 4 ticks.": a value that most calls have is
 * their median too. */
static void put_median(FILE *out, const struct book_run *run)
{
	const struct store_result *ticks = book_result(run, FIGURE_Q50, "all", "native");
	const struct store_result *least = book_result(run, FIGURE_MIN_PLUGIN, "all", "native");
	char count[NUMBER_SIZE], ns[NUMBER_SIZE];
	if (!ticks)
		return;
	number_ns(ns, sizeof ns, ticks->value * book_tick_ns(run));
	text_counted(count, sizeof count, (uint64_t)round(ticks->value), "tick", NULL);
	if (least && least->value < 1)
		fprintf(out, " The median call takes %s: %.3g %% of the calls read %s.", ns,
		    100 * exp2(-least->value), count);
	else
		fprintf(out, " The median call takes %s, %s.", ns, count);
}

/* Do the other runs that bear on the split agree with the chief? */
static void put_others(FILE *out, const struct book *b, const struct book_run *chief)
{
	size_t same = 0, differ = 0, loads = 0;
	const char *word = split_word(b, chief);
	for (size_t i = 0; i < b->run_count; i++) {
		const struct book_run *run = &b->runs[i];
		if (run == chief || !chief_bears(run) ||
		    strcmp(run->row.probe, chief->row.probe) != 0)
			continue;
		same += strcmp(split_word(b, run), word) == 0;
		differ += strcmp(split_word(b, run), word) != 0;
		loads += strcmp(run->row.load, chief->row.load) != 0;
	}
	if (differ > 0)
		fputs("; not every run agrees", out);
	else if (same > 0)
		fprintf(out, "; every run agrees%s", loads ? ", under every load" : "");
}

/* " in 3 runs together (31.0 to 31.4 %)": the spread of the fast share over replicates. */
static void put_range(
    FILE *out, const struct book *b, const struct judged *j, const struct judged_windows *w)
{
	double least = INFINITY, most = -INFINITY;
	size_t runs = 0;
	for (size_t i = 0; i < b->run_count; i++) {
		const struct store_result *r = share_of(&b->runs[i], FIGURE_FAST_WINDOW_SHARE);
		if (j->windows[i].cell != w->cell || !r || !isfinite(r->value))
			continue;
		least = fmin(least, r->value);
		most = fmax(most, r->value);
		runs++;
	}
	if (runs > 1)
		fprintf(
		    out, " in %zu runs together (%.4g to %.4g %%)", runs, least * 100, most * 100);
}

/* Bounds over all phases of the starts may decide without them. */
static bool is_decided(const char *word)
{
	return strcmp(word, "Yes.") == 0 || strcmp(word, "No.") == 0;
}

/* "99.96 % of the calls are fast, under 0.01 % slow; every run agrees." */
static void put_shares(FILE *out, const struct book *b, const struct judged *j,
    const struct book_run *run, bool published)
{
	const struct judged_windows *w = j->windows ? &j->windows[run - b->runs] : NULL;
	w = w && w->cell && isfinite(w->fast.value) ? w : NULL;
	if (!share_of(run, FIGURE_FAST_WINDOW_SHARE) && !share_of(run, FIGURE_SLOW_WINDOW_SHARE))
		return;
	put_share(out, b, run, FIGURE_FAST_WINDOW_SHARE, w ? &w->fast : NULL, "",
	    "of the calls are fast", published);
	if (w)
		put_range(out, b, j, w);
	put_share(
	    out, b, run, FIGURE_SLOW_WINDOW_SHARE, w ? &w->slow : NULL, ", ", "slow", published);
	put_others(out, b, run);
	fputc('.', out);
	if (!book_result(run, FIGURE_FAST_WINDOW_SHARE, "all", "24MHz") &&
	    !is_decided(split_word_together(b, j, run)))
		fputs(" A decision requires start times, which the run lacks.", out);
}

/* The claim's split as 0 and 1 tick, and what one hypothesis explains of each body of tables. */
static void put_why(FILE *out, const struct judged *j)
{
	bool split = isfinite(j->split.cost_ns);
	if (split)
		fprintf(out,
		    " Why it was published: a 24 MHz counter (tick %.3g ns) shows a call of %.3g "
		    "ns as 0 ns in %.0f %% of the cases and as %.0f or %.0f ns, one tick, in %.0f "
		    "%%.",
		    1e9 / 24e6, j->split.cost_ns, j->split.fast * 100, floor(1e9 / 24e6),
		    ceil(1e9 / 24e6), j->split.slow * 100);
	if (split && j->body_count == 1)
		fprintf(out, " This explains %d of %d published tables.", j->bodies[0].explained,
		    j->bodies[0].of);
	for (size_t i = 0; i < j->body_count && !(split && j->body_count == 1); i++)
		fprintf(out, " %s explains %d of %d published tables.", j->bodies[i].hypothesis,
		    j->bodies[i].explained, j->bodies[i].of);
}

static bool bears_on(const struct book_run *run, const char *probe)
{
	return strcmp(run->row.probe, probe) == 0 && chief_bears(run);
}

/* Has the machine of run i an earlier run of those that bear on the split? */
static bool is_counted(const struct book *b, size_t i, const char *probe)
{
	for (size_t k = 0; k < i; k++)
		if (bears_on(&b->runs[k], probe) && where_same(&b->runs[k], &b->runs[i]))
			return true;
	return false;
}

static bool machine_supports(const struct book *b, size_t i, const char *probe)
{
	for (size_t k = 0; k < b->run_count; k++)
		if (bears_on(&b->runs[k], probe) && where_same(&b->runs[k], &b->runs[i]) &&
		    strcmp(split_word(b, &b->runs[k]), "Yes.") != 0)
			return false;
	return true;
}

/* "Differs between machines: 2 of 3 support it.": on how many every run says Yes, where some do and
 * some do not; else the chief's word. */
static void put_split_word(char *out, size_t size, const struct book *b, const struct judged *j,
    const struct book_run *chief)
{
	size_t support = 0, all = 0;
	for (size_t i = 0; i < b->run_count; i++)
		if (bears_on(&b->runs[i], chief->row.probe) &&
		    !is_counted(b, i, chief->row.probe)) {
			all++;
			support += machine_supports(b, i, chief->row.probe);
		}
	if (support > 0 && support < all)
		snprintf(
		    out, size, "Differs between machines: %zu of %zu support it.", support, all);
	else
		snprintf(out, size, "%s", split_word_together(b, j, chief));
}

static void split_answer(struct doc *d, const struct book *b, const struct judged *j)
{
	const struct book_run *run = &b->runs[chief_run(b)];
	const struct book_claim *fast = book_claim_on(b, FIGURE_FAST_WINDOW_SHARE);
	const struct book_claim *slow = book_claim_on(b, FIGURE_SLOW_WINDOW_SHARE);
	char *text = NULL, word[128],
	     question[96] = "Does the published fast/slow split hold here?";
	size_t size;
	if (!fast || !slow)
		return;
	FILE *out = mem_open_text(&text, &size);
	bool counted = isfinite(j->split.fast);
	put_split_word(word, sizeof word, b, j, run);
	if (where_several(b)) {
		char *name = where_name(run);
		fprintf(out, "On %s: ", name);
		free(name);
	}
	put_shares(out, b, j, run, !counted);
	put_median(out, run);
	put_why(out, j);
	mem_close_text(out);
	if (counted)
		snprintf(question, sizeof question,
		    "Does the published split, %.0f %% fast and %.0f %% slow, hold here?",
		    j->split.fast * 100, j->split.slow * 100);
	doc_lead(d, question, word, "%s", text);
	free(text);
}

/* ---- picture, marks, what is wrong ----------------------------------------------------------- */

static void first_picture(struct doc *d, const struct gallery *g)
{
	const struct plate *wide = gallery_find(g, "first");
	const struct plate *narrow = gallery_find(g, "first-narrow");
	const struct plate *linear = gallery_find(g, "first-linear");
	if (!wide)
		return;
	if (wide->failed) {
		doc_note(d, "The plot %s could not be drawn: %s", wide->file, wide->failed);
		return;
	}
	doc_picture(d, &(struct picture){.svg = wide->inlined,
			   .href = wide->href,
			   .caption = wide->caption,
			   .narrow = narrow ? narrow->inlined : NULL,
			   .other = linear ? linear->inlined : NULL,
			   .label = "counts on a linear scale"});
}

/* Where the stored registry cannot be read, what the runs say one by one. */
static const char *verdict_of_runs(const struct book *b, const char *claim)
{
	const char *word = NULL;
	for (size_t i = 0; i < b->run_count; i++) {
		const struct store_verdict *v = book_verdict(&b->runs[i], claim);
		if (!v || strcmp(v->verdict, "not applicable") == 0)
			continue;
		if (word && strcmp(word, v->verdict) != 0)
			return JUDGED_DIFFERS;
		word = v->verdict;
	}
	return word ? word : "not applicable";
}

const char *top_verdict(const struct book *b, const struct judged *j, const char *claim)
{
	for (size_t i = 0; i < j->claim_count; i++)
		if (strcmp(j->claims[i].claim, claim) == 0)
			return j->claims[i].verdict;
	return verdict_of_runs(b, claim);
}

static bool judged_on_runs(const struct book *b, const char *claim)
{
	for (size_t i = 0; i < b->run_count; i++)
		if (book_verdict(&b->runs[i], claim))
			return true;
	return false;
}

static void marks_add(struct doc *d, const struct book *b, const struct judged *j)
{
	struct mark *list = mem_zero(b->claim_count, sizeof *list);
	size_t n = 0;
	for (size_t i = 0; i < b->claim_count; i++)
		if (judged_on_runs(b, b->claims[i].id))
			list[n++] = (struct mark){
			    b->claims[i].title, top_verdict(b, j, b->claims[i].id), "verdicts"};
	if (n > 0)
		doc_strip(d, list, n);
	free(list);
}

static bool is_raw(const struct book *b, const struct book_run *run)
{
	(void)b;
	return !*run->key;
}

static bool is_cut_short(const struct book *b, const struct book_run *run)
{
	(void)b;
	return strcmp(run->row.status, "complete") != 0;
}

static bool is_doubted(const struct book *b, const struct book_run *run)
{
	(void)b;
	return *run->doubt != '\0';
}

/* The kernel keeps time by another clock than the CPU's counter though it has one. */
static bool is_distrusted(const struct book *b, const struct book_run *run)
{
	(void)b;
	const char *now = fact_of(run, "clocksource.current");
	const char *command = fact_of(run, "kernel.cmdline");
	return (now && strcmp(run->row.counter, "tsc") == 0 && strstr(now, "tsc") == NULL &&
		   strstr(now, "kvm") == NULL) ||
	       (command && strstr(command, "tsc=unstable"));
}

static bool is_coarse(const struct book *b, const struct book_run *run)
{
	const struct store_result *median = book_result(run, FIGURE_Q50, "all", "native");
	(void)b;
	return median && median->value < DOUBT_COARSE_TICKS;
}

static bool is_fallback(const struct book *b, const struct book_run *run)
{
	(void)b;
	return strncmp(run->row.ground_truth ? run->row.ground_truth : "", "none", 4) == 0 &&
	       strcmp(run->row.origin, "collect") == 0;
}

/* "The run", "All 3 runs", "2 of 3 runs". */
static void put_who(FILE *out, size_t n, size_t all)
{
	char runs[NUMBER_SIZE];
	text_counted(runs, sizeof runs, all, "run", NULL);
	if (all == 1)
		fputs("The run", out);
	else if (n == all)
		fprintf(out, all == 2 ? "Both runs" : "All %s", runs);
	else
		fprintf(out, "%zu of %s", n, runs);
}

static bool is_unordered(const struct book *b, const struct book_run *run)
{
	(void)b;
	return run->row.order_unknown;
}

static bool is_of_unknown_load(const struct book *b, const struct book_run *run)
{
	(void)b;
	return is_imported(run);
}

/* Without the empty loop nothing separates the call from the reading of the counter. */
static void null_doubt(struct doc *d, const struct book *b)
{
	size_t chief = chief_run(b);
	if (strcmp(b->runs[chief].row.probe, "null") != 0 && chief_null(b, chief) == b->run_count)
		doc_note(d, "The empty loop was not recorded on this machine: the entropy may be "
			    "that of reading the counter, not of the call.");
}

/* One sentence for each thing that is wrong. */
static void doubts_add(struct doc *d, const struct book *b)
{
	static const struct {
		bool (*is)(const struct book *b, const struct book_run *run);
		const char *one, *many, *then;
	} list[] = {
	    {is_raw, "has not been analysed", "have not been analysed",
		": run 'ticklab analyze', then 'ticklab judge' and this report again"},
	    {book_unjudged, "has not been judged", "have not been judged",
		": run 'ticklab judge' and this report again"},
	    {is_cut_short, "did not end", "did not end", ", so fewer calls than planned are here"},
	    {is_doubted, "contradicts its label", "contradict their labels", ""},
	    {is_distrusted, "used a counter that the kernel does not trust",
		"used a counter that the kernel does not trust", ""},
	    {is_coarse, "has a coarse counter", "have a coarse counter",
		": a call lasts few ticks, so its count depends on where within a tick it begins"},
	    {is_fallback, "was recorded without the clock page",
		"were recorded without the clock page",
		", so updates of the page are not among the causes"},
	    {is_unordered, "is a table of counts", "are tables of counts",
		": the order of the calls is unknown, and with it all that depends on order, "
		"SP 800-90B included"},
	    {is_of_unknown_load, "was imported", "were imported",
		": how busy the machine was is unknown"},
	};
	for (size_t k = 0; k < sizeof list / sizeof *list; k++) {
		size_t n = 0, first = 0, size;
		char *text = NULL;
		for (size_t i = 0; i < b->run_count; i++)
			if (list[k].is(b, &b->runs[i]) && n++ == 0)
				first = i;
		if (n == 0)
			continue;
		FILE *out = mem_open_text(&text, &size);
		put_who(out, n, b->run_count);
		fprintf(out, " %s%s", n == 1 ? list[k].one : list[k].many, list[k].then);
		if (list[k].is == is_doubted)
			fprintf(out, "%s%s", n == 1 ? ": " : "; the first: ", b->runs[first].doubt);
		mem_close_text(out);
		doc_note(d, "%s.", text);
		free(text);
	}
}

void section_subtitle(struct doc *d, const struct book *b)
{
	subtitle_add(d, b, &b->runs[chief_run(b)]);
}

void section_top(
    struct doc *d, const struct book *b, const struct judged *j, const struct gallery *g)
{
	entropy_answer(d, b, j);
	split_answer(d, b, j);
	compared_fleet(d, b);
	first_picture(d, g);
	marks_add(d, b, j);
	doubts_add(d, b);
	null_doubt(d, b);
}
