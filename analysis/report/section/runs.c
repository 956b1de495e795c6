/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mem.h"
#include "sections.h"

#include "idle.h"
#include "many.h"
#include "num.h"
#include "number.h"
#include "text.h"
#include "where.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	TEXT = 512,
	KEY_WORDS = 40, /* what words for a key and its separators take more than the key */
};

/* What most readers ask first; the rest is folded. */
static const char *const first_facts[] = {"cpu.model", "cpu.arch", "cpu.cores", "os.name",
    "os.release", "kernel.release", "hypervisor", "container", "clocksource.current",
    "clocksource.available", "cpu.governor"};
enum { FIRST_FACTS = sizeof first_facts / sizeof *first_facts };

static bool is_first(const char *key)
{
	for (size_t i = 0; i < FIRST_FACTS; i++)
		if (strcmp(key, first_facts[i]) == 0)
			return true;
	return false;
}

static enum tone fact_tone(const char *value)
{
	return strcmp(value, "unknown") == 0 ? TONE_ABSENT : TONE_TEXT;
}

static void fact_row(struct doc *d, const char *key, const char *value)
{
	doc_row(d,
	    (struct cell[]){{key, TONE_CODE, NULL, NULL}, {value, fact_tone(value), NULL, NULL}});
}

static void facts_tables(struct doc *d, const struct facts *f)
{
	static const struct column columns[] = {{"Fact", false, false}, {"Value", false, false}};
	doc_table(d, "What the machine is", columns, 2);
	for (size_t i = 0; i < FIRST_FACTS; i++) {
		const char *value = facts_get(f, first_facts[i]);
		fact_row(d, first_facts[i], value ? value : "unknown");
	}
	doc_table_end(d);
	doc_fold(d, "All %zu facts that were recorded", f->count);
	doc_table(d, "Further facts; what could not be read is unknown", columns, 2);
	for (size_t i = 0; i < f->count; i++)
		if (!is_first(f->item[i].key))
			fact_row(d, f->item[i].key, f->item[i].value);
	doc_table_end(d);
	doc_fold_end(d);
}

static bool same_machine(const struct book_run *a, const struct book_run *b)
{
	const char *x = a->row.machine_fingerprint, *y = b->row.machine_fingerprint;
	return x && y && strcmp(x, y) == 0 && a->row.machine_facts && b->row.machine_facts &&
	       strcmp(a->row.machine_facts, b->row.machine_facts) == 0;
}

static bool on_machine_of(const struct book_run *run, const void *other)
{
	return same_machine(run, other);
}

static bool run_is_imported(const struct book_run *run, const void *context)
{
	(void)context;
	return !run->row.machine_facts;
}

static bool seen_before(const struct book *b, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (same_machine(&b->runs[i], &b->runs[index]))
			return true;
	return false;
}

void section_machines(struct doc *d, const struct book *b)
{
	doc_heading(d, 3, "machine", where_several(b) ? "The machines" : "The machine");
	for (size_t i = 0; i < b->run_count; i++) {
		const struct book_run *run = &b->runs[i];
		if (!run->row.machine_facts || seen_before(b, i))
			continue;
		size_t count;
		char *names = many_names(b, on_machine_of, run, &count);
		doc_para(d, "%s %s. Fingerprint %s (a salted hash: it names no one).",
		    count == 1 ? "Run" : "Runs", names, run->row.machine_fingerprint);
		free(names);
		facts_tables(d, &run->machine);
	}
	size_t count;
	char *names = many_names(b, run_is_imported, NULL, &count);
	if (count > 0)
		doc_para(d, "%s %s imported: nothing is known of the machine %s recorded on.",
		    names, count == 1 ? "was" : "were", count == 1 ? "it was" : "they were");
	free(names);
}

/* ---- the runs, attributes down and runs across ----------------------------------------------- */

static void show_pinning(char *out, size_t size, const struct book_run *run)
{
	if (run->row.cpu >= 0)
		snprintf(out, size, "to CPU %d", run->row.cpu);
	else
		snprintf(
		    out, size, "%s", strcmp(run->row.origin, "import") ? "not pinned" : "unknown");
}

/* A calibration is good for about so many digits. */
enum { CALIBRATED_DIGITS = 7 };

static bool is_calibrated(const struct book_run *run)
{
	return strcmp(run->row.hz_source, "calibrated") == 0;
}

static void show_hz(char *out, size_t size, const struct book_run *run)
{
	char hz[NUMBER_SIZE];
	if (is_calibrated(run)) {
		number_hz_digits(hz, sizeof hz, run->row.counter_hz, CALIBRATED_DIGITS);
		snprintf(out, size, "%s, calibrated", hz);
		return;
	}
	number_count(hz, sizeof hz, (uint64_t)round(run->row.counter_hz));
	snprintf(out, size, "%s Hz, %s", hz, run->row.hz_source);
}

/* Where the frequency itself was calibrated there is nothing to compare it with. */
static void show_calibrated(char *out, size_t size, const struct book_run *run)
{
	if (is_calibrated(run))
		snprintf(out, size, "–");
	else if (isfinite(run->row.hz_calibrated))
		number_hz_digits(out, size, run->row.hz_calibrated, CALIBRATED_DIGITS);
	else
		snprintf(out, size, "not measured");
}

static double number_before(const struct book_run *run, const char *key)
{
	const char *text = facts_get(&run->before, key);
	double v;
	return text && num_double(text, &v) == 0 ? v : (double)NAN;
}

/* During a run with a load the load itself is seen: what was read before it says how it began. */
static void show_busy(char *out, size_t size, const struct book_run *run)
{
	const char *cores = facts_get(&run->machine, "cpu.cores");
	struct idle_signs signs = {.load = number_before(run, "load.1min"),
	    .pressure = number_before(run, "pressure.cpu.some_avg10"),
	    .others = NAN,
	    .cpus = NAN};
	char words[96];
	if (!cores || num_double(cores, &signs.cpus) != 0)
		signs.cpus = NAN;
	if (*run->doubt)
		snprintf(out, size, "%s", run->doubt);
	else if (strcmp(run->row.load, "idle") != 0 && idle_busy_words(words, sizeof words, &signs))
		snprintf(out, size, "before it started, %s", words);
	else
		snprintf(out, size, "%s",
		    isfinite(signs.load) || isfinite(signs.pressure) ? "none above the limits"
								     : "unknown");
}

static void show_tick(char *out, size_t size, const struct book_run *run)
{
	uint64_t tick = run->row.effective_tick_ticks;
	char ns[NUMBER_SIZE];
	const struct store_result *found = book_result(run, FIGURE_COUNTER_TICK, "all", "native");
	if (found) {
		number_ns(ns, sizeof ns, found->value);
		double units = found->value * run->row.counter_hz / 1e9;
		snprintf(out, size, "%s, %.10g unit%s of the recording", ns, units,
		    fabs(units - 1) < 1e-9 ? "" : "s");
		return;
	}
	number_ns(ns, sizeof ns, (double)tick * 1e9 / run->row.counter_hz);
	if (tick)
		snprintf(out, size, "%llu ticks (%s)", (unsigned long long)tick, ns);
	else
		snprintf(out, size, "unknown");
}

static void show_samples(char *out, size_t size, const struct book_run *run)
{
	char got[NUMBER_SIZE], asked[NUMBER_SIZE];
	number_count(got, sizeof got, run->row.samples);
	number_count(asked, sizeof asked, run->row.requested);
	if (run->row.samples == run->row.requested)
		snprintf(out, size, "%s", got);
	else
		snprintf(out, size, "%s of %s asked for", got, asked);
}

static void show_warmup(char *out, size_t size, const struct book_run *run)
{
	text_counted(out, size, run->row.warmup, "call", NULL);
}

static void show_start(char *out, size_t size, const struct book_run *run)
{
	snprintf(out, size, "%s", run->row.has_start ? "recorded" : "not recorded");
}

/* A key of the load's detail in words: "operations of cpu", "at the start, pressure cpu". */
static void put_key(FILE *out, const char *key)
{
	static const struct {
		const char *front, *words;
	} known[] = {{"trial_operations.", "operations in the trial of "},
	    {"operations.", "operations of "}, {"effective_intensity.", "effective intensity of "},
	    {"at_start.moves.", "at the start, "}, {"at_start.", "at the start, "}};
	size_t k = 0, n = sizeof known / sizeof *known;
	while (k < n && strncmp(key, known[k].front, strlen(known[k].front)) != 0)
		k++;
	if (k < n)
		fputs(known[k].words, out);
	for (key += k < n ? strlen(known[k].front) : 0; *key; key++)
		fputc(*key == '_' || *key == '.' ? ' ' : *key, out);
}

/* "operations of cpu 1084; operations of vm 2560": what each stressor did, whole. */
static void show_load_done(char *out, size_t size, const struct book_run *run)
{
	bool begun = false;
	if (run->load.count < 1u + (facts_get(&run->load, "command") != NULL)) {
		snprintf(out, size, "%s",
		    strcmp(run->row.origin, "import") ? "no other work was started" : "unknown");
		return;
	}
	char *text;
	size_t length;
	FILE *to = mem_open_text(&text, &length);
	for (size_t i = 0; i < run->load.count; i++) {
		const struct known_fact *f = &run->load.item[i];
		if (strcmp(f->key, "command") == 0)
			continue;
		fputs(begun ? "; " : "", to);
		put_key(to, f->key);
		fprintf(to, " %s", f->value);
		begun = true;
	}
	mem_close_text(to);
	snprintf(out, size, "%s", text);
	free(text);
}

static void show_load_command(char *out, size_t size, const struct book_run *run)
{
	const char *command = facts_get(&run->load, "command");
	snprintf(out, size, "%s", command ? command : "none");
}

#define SHOW_TEXT(member, missing)                                                                 \
	static void show_##member(char *out, size_t size, const struct book_run *run)              \
	{                                                                                          \
		snprintf(out, size, "%s",                                                          \
		    run->row.member && * run->row.member ? run->row.member : (missing));           \
	}
SHOW_TEXT(uuid, "unknown")
SHOW_TEXT(label, "none")
SHOW_TEXT(origin, "unknown")
SHOW_TEXT(load, "unknown")
SHOW_TEXT(probe, "unknown")
SHOW_TEXT(status, "unknown")
SHOW_TEXT(message, "none")
SHOW_TEXT(counter, "unknown")
SHOW_TEXT(started_utc, "unknown")
SHOW_TEXT(ended_utc, "unknown")
SHOW_TEXT(ground_truth, "unknown")
SHOW_TEXT(tool_version, "unknown")

static const struct {
	const char *head;
	void (*show)(char *out, size_t size, const struct book_run *run);
	enum tone tone;
} attributes[] = {
    {"UUID", show_uuid, TONE_CODE},
    {"Label", show_label, TONE_TEXT},
    {"Load", show_load, TONE_TEXT},
    {"What the load did", show_load_done, TONE_TEXT},
    {"Load's command", show_load_command, TONE_TEXT},
    {"Other work on the machine", show_busy, TONE_TEXT},
    {"Probe", show_probe, TONE_TEXT},
    {"Status", show_status, TONE_WORD},
    {"Message", show_message, TONE_TEXT},
    {"Samples", show_samples, TONE_TEXT},
    {"Warm-up, not recorded", show_warmup, TONE_TEXT},
    {"Start ticks", show_start, TONE_TEXT},
    {"Counter", show_counter, TONE_TEXT},
    {"Frequency and where it comes from", show_hz, TONE_TEXT},
    {"Frequency measured beside it", show_calibrated, TONE_TEXT},
    {"Tick of the counter", show_tick, TONE_TEXT},
    {"Page that the flags are from", show_ground_truth, TONE_TEXT},
    {"Pinned", show_pinning, TONE_TEXT},
    {"Started (UTC)", show_started_utc, TONE_TEXT},
    {"Ended (UTC)", show_ended_utc, TONE_TEXT},
    {"Recorded by", show_tool_version, TONE_TEXT},
    {"Origin", show_origin, TONE_TEXT},
};

/* In a buffer that nothing of the run is too long for; to be freed. */
static char *shown_text(
    void (*show)(char *out, size_t size, const struct book_run *run), const struct book_run *run)
{
	const char *const texts[] = {
	    run->row.message, run->row.label, run->row.ground_truth, run->row.load, run->row.probe};
	size_t size = TEXT;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		size += texts[i] ? strlen(texts[i]) : 0;
	for (size_t i = 0; i < run->load.count; i++)
		size += KEY_WORDS + strlen(run->load.item[i].key) + strlen(run->load.item[i].value);
	char *text = mem_zero(1, size);
	show(text, size, run);
	return text;
}

static void recording_table(struct doc *d, const struct book_run *run)
{
	struct column columns[] = {{"Recording", false, false}, {run->name, false, true}};
	doc_table(d, "The run as it was recorded", columns, 2);
	for (size_t a = 0; a < sizeof attributes / sizeof *attributes; a++) {
		char *text = shown_text(attributes[a].show, run);
		doc_row(d, (struct cell[]){{.text = attributes[a].head, .tone = TONE_TEXT},
			       {.text = text, .tone = attributes[a].tone}});
		free(text);
	}
	doc_table_end(d);
}

static void environment_table(struct doc *d, const struct book_run *run)
{
	static const struct column columns[] = {
	    {"Fact", false, false}, {"Before", true, false}, {"After", true, false}};
	if (run->before.count == 0 && run->after.count == 0)
		return;
	doc_fold(d, "%s: the machine before and after", run->name);
	doc_table(d, "Environment read before and after the run", columns, 3);
	for (size_t i = 0; i < run->before.count; i++) {
		const struct known_fact *f = &run->before.item[i];
		const char *after = facts_get(&run->after, f->key);
		after = after ? after : "unknown";
		doc_row(d, (struct cell[]){{f->key, TONE_CODE, NULL, NULL},
			       {f->value, fact_tone(f->value), NULL, NULL},
			       {after, fact_tone(after), NULL, NULL}});
	}
	doc_table_end(d);
	doc_fold_end(d);
}

void section_run(struct doc *d, const struct book_run *run)
{
	doc_heading(d, 2, "recording", "How %s was recorded", run->name);
	recording_table(d, run);
	environment_table(d, run);
}
