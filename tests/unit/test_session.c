/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sessions from their plan to their rows: with probes, a counter, a load, a trace, an observer and
 * fresh processes that do what is written down here, and a clock that they move. The functions
 * below take the place of the collector's that ask the machine. The database and its writer are the
 * collector's own.
 */
#include "test.h"

#include "clock_watch_private.h"
#include "describe_private.h"
#include "memory_private.h"
#include "monotonic.h"
#include "pin.h"
#include "restart.h"
#include "session_private.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MS = 1000000 };

static struct world {
	int64_t now_ns, run_ms, slept_ns;	  /* of the clock; what a call of a probe takes */
	uint64_t ticks, elapsed;		  /* of a sample; 0: 1 to 8 */
	char log[4000];				  /* what was done, in order */
	int calls, stop_at, dies_at, alive_calls; /* calls of a probe; at which it happens */
	uint64_t memory;
	const char *fails; /* this function fails */
	bool has_page, clock_falls_back;
	int restart_without_page, cpus;
	const char *fault, *shortfall, *looks; /* by this SQL at the database, at the first call */
	double others;
} w;

static void log_add(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void log_add(const char *fmt, ...)
{
	size_t n = strlen(w.log);
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(w.log + n, sizeof w.log - n, fmt, ap);
	va_end(ap);
}

static int call_fails(const char *what, char *why, size_t size)
{
	if (!w.fails || strcmp(w.fails, what) != 0)
		return 0;
	if (why)
		snprintf(why, size, "no %s", what);
	return -1;
}

/* ---- the machine ---------------------------------------------------------------------------- */

double monotonic_seconds(void)
{
	return (double)w.now_ns * 1e-9;
}

int nanosleep(const struct timespec *t, struct timespec *left)
{
	(void)left;
	w.slept_ns += (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
	log_add("sleep(%ld.%09ld) ", (long)t->tv_sec, t->tv_nsec);
	return 0;
}

int tlp_clock_open_named(struct tlp_clock *clock, const char *name, const char **why)
{
	*clock = (struct tlp_clock){.kind = TLP_CLOCK_COUNTER,
	    .fence = TLP_FENCE_FULL,
	    .name = strcmp(name, "other") == 0 ? "o" : "c",
	    .why = "it is slow",
	    .fallback = w.clock_falls_back,
	    .hz = 1e9,
	    .hz_calibrated = 2e9,
	    .effective_tick_ticks = 3};
	*why = "it is not there";
	return call_fails(name, NULL, 0);
}

const char *tlp_clock_other(const struct tlp_clock *clock)
{
	assert_string_equal(clock->name, "c");
	return "other";
}

const char *tlp_hz_source_name(enum tlp_hz_source source)
{
	return source == TLP_HZ_HARDWARE ? "hardware" : "?";
}

bool tlp_clock_name_known(const char *name)
{
	return strcmp(name, "auto") == 0;
}

struct tlp_ticks tlp_clock_read(const struct tlp_clock *clock)
{
	(void)clock;
	return (struct tlp_ticks){.count = w.ticks};
}

struct tlp_instant tlp_clock_instant(const struct tlp_clock *clock)
{
	(void)clock;
	return (struct tlp_instant){.ticks = w.ticks};
}

int tlp_page_open(struct tlp_page *page, const struct tlp_clock *clock)
{
	assert_string_equal(clock->name, "c");
	*page = (struct tlp_page){.kind = w.has_page ? TLP_PAGE_STAMP : TLP_PAGE_NONE,
	    .name = w.has_page ? "commpage" : NULL};
	snprintf(page->why, sizeof page->why, "not here");
	return w.has_page ? 0 : -1;
}

int pin_to_cpu(int cpu, char *why, size_t size)
{
	log_add("pin(%d) ", cpu);
	return call_fails("pin", why, size);
}

int pin_last(void)
{
	return 7;
}

int pin_current(void)
{
	return 2;
}

int pin_allowed(int *cpu, int most)
{
	(void)cpu;
	(void)most;
	return 0;
}

void pin_away_from(int cpu)
{
	(void)cpu;
}

void pin_release(void)
{
	log_add("release ");
}

int pin_fifo(char *why, size_t size)
{
	log_add("fifo ");
	return call_fails("fifo", why, size);
}

void pin_ordinary(void)
{
	log_add("ordinary ");
}

void *memory_map(size_t *bytes, bool huge)
{
	(void)huge;
	FILE *f = tmpfile(); /* POSIX has no memory without a file that munmap() gives back */
	assert_non_null(f);
	assert_int_equal(ftruncate(fileno(f), (off_t)*bytes), 0);
	void *at = mmap(NULL, *bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(f), 0);
	fclose(f);
	return at == MAP_FAILED ? NULL : at;
}

void *memory_map_shared(size_t bytes)
{
	return memory_map(&bytes, false);
}

uint64_t memory_huge_kib(const void *at, size_t bytes)
{
	(void)at;
	(void)bytes;
	return 2048;
}

uint64_t memory_available(void)
{
	return w.memory;
}

int memory_lock(char *why, size_t size)
{
	log_add("lock ");
	return call_fails("mlock", why, size);
}

void activity_open(struct activity *a)
{
	(void)a;
}

void activity_close(struct activity *a)
{
	(void)a;
}

void activity_thread(struct activity_thread *out)
{
	*out = (struct activity_thread){.cpu = 5, .voluntary = (uint64_t)w.calls};
}

void activity_system(struct activity *a, int cpu, struct activity_system *out)
{
	(void)a;
	memset(out, 0xFF, sizeof *out); /* unknown */
	assert_int_equal(cpu, 5);
	out->seconds = monotonic_seconds();
	out->migrations = (uint64_t)w.calls;
}

void others_begin(struct others *o)
{
	(void)o;
	log_add("others ");
}

double others_cpus(const struct others *o)
{
	(void)o;
	return w.others;
}

struct tlp_facts *describe_environment(void)
{
	return calloc(1, 1);
}

static char *print_text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static char *print_text(const char *fmt, ...)
{
	char *text = malloc(200);
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, 200, fmt, ap);
	va_end(ap);
	return text;
}

char *describe_environment_text(const struct tlp_facts *facts, double others, int cpu)
{
	assert_non_null(facts);
	return isnan(others) ? print_text("{\"cpu\":%d}", cpu)
			     : print_text("{\"cpu\":%d,\"others\":%g}", cpu, others);
}

char *describe_machine(const struct tlp_clock *clock)
{
	return call_fails("machine", NULL, 0) ? NULL
					      : print_text("{\"counter\":\"%s\"}", clock->name);
}

void describe_fingerprint(char out[33])
{
	memset(out, 'f', 32);
	out[32] = '\0';
}

/* ---- clocks, load, trace, observer, fresh processes ------------------------------------------ */

struct clock_look clock_look_now(const struct tlp_clock *clock)
{
	assert_non_null(clock->name);
	return (struct clock_look){.monotonic_s = monotonic_seconds()};
}

void clock_watch_begin(
    struct clock_watch *c, const struct tlp_clock *clock, const struct clock_look *look)
{
	(void)clock;
	*c = (struct clock_watch){.looks = 1, .first = *look, .last = *look};
}

void clock_watch_add(struct clock_watch *c, const struct clock_look *look)
{
	c->looks++;
	c->last = *look;
}

void clock_watch_now(struct clock_watch *c, const struct tlp_clock *clock)
{
	struct clock_look look = clock_look_now(clock);
	clock_watch_add(c, &look);
}

double clock_watch_seconds(const struct clock_watch *c)
{
	return c->last.monotonic_s - c->first.monotonic_s;
}

void clock_watch_json(struct json *j, const struct clock_watch *c, uint64_t steps_back)
{
	json_u64(j, "looks", c->looks);
	json_u64(j, "back", steps_back);
}

void clock_watch_fault(const struct clock_watch *c, uint64_t steps_back, char *out, size_t size)
{
	(void)steps_back;
	*out = '\0';
	if (w.fault)
		snprintf(out, size, "%s %" PRIu64, w.fault, c->looks);
}

int load_start(
    struct load *l, const struct load_kind *kind, double intensity, char *why, size_t size)
{
	*l = (struct load){.kind = kind, .intensity = intensity};
	log_add("load(%g) ", intensity);
	return call_fails("load", why, size);
}

char *load_describe(const struct load *l)
{
	return strcmp(l->kind->name, "cpu") == 0 ? print_text("{\"at\":\"start\"}") : NULL;
}

bool load_shortfall(const struct load *l, char *out, size_t size)
{
	(void)l;
	snprintf(out, size, "%s", w.shortfall ? w.shortfall : "rest");
	return w.shortfall != NULL;
}

bool load_alive(const struct load *l)
{
	(void)l;
	return !w.dies_at || w.calls < w.dies_at;
}

int load_stop(struct load *l, char **detail, char *why, size_t size)
{
	log_add("unload ");
	*detail = strcmp(l->kind->name, "cpu") == 0 ? print_text("{\"at\":\"end\"}") : NULL;
	return call_fails("end", why, size);
}

int trace_open(struct trace **out, const struct tlp_clock *clock, int cpu, char *why, size_t size)
{
	static char opened;
	log_add("trace(%s,%d) ", clock->name, cpu);
	if (call_fails("trace", why, size) != 0)
		return -1;
	*out = (struct trace *)(void *)&opened;
	return 0;
}

void trace_start(struct trace *t)
{
	(void)t;
	log_add("begin ");
}

int trace_join(struct trace *t, const struct tlp_samples *block, size_t count)
{
	(void)t;
	block->flags[0] |= TLP_FLAG_IRQ;
	log_add("join%zu ", count);
	return 0;
}

void trace_summary(const struct trace *t, char *out, size_t size)
{
	(void)t;
	snprintf(out, size, "complete, 9 events");
}

void trace_close(struct trace *t)
{
	log_add(t ? "untrace " : "no-trace ");
}

int observer_choose_cpu(int cpu, int *chosen, char *why, size_t size)
{
	*chosen = cpu - 1;
	return call_fails("cpu", why, size);
}

static char an_observer;
static size_t observed;

int observer_start(struct observer **out, const struct observer_plan *plan, char *why, size_t size)
{
	log_add("observe(%zu,%d) ", plan->room, plan->cpu);
	*out = NULL;
	if (call_fails("observer", why, size) != 0)
		return -1;
	*out = (struct observer *)(void *)&an_observer;
	return 0;
}

void observer_go(struct observer *o, size_t n)
{
	assert_ptr_equal(o, &an_observer);
	log_add("go%zu ", n);
	observed = n;
}

int observer_take(struct observer *o, struct block *b)
{
	assert_ptr_equal(o, &an_observer);
	if (call_fails("observed", NULL, 0) != 0)
		return -1;
	for (size_t i = 0; i < observed; i++)
		b->at.start[i] = ++w.ticks, b->at.elapsed[i] = 1, b->at.flags[i] = 0;
	b->count = observed;
	return 0;
}

void observer_stop(struct observer *o)
{
	if (o)
		log_add("unobserve ");
}

static void take_samples(struct tlp_samples *out, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		out->start[i] = w.ticks += 10;
		out->elapsed[i] = w.elapsed ? w.elapsed : i % 8 + 1;
		out->flags[i] = 0;
	}
	w.now_ns += w.run_ms * MS;
	w.calls++;
	if (w.calls == w.stop_at)
		record_stop = 1;
}

int restart_begin(
    const struct restart *r, uint64_t count, struct restarted *out, char *why, size_t size)
{
	log_add(
	    "fresh(%s,%s,%" PRIu64 ",%" PRIu64 ") ", r->program, r->probe->name, count, r->warmup);
	*out = (struct restarted){.pipe = -1};
	if (w.calls + 1 == w.restart_without_page || w.calls + 2 == w.restart_without_page)
		snprintf(out->no_page, sizeof out->no_page, "gone %d", w.calls + 1);
	return call_fails("restart", why, size);
}

int restart_read(const struct restarted *r, struct block *out, size_t n)
{
	(void)r;
	log_add("read%zu ", n);
	take_samples(&out->at, n);
	out->before.cpu = out->after.cpu = 5;
	return call_fails("read", NULL, 0);
}

int restart_end(const struct restarted *r)
{
	(void)r;
	return call_fails("ended", NULL, 0);
}

/* ---- probes --------------------------------------------------------------------------------- */

static void expect_rows(const char *sql, const char *want);

static void run_named(
    const char *name, const struct tlp_clock *clock, struct tlp_samples *out, size_t count)
{
	log_add("%s%zu%s%s ", name, count, clock->fence == TLP_FENCE_NONE ? "!" : "",
	    strcmp(clock->name, "o") == 0 ? "o" : "");
	if (w.looks && w.calls == 0)
		expect_rows(w.looks,
		    "recording|{\"at\":\"start\"}|incomplete, the run did not end\n"
		    "recording|{\"at\":\"start\"}|incomplete, the run did not end\n");
	take_samples(out, count);
	if (out->page->kind == TLP_PAGE_STAMP)
		out->flags[0] = TLP_FLAG_OVERLAP;
}

#define PROBE(name_)                                                                               \
	static void run_##name_(                                                                   \
	    const struct tlp_clock *clock, struct tlp_samples *out, size_t count)                  \
	{                                                                                          \
		run_named(#name_, clock, out, count);                                              \
	}
PROBE(a)
PROBE(b)
PROBE(d)

static int start_thread(const struct tlp_clock *clock, const char *options, char *why, size_t size)
{
	(void)options;
	log_add("thread(%s) ", clock->name);
	return call_fails("thread", why, size);
}

static void stop_thread(void)
{
	log_add("unthread ");
}

static const struct tlp_probe a = {.name = "a", .run = run_a}, b = {.name = "b", .run = run_b},
			      d = {.name = "d",
				  .run = run_d,
				  .own_page = true,
				  .start = start_thread,
				  .stop = stop_thread};
static const struct load_kind idle = {.name = "idle"}, cpu = {.name = "cpu", .count = 1},
			      watched = {.name = "observer", .observer = true};

/* ---- what is asked and what comes of it ------------------------------------------------------ */

static char db[] = "/tmp/ticklab-session-XXXXXX", path[64];
static struct record_plan plan;
static struct record_outcome out;
static struct store *s;

static int world_end(void **state)
{
	(void)state;
	if (s)
		store_close(s);
	s = NULL;
	unlink(path);
	return 0;
}

static int world_begin(void **state)
{
	char why[200];
	world_end(state);
	record_stop = 0;
	w = (struct world){.now_ns = 1000000000,
	    .run_ms = 40,
	    .memory = 1u << 30,
	    .has_page = true,
	    .others = 0.25};
	plan = (struct record_plan){.probes = {&a},
	    .specs = {"a"},
	    .probe_count = 1,
	    .load = &idle,
	    .intensity = 1,
	    .label = "l",
	    .samples = 10,
	    .cpu = -1,
	    .block = 4,
	    .counter = "auto"};
	snprintf(path, sizeof path, "%s/x.db", db);
	unlink(path);
	assert_int_equal(store_open(&s, path, STORE_CREATE, why, sizeof why), 0);
	return 0;
}

static char rows[4000];

static int row_add(void *context, int n, char **value, char **name)
{
	(void)context;
	(void)name;
	size_t k = strlen(rows);
	for (int i = 0; i < n; i++)
		k += (size_t)snprintf(
		    rows + k, sizeof rows - k, "%s%s", i ? "|" : "", value[i] ? value[i] : "-");
	snprintf(rows + k, sizeof rows - k, "\n");
	return 0;
}

static void expect_rows(const char *sql, const char *want)
{
	sqlite3 *c;
	rows[0] = '\0';
	assert_int_equal(sqlite3_open(path, &c), SQLITE_OK);
	assert_int_equal(sqlite3_exec(c, sql, row_add, NULL, NULL), SQLITE_OK);
	sqlite3_close(c);
	assert_string_equal(rows, want);
}

static void plan_record(void)
{
	record_run(s, &plan, &out);
}

static void expect_log(const char *want)
{
	assert_string_equal(w.log, want);
}

/* Of each run how it ended. */
static void expect_ends(const char *want)
{
	expect_rows("SELECT probe, load, status, samples, requested, message FROM run", want);
}

static void expect_failed(const char *why)
{
	plan_record();
	assert_string_equal(out.why, why);
	assert_int_equal(out.end, RECORD_FAILED);
}

static void a_run_has_its_blocks_and_its_facts(void **state)
{
	(void)state;
	plan.warmup = 5;
	plan_record();
	expect_log("others load(1) a4 a1 a4 a4 a2 release unload ");
	assert_int_equal(out.end, RECORD_COMPLETE);
	assert_true(out.runs == 1 && out.samples == 10 && out.run[0].samples == 10);
	assert_true(!out.session[0] && !out.storage && !out.fallback[0] && !out.clocks[0] &&
		    !out.busy[0] && !out.shortfall[0] && !out.why[0]);
	assert_near(out.seconds, 0.2, 1e-9);
	expect_rows(
	    "SELECT label, origin, probe, load, status, message, counter, counter_hz, hz_source,"
	    " hz_calibrated, effective_tick_ticks, trace, ground_truth, has_start, cpu, requested,"
	    " warmup, samples, chunks, environment_before, environment_after, load_detail, session,"
	    " restarts, campaign_id, cell FROM run",
	    "l|collect|a|idle|complete|-|c|1000000000.0|hardware|2000000000.0|3|-|commpage|1|-|10|"
	    "5|10|3|{\"cpu\":-1}|{\"cpu\":-1,\"others\":0.25}|-|-|-|-|-\n");
	expect_rows("SELECT fingerprint, facts FROM machine",
	    "ffffffffffffffffffffffffffffffff|{\"counter\":\"c\"}\n");
	expect_rows("SELECT instrument FROM run",
	    "{\"block\": 4,\"writer\": \"thread\",\"fence\": \"full\",\"mlock\": false,\"fifo\": "
	    "false,\"hugepages_kib\": null}\n");
	expect_rows(
	    "SELECT seconds, clock_check FROM recording", "0.2|{\"looks\": 5,\"back\": 0}\n");
	/* The machine is read each tenth of a second and at the end. */
	expect_rows("SELECT samples, restart, json_extract(conditions, '$.window.seconds'),"
		    " json_extract(conditions, '$.window.migrations'),"
		    " json_extract(conditions, '$.switches_voluntary') FROM chunk",
	    "4|-|0.12|3|1\n4|-|-|-|1\n2|-|0.08|2|1\n");
}

static void the_usual_block_is_smaller_where_probes_take_turns(void **state)
{
	(void)state;
	assert_int_equal(record_usual_block(1), STORE_CHUNK_SAMPLES);
	assert_int_equal(record_usual_block(2), 8192);
	assert_string_equal(record_end_name(RECORD_COMPLETE), "complete");
	assert_string_equal(record_end_name(RECORD_INTERRUPTED), "interrupted");
	assert_string_equal(record_end_name(RECORD_FAILED), "failed");
}

static void several_probes(size_t rounds)
{
	plan.probes[1] = &b, plan.specs[1] = "b";
	plan.probes[2] = &d, plan.specs[2] = "d:x";
	plan.probe_count = 3;
	plan.block = 1;
	plan.samples = rounds;
	plan.seed = 5;
}

/* The order of a seed is the same today and tomorrow. */
static void probes_take_turns_in_the_order_of_the_seed(void **state)
{
	(void)state;
	several_probes(6);
	w.run_ms = 10;
	plan_record();
	expect_log("others load(1) thread(c) a1 b1 d1 b1 d1 a1 a1 d1 b1 d1 b1 a1 a1 b1 d1 b1 d1 a1 "
		   "unthread release unload ");
	assert_true(out.runs == 3 && out.samples == 18 && out.run[2].samples == 6);
	assert_true(out.session[0]);
	expect_rows(
	    "SELECT probe, requested, samples, ground_truth, session IS (SELECT session FROM"
	    " run LIMIT 1), instrument FROM run",
	    "a|6|6|commpage|1|{\"block\": 1,\"writer\": \"thread\",\"fence\": \"full\",\"mlock\": "
	    "false,\"fifo\": false,\"hugepages_kib\": null,\"order_seed\": 5}\n"
	    "b|6|6|commpage|1|{\"block\": 1,\"writer\": \"thread\",\"fence\": \"full\",\"mlock\": "
	    "false,\"fifo\": false,\"hugepages_kib\": null,\"order_seed\": 5}\n"
	    "d:x|6|6|probe|1|{\"block\": 1,\"writer\": \"thread\",\"fence\": \"full\",\"mlock\": "
	    "false,\"fifo\": false,\"hugepages_kib\": null,\"order_seed\": 5}\n");
	expect_rows("SELECT r.probe, count(*), sum(json_extract(conditions, '$.window') NOT NULL)"
		    " FROM chunk JOIN run r USING (run_id) GROUP BY 1",
	    "a|6|1\nb|6|1\nd:x|6|2\n");
}

static void every_order_of_three_comes_up_as_often(void **state)
{
	(void)state;
	int seen[3][3] = {{0}};
	several_probes(300);
	w.run_ms = 0;
	plan_record();
	const char *at = strstr(w.log, "thread(c) ") + 10;
	for (int i = 0; i < 300; i++)
		for (int k = 0; k < 3; k++, at = strchr(at, ' ') + 1)
			seen[*at == 'd' ? 2 : *at - 'a'][k]++;
	for (int p = 0; p < 3; p++)
		for (int k = 0; k < 3; k++) /* 100 each, sigma 8 */
			assert_true(seen[p][k] > 65 && seen[p][k] < 135);
}

/* ---- how the loop is run --------------------------------------------------------------------- */

static void what_is_asked_of_the_machine_is_done_in_order(void **state)
{
	(void)state;
	plan.cpu = 3, plan.mlock = plan.fifo = plan.trace = plan.hugepages = true;
	plan.fence = TLP_FENCE_NONE;
	plan.samples = 4;
	plan.intensity = 0.5;
	w.run_ms = 13500;
	plan_record();
	assert_int_equal(out.end, RECORD_COMPLETE);
	expect_log("others pin(3) trace(c,3) release load(0.5) pin(3) lock fifo begin a4! join4 "
		   "sleep(1.500000000) ordinary release unload untrace ");
	expect_rows("SELECT cpu, trace, instrument, environment_after FROM run",
	    "3|complete, 9 events|{\"block\": 4,\"writer\": \"thread\",\"fence\": "
	    "\"none\",\"mlock\": "
	    "true,\"fifo\": true,\"fifo_duty\": 0.9000,\"hugepages_kib\": "
	    "2048}|{\"cpu\":3,\"others\":"
	    "0.25}\n");
}

/* What a recorder that is killed leaves. */
static void what_is_known_is_stored_before_the_first_sample(void **state)
{
	(void)state;
	plan.probes[1] = &b, plan.specs[1] = "b", plan.probe_count = 2;
	plan.load = &cpu, plan.cpu = 0, plan.trace = true;
	w.looks = "SELECT status, load_detail, trace FROM run";
	plan_record();
	assert_int_equal(out.end, RECORD_COMPLETE);
	assert_int_equal(
	    strncmp(w.log, "others pin(0) trace(c,0) release load(1) pin(0) begin ", 52), 0);
}

static void two_counters_are_read_in_turn(void **state)
{
	(void)state;
	plan.probes[1] = &a, plan.specs[1] = "a", plan.probe_count = 2;
	plan.two_counters = true, plan.fence = TLP_FENCE_NONE;
	plan.samples = plan.block = 1;
	plan_record();
	assert_int_equal(out.end, RECORD_COMPLETE);
	assert_non_null(strstr(w.log, "a1! "));
	assert_non_null(strstr(w.log, "a1!o "));
	/* The page is stamped with the first one. */
	expect_rows("SELECT counter, ground_truth FROM run",
	    "c|commpage\no|none: the page's stamp is of another counter\n");
	expect_rows("SELECT facts FROM machine", "{\"counter\":\"c\"}\n{\"counter\":\"o\"}\n");
}

static void the_page_is_watched_where_it_may_be(void **state)
{
	(void)state;
	static const struct {
		bool cold, no_page, there;
		const char *want;
	} c[] = {{false, false, true, "commpage\n"}, {false, false, false, "none: not here\n"},
	    {true, true, true, "none: watching the page would warm it up\n"},
	    {false, true, true, "none: not requested\n"}};
	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		world_begin(NULL);
		plan.cold = c[i].cold, plan.no_page = c[i].no_page, w.has_page = c[i].there;
		plan_record();
		expect_rows("SELECT ground_truth FROM run", c[i].want);
		world_end(NULL);
	}
}

static void deferred_samples_have_a_place_before_the_first_is_taken(void **state)
{
	(void)state;
	plan.deferred = true;
	plan.block = 1000;
	plan.samples = 2001; /* three blocks of 1000 samples of 17 bytes: 51,000 of 63,750 */
	w.memory = 63750;
	plan_record();
	assert_int_equal(out.end, RECORD_COMPLETE);
	expect_rows("SELECT json_extract(instrument, '$.writer') FROM run", "deferred\n");
	w.memory = 63740;
	expect_failed(
	    "--deferred keeps all samples in memory: 5.1e-05 GB are required, 6.37e-05 GB "
	    "are free");
	assert_int_equal(out.runs, 0);
	plan.deferred = false; /* a ring of blocks does not ask */
	plan_record();
	assert_int_equal(out.end, RECORD_COMPLETE);
	plan.deferred = true;
	w.memory = 0; /* not known */
	plan_record();
	assert_int_equal(out.end, RECORD_COMPLETE);
	several_probes(2000);
	plan.block = 1000, plan.deferred = true;
	w.memory = 127500;
	plan_record();
	assert_int_equal(out.end, RECORD_COMPLETE);
	plan.samples = 2001;
	expect_failed(
	    "--deferred keeps all samples in memory: 0.000153 GB are required, 0.000128 GB "
	    "are free");
}

/* ---- other processes ------------------------------------------------------------------------- */

static void an_observer_has_a_run_of_its_own(void **state)
{
	(void)state;
	plan.load = &watched;
	plan.cpu = 4;
	plan_record();
	expect_log("others pin(4) release load(1) observe(4,3) pin(4) go4 a4 go4 a4 go2 a2 "
		   "unobserve release unload ");
	assert_true(out.end == RECORD_COMPLETE && out.runs == 2 && out.samples == 20);
	expect_rows(
	    "SELECT probe, load, cpu, samples, json_extract(instrument, '$.observer') FROM run",
	    "a|observer|4|10|0\na|observed|3|10|1\n");
	world_begin(NULL); /* without a CPU it gets the last one */
	plan.load = &watched;
	plan_record();
	expect_rows("SELECT cpu FROM run", "7\n6\n");
	assert_int_equal(plan.cpu, -1);
}

static void a_trace_is_not_of_the_observers_cpu(void **state)
{
	(void)state;
	plan.load = &watched, plan.cpu = 4, plan.trace = true;
	plan_record();
	expect_rows("SELECT cpu, trace FROM run", "4|complete, 9 events\n3|-\n");
}

static void what_an_observer_cannot_do_is_said(void **state)
{
	(void)state;
	static const char asks[] =
	    "an observer requires a first probe without a thread of its own, "
	    "and no --restarts";
	plan.load = &watched;
	plan.probes[0] = &d;
	expect_failed(asks);
	plan.probes[0] = &a;
	plan.restarts = 1;
	expect_failed(asks);
	plan.restarts = 0;
	w.fails = "cpu";
	expect_failed("no cpu");
	assert_int_equal(out.runs, 0);
	w.fails = "observer";
	expect_failed("no observer");
	w.fails = "observed";
	expect_failed("the observer ended before all samples were taken");
	expect_rows("SELECT probe, load, status, samples, requested, message FROM run",
	    "a|observer|failed|0|10|no observer\na|observed|failed|0|10|no observer\n"
	    "a|observer|failed|4|10|the observer ended before all samples were taken\n"
	    "a|observed|failed|0|10|the observer ended before all samples were taken\n");
}

static void fresh_processes_are_chunks_of_their_number(void **state)
{
	(void)state;
	plan.restarts = 3, plan.program = "me", plan.cpu = 2, plan.warmup = 7;
	plan.block = STORE_CHUNK_SAMPLES;
	plan.samples = STORE_CHUNK_SAMPLES + 1;
	plan_record();
	expect_log("others pin(2) release load(1) pin(2) fresh(me,a,65537,7) read65536 read1 "
		   "fresh(me,a,65537,7) read65536 read1 fresh(me,a,65537,7) read65536 read1 "
		   "release unload ");
	assert_true(out.end == RECORD_COMPLETE && out.samples == 3 * 65537);
	expect_rows("SELECT requested, samples, restarts, ground_truth, warmup,"
		    " json_extract(instrument, '$.writer') FROM run",
	    "196611|196611|3|commpage|7|after each process\n");
	expect_rows("SELECT samples, restart, json_extract(conditions, '$.window.seconds'),"
		    " json_extract(conditions, '$.window.migrations') FROM chunk",
	    "65536|0|-|-\n1|0|-|-\n65536|1|0.12|-\n1|1|-|-\n65536|2|-|-\n1|2|0.12|-\n");
	expect_rows("SELECT clock_check FROM recording", "{\"looks\": 5,\"back\": 0}\n");
}

static void processes_that_watched_no_page_are_counted(void **state)
{
	(void)state;
	plan.restarts = 3, plan.samples = 3, plan.program = "me";
	w.elapsed = 11;		    /* each begins before the one before it has ended */
	w.restart_without_page = 3; /* the second and the third */
	plan_record();
	assert_int_equal(out.end, RECORD_COMPLETE);
	expect_rows("SELECT ground_truth FROM run", "none: in 2 of 3 processes: gone 2\n");
	expect_rows("SELECT clock_check FROM recording", "{\"looks\": 5,\"back\": 6}\n");
	world_end(NULL);
	world_begin(NULL);
	plan.restarts = 3, plan.samples = 1, plan.program = "me";
	w.restart_without_page = 3;
	w.has_page = false; /* nor did this one */
	plan_record();
	expect_rows("SELECT ground_truth FROM run", "none: not here\n");
}

static void fresh_processes_that_fail_fail_the_run(void **state)
{
	(void)state;
	static const struct {
		const char *fails, *why;
		int dies_at, stop_at;
		uint64_t samples;
	} c[] = {{"restart", "no restart", 0, 0, 0},
	    {"read", "a fresh process ended without its samples", 0, 0, 0},
	    {"ended", "a fresh process failed", 0, 0, 2},
	    {NULL, "the load ended before all samples were taken", 2, 0, 4},
	    {"pin", "no pin", 0, 0, 0}, {"read", "ended by a signal", 0, 1, 0},
	    {"ended", "ended by a signal", 0, 1, 2}, {NULL, "ended by a signal", 0, 2, 4}};
	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		world_begin(NULL);
		plan.restarts = 3, plan.samples = 2, plan.program = "me";
		plan.cpu = i == 4 ? 1 : -1;
		w.fails = c[i].fails, w.dies_at = c[i].dies_at, w.stop_at = c[i].stop_at;
		plan_record();
		assert_string_equal(out.why, c[i].why);
		assert_int_equal(out.end, c[i].stop_at ? RECORD_INTERRUPTED : RECORD_FAILED);
		assert_int_equal(out.samples, c[i].samples);
		world_end(NULL);
	}
}

/* ---- what fails ------------------------------------------------------------------------------ */

static void what_cannot_be_had_is_said(void **state)
{
	(void)state;
	static const struct {
		const char *fails, *why;
		bool begun;
	} c[] = {{"auto", "the counter 'auto' cannot be used: it is not there", false},
	    {"pin", "no pin", false}, {"trace", "no trace", false},
	    {"machine", "out of memory", false}, {"load", "no load", true},
	    {"mlock", "no mlock", true}, {"fifo", "no fifo", true}, {"thread", "no thread", true},
	    {"end", "no end", true}};
	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		world_begin(NULL);
		plan.probes[1] = &d, plan.specs[1] = "d", plan.probe_count = 2;
		plan.cpu = 1, plan.trace = plan.mlock = plan.fifo = true;
		w.fails = c[i].fails;
		expect_failed(c[i].why);
		assert_int_equal(out.runs, c[i].begun ? 2 : 0);
		assert_int_equal(out.samples, strcmp(c[i].fails, "end") == 0 ? 20 : 0);
		assert_false(out.storage);
		expect_rows("SELECT status, count(*), min(message) FROM run GROUP BY 1",
		    c[i].begun ? (snprintf(w.log, sizeof w.log, "failed|2|%s\n", c[i].why), w.log)
			       : "");
		world_end(NULL);
	}
	world_begin(NULL);
	plan.probes[1] = &a, plan.specs[1] = "a", plan.probe_count = 2, plan.two_counters = true;
	w.fails = "other";
	expect_failed("the counter 'other' cannot be used: it is not there");
}

/* From now on no row of the table can be written for which that holds: a function of an index has
 * no value there. */
static void spoil_database(const char *table, const char *when)
{
	sqlite3 *c;
	char sql[300];
	snprintf(sql, sizeof sql,
	    "CREATE INDEX spoilt ON %s (abs(CASE WHEN %s THEN -9223372036854775807 - 1 END))",
	    table, when);
	assert_int_equal(sqlite3_open(path, &c), SQLITE_OK);
	assert_int_equal(sqlite3_exec(c, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(c);
}

/* Wherever the database fails, the outcome says that it was the database, and why. */
static void a_database_that_fails_fails_the_session(void **state)
{
	(void)state;
	static const struct {
		const char *table, *when;
		size_t runs;
		bool restarts;
	} c[] = {{"run", "1", 0, false}, {"run", "trace NOT NULL", 1, false},
	    {"run", "load_detail NOT NULL AND status = 'recording'", 2, false},
	    {"chunk", "1", 2, false}, {"run", "trace = 'complete, 9 events'", 2, false},
	    {"recording", "seconds NOT NULL", 2, false}, {"run", "status = 'complete'", 2, false},
	    {"chunk", "1", 1, true}, {"run", "substr(ground_truth, 1, 4) = 'none'", 1, true}};
	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		world_begin(NULL);
		plan.probes[1] = &b, plan.specs[1] = "b", plan.probe_count = 2;
		plan.load = &cpu, plan.cpu = 0, plan.trace = true;
		if (c[i].restarts) {
			plan.probe_count = 1, plan.restarts = 2, plan.program = "me";
			w.restart_without_page = 2;
		}
		spoil_database(c[i].table, c[i].when);
		plan_record();
		if (out.end != RECORD_FAILED || !out.storage ||
		    !strstr(out.why, "integer overflow"))
			fail_msg("%s: %d %d %s", c[i].when, (int)out.end, out.storage, out.why);
		assert_int_equal(out.runs, c[i].runs);
		world_end(NULL);
	}
}

static void a_thread_that_started_is_stopped(void **state)
{
	(void)state;
	plan.probes[0] = &d, plan.specs[0] = "d";
	plan_record();
	expect_log("others load(1) thread(c) d4 d4 d2 unthread release unload ");
	expect_rows("SELECT ground_truth FROM run", "probe\n");
	w.log[0] = '\0';
	w.fails = "thread";
	plan_record();
	expect_log("others load(1) thread(c) release unload ");
}

static void a_load_that_ends_fails_the_run(void **state)
{
	(void)state;
	plan.load = &cpu;
	w.dies_at = 2;
	w.shortfall = "short";
	expect_failed("the load ended before all samples were taken");
	expect_rows("SELECT samples, status, load_detail, message FROM run",
	    "8|failed|{\"at\":\"end\"}|the load ended before all samples were taken\n");
	assert_string_equal(out.shortfall, "short");
	assert_string_equal(out.busy, "");
	w = (struct world){.dies_at = 1, .calls = 1}; /* at once */
	plan_record();
	assert_int_equal(out.end, RECORD_INTERRUPTED);
	assert_string_equal(out.shortfall, "");
	expect_log("others load(1) release unload ");
}

/* A run that is whole is complete, whatever stopped the others. */
static void a_signal_ends_after_the_block(void **state)
{
	(void)state;
	plan.probes[1] = &b, plan.specs[1] = "b", plan.probe_count = 2;
	plan.samples = 3;
	w.stop_at = 3;
	plan_record();
	assert_int_equal(out.end, RECORD_COMPLETE); /* each took its only block */
	w.calls = 0, w.stop_at = 1;
	plan_record();
	assert_int_equal(out.end, RECORD_INTERRUPTED);
	assert_string_equal(out.why, "ended by a signal");
	assert_int_equal(out.samples, 3);
	expect_rows("SELECT status, samples, message FROM run WHERE run_id > 2 ORDER BY samples",
	    "interrupted|0|ended by a signal\ncomplete|3|-\n");
	w.log[0] = '\0';
	w.stop_at = 0; /* it came before */
	plan.probe_count = 1;
	plan_record();
	expect_log("others load(1) release unload ");
	expect_ends(
	    "a|idle|complete|3|3|-\nb|idle|complete|3|3|-\na|idle|complete|3|3|-\n"
	    "b|idle|interrupted|0|3|ended by a signal\na|idle|interrupted|0|3|ended by a signal\n");
}

static void what_is_odd_is_passed_on(void **state)
{
	(void)state;
	w.clock_falls_back = true;
	w.fault = "odd";
	w.others = 3;
	plan_record();
	assert_string_equal(out.fallback, "the CPU's own counter is not used: it is slow; samples "
					  "are timed with c");
	assert_string_equal(out.clocks, "odd 5");
	assert_string_equal(out.busy, "other processes used 3 CPUs");
	plan.load = &cpu; /* the load is no other process of which to warn */
	plan_record();
	assert_string_equal(out.busy, "");
}

static void a_trace_can_be_tried(void **state)
{
	(void)state;
	char why[200] = "";
	assert_int_equal(record_try_trace("auto", 3, why, sizeof why), 0);
	expect_log("pin(3) trace(c,3) untrace release ");
	static const char *const fails_[] = {"auto", "pin", "trace"};
	static const char *const want[] = {
	    "the counter 'auto': it is not there", "no pin", "no trace"};
	for (int i = 0; i < 3; i++) {
		w.fails = fails_[i];
		assert_int_equal(record_try_trace("auto", 3, why, sizeof why), -1);
		assert_string_equal(why, want[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_database_that_fails_fails_the_session, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_trace_is_not_of_the_observers_cpu, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_run_has_its_blocks_and_its_facts, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		the_usual_block_is_smaller_where_probes_take_turns, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		probes_take_turns_in_the_order_of_the_seed, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		every_order_of_three_comes_up_as_often, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		what_is_asked_of_the_machine_is_done_in_order, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		what_is_known_is_stored_before_the_first_sample, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(two_counters_are_read_in_turn, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		the_page_is_watched_where_it_may_be, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		deferred_samples_have_a_place_before_the_first_is_taken, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		an_observer_has_a_run_of_its_own, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		what_an_observer_cannot_do_is_said, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		fresh_processes_are_chunks_of_their_number, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		processes_that_watched_no_page_are_counted, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		fresh_processes_that_fail_fail_the_run, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(what_cannot_be_had_is_said, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(
		a_thread_that_started_is_stopped, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(a_load_that_ends_fails_the_run, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(a_signal_ends_after_the_block, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(what_is_odd_is_passed_on, world_begin, world_end),
	    cmocka_unit_test_setup_teardown(a_trace_can_be_tried, world_begin, world_end),
	};
	if (!mkdtemp(db))
		return 1;
	int rc = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(db);
	return rc;
}
