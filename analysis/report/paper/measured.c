/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was measured. Replicates are one row: the run that is shown in the paper's first table, and
 * over all of them the least and the greatest value, since a reader asks whether another run would
 * say the same.
 */
#include "paper_private.h"

#include "mem.h"
#include "where.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* "0.93", or "0.91 to 0.95" over several runs. */
static struct cell range_cell(char *text, const struct paper_range *r)
{
	struct number a, b;
	if (r->runs == 0)
		return (struct cell){"none", TONE_ABSENT, NULL, NULL};
	number_format(&a, r->least, NAN, NAN);
	number_format(&b, r->greatest, NAN, NAN);
	snprintf(text, PAPER_CELL, strcmp(a.value, b.value) ? "%s to %s" : "%s", a.value, b.value);
	return paper_text(text);
}

static void add_to_range(struct paper_range *range, double value)
{
	if (!isfinite(value))
		return;
	if (range->runs++ == 0)
		range->least = range->greatest = value;
	range->least = fmin(range->least, value);
	range->greatest = fmax(range->greatest, value);
}

/* ---- machines ------------------------------------------------------------------------------ */

static const char *fact_of(const struct book_run *run, const char *key)
{
	const char *text = facts_get(&run->machine, key);
	return text ? text : "unknown";
}

static void machine_row(struct doc *d, const struct paper *p, const struct book_run *run)
{
	char *name = where_name(run), system[256], counter[256], cost[PAPER_CELL],
	     others[PAPER_CELL];
	struct paper_range busy = {0};
	uint64_t runs = 0;
	for (size_t i = 0; i < p->b->run_count; i++) {
		const struct book_run *same = &p->b->runs[i];
		const char *cpus = facts_get(&same->after, "others.cpus");
		char *end;
		if (!paper_is_replicate(same, run))
			continue;
		runs++;
		double value = cpus ? strtod(cpus, &end) : (double)NAN;
		add_to_range(&busy, cpus && end != cpus ? value : (double)NAN);
	}
	snprintf(system, sizeof system, "%s %s, clocksource %s", fact_of(run, "kernel.name"),
	    fact_of(run, "kernel.release"), fact_of(run, "clocksource.current"));
	snprintf(
	    counter, sizeof counter, "%s, own tick %.4g ns", run->row.counter, book_tick_ns(run));
	struct paper_range median = paper_range_of(p, run, FIGURE_MEDIAN_NS, "all", "native");
	char count[NUMBER_SIZE];
	snprintf(count, sizeof count, "%llu", (unsigned long long)runs);
	doc_row(d, (struct cell[]){paper_text(name), paper_text(system), paper_text(counter),
		       paper_text(count), range_cell(cost, &median), range_cell(others, &busy)});
	free(name);
}

static void machine_table(struct doc *d, const struct paper *p)
{
	static const struct column columns[] = {{"Machine", false, true}, {"System", false, true},
	    {"Counter", false, true}, {"Runs", true, false}, {"Median of a call, ns", true, true},
	    {"CPUs that other processes used", true, true}};
	doc_table(d, "The machines, idle as far as the last column says", columns, 6);
	for (size_t i = 0; i < p->here_count; i++)
		machine_row(d, p, p->here[i]);
	if (p->zero)
		machine_row(d, p, p->zero);
	doc_table_end(d);
}

/* ---- one cost, one tick -------------------------------------------------------------------- */

/* Entropy of two neighbouring ticks of which the longer one has that share. */
static double two_bits(double p)
{
	return p > 0 && p < 1 ? -p * log2(p) - (1 - p) * log2(1 - p) : 0;
}

static void sweep_rows(struct doc *d, const struct paper *p, size_t i)
{
	char *name = where_name(p->here[i]);
	for (int tenth = 1; tenth <= 15; tenth++) {
		const struct paper_point *at = paper_sweep_at(p, i, tenth / 10.0);
		char text[5][PAPER_CELL];
		if (!at || fabs(at->cost - tenth / 10.0) > 1e-6)
			continue;
		snprintf(text[0], PAPER_CELL, "%.1f", at->cost);
		snprintf(text[1], PAPER_CELL, "%.1f %%", 100 * at->predicted);
		snprintf(text[2], PAPER_CELL, "%.1f %%", 100 * at->share);
		doc_row(
		    d, (struct cell[]){paper_text(name), paper_text(text[0]), paper_text(text[1]),
			   paper_text(text[2]), paper_number(text[3], two_bits(at->predicted)),
			   paper_number(text[4], at->shannon)});
	}
	free(name);
}

static void sweep_table(struct doc *d, const struct paper *p)
{
	static const struct column columns[] = {{"Machine", false, true},
	    {"Cost in ticks", true, false}, {"Longer count, predicted", true, true},
	    {"Longer count, measured", true, true},
	    {"Shannon entropy, predicted, bits", true, true},
	    {"Shannon entropy, measured, bits", true, true}};
	bool any = false;
	for (size_t i = 0; i < p->here_count; i++)
		any = any || p->sweep[i].count > 0;
	if (!any)
		return;
	doc_para(d,
	    "If one cost and the tick make the split, the share of the longer count is the cost's "
	    "fraction of a tick, whatever the tick: a prediction without a free parameter. The "
	    "first 32,768 samples at most of each machine's run, counted by clocks whose ticks "
	    "make the call last so many of them:");
	doc_table(d, "The same samples through clocks of other ticks", columns, 6);
	for (size_t i = 0; i < p->here_count; i++)
		sweep_rows(d, p, i);
	doc_table_end(d);
	doc_para(d,
	    "Near a whole number of ticks the prediction fails, as it must: there what varies "
	    "beyond the one cost (interrupts, caches, the machine's own coarser tick) decides "
	    "between the counts. That rest is what a source of entropy would have to consist of.");
}

static void beat_row(struct doc *d, const struct book_run *run)
{
	char text[5][PAPER_CELL];
	static const enum figure_id beat[] = {FIGURE_BEAT_COST, FIGURE_BEAT_CEIL_SHARE,
	    FIGURE_BEAT_MISFIT, FIGURE_QUANTISATION_EXPLAINED_SHARE, FIGURE_PHASE_EXPLAINED_SHARE};
	char *name = where_name(run);
	struct cell cells[6] = {{name, TONE_TEXT, NULL, run->name}};
	for (size_t i = 0; i < 5; i++)
		cells[i + 1] = paper_result(text[i], book_result(run, beat[i], "all", "24MHz"));
	/* A counter does not show the phase of its own tick. */
	if (fabs(run->row.counter_hz - 24e6) < 1)
		cells[5] = (struct cell){"not shown", TONE_ABSENT, NULL, NULL};
	doc_row(d, cells);
	free(name);
}

static void beat_table(struct doc *d, const struct paper *p)
{
	static const struct column columns[] = {{"Machine", false, true},
	    {"Cost by the model, ns", true, true}, {"Share of the longer count", true, true},
	    {"Misfit, bits", true, true},
	    {"Share of the entropy that the tick explains, by the model", true, true},
	    {"The same from the recorded starts", true, true}};
	doc_table(d, "One cost and one tick of 24 MHz: the fit to the whole run", columns, 6);
	for (size_t i = 0; i < p->here_count; i++)
		beat_row(d, p->here[i]);
	if (p->zero)
		beat_row(d, p->zero);
	doc_table_end(d);
}

void paper_measured(struct doc *d, const struct paper *p)
{
	doc_heading(d, 2, "measured", "The same call here");
	if (p->here_count == 0)
		doc_para(d, "No run of gettimeofday here can be read as a 24 MHz counter.");
	machine_table(d, p);
	sweep_table(d, p);
	beat_table(d, p);
}

/* ---- mechanisms ---------------------------------------------------------------------------- */

static void mechanism_rows(struct doc *d, const struct book_run *run)
{
	char *name = where_name(run), text[2][PAPER_CELL], count[NUMBER_SIZE];
	for (size_t i = 0; i < run->result_count; i++) {
		const struct store_result *r = &run->results[i];
		if (!book_is(r, FIGURE_SLOW_CAUSE_SHARE) || strcmp(r->grid, "native") != 0)
			continue;
		const struct store_result *pooled =
		    book_result(run, FIGURE_POOLED_SLOW_CAUSE_SHARE, r->scope, "native");
		number_count(count, sizeof count, r->n);
		doc_row(d, (struct cell[]){paper_text(name), {r->scope, TONE_CODE, NULL, NULL},
			       paper_text(count), paper_percent(text[0], r),
			       paper_percent(text[1], pooled)});
	}
	free(name);
}

static void overlap_para(struct doc *d, const struct book_run *run)
{
	char *name = where_name(run), text[PAPER_CELL], count[NUMBER_SIZE];
	const struct store_result *r = book_result(run, FIGURE_OVERLAP_SHARE, "all", "native");
	if (r && isfinite(r->value)) {
		number_count(count, sizeof count, r->n);
		doc_para(d, "%s: %s of %s calls overlapped an update of the page.", name,
		    paper_percent(text, r).text, count);
	}
	free(name);
}

/* The row of what cannot be measured as well, whose method says why. */
static const struct store_result *outside_row(const struct book_run *run, const char *scope)
{
	for (size_t i = 0; i < run->result_count; i++)
		if (book_is(&run->results[i], FIGURE_OUTSIDE_MOST) &&
		    strcmp(run->results[i].scope, scope) == 0)
			return &run->results[i];
	return NULL;
}

/* "non-maskable interrupts, at most 0 %; ..." of what nothing in the kernel explains. */
static void outside_para(struct doc *d, const struct book_run *run)
{
	static const struct {
		const char *scope, *words;
	} below[] = {{"nmi", "non-maskable interrupts"}, {"smi", "system management interrupts"},
	    {"steal", "time stolen by a hypervisor"}};
	char *name = where_name(run), *text;
	size_t size, said = 0;
	FILE *out = mem_open_text(&text, &size);
	for (size_t k = 0; k < sizeof below / sizeof *below; k++) {
		const struct store_result *r = outside_row(run, below[k].scope);
		if (!r)
			continue;
		fputs(said++ ? "; " : "", out);
		if (isfinite(r->value))
			fprintf(out, "%s, at most %.3g %%", below[k].words, 100 * r->value);
		else
			fprintf(out, "%s, %s", below[k].words, r->method);
	}
	mem_close_text(out);
	if (said)
		doc_para(d,
		    "What can make up the slow calls of %s outside the kernel, by what was counted "
		    "during the run: %s.",
		    name, text);
	free(text);
	free(name);
}

void paper_mechanisms(struct doc *d, const struct paper *p)
{
	static const struct column columns[] = {{"Machine", false, true}, {"Cause", false, false},
	    {"Slow calls", true, false}, {"Of this run's slow calls", true, true},
	    {"Over all runs of the campaign", true, true}};
	doc_heading(d, 2, "mechanisms", "What slow calls coincide with");
	doc_para(d,
	    "By the claim's mechanism a call is long because the page is written while it is read "
	    "(overlap). For %.0f %% of the calls to be long, the page would have to be under "
	    "update, or just updated, during %.0f %% of them. A watcher reads the page's sequence "
	    "before and after each call, which shows this directly.",
	    100 * p->predicted.slow, 100 * p->predicted.slow);
	for (size_t i = 0; i < p->here_count; i++)
		overlap_para(d, p->here[i]);
	if (p->here_count == 0) {
		doc_para(d, "No run here was watched.");
		return;
	}
	doc_para(d,
	    "Slow means here: above the gap behind the first mode or, with one mode, above four "
	    "times the median, by one rule for all runs of the call. Such calls are rare. They are "
	    "not what the published table calls slow, if that is one tick instead of none. A call "
	    "with several causes counts for the first.");
	doc_table(d, "Causes of slow calls of gettimeofday, with 95 % intervals", columns, 5);
	for (size_t i = 0; i < p->here_count; i++)
		mechanism_rows(d, p->here[i]);
	doc_table_end(d);
	for (size_t i = 0; i < p->here_count; i++)
		outside_para(d, p->here[i]);
}

/* ---- observers ----------------------------------------------------------------------------- */

static const struct {
	enum figure_id figure;
	const char *scope, *grid, *words;
} observers[] = {
    {FIGURE_SHANNON, "all", "native", "Shannon entropy, knowing only the distribution"},
    {FIGURE_ADVERSARY_SHANNON, "past", "native", "Shannon entropy, knowing the samples before"},
    {FIGURE_ADVERSARY_MIN_ENTROPY, "distribution", "native", "knows only the distribution"},
    {FIGURE_ADVERSARY_MIN_ENTROPY, "starts", "native", "knows when the calls start"},
    {FIGURE_ADVERSARY_MIN_ENTROPY, "past", "native", "knows the samples before"},
    {FIGURE_ADVERSARY_MIN_ENTROPY, "load", "native", "knows what else runs"},
    {FIGURE_ADVERSARY_MIN_ENTROPY, "observer", "native",
	"times the same call in another process, on the same clock page"},
    {FIGURE_ADVERSARY_MIN_ENTROPY, "restarts", "native", "has the recording of another start"},
    {FIGURE_MIN_90B, "all", "native", "the predictors of SP 800-90B"},
    {FIGURE_ADVERSARY_MIN_ENTROPY, "distribution", "24MHz",
	"at 24 MHz: knows only the distribution"},
    {FIGURE_ADVERSARY_MIN_ENTROPY, "phase", "24MHz",
	"at 24 MHz: knows where in a tick the call starts"}};
enum { OBSERVERS = sizeof observers / sizeof *observers };

/* Over all runs of a machine and probe, whatever the load. */
static struct paper_range observed_range(
    const struct paper *p, const struct book_run *of, const char *probe, size_t observer)
{
	struct paper_range range = {0};
	for (size_t i = 0; i < p->b->run_count; i++) {
		const struct book_run *run = &p->b->runs[i];
		const struct store_result *r =
		    where_same(run, of) && strcmp(run->row.probe, probe) == 0
			? book_result(run, observers[observer].figure, observers[observer].scope,
			      observers[observer].grid)
			: NULL;
		if (r)
			add_to_range(&range, r->value);
	}
	return range;
}

static void observer_row(struct doc *d, const struct paper *p, size_t k)
{
	char text[2 * PAPER_HERE][PAPER_CELL];
	struct cell cells[1 + 2 * PAPER_HERE] = {paper_text(observers[k].words)};
	bool any = false;
	for (size_t i = 0; i < p->here_count; i++) {
		struct paper_range call = observed_range(p, p->here[i], "gettimeofday", k),
				   none = observed_range(p, p->here[i], "null", k);
		any = any || call.runs > 0;
		cells[1 + 2 * i] = range_cell(text[2 * i], &call);
		cells[2 + 2 * i] = range_cell(text[2 * i + 1], &none);
	}
	if (any)
		doc_row(d, cells);
}

/* What the published clock makes of a loop that does nothing. */
static void phase_para(struct doc *d, const struct paper *p, size_t i)
{
	struct paper_range blind = {0}, phase = {0};
	for (size_t k = 0; k < OBSERVERS; k++)
		if (strcmp(observers[k].grid, "24MHz") == 0)
			*(strcmp(observers[k].scope, "phase") == 0 ? &phase : &blind) =
			    observed_range(p, p->here[i], "null", k);
	if (blind.runs == 0 || phase.runs == 0)
		return;
	char *name = where_name(p->here[i]);
	doc_para(d,
	    "Counted by a 24 MHz clock, the empty loop of %s, which does nothing, leaves up to "
	    "%.3g "
	    "bits to who knows only the distribution, and at most %.3g to who knows where in a "
	    "tick each sample starts: that difference is the phase, not the call.",
	    name, blind.greatest, phase.greatest);
	free(name);
}

void paper_observers(struct doc *d, const struct paper *p)
{
	struct column columns[1 + 2 * PAPER_HERE] = {{"Observer", false, true}};
	char *name[2 * PAPER_HERE];
	if (p->here_count == 0)
		return;
	doc_heading(d, 2, "observers", "How much entropy, and against whom");
	doc_para(d,
	    "Entropy is what an observer does not know. Each observer here is a program that "
	    "guesses every sample of the second half of a run before it is seen, having learnt "
	    "from "
	    "the first; what it leaves is an upper limit for anybody who knows as much. Bits a "
	    "call, in the machine's own ticks unless another clock is named, lowest to highest "
	    "over "
	    "the runs; for comparison the same of the empty loop, which reads no page. The "
	    "published rate is %s.",
	    book_published(p->b, FIGURE_MIN_90B) ? book_published(p->b, FIGURE_MIN_90B) : "none");
	for (size_t i = 0; i < p->here_count; i++) {
		char *machine = where_name(p->here[i]);
		name[2 * i] = mem_print("%s: gettimeofday", machine);
		name[2 * i + 1] = mem_print("%s: empty loop", machine);
		columns[1 + 2 * i] = (struct column){name[2 * i], true, true};
		columns[2 + 2 * i] = (struct column){name[2 * i + 1], true, true};
		free(machine);
	}
	doc_table(
	    d, "Min-entropy that an observer leaves, bits a call", columns, 1 + 2 * p->here_count);
	for (size_t k = 0; k < OBSERVERS; k++)
		observer_row(d, p, k);
	doc_table_end(d);
	for (size_t i = 0; i < p->here_count; i++)
		phase_para(d, p, i);
	for (size_t i = 0; i < 2 * p->here_count; i++)
		free(name[i]);
}

/* ---- the extractor ------------------------------------------------------------------------- */

static void extractor_rows(struct doc *d, const struct book_run *run, const char *machine)
{
	static const struct {
		const char *scope, *words;
	} rules[] = {{"output", "the published rule"}, {"output_lsb", "last bit of the ticks"},
	    {"output_pairs", "von Neumann's, disjoint pairs"},
	    {"output_variance", "variance form"}};
	static const enum figure_id shown[] = {FIGURE_EXTRACTOR_YIELD, FIGURE_EXTRACTOR_P1,
	    FIGURE_EXTRACTOR_LAG1, FIGURE_EXTRACTOR_ASSESSED, FIGURE_EXTRACTOR_ASSESSED_PER_SAMPLE,
	    FIGURE_EXTRACTOR_MIN_ENTROPY_PER_SAMPLE};
	enum { SHOWN = sizeof shown / sizeof *shown };
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		char text[SHOWN][PAPER_CELL];
		struct cell cells[SHOWN + 2] = {paper_text(machine), paper_text(rules[i].words)};
		bool any = false;
		for (size_t k = 0; k < SHOWN; k++) {
			const struct store_result *r =
			    book_result(run, shown[k], rules[i].scope, "native");
			any = any || r;
			cells[k + 2] = paper_result(text[k], r);
		}
		if (any)
			doc_row(d, cells);
	}
}

void paper_extractor(struct doc *d, const struct paper *p)
{
	static const struct column columns[] = {{"Samples of", false, true}, {"Rule", false, true},
	    {"Bytes a sample", true, true}, {"Share of ones", true, true},
	    {"Correlation of neighbours", true, true}, {"SP 800-90B, bits a bit", true, true},
	    {"SP 800-90B, bits a sample", true, true},
	    {"Left to who knows the bits before, bits a sample", true, true}};
	if (p->here_count == 0 && !p->zero)
		return;
	doc_heading(d, 2, "extractor", "What an extractor makes of it");
	doc_para(d,
	    "The published rule compares neighbouring differences, which share a sample: of "
	    "independent samples with the published counts its share of ones is %.3f, not 0.5. "
	    "No rule can give more entropy than goes in; the samples of the zero-entropy machine "
	    "have none, whatever the bits look like.",
	    (1 + p->predicted.fast / (p->predicted.fast + p->predicted.slow)) / 3);
	doc_table(d, "The published rule and three others, on the machines' own ticks", columns, 8);
	for (size_t i = 0; i < p->here_count; i++) {
		char *name = where_name(p->here[i]);
		extractor_rows(d, p->here[i], name);
		free(name);
	}
	if (p->zero)
		extractor_rows(d, p->zero, "Zero-entropy machine");
	doc_table_end(d);
}

/* ---- controls ------------------------------------------------------------------------------ */

static bool is_control(const struct book_run *run)
{
	return strncmp(run->row.probe, "seqlock", 7) == 0 ||
	       strncmp(run->row.probe, "commpage", 8) == 0 || strcmp(run->row.probe, "null") == 0 ||
	       paper_is_zero(run);
}

static bool is_same_control(const struct book_run *a, const struct book_run *b)
{
	return is_control(a) && is_control(b) && where_same(a, b) &&
	       strcmp(a->row.probe, b->row.probe) == 0 && strcmp(a->row.load, b->row.load) == 0;
}

static bool is_first_control(const struct book *b, size_t i)
{
	bool first = is_control(&b->runs[i]);
	for (size_t k = 0; k < i; k++)
		first = first && !is_same_control(&b->runs[k], &b->runs[i]);
	return first;
}

static double value_of(const struct store_result *r)
{
	return r ? r->value : (double)NAN;
}

static void control_row(struct doc *d, const struct book *b, const struct book_run *first)
{
	static const struct {
		enum figure_id figure;
		const char *scope;
	} shown[] = {{FIGURE_CONTROL_SEEN_SHARE, "all"}, {FIGURE_SLOW_CAUSE_SHARE, "fallback"},
	    {FIGURE_SLOW_CAUSE_SHARE, "overlap"}, {FIGURE_SHANNON, "all"},
	    {FIGURE_RESTART_AGREEMENT, "all"}};
	enum { SHOWN = sizeof shown / sizeof *shown };
	char text[SHOWN + 2][PAPER_CELL], *machine = where_name(first);
	char *name = mem_print("%s, %s", machine, first->row.load);
	struct cell cells[SHOWN + 3] = {{first->row.probe, TONE_CODE, NULL, name}};
	struct paper_range range[SHOWN] = {0}, least = {0};
	size_t runs = 0;
	for (size_t i = 0; i < b->run_count; i++) {
		const struct book_run *run = &b->runs[i];
		if (!is_same_control(run, first))
			continue;
		const struct store_result *l = paper_least(run);
		runs++;
		for (size_t k = 0; k < SHOWN; k++)
			add_to_range(&range[k],
			    value_of(book_result(run, shown[k].figure, shown[k].scope, "native")));
		add_to_range(&least, l ? (isnan(l->hi) ? l->value : l->hi) : (double)NAN);
	}
	snprintf(text[SHOWN + 1], PAPER_CELL, "%zu", runs);
	cells[1] = paper_text(text[SHOWN + 1]);
	for (size_t k = 0; k < SHOWN; k++)
		cells[k + 2] = range_cell(text[k], &range[k]);
	cells[SHOWN + 2] = range_cell(text[SHOWN], &least);
	doc_row(d, cells);
	free(machine);
	free(name);
}

void paper_controls(struct doc *d, const struct paper *p)
{
	static const struct column columns[] = {{"Probe", false, true}, {"Runs", true, false},
	    {"Slow calls that the flags show", true, true}, {"Slow: system call", true, true},
	    {"Slow: page written", true, true}, {"Shannon entropy, bits", true, true},
	    {"Agrees with another start", true, true},
	    {"Min-entropy against the best observer, bits, at most", true, true}};
	bool any = false;
	doc_heading(d, 2, "controls", "Controls: where the answer is known");
	doc_para(d,
	    "seqlock retries and commpage falls back to the system call by construction, null has "
	    "nothing between its two reads, and the zero-entropy machine is a guest whose time is "
	    "the number of its instructions. An instrument that misses these may not judge the "
	    "call. Shares, lowest to highest over the runs.");
	for (size_t i = 0; i < p->b->run_count; i++)
		any = any || is_control(&p->b->runs[i]);
	if (!any) {
		doc_para(d, "None was recorded in this database.");
		return;
	}
	doc_table(d, "The controls", columns, 8);
	for (size_t i = 0; i < p->b->run_count; i++)
		if (is_first_control(p->b, i))
			control_row(d, p->b, &p->b->runs[i]);
	doc_table_end(d);
}
