/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab watch: follows a recording that another process makes, from the database: a reader never
 * keeps the recorder waiting, and what is shown is what was kept.
 */
#include "ending.h"
#include "err.h"
#include "glance_run.h"
#include "health.h"
#include "mem.h"
#include "opt.h"
#include "output.h"
#include "screen.h"
#include "store.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *db = "data/ticklab.db";
static double every = 0.5, wait_s = 10, min_entropy = 0.02;
static uint64_t rows = 12;

enum { ALPHA_LOG2 = 30 };

static const struct opt options[] = {
    {OPT_STRING, 'd', "db", "FILE", &db, "database ({})"},
    {OPT_SECONDS, 0, "every", "TIME", &every, "time between two looks ({} s)", .low = 0.05},
    {OPT_SECONDS, 0, "wait", "TIME", &wait_s, "how long to wait for a recording to begin ({} s)"},
    {OPT_DOUBLE, 0, "min-entropy", "BITS", &min_entropy,
	"bits of min-entropy a call that the health tests assume ({})", .high = 8, .above = true},
    {OPT_U64, 0, "rows", "N", &rows, "rows of the histogram, at most ({})", 1, 1000},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {"ticklab watch", "[RUN] [OPTION ...]",
    "Shows a run while another process records it: calls, rate, histogram, peaks and the health\n"
    "tests of the shipped source. On a terminal they are redrawn in place, otherwise each look is\n"
    "a line. It ends with the run; Ctrl-C ends watching, not the recording. Without RUN it "
    "follows\n"
    "the run that is being recorded or, if there is none, the next one.",
    options};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

/* What is being watched, and what was seen of it. */
struct watch {
	struct store *s;
	struct screen screen;
	char uuid[STORE_UUID], probe[64], load[64], status[16];
	int64_t id;
	uint64_t samples, requested, next_chunk, step;
	uint64_t last_n; /* samples at the last look */
	double last;	 /* its time */
	struct glance g;
	struct tls_health health;
	uint64_t alarms;
	unsigned failed; /* tests of the last alarm */
	bool begun, no_memory;
	unsigned drawn; /* lines of the last drawing */
};

static double time_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void pause_for(double seconds)
{
	struct timespec t = {(time_t)seconds, (long)(1e9 * (seconds - floor(seconds)))};
	nanosleep(&t, NULL);
}

/* ---- reading ------------------------------------------------------------------------------- */

static int find_recording(void *context, const struct store_run *run)
{
	struct watch *w = context;
	if (strcmp(run->status, "recording") == 0)
		snprintf(w->uuid, sizeof w->uuid, "%s", run->uuid);
	return 0;
}

static void health_begin(struct watch *w)
{
	if (tls_health_init(&w->health, min_entropy, ALPHA_LOG2, w->step, 1) != 0)
		err_die("this counter's tick is too long for the health tests");
}

static int begin_watch(struct watch *w, const struct store_run *run)
{
	const struct tick_facts facts = glance_facts(run);
	/* Ticks of a unit finer than the counter's step would pass for noise. */
	w->step = run->effective_tick_ticks ? run->effective_tick_ticks : 1;
	health_begin(w);
	w->begun = glance_init(&w->g, &facts) == 0;
	w->no_memory = !w->begun;
	return w->begun ? 0 : 1;
}

static int look_at(void *context, const struct store_run *run)
{
	struct watch *w = context;
	w->id = run->id;
	w->samples = run->samples;
	w->requested = run->requested;
	snprintf(w->status, sizeof w->status, "%s", run->status);
	text_plain(w->probe, sizeof w->probe, run->probe);
	text_plain(w->load, sizeof w->load, run->load);
	return w->begun ? 0 : begin_watch(w, run);
}

static int chunk_take(void *context, const struct store_chunk *c)
{
	struct watch *w = context;
	w->no_memory = glance_add(&w->g, c->start, c->elapsed, c->samples) != 0;
	for (size_t i = 0; i < c->samples; i++)
		if (tls_health_sample(&w->health, c->elapsed[i]) == TLS_HEALTH_FAILED) {
			w->alarms++;
			w->failed = w->health.failed;
			health_begin(w); /* it is watched, not used: go on */
		}
	w->next_chunk = c->seq + 1;
	return w->no_memory;
}

static void look_again(struct watch *w)
{
	if (store_renew(w->s) != 0 || store_runs(w->s, w->uuid, look_at, w) < 0 ||
	    (w->begun && store_samples_from(w->s, w->id, w->next_chunk, w->g.n, chunk_take, w) < 0))
		err_die("%s: %s", db, store_error(w->s));
	if (w->no_memory || (w->g.n > 0 && glance_settle(&w->g) != 0))
		err_die("out of memory");
}

/* ---- drawing ------------------------------------------------------------------------------- */

static void health_words(const struct watch *w, char *out, size_t size)
{
	static const char *const states[] = {"starting", "passed", "failed"};
	size_t used = (size_t)snprintf(out, size, "health tests at %g bits: %s", min_entropy,
	    w->alarms > 0 ? "failed" : states[w->health.state]);
	if (w->alarms > 0)
		used += (size_t)snprintf(
		    out + used, size - used, ", %" PRIu64 " alarms, the last:", w->alarms);
	for (unsigned t = TLS_HEALTH_REPETITION; w->alarms > 0 && t <= TLS_HEALTH_PREDICTION;
	     t *= 2)
		if ((w->failed & t) && used < size)
			used += (size_t)snprintf(out + used, size - used, " %s",
			    tls_health_test_name((enum tls_health_test)t));
}

/* One line that says all, for a pipe; the first line of a drawing. */
static void print_state(struct watch *w, FILE *out)
{
	char count[32], rate[32], health[200];
	double t = time_now(), elapsed = t - w->last;
	uint64_t fresh = w->g.n - w->last_n;
	text_count(rate, sizeof rate, elapsed > 0 ? (uint64_t)((double)fresh / elapsed) : 0);
	health_words(w, health, sizeof health);
	fprintf(out, "run %.8s %s, %s: %s calls (%.0f %%), %s/s, %s; %s", w->uuid, w->probe,
	    w->load, text_count(count, sizeof count, w->g.n),
	    w->requested ? 100 * (double)w->g.n / (double)w->requested : 0, rate, w->status,
	    health);
	fputc('\n', out);
	w->last = t;
	w->last_n = w->g.n;
}

/* Text is drawn into memory first: it replaces the last drawing at once, and its lines are counted.
 */
static void draw_state(struct watch *w)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = mem_open_text(&text, &size);
	print_state(w, out);
	if (w->screen.redraw && w->g.n > 0) {
		glance_print_bars(out, &w->screen, &w->g, (unsigned)rows);
		glance_print_shape(out, &w->screen, &w->g);
	}
	mem_close_text(out);
	if (w->screen.redraw && w->drawn > 0)
		printf("\033[%uA\033[J", w->drawn);
	w->drawn = 0;
	for (const char *line = text; (line = strchr(line, '\n')); line++)
		w->drawn++;
	size_t first = strcspn(text, "\n");
	w->drawn += first > 0 ? (unsigned)((first - 1) / w->screen.columns) : 0; /* wrapped */
	fputs(text, stdout);
	free(text);
	output_finish();
}

static struct store *open_store(void)
{
	struct store *s;
	char why[512];
	if (!store_is_file(db))
		err_usage("--db requires the name of a file, not '%s'", db);
	if (store_open(&s, db, STORE_READ, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	return s;
}

/* The run that is being recorded now, or begins before the wait is over. The database may be made
 * meanwhile. */
static void await_run(struct watch *w)
{
	double end = time_now() + wait_s;
	while (!stop) {
		if (access(db, F_OK) == 0) {
			w->s = open_store();
			if (store_runs(w->s, NULL, find_recording, w) < 0)
				err_die("%s: %s", db, store_error(w->s));
			if (w->uuid[0])
				return;
			store_close(w->s);
		}
		if (time_now() >= end)
			err_die("%s: no run is being recorded; start one with 'ticklab collect "
				"--db %s'",
			    db, db);
		pause_for(0.1);
	}
	exit(EXIT_FAILED);
}

int main(int argc, char **argv)
{
	int count = opt_parse(&program, argc, argv);
	static struct watch w; /* health tests hold 194 KiB */
	w.screen = screen_of(STDOUT_FILENO);
	struct sigaction a = {.sa_handler = on_signal};
	if (count > 1)
		err_usage("'%s': one run is watched at a time", argv[2]);
	sigemptyset(&a.sa_mask);
	ending_catch(SIGINT, &a);
	ending_catch(SIGTERM, &a);
	if (count == 0)
		await_run(&w);
	else
		w.s = open_store();
	if (count == 1)
		snprintf(w.uuid, sizeof w.uuid, "%s", argv[1]);
	w.last = time_now();
	do {
		look_again(&w);
		draw_state(&w);
		if (strcmp(w.status, "recording") != 0)
			break;
		pause_for(every);
	} while (!stop);
	glance_release(&w.g);
	store_close(w.s);
	return EXIT_DONE;
}
