/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables and settings that a report's plots are drawn from, of curves and figures that are made
 * here; how gnuplot is run, by programs in its place; and which plots of an earlier report are
 * removed.
 */
#include "book_made.h"

#include "assign_private.h"
#include "fleet_private.h"
#include "mem.h"
#include "overview_private.h"
#include "plot.h"
#include "stale.h"
#include "tsv_private.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- tables of curves ------------------------------------------------------------------------ */

struct stored {
	struct store *s;
	struct store_run run;
	char uuid[STORE_UUID];
};

/* A run of a thousand samples in a store of its own, open for points. */
static void stored_begin(struct stored *t)
{
	char why[256];
	*t = (struct stored){.run = {.label = "a",
				 .origin = "collect",
				 .probe = "p",
				 .load = "idle",
				 .counter = "tsc",
				 .counter_hz = 1e9,
				 .hz_source = "defined",
				 .hz_calibrated = NAN,
				 .cpu = -1,
				 .ground_truth = "none"}};
	assert_int_equal(store_open(&t->s, ":memory:", STORE_CREATE, why, sizeof why), 0);
	t->run.id = store_run_begin(t->s, &t->run, t->uuid);
	assert_true(t->run.id > 0);
	t->run.samples = 1000;
	assert_int_equal(store_begin(t->s), 0);
}

static void point_add(struct stored *t, enum curve_id curve, const char *scope, const char *grid,
    uint64_t i, const double p[5])
{
	const struct store_point point = {
	    curve_name(curve), scope, grid, i, p[0], p[1], p[2], p[3], p[4]};
	assert_int_equal(store_put_point(t->s, t->run.id, &point), 0);
}

static void table_is(struct stored *t, enum curve_id curve, enum tsv_columns columns,
    int64_t points, const char *want)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	assert_int_equal(tsv_curve(out, t->s, &t->run, curve, columns), points);
	fclose(out);
	assert_string_equal(text, want);
	free(text);
}

static void block_is(struct stored *t, enum curve_id curve, enum tsv_columns columns,
    int64_t points, const char *want)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	assert_int_equal(tsv_block(out, t->s, &t->run, curve, columns, 2, "title"), points);
	fclose(out);
	assert_string_equal(text, want);
	free(text);
}

static void stored_end(struct stored *t)
{
	store_end(t->s, 0);
	store_close(t->s);
}

/* Each form has its columns of x, y, z, lo and hi, which are 1 to 5 here. */
static void a_table_has_the_columns_of_its_form(void **state)
{
	static const struct {
		enum curve_id curve;
		enum tsv_columns columns;
		const char *want;
	} rows[] = {{CURVE_HISTOGRAM, TSV_BINS, "4\t5\t2\n"}, {CURVE_SURVIVAL, TSV_XY, "1\t2\n"},
	    {CURVE_ACF, TSV_BAND, "1\t2\t4\t5\n"}, {CURVE_RESOLUTION, TSV_XYZ, "1\t2\t3\n"},
	    {CURVE_MUTUAL_INFORMATION, TSV_UPPER, "1\t2\t5\n"},
	    {CURVE_LAG, TSV_LAG, "1\t4\t2\t5\t3\n"}, {CURVE_LEVEL, TSV_SPANS, "1\t1000\t2\n"},
	    {CURVE_DENSITY, TSV_CELLS, "1\t1000\t4\t5\t3\n"}};
	struct stored t;
	(void)state;
	stored_begin(&t);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		table_is(&t, rows[i].curve, rows[i].columns, 0, "");
		point_add(&t, rows[i].curve, "all", "native", 0, (double[]){1, 2, 3, 4, 5});
		table_is(&t, rows[i].curve, rows[i].columns, 1, rows[i].want);
	}
	point_add(&t, CURVE_SAWTOOTH, "all", "native", 0, (double[]){9, 9, 9, 9, 9});
	table_is(&t, CURVE_SAWTOOTH, TSV_SAWTOOTH, 0, "");
	point_add(&t, CURVE_SAWTOOTH, "repeat", "24MHz", 0, (double[]){1, 2, 3, 4, 5});
	table_is(&t, CURVE_SAWTOOTH, TSV_SAWTOOTH, 1, "1\t2\t3\t4\t5\n");
	stored_end(&t);
}

/* Cells of a row that follow one another with counts in the same eighth of a decade are one; a
 * column ends where the next one that has a cell begins. Counts: 10 and 13 are 8 eighths, 14 is 9.
 */
static void cells_are_joined_along_their_row(void **state)
{
	struct stored t;
	(void)state;
	stored_begin(&t);
	static const double cells[][5] = {/* column, its row, count, row's edges */
	    {0, 7, 10, 7, 8}, {0, 8, 10, 8, 9}, {100, 7, 13, 7, 8}, {200, 7, 14, 7, 8},
	    {200, 8, 10, 8, 9}, {400, 7, 14, 7, 8}};
	for (size_t i = 0; i < 6; i++)
		point_add(&t, CURVE_DENSITY, "all", "native", i, cells[5 - i]);
	table_is(&t, CURVE_DENSITY, TSV_CELLS, 6,
	    "0\t200\t7\t8\t8\n200\t1000\t7\t8\t9\n0\t100\t8\t9\t8\n200\t400\t8\t9\t8\n");
	stored_end(&t);
}

/* Of more points than are held at first. */
static void many_points_are_held(void **state)
{
	enum { MANY = 2500 };
	struct stored t;
	char *text;
	size_t size, lines = 0;
	(void)state;
	stored_begin(&t);
	for (size_t i = 0; i < MANY; i++)
		point_add(&t, CURVE_MAXIMUM, "all", "native", i,
		    (double[]){(double)i, 3 * (double)i, NAN, NAN, NAN});
	t.run.samples = MANY;
	FILE *out = open_memstream(&text, &size);
	assert_int_equal(tsv_curve(out, t.s, &t.run, CURVE_MAXIMUM, TSV_SPANS), MANY);
	fclose(out);
	static const char last[] = "2499\t2500\t7497\n";
	for (size_t i = 0; i < size; i++)
		lines += text[i] == '\n';
	assert_int_equal(lines, MANY);
	assert_memory_equal(text, "0\t1\t0\n1\t2\t3\n", 12);
	assert_string_equal(text + size - (sizeof last - 1), last);
	free(text);
	stored_end(&t);
}

/* Shares of modes are stacked; a mode with more columns than the first has only those. Modes are
 * looked for one after another. */
static void modes_are_stacked(void **state)
{
	struct stored t;
	(void)state;
	stored_begin(&t);
	table_is(&t, CURVE_MODE_STRIP, TSV_MODES, 0, "");
	static const double share[] = {0.25, 0.5, 0.125};
	for (size_t i = 0; i < 2; i++)
		point_add(&t, CURVE_MODE_STRIP, "mode 1", "native", i,
		    (double[]){500 * (double)i, share[i], NAN, NAN, NAN});
	for (size_t i = 0; i < 3; i++)
		point_add(&t, CURVE_MODE_STRIP, "mode 2", "native", i,
		    (double[]){400 * (double)i, share[i], NAN, NAN, NAN});
	point_add(&t, CURVE_MODE_STRIP, "mode 4", "native", 0,
	    (double[]){0, 1, NAN, NAN, NAN}); /* none is third */
	table_is(&t, CURVE_MODE_STRIP, TSV_MODES, 5,
	    "mode 1\n0\t500\t0\t0.25\n500\t1000\t0\t0.5\n\n\nmode "
	    "2\n0\t400\t0.25\t0.5\n400\t800\t0.5\t1\n\n\n");
	point_add(&t, CURVE_DWELL, "mode 2", "native", 0, (double[]){1, 2, 3, 4, 5});
	point_add(&t, CURVE_DWELL, "mode 2", "native", 1, (double[]){6, 7, 8, 9, 10});
	point_add(&t, CURVE_DWELL, "mode 5", "native", 0, (double[]){1, 1, 1, 1, 1});
	table_is(&t, CURVE_DWELL, TSV_DWELL, 3,
	    "mode 2\n4\t5\t2\t3\n9\t10\t7\t8\n\n\nmode 5\n1\t1\t1\t1\n\n\n");
	stored_end(&t);
}

/* In ns, of which a tick has 2; counts as shares; what the curve leaves out between bins is empty,
 * and the last falls to the ground. */
static void a_block_has_shares_by_time(void **state)
{
	struct stored t;
	(void)state;
	stored_begin(&t);
	block_is(&t, CURVE_HISTOGRAM_LOG, TSV_BINS, 0, "title\n\n\n");
	static const double bins[][5] = {
	    {0, 250, NAN, 1, 2}, {0, 500, NAN, 2, 4}, {0, 250, NAN, 8, 16}};
	for (size_t i = 0; i < 3; i++)
		point_add(&t, CURVE_HISTOGRAM_LOG, "all", "native", i, bins[i]);
	block_is(&t, CURVE_HISTOGRAM_LOG, TSV_BINS, 3,
	    "title\n2\t4\t0.25\n4\t8\t0.5\n8\t16\t0\n16\t32\t0.25\n32\t32\t0\n\n\n");
	point_add(&t, CURVE_SURVIVAL, "all", "native", 0, (double[]){3, 0.5, NAN, NAN, NAN});
	block_is(&t, CURVE_SURVIVAL, TSV_XY, 1, "title\n6\t0.5\n\n\n");
	t.run.samples = 0;
	block_is(&t, CURVE_HISTOGRAM_LOG, TSV_BINS, 3,
	    "title\n2\t4\t0\n4\t8\t0\n8\t16\t0\n16\t32\t0\n32\t32\t0\n\n\n");
	stored_end(&t);
}

/* ---- settings -------------------------------------------------------------------------------- */

static void a_long_label_ends_in_dots(void **state)
{
	char out[200];
	char label[64];
	(void)state;
	memset(label, 'x', sizeof label);
	label[47] = '\0';
	label_shorten(out, sizeof out, label);
	assert_string_equal(out, label);
	label[47] = 'x';
	label[48] = '\0';
	label_shorten(out, sizeof out, label);
	assert_int_equal(strlen(out), 47 + 3);
	assert_string_equal(out + 47, "…");
	label_shorten(out, 20, label);
	assert_int_equal(strlen(out), 19);
}

/* ---- titles ---------------------------------------------------------------------------------- */

/* Each kind of plot has a title of the run's figures, and one where these are not there. */
static void titles_have_their_figures(void **state)
{
	static const char *const bare[] = {"how long the calls took",
	    "the whole range, from the bulk to the longest", "entropy against the counter's tick",
	    "the sawtooth of k calls in one interval", "the sawtooth of a counter's tick",
	    "entropy of each bit of the durations", "durations in the order they were taken",
	    "0 modes", "how long modes last", "min-entropy by the number of samples",
	    "min-entropy over time", "min-entropy by process", "share of samples above x",
	    "each duration against the next", "how far a duration predicts the next",
	    "how far a duration predicts the next", "how far a duration predicts later ones"};
	static const char *const whole[] = {
	    "median 40 ticks (20 ns), 99 of 100 samples at or below 80 ticks (40 ns)",
	    "at most 1 in 1,000 above 90 ticks (45 ns), the longest 4,000 ticks (2 µs)",
	    "Shannon 2.50 bits on its counter, 1.250 at 24 MHz",
	    "sawtooth of 28.50 ns a call and 8 ns around them", "the sawtooth of a counter's tick",
	    "entropy of each bit of the durations", "durations in the order they were taken",
	    "3 modes at 30 ticks (15 ns), 60 ticks (30 ns)",
	    "how long modes last; mean run 2.50 (mode 1), 7.50 (mode 3)",
	    "0.2500 bits credited to the first 3,000 samples, 0.1250 to all assessed",
	    "least min-entropy over time 0.06250 bits, at 2 s, 12 s after boot",
	    "least min-entropy of a process 0.3750 bits",
	    "share of samples above x; 1 sample of 5 ms or more", "each duration against the next",
	    "autocorrelation of mid-ranks 0.25 at lag 1",
	    "autocorrelation of durations 0.1250 at lag 1",
	    "a duration holds 0.5000 bits on the next"};
	struct made m;
	char title[512];
	(void)state;
	assert_int_equal(kinds_count, sizeof bare / sizeof *bare);
	book_make(&m, 1);
	m.runs[0].row.counter_hz = 2e9;
	for (size_t i = 0; i < kinds_count; i++) {
		kinds[i].title(title, sizeof title, &m.runs[0]);
		assert_string_equal(title, bare[i]);
	}
	m.runs[0].before.item[m.runs[0].before.count++] =
	    (struct known_fact){(char[]){"uptime_s"}, (char[]){"10.4"}};
	static const struct {
		enum figure_id figure;
		const char *scope, *grid;
		double value, half;
	} figures[] = {{FIGURE_Q50, "all", "native", 40, NAN},
	    {FIGURE_Q99, "all", "native", 80, NAN}, {FIGURE_Q999, "all", "native", 90, NAN},
	    {FIGURE_MAX, "all", "native", 4000, NAN},
	    {FIGURE_SHANNON_MM, "all", "native", 2.5, 0.25},
	    {FIGURE_SHANNON_MM, "all", "24MHz", 1.25, NAN},
	    {FIGURE_SAWTOOTH_COST, "repeat", "24MHz", 28.5, NAN},
	    {FIGURE_SAWTOOTH_OVERHEAD, "repeat", "24MHz", 8, NAN},
	    {FIGURE_MODE_COUNT, "all", "native", 3, NAN},
	    {FIGURE_MODE_PEAK, "mode 1", "native", 30, NAN},
	    {FIGURE_MODE_PEAK, "mode 3", "native", 60, NAN},
	    {FIGURE_DWELL, "mode 1", "native", 2.5, 0.25},
	    {FIGURE_DWELL, "mode 3", "native", 7.5, 0.25},
	    {FIGURE_GROWTH_MIN, "first 3000", "native", 0.25, NAN},
	    {FIGURE_MIN_90B, "all", "native", 0.125, NAN},
	    {FIGURE_TIME_MIN_LEAST, "all", "native", 0.0625, NAN},
	    {FIGURE_TIME_MIN_LEAST_AT, "all", "native", 2, NAN},
	    {FIGURE_RESTART_MIN_LEAST, "restarts", "native", 0.375, NAN},
	    {FIGURE_SPIKES, "all", "native", 1, NAN},
	    {FIGURE_ACF_RANK_LAG1, "all", "native", 0.25, 0.25},
	    {FIGURE_ACF_LAG1, "all", "native", 0.125, NAN},
	    {FIGURE_MUTUAL_INFORMATION, "all", "native", 0.5, NAN}};
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		add_result(&m, 0, figures[i].figure, figures[i].scope, figures[i].grid,
		    figures[i].value, figures[i].value - figures[i].half,
		    figures[i].value + figures[i].half);
	for (size_t i = 0; i < kinds_count; i++) {
		kinds[i].title(title, sizeof title, &m.runs[0]);
		assert_string_equal(title, whole[i]);
	}
}

/* ---- the plots of all runs ------------------------------------------------------------------- */

static const struct plate *plate_find(const struct gallery *g, const char *stem)
{
	for (size_t i = 0; i < g->count; i++)
		if (strcmp(g->plates[i].stem, stem) == 0)
			return &g->plates[i];
	return NULL;
}

static void overview_make(struct made *m)
{
	struct stored t;
	stored_begin(&t);
	gallery_release(&m->g);
	assert_int_equal(overview_add(&m->g, t.s, &m->b, &m->j, "../plots"), 0);
	stored_end(&t);
}

static void plate_is(
    const struct gallery *g, const char *stem, const char *data, const char *assignments)
{
	const struct plate *p = plate_find(g, stem);
	if (!p)
		fail_msg("no %s", stem);
	assert_string_equal(p->data[0].text, data);
	assert_string_equal(p->assignments, assignments);
}

#define OBSERVED                                                                                   \
	"title='Entropy left against each observer'; subtitle='min-entropy of a call, with 95 % "  \
	"intervals where there are any'; name='observers'; "

/* A block for each load, a row for each probe and observer that any load has; the axis has room for
 * the published rate. */
static void observers_have_their_rows(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 2);
	overview_make(&m);
	assert_int_equal(m.g.count, 0);
	m.runs[1].row.load = "stress";
	add_result(&m, 0, FIGURE_ADVERSARY_MIN_ENTROPY, "past", "native", 0.5, 0.25, 0.75);
	add_result(&m, 1, FIGURE_ADVERSARY_MIN_ENTROPY, "past", "native", 0.5, NAN, NAN);
	add_result(&m, 1, FIGURE_ADVERSARY_MIN_ENTROPY, "starts", "native", 0.375, NAN, NAN);
	overview_make(&m);
	plate_is(&m.g, "report-observers",
	    "idle\n2\t0.5\t0.25\t0.75\n\n\nstress\n1\t0.375\t0.375\t0.375\n2\t0.5\t0.5\t0.5\n\n\n",
	    "row1='gettimeofday: knows when calls start'; row2='gettimeofday: knows the samples "
	    "before'; " OBSERVED "rows=2; loads=2; top=0.81");
	assert_string_equal(plate_find(&m.g, "report-observers-narrow")->assignments,
	    "row1='gettimeofday: knows when calls start'; row2='gettimeofday: knows the samples "
	    "before'; " OBSERVED "rows=2; loads=2; top=0.81; narrow=1");
	assert_int_equal(m.g.count, 2);
	m.b.claim_count = 1;
	m.claims[0] =
	    (struct book_claim){.result = "min_entropy_90b_bits", .published = "1.5 bits/sample"};
	m.results[0][0].hi = NAN;
	overview_make(&m);
	plate_is(&m.g, "report-observers",
	    "idle\n2\t0.5\t0.25\t0.5\n\n\nstress\n1\t0.375\t0.375\t0.375\n2\t0.5\t0.5\t0.5\n\n\n",
	    "row1='gettimeofday: knows when calls start'; row2='gettimeofday: knows the samples "
	    "before'; published=1.5; " OBSERVED "rows=2; loads=2; top=1.62");
	m.claims[0].published = "much";
	overview_make(&m);
	assert_null(strstr(plate_find(&m.g, "report-observers")->assignments, "published"));
	gallery_release(&m.g);
}

#define LESS                                                                                       \
	"subtitle='each load less the idle run of the same block, mean'; unit='load less idle "    \
	"[ns]'; name='effects'; zero=0; logx=0; "
#define OVER                                                                                       \
	"subtitle='each load over the idle run of the same block, geometric mean'; unit='load "    \
	"over idle [ratio, log scale]'; name='effects'; zero=1; logx=1; "

static void effects_have_their_values_and_ends(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 3);
	m.runs[1].row.load = "a";
	m.runs[2].row.load = "b";
	add_result(&m, 1, FIGURE_LOAD_MEDIAN, "campaign", "native", 3, 1, 5);
	add_result(&m, 2, FIGURE_LOAD_MEDIAN, "campaign", "native", -2, NAN, 5);
	add_result(&m, 1, FIGURE_LOAD_SLOW_RATIO, "campaign", "native", 2, 0.5, 250);
	add_result(&m, 2, FIGURE_LOAD_SLOW_RATIO, "campaign", "native", 0, 0,
	    1); /* has no place on a log axis */
	add_result(&m, 1, FIGURE_LOAD_Q999_RATIO, "campaign", "native", 2, 0, 4);
	overview_make(&m);
	plate_is(&m.g, "report-effects-median", "1\t3\t1\t5\t2\t3 [1, 5]\n2\t-2\t-2\t-2\t3\t-2\n",
	    "row1='gettimeofday, a'; row2='gettimeofday, b'; title='Median'; " LESS "rows=2");
	plate_is(&m.g, "report-effects-slow", "1\t2\t0.5\t250\t2\t2.0 [0.50, 250]\n",
	    "row1='gettimeofday, a'; title='Share of slow calls'; " OVER "rows=1");
	plate_is(&m.g, "report-effects-tail", "1\t2\t0\t4\t2\t2 [0, 4]\n",
	    "row1='gettimeofday, a'; title='99.9 % quantile'; " OVER "rows=1");
	assert_null(plate_find(&m.g, "report-effects-entropy"));
	assert_int_equal(
	    m.g.count, 7); /* three of them for a phone too, and the ridge of three loads */
	gallery_release(&m.g);
}

/* Two loads by two probes at least. */
static void cells_have_the_least_entropy(void **state)
{
	struct made m;
	(void)state;
	book_make(&m, 5);
	static const char *const probe[] = {"p", "p", "q", "q", "q"}, *const load[] = {"idle", "a",
									  "idle", "a", "a"};
	for (size_t i = 0; i < 5; i++) {
		m.runs[i].row.probe = probe[i];
		m.runs[i].row.load = load[i];
		m.entropy[i].at_most = 0.5 + 0.125 * (double)i;
	}
	overview_make(&m);
	plate_is(&m.g, "report-cells",
	    "1\t1\t0.5\t0.5\n2\t1\t0.625\t0.625\n1\t2\t0.75\t0.75\n2\t2\t0.875\t0.875\n",
	    "row1='p'; row2='q'; column1='idle'; column2='a'; title='At most so many bits of "
	    "min-entropy in a call'; subtitle='against the observer who leaves least; probes down, "
	    "loads across'; name='cells'; what='bits'; rows=2; columns=2");
	m.entropy[3].at_most = NAN; /* the other replicate has it */
	overview_make(&m);
	assert_non_null(plate_find(&m.g, "report-cells"));
	m.entropy[4].at_most = NAN;
	overview_make(&m);
	assert_null(plate_find(&m.g, "report-cells"));
	m.entropy[3].at_most = m.entropy[4].at_most = 1;
	for (size_t i = 0; i < 5; i++)
		m.runs[i].row.load = i ? (const char *[]){"a", "b", "c", "d"}[i - 1] : "idle",
		m.runs[i].row.probe = "p";
	overview_make(&m);
	assert_null(plate_find(&m.g, "report-cells")); /* of one probe */
	for (size_t i = 0; i < 5; i++)
		m.runs[i].row.probe = m.runs[i].row.load, m.runs[i].row.load = "idle";
	overview_make(&m);
	assert_null(plate_find(&m.g, "report-cells")); /* of one load */
	m.j.entropy = NULL;
	overview_make(&m);
	gallery_release(&m.g);
}

/* Two points at least, rising by what is predicted; on a log axis none is below 0. */
static void published_figures_lie_beside_predicted_ones(void **state)
{
	struct made m;
	struct judged_point a[] = {{"T1", "cv", 0.5, 0.5, 0.75, true},
	    {"T1", "shannon", 2, 0, 3, true}, {"T2", "odd", 0.25, 0.125, 0.25, false}},
			    b[] = {{"T3", "other", 3, 0.2, 0.3, true}};
	struct judged_body bodies[] = {
	    {.points = a, .point_count = 3}, {.points = b, .point_count = 1}};
	(void)state;
	book_make(&m, 1);
	m.j.bodies = bodies;
	m.j.body_count = 2;
	overview_make(&m);
	plate_is(&m.g, "report-published",
	    "0.25\t0.125\t0.25\t0\tT2: odd share\n3\t0.2\t0.3\t1\tT3: "
	    "other\n0.5\t0.5\t0.75\t1\tT1: CV\n",
	    "title='Published figures against predicted ones'; subtitle='if the hypothesis holds, "
	    "the points lie on the line'; name='published'");
	a[0].lo = a[2].lo = 0;
	overview_make(&m);
	assert_int_equal(m.g.count, 0);
	gallery_release(&m.g);
}

/* ---- the fleet ------------------------------------------------------------------------------- */

static struct store_comparison comparison_make(const char *figure, const char *load, const char *b,
    double value, double ratio, double lo, double hi, double p)
{
	return (struct store_comparison){figure, "native", "gettimeofday", load, "ref", b, 40,
	    40 + value, value, value - 1, value + 1, ratio, lo, hi, 2, 2, 0.1, p};
}

/* A panel for each figure of which some row has a ratio, of the first figure that has one. */
static void machines_have_their_ratios(void **state)
{
	struct made m;
	struct store_comparison c[] = {
	    comparison_make("median_ns", "idle", "m1", 4, 1.25, 1.125, 1.5, 0.049),
	    comparison_make("median_ns", "idle", "m2", 4, 1.5, 0, 2, 0.05),
	    comparison_make("median_ns", "stress", "m1", 4, NAN, 1, 1, 0.01),
	    comparison_make("shannon_mm_bits", "idle", "m1", 4, 0.5, 0.25, INFINITY, 0.01),
	    comparison_make("q999_ticks", "idle", "m1", 4, 0, 0, 0, 0.01),
	    comparison_make("q95_ticks", "idle", "m2", 4, 3, 2, 4, 0.01)};
	(void)state;
	book_make(&m, 1);
	m.b.comparisons = c;
	m.b.comparison_count = 6;
	fleet_add(&m.g, &m.b, "../plots");
	assert_int_equal(m.g.count, 1);
	plate_is(&m.g, "00000001-machines",
	    "1\t1.25\t1.125\t1.5\t1\tm1, idle\n2\t1.5\t1.5\t1.5\t0\tm2, "
	    "idle\n\n\n1\t0.5\t0.5\t0.5\t1\tm1, idle\n\n\n2\t3\t2\t4\t1\tm2, idle\n",
	    "title='Machines against ref'; subtitle='gettimeofday · ratio with 95 % interval; "
	    "filled: shown to differ'; heads='median|Shannon entropy|tail'; rows=3; letters=10; "
	    "panels=3; name='machines'; ");
	assert_false(m.g.plates[0].whole);
	gallery_release(&m.g);
	for (size_t i = 0; i < 6; i++)
		c[i].ratio = NAN;
	fleet_add(&m.g, &m.b, "../plots");
	assert_int_equal(m.g.count, 0);
	for (size_t i = 0; i < 6; i++)
		c[i].ratio = 2, c[i].probe = "another"; /* that no run timed */
	fleet_add(&m.g, &m.b, "../plots");
	assert_int_equal(m.g.count, 0);
}

/* Of all probes together, where a machine is marked that lies outside the interval of the
 * difference and of the ratio too. */
static void the_fleet_marks_outliers(void **state)
{
	static const struct {
		double difference, lo, hi, ratio_lo, ratio_hi;
		int marked;
	} rows[] = {{5, 0, 4, 1.5, 2, 1}, {-1, 0, 4, 1.5, 2, 1}, {0, 0, 4, 1.5, 2, 0},
	    {4, 0, 4, 1.5, 2, 0}, {5, 0, 4, 1, 2, 0}, {5, 0, 4, 0.5, 1, 0},
	    {5, 0, 4, 0.25, 0.5, 1}};
	enum { N = sizeof rows / sizeof *rows };
	struct made m;
	struct store_comparison c[N];
	char names[N][8], want[1024] = "";
	(void)state;
	book_make(&m, 1);
	for (size_t i = 0; i < N; i++) {
		snprintf(names[i], sizeof names[i], "m%zu", i + 1);
		c[i] = comparison_make(
		    "median_ns", "", names[i], 0, 1.25, rows[i].ratio_lo, rows[i].ratio_hi, 0.5);
		c[i].probe = "";
		c[i].difference = rows[i].difference;
		c[i].lo = rows[i].lo;
		c[i].hi = rows[i].hi;
		snprintf(want + strlen(want), sizeof want - strlen(want),
		    "%zu\t1.25\t%.9g\t%.9g\t%d\t%s\n", i + 1, rows[i].ratio_lo, rows[i].ratio_hi,
		    rows[i].marked, names[i]);
	}
	m.b.comparisons = c;
	m.b.comparison_count = N;
	fleet_add(&m.g, &m.b, "../plots");
	assert_int_equal(m.g.count, 1);
	plate_is(&m.g, "report-machines", want,
	    "title='Machines against ref'; subtitle='mean over all probes and loads · ratio with "
	    "95 % interval; filled: outlier'; heads='median'; rows=7; letters=2; panels=1; "
	    "name='machines'; ");
	assert_true(m.g.plates[0].whole);
	gallery_release(&m.g);
}

/* Of the fleet together the first 48 machines; of a probe with more rows, which are rows of
 * medians, there is no picture. */
static void more_machines_than_fit_are_left_out(void **state)
{
	enum { N = 50 };
	struct made m;
	struct store_comparison c[N];
	char names[N][8];
	(void)state;
	book_make(&m, 1);
	m.b.comparisons = c;
	for (int probes = 0; probes < 2; probes++)
		for (size_t n = 48; n <= 49; n++) {
			for (size_t i = 0; i < N; i++) {
				snprintf(names[i], sizeof names[i], "m%zu", i + 1);
				c[i] = comparison_make(
				    "median_ns", "idle", names[i], 1, 1.25, 1, 2, 0.5);
				c[i].probe = probes ? "gettimeofday" : "";
			}
			c[n] = comparison_make("cv", "idle", "other", 1, 1.25, 1, 2,
			    0.5); /* no median: no row that it misses */
			c[n].probe = c[0].probe;
			m.b.comparison_count = n + 1;
			fleet_add(&m.g, &m.b, "../plots");
			assert_int_equal(m.g.count, probes && n > 48 ? 0 : 1);
			if (m.g.count)
				assert_non_null(strstr(m.g.plates[0].assignments, "rows=48; "));
			gallery_release(&m.g);
		}
}

/* Two machines and two loads at least, in per cent of the reference's median, which is 40 ns; below
 * a tenth all are one colour. */
static void distances_are_a_part_of_the_median(void **state)
{
	struct made m;
	struct store_comparison c[10];
	(void)state;
	book_make(&m, 1);
	static const double ns[] = {0.02, 3.96, 3.98, 40};
	for (size_t i = 0; i < 4; i++) {
		c[2 * i] = comparison_make("median_ns", i % 2 ? "stress" : "idle",
		    i < 2 ? "m1" : "m2", 0, NAN, NAN, NAN, 1);
		c[2 * i + 1] = comparison_make("wasserstein_ns", i % 2 ? "stress" : "idle",
		    i < 2 ? "m1" : "m2", ns[i], NAN, NAN, NAN, 1);
	}
	c[8] = comparison_make(
	    "wasserstein_ns", "third", "m1", 1, NAN, NAN, NAN, 1); /* without a median */
	c[9] = comparison_make("median_ns", "", "m2", 0, NAN, NAN, NAN, 1);
	c[9].probe = "";
	m.b.comparisons = c;
	m.b.comparison_count = 10;
	fleet_add(&m.g, &m.b, "../plots");
	plate_is(&m.g, "00000001-distances",
	    "1\t2\t0.1\t0.1\n2\t2\t9.9\t9.9\n1\t1\t9.95\t10\n2\t1\t100\t100\n",
	    "title='gettimeofday: distance of the distributions from ref'; subtitle='per cent of "
	    "its median; machines down, loads across'; row1='m2'; row2='m1'; rows=2; "
	    "column1='idle'; column2='stress'; column3='third'; columns=3; name='distances'; "
	    "what='per cent'; logz=1");
	assert_string_equal(m.g.plates[0].caption,
	    "gettimeofday: distance of each machine's distribution of "
	    "durations from that of ref (Wasserstein's), in per cent of the "
	    "latter's median; 2 of 2 machines down, 3 of 3 loads across.");
	gallery_release(&m.g);
	c[7].figure = "cv"; /* three are too few */
	fleet_add(&m.g, &m.b, "../plots");
	assert_null(plate_find(&m.g, "00000001-distances"));
	gallery_release(&m.g);
}

/* More than fit are counted: 40 machines and 14 loads do. */
static void more_distances_than_fit_are_counted(void **state)
{
	enum { MACHINES = 41, LOADS = 15, N = 2 * MACHINES * LOADS };
	struct made m;
	static struct store_comparison c[N];
	static char machines[MACHINES][8], loads[LOADS][8];
	size_t lines = 0;
	(void)state;
	book_make(&m, 1);
	for (size_t i = 0; i < N; i++) {
		size_t at = i / 2 / LOADS, load = i / 2 % LOADS;
		snprintf(machines[at], sizeof machines[at], "m%zu", at);
		snprintf(loads[load], sizeof loads[load], "l%zu", load);
		c[i] = comparison_make(i % 2 ? "wasserstein_ns" : "median_ns", loads[load],
		    machines[at], 4, NAN, NAN, NAN, 1);
	}
	m.b.comparisons = c;
	m.b.comparison_count = N;
	fleet_add(&m.g, &m.b, "../plots");
	const struct plate *p = plate_find(&m.g, "00000001-distances");
	assert_non_null(p);
	assert_non_null(strstr(p->caption, "; 40 of 41 machines down, 14 of 15 loads across."));
	for (const char *s = p->data[0].text; *s; s++)
		lines += *s == '\n';
	assert_int_equal(lines, 40 * 14);
	gallery_release(&m.g);
}

/* ---- gnuplot --------------------------------------------------------------------------------- */

static char folder[512];

/* A folder of its own for files. */
static void folder_make(void)
{
	const char *tmp = getenv("TMPDIR");
	snprintf(
	    folder, sizeof folder, "%.400s/test_report_plots.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(folder));
}

/* A folder whose gnuplot is a shell script of these lines, alone on PATH. */
static void gnuplot_make(const char *lines)
{
	char path[1024];
	folder_make();
	setenv("PATH", folder, 1);
	if (!lines)
		return;
	snprintf(path, sizeof path, "%s/gnuplot", folder);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fprintf(out, "#!/bin/sh\n%s\n", lines);
	fclose(out);
	assert_int_equal(chmod(path, 0755), 0);
}

static void file_remove(const char *name)
{
	char path[1024];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	unlink(path);
}

static void drawing_ends(const char *lines, enum plot_outcome outcome, const char *want)
{
	char why[256] = "", out[1024], *path = mem_copy(getenv("PATH"));
	gnuplot_make(lines);
	snprintf(out, sizeof out, "%s/out.svg", folder);
	setenv("PICTURE", out, 1);
	char *set = mem_print("out=%s", out);
	assert_int_equal(plot_draw("script.gp", "name.gp", set, out, why, sizeof why), outcome);
	free(set);
	assert_string_equal(why, want);
	assert_int_equal(access(out, F_OK), outcome == PLOT_DRAWN ? 0 : -1);
	file_remove("out.svg");
	file_remove("gnuplot");
	rmdir(folder);
	setenv("PATH", path, 1);
	free(path);
}

#define DRAWS "echo svg >\"${3#out=}\"; "

/* The last line that it said is the reason; a picture that is empty or of a gnuplot that failed is
 * none. */
static void gnuplot_gives_the_reason(void **state)
{
	char *tmp = getenv("TMPDIR") ? mem_copy(getenv("TMPDIR")) : NULL;
	(void)state;
	setenv("TMPDIR", "/tmp", 1);
	drawing_ends(DRAWS, PLOT_DRAWN, "");
	drawing_ends(DRAWS "[ \"$1 $2 $4\" = '--default-settings -e script.gp' ] && [ -z "
			   "\"${PICTURE:-}\" ] && [ \"$LC_ALL$TMPDIR\" = C/tmp ]",
	    PLOT_DRAWN, "");
	drawing_ends(DRAWS "echo first; echo ' the reason' >&2; printf ' \\n\\r\\t\\n'; exit 1",
	    PLOT_FAILED, "gnuplot name.gp:  the reason");
	drawing_ends(DRAWS "exit 1", PLOT_FAILED, "gnuplot name.gp: left no picture");
	drawing_ends("exit 0", PLOT_FAILED, "gnuplot name.gp: left no picture");
	drawing_ends(">\"${3#out=}\"", PLOT_FAILED, "gnuplot name.gp: left no picture");
	drawing_ends(DRAWS "echo ' '; exit 127", PLOT_NO_GNUPLOT,
	    "gnuplot is not on PATH: install it (scripts/setup does) and try again");
	drawing_ends("echo no such file; exit 127", PLOT_FAILED, "gnuplot name.gp: no such file");
	drawing_ends(NULL, PLOT_NO_GNUPLOT,
	    "gnuplot is not on PATH: install it (scripts/setup does) and try again");
	/* What it says beyond the first thousand characters is not kept. */
	drawing_ends("i=0; while [ $i -lt 300 ]; do echo 012345678; i=$((i + 1)); done; exit 1",
	    PLOT_FAILED, "gnuplot name.gp: 012");
	if (tmp)
		setenv("TMPDIR", tmp, 1);
	else
		unsetenv("TMPDIR");
	free(tmp);
}

/* ---- what an earlier report left ------------------------------------------------------------- */

static void file_make(const char *name)
{
	char path[1024];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fclose(out);
}

static bool file_is_there(const char *name)
{
	char path[1024];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return access(path, F_OK) == 0;
}

#define GONE "01234567-89ab-4cde-8f01-23456789abcd"

/* A plot goes with its driver and tables if the earlier pages lead to it, its name is one that a
 * report gives, and neither this report nor a run in the database has it. */
static void plots_of_runs_that_are_gone_are_removed(void **state)
{
	struct stored t;
	struct made m;
	char kept[64], kept_page[64], page[64], pages[1024];
	(void)state;
	stored_begin(&t);
	folder_make();
	book_make(&m, 1);
	m.runs[0].row.id = 99; /* not of this database */
	snprintf(kept, sizeof kept, "%.8s-tail.svg", t.uuid);
	snprintf(kept_page, sizeof kept_page, "run-%.8s.md", t.uuid);
	static const char *const all[] = {GONE "-tail.svg", GONE "-tail.gp", GONE "-tail.tsv",
	    GONE "-tail-fit.tsv", GONE "-tail-longest.tsv", GONE "-tail-level.tsv",
	    GONE "-tail-tails.tsv", GONE "-tail-null.tsv", "01234567-acf.svg", GONE "-mine.svg",
	    "report-first.svg", GONE "-lag.svg", "notes.svg"};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		file_make(all[i]);
	file_make(kept);
	snprintf(pages, sizeof pages,
	    "](../plots/" GONE "-tail.svg) ](../plots/01234567-acf.svg) ](../plots/" GONE
	    "-mine.svg) ](../plots/report-first.svg) ](../plots/%s) (run-01234567.md) (%s)",
	    kept, kept_page);
	struct plate plates[] = {{.file = (char[]){"01234567-acf.svg"}, .svg = (char[]){"x"}},
	    {.file = (char[]){GONE "-tail.svg"}}};
	m.g = (struct gallery){plates, 2, 0};
	assert_int_equal(stale_remove(t.s, &m.b, &m.g, folder, pages), 0);
	for (size_t i = 0; i < 8; i++)
		assert_false(file_is_there(all[i])); /* the plate of that name was not drawn */
	for (size_t i = 8; i < sizeof all / sizeof *all; i++)
		assert_true(file_is_there(all[i]));
	assert_true(file_is_there(kept));
	/* A run that this report shows, and whose plot it did not draw. */
	m.runs[0].row.id = t.run.id;
	m.runs[0].row.uuid = t.uuid;
	m.g.count = 0;
	assert_int_equal(stale_remove(t.s, &m.b, &m.g, folder, pages), 0);
	assert_false(file_is_there(kept));
	assert_false(file_is_there("01234567-acf.svg"));
	assert_true(file_is_there(GONE "-lag.svg")); /* no page leads to it */
	/* Pages of runs: of the same, with what is beside each. */
	snprintf(page, sizeof page, "run-%.8s.html", t.uuid);
	file_make(kept_page);
	file_make(page);
	file_make("run-01234567.md");
	file_make("run-01234567.html");
	file_make("run-0123456.md");
	file_make("run-89abcdef.md");
	m.b.run_count = 0;
	assert_int_equal(stale_remove_pages(t.s, &m.b, folder, pages), 0);
	assert_false(file_is_there("run-01234567.md"));
	assert_false(file_is_there("run-01234567.html"));
	assert_true(file_is_there("run-0123456.md"));
	assert_true(file_is_there("run-89abcdef.md"));
	assert_true(file_is_there(kept_page)); /* the database has it */
	m.b.run_count = 1;
	assert_int_equal(stale_remove_pages(t.s, &m.b, folder, pages), 0);
	assert_true(file_is_there(kept_page)); /* this report shows it */
	assert_true(file_is_there(page));
	stored_end(&t);
	/* A folder that is not there has nothing to remove. */
	static const char *const left[] = {GONE "-mine.svg", "report-first.svg", GONE "-lag.svg",
	    "notes.svg", "run-0123456.md", "run-89abcdef.md"};
	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		file_remove(left[i]);
	file_remove(kept_page);
	file_remove(page);
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(stale_remove(NULL, &m.b, &m.g, folder, pages), 0);
	assert_int_equal(stale_remove_pages(NULL, &m.b, folder, pages), 0);
}

/* The text of the index and of the pages of runs, and of nothing else. */
static void the_pages_of_an_earlier_report_are_read(void **state)
{
	static const char *const names[] = {
	    "index.md", "run-01234567.md", "other.md", "run-01234567.html", "run-0123456x.md"};
	(void)state;
	folder_make();
	for (size_t i = 0; i < 5; i++) {
		char path[1024];
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		FILE *out = fopen(path, "w");
		assert_non_null(out);
		fprintf(out, "[%zu]", i);
		fclose(out);
	}
	char *text = stale_pages(folder);
	assert_true(strcmp(text, "[0][1]") == 0 || strcmp(text, "[1][0]") == 0);
	free(text);
	for (size_t i = 0; i < 5; i++)
		file_remove(names[i]);
	assert_int_equal(rmdir(folder), 0);
	text = stale_pages(folder);
	assert_string_equal(text, "");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_table_has_the_columns_of_its_form),
	    cmocka_unit_test(cells_are_joined_along_their_row),
	    cmocka_unit_test(many_points_are_held),
	    cmocka_unit_test(modes_are_stacked),
	    cmocka_unit_test(a_block_has_shares_by_time),
	    cmocka_unit_test(a_long_label_ends_in_dots),
	    cmocka_unit_test(titles_have_their_figures),
	    cmocka_unit_test(observers_have_their_rows),
	    cmocka_unit_test(effects_have_their_values_and_ends),
	    cmocka_unit_test(cells_have_the_least_entropy),
	    cmocka_unit_test(published_figures_lie_beside_predicted_ones),
	    cmocka_unit_test(machines_have_their_ratios),
	    cmocka_unit_test(the_fleet_marks_outliers),
	    cmocka_unit_test(more_machines_than_fit_are_left_out),
	    cmocka_unit_test(distances_are_a_part_of_the_median),
	    cmocka_unit_test(more_distances_than_fit_are_counted),
	    cmocka_unit_test(gnuplot_gives_the_reason),
	    cmocka_unit_test(plots_of_runs_that_are_gone_are_removed),
	    cmocka_unit_test(the_pages_of_an_earlier_report_are_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
