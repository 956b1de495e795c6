/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What recording costs, measured side by side in one run: `make bench-collector`. Prints a
 * table, ready to paste: each figure with its bound and, where it is a ratio, its span over the
 * rounds. Exit 1 if a bound is missed.
 */
#include "err.h"
#include "kind.h"
#include "num.h"
#include "opt.h"
#include "probe_loop_private.h"
#include "record.h"
#include "store.h"

#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 9, CHUNK = STORE_CHUNK_SAMPLES };

static uint64_t pair = 4000000, sustained = 100000000;
static const char *folder = "/tmp";
static const char *cpu_text;
static const char *counter = "auto";

static const struct opt options[] = {
    {OPT_U64, 'n', "samples", "N", &pair, "samples of each side of a comparison (4M)"},
    {OPT_U64, 0, "sustained", "N", &sustained, "samples of the long run (100M)"},
    {OPT_STRING, 0, "folder", "PATH", &folder, "where the databases lie meanwhile (/tmp)"},
    {OPT_STRING, 0, "counter", "NAME", &counter, "as of ticklab collect (auto)"},
    {OPT_STRING, 'c', "cpu", "NUMBER", &cpu_text, "pin the sampling thread"},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {
    "bench/collector", "[OPTION ...] TICKLAB", "Measures what recording costs.", options};

static int missed;
static char database[512];

static double now_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void row_print(const char *name, const char *bound, const char *measured, bool holds)
{
	printf("| %s | %s | %s%s |\n", name, bound, measured,
	    !*bound ? ""
	    : holds ? ""
		    : ", MISSED");
	fflush(stdout);
	missed += *bound && !holds;
}

static void value_print(
    const char *name, double value, const char *unit, const char *bound, bool holds)
{
	char text[64];
	snprintf(text, sizeof text, "%.4g%s%s", value, *unit ? " " : "", unit);
	row_print(name, bound, text, holds);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median_of(double *v, size_t n)
{
	qsort(v, n, sizeof *v, by_value);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static void remove_database(void)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char name[600];
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "%s%s", database, ends[i]);
		unlink(name);
	}
}

/* ---- a bare loop ----------------------------------------------------------------------------- */

/* The reads of the recorded loop, of the page too, and nothing kept but a sum. */
TLP_INLINE uint64_t bare_with(const struct tlp_page *page, uint64_t count,
    uint64_t (*read_start)(void), uint64_t (*read_end)(uint32_t *cpu))
{
	uint64_t sum = 0;
	uint32_t cpu;
	const volatile uint64_t *word = page->word;
	for (uint64_t i = 0; i < count; i++) {
		struct timeval tv;
		if (word)
			sum += *word & 1;
		uint64_t before = read_start();
		gettimeofday(&tv, NULL);
		uint64_t after = read_end(&cpu);
		if (word)
			sum += *word & 1;
		sum += after - before;
	}
	return sum;
}

/* With the reads that the recorder takes on this machine. */
static uint64_t count_bare(
    const struct tlp_clock *clock, const struct tlp_page *page, uint64_t count)
{
	if (clock->kind == TLP_CLOCK_POSIX)
		return bare_with(page, count, tlp_posix_read, tlp_posix_read_on);
#ifdef TLP_COUNTER_APART
	if (!clock->cpu_in_read)
		return bare_with(page, count, tlp_counter_start, tlp_counter_end_apart);
#endif
	return bare_with(page, count, tlp_counter_start, tlp_counter_end_on);
}

/* The bare loop as a probe, so that its blocks and the recorded ones follow each other in one
 * session and meet the same machine. The first duration of a block is that of its whole loop; what
 * the writer is given is a copy of real samples, so that it has as much to do. */
static struct tlp_samples sample_of;

static void bare_run(const struct tlp_clock *clock, struct tlp_samples *out, size_t count)
{
	static const struct tlp_page none;
	volatile uint64_t sum;
	uint64_t before = tlp_clock_read(clock).count;
	sum = count_bare(clock, out->page ? out->page : &none, count);
	uint64_t took = tlp_clock_read(clock).count - before;
	(void)sum;
	for (size_t i = 0; i < count; i++)
		out->start[i] = before + sample_of.start[i] - sample_of.start[0];
	memcpy(out->elapsed, sample_of.elapsed, count * sizeof *out->elapsed);
	memset(out->flags, 0, count);
	out->elapsed[0] = took;
}

static const struct tlp_probe bare_probe = {
    .name = "bare", .describe = "the reads alone", .run = bare_run};

static void take_samples_to_copy(const struct tlp_clock *clock)
{
	sample_of = (struct tlp_samples){.start = calloc(CHUNK, sizeof(uint64_t)),
	    .elapsed = calloc(CHUNK, sizeof(uint64_t)),
	    .flags = calloc(CHUNK, 1)};
	if (!sample_of.start || !sample_of.elapsed || !sample_of.flags)
		err_die("out of memory");
	tlp_probe_find("gettimeofday")->run(clock, &sample_of, CHUNK);
}

/* ---- recorded ------------------------------------------------------------------------------ */

static struct load_kind idle;

static struct record_plan plan_of(const char *probe, uint64_t samples, bool deferred)
{
	uint64_t cpu = 0;
	struct record_plan p = {.load = &idle,
	    .label = "bench",
	    .intensity = 1,
	    .samples = samples,
	    .warmup = 8,
	    .cpu = cpu_text && num_u64(cpu_text, &cpu) == 0 ? (int)cpu : -1,
	    .block = CHUNK,
	    .counter = counter,
	    .deferred = deferred,
	    .probe_count = 1};
	p.probes[0] = tlp_probe_find(probe);
	p.specs[0] = probe;
	return p;
}

/* What a walk through a run's chunks gathers. */
struct seen {
	uint64_t samples, first, end, longest_gap, gaps_over_chunk;
	double worst_share; /* of a gap in its chunk's own time */
	uint64_t *elapsed;  /* all of them, or NULL */
	double hz;
};

static int chunk_see(void *context, const struct store_chunk *c)
{
	struct seen *s = context;
	uint64_t last = c->start[c->samples - 1] + c->elapsed[c->samples - 1];
	uint64_t own = last - c->start[0];
	if (s->samples == 0)
		s->first = c->start[0];
	else if (c->samples == CHUNK) {
		uint64_t gap = c->start[0] - s->end;
		s->longest_gap = gap > s->longest_gap ? gap : s->longest_gap;
		s->gaps_over_chunk += gap > own;
		s->worst_share = fmax(s->worst_share, (double)gap / (double)own);
	}
	if (s->elapsed)
		memcpy(s->elapsed + s->samples, c->elapsed, c->samples * sizeof *c->elapsed);
	s->end = last;
	s->samples += c->samples;
	return 0;
}

struct found {
	int64_t id;
	double hz;
};

static int keep_id(void *context, const struct store_run *run)
{
	struct found *f = context;
	f->id = run->id;
	f->hz = run->counter_hz;
	return 0;
}

static struct store *open_store(void)
{
	struct store *s;
	char why[512];
	if (store_open(&s, database, STORE_CREATE, why, sizeof why) != 0)
		err_die("%s: %s", database, why);
	return s;
}

/* Records into a fresh database and looks at what came of it. */
static void record_plan_run(const struct record_plan *plan, struct seen *seen)
{
	struct record_outcome out;
	struct found f = {0, 1};
	remove_database();
	struct store *s = open_store();
	record_run(s, plan, &out);
	if (out.end != RECORD_COMPLETE)
		err_die("recording ended: %s", out.why);
	if (store_runs(s, out.run[0].uuid, keep_id, &f) != 1 ||
	    store_samples(s, f.id, chunk_see, seen) < 0)
		err_die("%s", store_error(s));
	seen->hz = f.hz;
	store_close(s);
}

/* A block in time order: where it began, and the ticks of a bare loop or 0. */
struct piece {
	uint64_t start, bare;
};

struct pieces {
	struct piece *list;
	size_t count;
	bool bare;
};

static int see_piece(void *context, const struct store_chunk *c)
{
	struct pieces *p = context;
	if (c->samples == CHUNK)
		p->list[p->count++] = (struct piece){c->start[0], p->bare ? c->elapsed[0] : 0};
	return 0;
}

static int by_start(const void *a, const void *b)
{
	uint64_t x = ((const struct piece *)a)->start, y = ((const struct piece *)b)->start;
	return (x > y) - (x < y);
}

/* Recorded by bare of one session: of all the time, and of the median block each. */
struct ratio {
	double all, typical, bare_ns;
};

/* A recorded block lasts until the next one starts, with all that is done between them. */
static struct ratio ratio_of(const struct pieces *p, double hz)
{
	double *bare = calloc(p->count, sizeof *bare),
	       *recorded = calloc(p->count, sizeof *recorded);
	double sum_bare = 0, sum_recorded = 0;
	size_t b = 0, r = 0;
	if (!bare || !recorded)
		err_die("out of memory");
	for (size_t i = 0; i + 1 < p->count; i++)
		if (p->list[i].bare)
			sum_bare += bare[b++] = (double)p->list[i].bare;
		else
			sum_recorded += recorded[r++] =
			    (double)(p->list[i + 1].start - p->list[i].start);
	if (b == 0 || r == 0)
		err_die("--samples wants some blocks of %d", CHUNK);
	struct ratio out = {.all = sum_recorded / (double)r / (sum_bare / (double)b)};
	double typical = median_of(bare, b);
	out.typical = median_of(recorded, r) / typical;
	out.bare_ns = typical / hz * 1e9 / CHUNK;
	free(bare);
	free(recorded);
	return out;
}

static struct ratio alternate_blocks(bool deferred, uint64_t seed)
{
	struct record_plan p = plan_of("gettimeofday", pair, deferred);
	struct record_outcome out;
	struct found f = {0, 1};
	struct pieces all = {calloc(2 * (pair / CHUNK + 1), sizeof(struct piece)), 0, false};
	p.probes[1] = &bare_probe;
	p.specs[1] = bare_probe.name;
	p.probe_count = 2;
	p.seed = seed;
	remove_database();
	struct store *s = open_store();
	if (!all.list)
		err_die("out of memory");
	record_run(s, &p, &out);
	if (out.end != RECORD_COMPLETE)
		err_die("recording ended: %s", out.why);
	for (int i = 0; i < 2; i++) {
		all.bare = i == 1;
		if (store_runs(s, out.run[i].uuid, keep_id, &f) != 1 ||
		    store_samples(s, f.id, see_piece, &all) < 0)
			err_die("%s", store_error(s));
	}
	store_close(s);
	qsort(all.list, all.count, sizeof *all.list, by_start);
	struct ratio r = ratio_of(&all, f.hz);
	free(all.list);
	return r;
}

/* Median and span over the rounds. */
static void tell_span(const char *what, const char *of, double *v, const char *bound)
{
	char name[96], text[96];
	double m = median_of(v, ROUNDS);
	snprintf(name, sizeof name, "%s, %s (span of %d rounds)", what, of, ROUNDS);
	snprintf(text, sizeof text, "%.3f (%.3f to %.3f)", m, v[0], v[ROUNDS - 1]);
	row_print(name, bound, text, m <= 1.10);
}

struct rounds {
	double all[ROUNDS], typical[ROUNDS], bare_ns[ROUNDS];
};

static void take_round(struct rounds *r, bool deferred, int i)
{
	struct ratio one = alternate_blocks(deferred, (uint64_t)i);
	r->all[i] = one.all;
	r->typical[i] = one.typical;
	r->bare_ns[i] = one.bare_ns;
}

/* Where the writer slows its neighbours, recorded and bare blocks alike, it cancels out of their
 * ratio: so the bare loop beside it is compared with the one of a deferred session too. */
static void compare_with_bare(void)
{
	static struct rounds thread, deferred;
	double beside[ROUNDS];
	for (int i = 0; i < ROUNDS; i++) {
		take_round(&thread, false, i);
		take_round(&deferred, true, i);
		beside[i] = thread.bare_ns[i] / deferred.bare_ns[i];
	}
	value_print(
	    "bare loop, median block", median_of(deferred.bare_ns, ROUNDS), "ns/sample", "", true);
	tell_span("writer thread / bare", "all the time", thread.all, "1.10");
	tell_span("writer thread / bare", "median block", thread.typical, "");
	tell_span("deferred / bare", "all the time", deferred.all, "1.10");
	tell_span("deferred / bare", "median block", deferred.typical, "");
	tell_span("bare beside the writer / bare without", "median block", beside, "");
}

/* ---- what the writer does to the samples ----------------------------------------------------- */

static int by_ticks(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static void observe_round(bool deferred, double out[5][3], int round)
{
	static const double at[] = {0.5, 0.99, 0.999, 0.9999};
	struct record_plan p = plan_of("null", pair, deferred);
	struct seen seen = {.elapsed = calloc(pair, sizeof(uint64_t))};
	if (!seen.elapsed)
		err_die("out of memory");
	record_plan_run(&p, &seen);
	qsort(seen.elapsed, pair, sizeof *seen.elapsed, by_ticks);
	double ns = 1e9 / seen.hz;
	uint64_t over = pair;
	while (over > 0 && (double)seen.elapsed[over - 1] * ns > 1000)
		over--;
	for (int i = 0; i < 4; i++)
		out[i][round] = (double)seen.elapsed[(size_t)(at[i] * (double)(pair - 1))] * ns;
	out[4][round] = (double)(pair - over) / (double)pair * 1e6;
	free(seen.elapsed);
}

static void observer_effect(void)
{
	static const char *const name[] = {"p50", "p99", "p99.9", "p99.99", "over 1 us"};
	double thread[5][3], deferred[5][3];
	char text[64];
	for (int i = 0; i < 3; i++) {
		observe_round(false, thread, i);
		observe_round(true, deferred, i);
	}
	for (int i = 0; i < 5; i++) {
		snprintf(text, sizeof text, "null probe %s, writer thread", name[i]);
		value_print(text, median_of(thread[i], 3), i < 4 ? "ns" : "per M", "", true);
		snprintf(text, sizeof text, "null probe %s, deferred", name[i]);
		value_print(text, median_of(deferred[i], 3), i < 4 ? "ns" : "per M", "", true);
	}
}

/* ---- a long run of the program itself -------------------------------------------------------- */

static double run_program(const char *ticklab, double *rss_mib)
{
	char n[32];
	struct rusage used;
	int status;
	snprintf(n, sizeof n, "%" PRIu64, sustained);
	double t = now_seconds();
	pid_t child = fork();
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);
		dup2(null, STDOUT_FILENO);
		execl(ticklab, ticklab, "collect", "--db", database, "-n", n, "--counter", counter,
		    cpu_text ? "--cpu" : NULL, cpu_text, (char *)NULL);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &used) != child || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 0)
		err_die("%s collect failed", ticklab);
	*rss_mib = (double)used.ru_maxrss / 1024;
	return now_seconds() - t;
}

static void long_run(const char *ticklab)
{
	struct stat st;
	struct seen seen = {0};
	struct found f = {0, 1};
	double rss;
	remove_database();
	double seconds = run_program(ticklab, &rss);
	if (stat(database, &st) != 0)
		err_die("%s is not there", database);
	struct store *s = open_store();
	if (store_runs(s, NULL, keep_id, &f) != 1)
		err_die("%s", store_error(s));
	struct rusage before, after;
	getrusage(RUSAGE_SELF, &before);
	if (store_samples(s, f.id, chunk_see, &seen) != (int64_t)sustained)
		err_die("%s", store_error(s));
	getrusage(RUSAGE_SELF, &after);
	double cpu_s = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec +
				after.ru_stime.tv_sec - before.ru_stime.tv_sec) +
		       1e-6 * (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec +
				       after.ru_stime.tv_usec - before.ru_stime.tv_usec);
	store_close(s);
	double bytes = (double)st.st_size / (double)sustained,
	       read = (double)sustained / cpu_s * 1e-6;
	value_print("long run", seconds, "s", "", true);
	value_print("long run, samples", (double)seen.samples * 1e-6, "M", "", true);
	value_print("gaps longer than their chunk", (double)seen.gaps_over_chunk, "", "0",
	    seen.gaps_over_chunk == 0);
	value_print("longest gap / its chunk's own time", seen.worst_share, "", "", true);
	value_print("longest gap", (double)seen.longest_gap / f.hz * 1e3, "ms", "", true);
	value_print("memory at most", rss, "MiB", "64 MiB", rss <= 64);
	value_print("on disk", bytes, "B/sample", "3 B", bytes <= 3);
	value_print("reading back, checked", read, "M/s/core", "50 M/s/core", read >= 50);
}

int main(int argc, char **argv)
{
	if (opt_parse(&program, argc, argv) != 1)
		err_usage("the path of ticklab is expected");
	kind_idle(&idle);
	snprintf(database, sizeof database, "%s/ticklab-bench-%ld.db", folder, (long)getpid());
	double load[3];
	printf("| figure | bound | measured |\n|---|---|---|\n");
	if (getloadavg(load, 3) == 3)
		value_print("load average of the machine before", load[0], "", "", true);
	struct tlp_clock clock;
	const char *why;
	if (tlp_clock_open_named(&clock, counter, &why) != 0)
		err_die("the counter '%s' cannot be used: %s", counter, why);
	row_print("counter", "", clock.name, true);
	/* First: a child's greatest memory counts what it was forked from. */
	long_run(argv[1]);
	take_samples_to_copy(&clock);
	compare_with_bare();
	observer_effect();
	remove_database();
	if (missed)
		err_die("%d bounds are missed", missed);
	return EXIT_DONE;
}
