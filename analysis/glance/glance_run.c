/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stored run at a glance. Rows of the histogram reach to the tick that 99.9 % of the samples do
 * not exceed (99 or 95 % where nearly all would be in one row), from the least, or from the 0.1 %
 * quantile where that takes more rows than there are, in equal steps of whole ticks, so that a bar
 * is a count and no density. Bars are drawn in eighths of a column where the terminal has the
 * characters. Cost: one pass over the samples.
 */
#include "glance_run.h"

#include "doubt.h"
#include "err.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	BAR = 60, /* columns of the longest bar */
};

struct tick_facts glance_facts(const struct store_run *run)
{
	return (struct tick_facts){.stated = run->tick_hz > 0 ? run->counter_hz / run->tick_hz : 0,
	    .recorded = run->effective_tick_ticks,
	    .unit_hz = run->counter_hz};
}

struct reading {
	struct glance *g;
	uint64_t most;
	bool no_memory;
};

static int chunk_take(void *context, const struct store_chunk *c)
{
	struct reading *r = context;
	r->no_memory = glance_add(r->g, c->start, c->elapsed, c->samples) != 0;
	return r->no_memory || r->g->n >= r->most;
}

int glance_read(struct glance *g, struct store *s, const struct store_run *run, uint64_t most,
    char *why, size_t size)
{
	const struct tick_facts facts = glance_facts(run);
	struct reading r = {g, most, false};
	if (glance_init(g, &facts) != 0)
		return err_why(why, size, "out of memory");
	int64_t n = store_samples(s, run->id, chunk_take, &r);
	bool failed = r.no_memory || (n >= 0 && g->n > 0 && glance_settle(g) != 0);
	if (n >= 0 && !failed)
		return 0;
	glance_release(g);
	return err_why(why, size, "%s", failed ? "out of memory" : store_error(s));
}

/* ---- bars ---------------------------------------------------------------------------------- */

/* count / most of BAR columns: whole cells, then an eighth of one. ASCII has whole cells only; what
 * is there at all has one. */
static void bar_print(FILE *out, const struct screen *sc, unsigned columns, double share)
{
	static const char *const part[] = {
	    "", "\u258F", "\u258E", "\u258D", "\u258C", "\u258B", "\u258A", "\u2589"};
	unsigned eighths = (unsigned)lround(share * columns * 8), cells = eighths / 8;
	if (share > 0 && eighths == 0)
		eighths = 1;
	if (!sc->utf8)
		cells = (eighths + 7) / 8;
	for (unsigned i = 0; i < cells; i++)
		fputs(sc->utf8 ? "\u2588" : "#", out);
	if (sc->utf8)
		fputs(part[eighths % 8], out);
	fprintf(out, "%*s", (int)(columns - cells - (sc->utf8 && eighths % 8 > 0)), "");
}

static void share_print(FILE *out, uint64_t count, uint64_t n)
{
	double percent = 100 * (double)count / (double)n;
	if (count > 0 && percent < 0.05)
		fprintf(out, " <0.1 %%\n");
	else
		fprintf(out, " %4.1f %%\n", percent);
}

/* Samples from tick `from` to `to`. */
static uint64_t count_between(const struct glance *g, uint64_t from, uint64_t to)
{
	uint64_t count = 0;
	for (size_t i = 0; i < g->bin_count && g->bins[i].tick <= to; i++)
		if (g->bins[i].tick >= from)
			count += g->bins[i].count;
	return count;
}

/* Rows of `width` ticks each from tick `from` on; the fullest holds `most` calls. */
struct span {
	uint64_t from, width, last, most;
};

static struct span span_to(const struct glance *g, double share, unsigned rows)
{
	uint64_t from = g->bins[0].tick, to = glance_quantile(g, share);
	if (to - from + 1 > rows)
		from = glance_quantile(g, 0.001);
	struct span s = {.from = from, .width = (to - from) / rows + 1, .most = 1};
	s.last = (to - from) / s.width;
	for (uint64_t i = 0; i <= s.last; i++) {
		uint64_t c = count_between(g, from + i * s.width, from + (i + 1) * s.width - 1);
		s.most = c > s.most ? c : s.most;
	}
	return s;
}

/* Shows less of a long tail where it would push nearly all calls into one row of many ticks. */
static struct span span_choose(const struct glance *g, unsigned rows)
{
	static const double share[] = {0.999, 0.99, 0.95};
	struct span s = {0, 1, 0, 1};
	for (size_t i = 0; i < sizeof share / sizeof *share; i++) {
		s = span_to(g, share[i], rows);
		if (s.width == 1 || (double)s.most < 0.9 * (double)g->n)
			break;
	}
	return s;
}

void glance_print_bars(FILE *out, const struct screen *sc, const struct glance *g, unsigned rows)
{
	struct span s = span_choose(g, rows);
	unsigned columns =
	    sc->columns < BAR + 20 ? (sc->columns > 40 ? sc->columns - 20 : 20) : BAR;
	for (uint64_t i = 0; i <= s.last; i++) {
		char label[48];
		uint64_t a = s.from + i * s.width, b = a + s.width - 1, c = count_between(g, a, b);
		snprintf(
		    label, sizeof label, s.width > 1 ? "%" PRIu64 "-%" PRIu64 : "%" PRIu64, a, b);
		fprintf(out, "%9s %s%s", label, sc->utf8 ? "\u2502" : "|",
		    screen_style(sc, SCREEN_BAR));
		bar_print(out, sc, columns, (double)c / (double)s.most);
		fputs(screen_style(sc, SCREEN_PLAIN), out);
		share_print(out, c, g->n);
	}
}

/* ---- lines --------------------------------------------------------------------------------- */

/* What a step of the counts is called. */
static const char *step_name(const struct glance *g)
{
	return g->tick.status == TICK_NOT_IDENTIFIED ? "unit" : "tick";
}

void glance_print_shape(FILE *out, const struct screen *sc, const struct glance *g)
{
	char longest[32], count[32];
	uint64_t within = glance_quantile(g, 0.999), far = 2 * within;
	(void)sc;
	if (g->peaks == 0)
		fputs("no peak", out);
	else
		fprintf(out, "%s, at ", text_counted(count, sizeof count, g->peaks, "peak", NULL));
	for (size_t i = 0; i < g->peaks; i++)
		fprintf(out, "%s%" PRIu64, i ? (i + 1 < g->peaks ? ", " : " and ") : "",
		    g->peak[i].tick);
	fprintf(out, "   99.9 %% within %" PRIu64 "   %s above %" PRIu64 "   longest %s\n", within,
	    text_count(count, sizeof count, glance_above(g, far)), far,
	    text_seconds(longest, sizeof longest, (double)glance_quantile(g, 1) * g->tick_s, 3));
}

/* From the first call to the end of the last where the samples say it: the load's start and the end
 * of the recording are no time of the calls. nan: not known. */
static double calls_seconds(const struct glance *g, const struct store_run *run)
{
	if (g->starts && g->n == run->samples && g->last_end > g->first_start)
		return (double)(g->last_end - g->first_start) / run->counter_hz;
	return run->seconds;
}

static void print_head(
    FILE *out, const struct screen *sc, const struct glance *g, const struct store_run *run)
{
	char line[256], count[32], probe[64], load[64], where[32] = "", time[32] = "";
	if (run->cpu >= 0)
		snprintf(where, sizeof where, ", CPU %d", run->cpu);
	if (isfinite(run->seconds))
		snprintf(time, sizeof time, " in %.3g s", calls_seconds(g, run));
	int used = snprintf(line, sizeof line, "%s of %s%s, %s%s",
	    text_counted(count, sizeof count, run->samples, "call", NULL),
	    text_plain(probe, sizeof probe, run->probe), time,
	    text_plain(load, sizeof load, run->load), where);
	int right = (int)(sc->columns < 80 ? sc->columns : 80) - 12 - used;
	fprintf(out, "%s%s%s%*srun %.8s\n", screen_style(sc, SCREEN_BOLD), line,
	    screen_style(sc, SCREEN_PLAIN), right > 2 ? right : 2, "", run->uuid);
	if (g->n < run->samples)
		fprintf(out, "of these the first %s are shown\n",
		    text_count(count, sizeof count, g->n));
}

static void print_tick(FILE *out, const struct glance *g, const struct store_run *run)
{
	static const char *const source[] = {"the unit", "from the time stamps",
	    "from the durations", "measured before the run", "as stated"};
	char step[32], median[32], counter[64], count[32];
	uint64_t q50 = glance_quantile(g, 0.5);
	text_seconds(step, sizeof step, g->tick_s, 4);
	text_plain(counter, sizeof counter, run->counter);
	if (g->tick.status == TICK_NOT_IDENTIFIED)
		fprintf(out, "tick not identified; the unit is %s (%s)", step, counter);
	else
		fprintf(out, "tick %s (%s, %s)", step, counter, source[g->tick.source]);
	fprintf(out, "   median %s (%s)\n",
	    text_counted(count, sizeof count, q50, step_name(g), NULL),
	    text_seconds(median, sizeof median, (double)q50 * g->tick_s, 3));
}

static void mind_print(FILE *out, const struct screen *sc, const char *text)
{
	fprintf(out, "%smind:%s %s\n", screen_style(sc, SCREEN_WARN),
	    screen_style(sc, SCREEN_PLAIN), text);
}

static void print_doubt(
    FILE *out, const struct screen *sc, struct store *s, const struct store_run *run)
{
	char doubt[192];
	if (doubt_of_run(s, run, doubt, sizeof doubt))
		mind_print(out, sc, doubt);
}

static void print_minds(FILE *out, const struct screen *sc, const struct glance *g, struct store *s,
    const struct store_run *run)
{
	char line[256], why[160], plain[160];
	uint64_t median = glance_quantile(g, 0.5);
	if (strcmp(run->status, "complete") != 0) {
		snprintf(line, sizeof line, "the run is %s", run->status);
		mind_print(out, sc, line);
	}
	if (median < DOUBT_COARSE_TICKS) {
		snprintf(line, sizeof line, "the counter is coarse: the median call lasts %s",
		    text_counted(plain, sizeof plain, median, "tick", NULL));
		mind_print(out, sc, line);
	}
	if (run->machine_facts &&
	    store_json_text(s, run->machine_facts, "$.\"counter.fallback\"", why, sizeof why) ==
		1 &&
	    strcmp(why, "no") != 0 && strcmp(why, "unknown") != 0) {
		store_json_text(s, run->machine_facts, "$.\"counter.why\"", why, sizeof why);
		snprintf(line, sizeof line, "not the CPU's own counter: %s",
		    text_plain(plain, sizeof plain, why));
		mind_print(out, sc, line);
	}
	print_doubt(out, sc, s, run);
}

void glance_print(FILE *out, const struct screen *sc, const struct glance *g, struct store *s,
    const struct store_run *run, unsigned rows)
{
	print_head(out, sc, g, run);
	if (g->n == 0)
		return;
	print_tick(out, g, run);
	glance_print_bars(out, sc, g, rows);
	glance_print_shape(out, sc, g);
	print_minds(out, sc, g, s, run);
}
