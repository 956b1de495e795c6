/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Coverage of the intervals, and size and power of the tests, as a Markdown report and a table for
 * a plot. Each family of series has a known truth; a share of series that held it is printed with
 * the band that chance leaves it (1.96 standard errors), and a figure is named where the whole band
 * lies beyond what is promised. The simulation itself is analysis/estimate/calibration; here it is
 * only tabulated. Cost: all of it is the simulation, families times lengths times series.
 */
#include "calibrate.h"

#include "calibration.h"
#include "calibration_order.h"
#include "normal.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

enum { ROWS = 32 };

/* What an interval of 95 % is held to, and a test of 5 %; 1.96 standard errors to each side. */
static const double goal_lo = 0.93, goal_hi = 0.97, nominal = 0.05, both_sides = 2 * NORMAL_975;

struct cover {
	struct calibration_coverage row[ROWS];
	size_t rows;
	double n_eff;
};

/* Everything that was simulated, by family and length. */
struct outcome {
	struct cover cover[CALIBRATION_FAMILIES][CALIBRATE_SIZES];
	struct cover order[ORDER_FAMILIES][CALIBRATE_SIZES];
	struct calibration_rejections tests[CALIBRATION_FAMILIES][CALIBRATE_SIZES];
};

int calibrate_sizes(struct calibrate_options *o, const char *list)
{
	o->sizes = 0;
	for (const char *at = list; o->sizes < CALIBRATE_SIZES; at++) {
		char *end;
		unsigned long long n = strtoull(at, &end, 10);
		if (*at < '0' || *at > '9' || n < 40 || n > 10000000 ||
		    (o->sizes && n <= o->n[o->sizes - 1]))
			return -1;
		o->n[o->sizes++] = (size_t)n;
		at = end;
		if (*at == '\0')
			return 0;
		if (*at != ',')
			return -1;
	}
	return -1;
}

static int simulate_order(struct outcome *r, const struct calibrate_options *o, size_t s)
{
	for (enum calibration_order_family f = 0; f < ORDER_FAMILIES; f++) {
		struct cover *c = &r->order[f][s];
		c->rows = calibration_order_cover(
		    f, o->n[s], o->series, o->seed, c->row, ROWS, &c->n_eff);
		if (c->rows == 0)
			return -1;
	}
	return 0;
}

static int simulate_all(struct outcome *r, const struct calibrate_options *o)
{
	for (size_t s = 0; s < o->sizes; s++) {
		if (simulate_order(r, o, s) != 0)
			return -1;
		for (enum calibration_family f = 0; f < CALIBRATION_FAMILIES; f++) {
			struct cover *c = &r->cover[f][s];
			c->rows = calibration_cover(
			    f, o->n[s], o->series, o->seed, o->replicates, c->row, ROWS, &c->n_eff);
			if (c->rows == 0)
				return -1;
		}
		for (enum calibration_family f = 0; f < CALIBRATION_FAMILIES; f++) {
			r->tests[f][s] = calibration_tests(f, o->n[s], o->series, o->seed);
			if (r->tests[f][s].series < o->series)
				return -1;
		}
	}
	return 0;
}

/* ---- one cell ---------------------------------------------------------------------------- */

/* Is a share k / n, by its band, wholly outside lo..hi? -1 below, 1 above, 0 not. */
static int count_outside(unsigned k, unsigned n, double lo, double hi)
{
	double a, b;
	calibration_band(k, n, &a, &b);
	return b < lo ? -1 : a > hi ? 1 : 0;
}

static void write_band(FILE *out, unsigned k, unsigned n)
{
	double lo, hi;
	calibration_band(k, n, &lo, &hi);
	fprintf(out, "%.1f [%.1f, %.1f]", 100.0 * k / n, 100 * lo, 100 * hi);
}

/* Too seldom right: of the intervals given, and also of all series (a rule that withholds nearly
 * all gives those of the series that look best). -1 the first alone, -2 both; 1 too often right. */
static int coverage_verdict(const struct calibration_coverage *c, unsigned series)
{
	int miss = count_outside(c->held, c->given, goal_lo, goal_hi);
	if (miss >= 0)
		return miss;
	return count_outside(c->given - c->held, series, 0, 1 - goal_lo) > 0 ? -2 : -1;
}

/* Coverage with its band, width, and the share of series without an interval. */
static void write_coverage(FILE *out, const struct calibration_coverage *c, unsigned series)
{
	static const char *const words[] = {" **low**", " few", "", " wide"};
	if (c->given) {
		write_band(out, c->held, c->given);
		fputs(words[coverage_verdict(c, series) + 2], out);
		if (c->spread > 0)
			fprintf(out, "; x %.2f", c->mean_width / (both_sides * c->spread));
		if (c->given < series)
			fprintf(out, "; ");
	}
	if (c->given < series)
		fprintf(out, "withheld %.0f", 100.0 * (series - c->given) / series);
}

static void write_rejections(
    FILE *out, const struct calibration_rejections *c, enum calibration_test t, int null)
{
	if (c->given[t] == 0) {
		fputs("too short", out);
		return;
	}
	write_band(out, c->rejected[t], c->given[t]);
	/* Finding change-points or modes has no nominal size. */
	if (null == 1 && t != CALIBRATION_CHANGES && t != CALIBRATION_TWO_MODES)
		fputs(
		    count_outside(c->rejected[t], c->given[t], 0, nominal) > 0 ? " **often**" : "",
		    out);
	if (c->given[t] < c->tried[t])
		fprintf(out, "; not made %.0f", 100.0 * (c->tried[t] - c->given[t]) / c->tried[t]);
}

static void write_heads(FILE *out, const struct calibrate_options *o, const char *first)
{
	fprintf(out, "\n| %s |", first);
	for (size_t s = 0; s < o->sizes; s++)
		fprintf(out, " n = %zu |", o->n[s]);
	fputs("\n|", out);
	for (const char *bar = first; (bar = strchr(bar, '|')); bar++)
		fputs("---|", out);
	fputs("---|", out);
	for (size_t s = 0; s < o->sizes; s++)
		fputs("---|", out);
	fputc('\n', out);
}

/* ---- the report -------------------------------------------------------------------------- */

static void write_opening(FILE *out, const struct calibrate_options *o, double seconds)
{
	struct utsname machine;
	char when[32];
	time_t now = time(NULL);
	struct tm utc;
	strftime(when, sizeof when, "%Y-%m-%d", gmtime_r(&now, &utc));
	if (uname(&machine) != 0)
		machine = (struct utsname){.sysname = "unknown", .machine = ""};
	fprintf(
	    out, "# Calibration\n\n`ticklab analyze --calibrate --series %u --samples ", o->series);
	for (size_t s = 0; s < o->sizes; s++)
		fprintf(out, "%s%zu", s ? "," : "", o->n[s]);
	fprintf(out,
	    " --replicates %u --seed %" PRIu64 "`, %s, %s %s, %.0f s of one CPU.\n\n"
	    "Every family is a generator whose figures are known exactly. Each cell is %u series. "
	    "All numbers in cells are percent.\n",
	    o->replicates, o->seed, when, machine.sysname, machine.machine, seconds, o->series);
}

static void write_families(FILE *out)
{
	fputs("\n| family | what |\n|---|---|\n", out);
	for (enum calibration_family f = 0; f < CALIBRATION_FAMILIES; f++)
		fprintf(out, "| %s | %s |\n", calibration_name(f), calibration_description(f));
	for (enum calibration_order_family f = 0; f < ORDER_FAMILIES; f++)
		fprintf(out, "| %s | %s |\n", calibration_order_name(f),
		    calibration_order_description(f));
}

static bool has_truth(const struct cover *c)
{
	return c->rows && !isnan(c->row[0].truth);
}

/* The figures whose intervals are wrong too often. */
static void write_low(FILE *out, const struct cover *c, unsigned series)
{
	char label[CALIBRATION_LABEL];
	unsigned low = 0;
	for (size_t i = 0; i < c->rows; i++)
		if (c->row[i].given && coverage_verdict(&c->row[i], series) == -2)
			fprintf(out, "%s%s", low++ ? ", " : "",
			    calibration_label(&c->row[i].figure, label));
}

/* tau: nan where it is not known. */
static void write_family_line(FILE *out, const struct cover *c, const char *name, double tau,
    size_t n, const struct calibrate_options *o)
{
	unsigned given = 0, held = 0;
	for (size_t i = 0; i < c->rows; i++) {
		given += c->row[i].given;
		held += c->row[i].held;
	}
	double all = (double)c->rows * o->series;
	fprintf(out, "| %s | %zu | ", name, n);
	if (!isnan(tau))
		fprintf(out, "%.0f", (double)n / tau);
	fprintf(out, " | %.0f | %.0f | ", c->n_eff, 100.0 * given / all);
	if (!has_truth(c)) {
		fputs("| | |\n", out);
		return;
	}
	if (given)
		fprintf(out, "%.1f", 100.0 * held / given);
	fprintf(out, " | %.1f | ", 100.0 * (given - held) / all);
	write_low(out, c, o->series);
	fputs(" |\n", out);
}

static void write_overview(FILE *out, const struct outcome *r, const struct calibrate_options *o)
{
	fputs(
	    "\n## Overview\n\nn / tau: the true effective sample size, where it is known; the "
	    "goal, "
	    "93 to 97 %, is for 200 and more. n_eff: mean of its estimates, of the ranks. Given: "
	    "of "
	    "all figures of all series, those with an interval. Held: of these, those that hold "
	    "the truth. Wrong: of all, those with an interval that does not. Missed: figures of "
	    "which the binomial bands of the first lie wholly below 93 % and of the other wholly "
	    "above 7 %.\n\n"
	    "What a series does not show, no interval can allow for: spikes of which none came, a "
	    "mode that was never left. Such series are among those with an interval, and theirs is "
	    "wrong: moments where spikes come less than once a series, all figures where modes "
	    "last as long as it.\n\n"
	    "| family | n | n / tau | n_eff | given | held | wrong | missed |\n"
	    "|---|---|---|---|---|---|---|---|\n",
	    out);
	for (enum calibration_family f = 0; f < CALIBRATION_FAMILIES; f++)
		for (size_t s = 0; s < o->sizes; s++)
			write_family_line(out, &r->cover[f][s], calibration_name(f),
			    calibration_tau(f), o->n[s], o);
	for (enum calibration_order_family f = 0; f < ORDER_FAMILIES; f++)
		for (size_t s = 0; s < o->sizes; s++)
			write_family_line(
			    out, &r->order[f][s], calibration_order_name(f), NAN, o->n[s], o);
}

static void write_figure(
    FILE *out, const struct cover *covers, size_t i, const struct calibrate_options *o)
{
	double truth = covers[0].row[i].truth;
	char label[CALIBRATION_LABEL];
	fprintf(out, "| `%s` | ", calibration_label(&covers[0].row[i].figure, label));
	if (covers[o->sizes - 1].row[i].truth == truth)
		fprintf(out, "%.6g |", truth);
	else
		fputs("by n |", out);
	for (size_t s = 0; s < o->sizes; s++) {
		fputc(' ', out);
		write_coverage(out, &covers[s].row[i], o->series);
		fputs(" |", out);
	}
	fputc('\n', out);
}

static void write_intervals(FILE *out, const struct outcome *r, const struct calibrate_options *o)
{
	fputs(
	    "\n## Coverage of the 95 % intervals\n\nShare of the given intervals that hold the "
	    "truth, with its exact binomial band. **low**: missed, as above; few: the same band "
	    "lies below 93 %, but most series have no interval and at most 7 % a wrong one; wide: "
	    "the band lies wholly above 97 %. x: mean width, in units of 2 x 1.96 standard "
	    "deviations of the figure from series to series. Withheld: share of the series for "
	    "which no interval is given.\n",
	    out);
	for (enum calibration_family f = 0; f < CALIBRATION_FAMILIES; f++) {
		if (!has_truth(&r->cover[f][0]))
			continue;
		fprintf(out, "\n### %s\n", calibration_name(f));
		write_heads(out, o, "figure | truth");
		for (size_t i = 0; i < r->cover[f][0].rows; i++)
			write_figure(out, r->cover[f], i, o);
	}
	for (enum calibration_order_family f = 0; f < ORDER_FAMILIES; f++) {
		fprintf(out, "\n### %s\n", calibration_order_name(f));
		write_heads(out, o, "figure | truth");
		for (size_t i = 0; i < r->order[f][0].rows; i++)
			write_figure(out, r->order[f], i, o);
	}
}

static void write_tests(FILE *out, const struct outcome *r, const struct calibrate_options *o)
{
	static const char *const kind[] = {"no", "yes"};
	fputs(
	    "\n## Size and power of the tests\n\nShare of series in which the test rejects at 5 %, "
	    "with its exact binomial band. Where what it supposes is true, that is its size, and "
	    "**often** says that the band lies wholly above 5 %; where it is not, its power. "
	    "Change-points and two modes are what is found, without a nominal size. Dip, "
	    "likelihood "
	    "ratio and two modes are of every fourth series.\n",
	    out);
	for (enum calibration_test t = 0; t < CALIBRATION_TESTS; t++) {
		fprintf(out, "\n### %s\n", calibration_test_name(t));
		write_heads(out, o, "family | supposed is true");
		for (enum calibration_family f = 0; f < CALIBRATION_FAMILIES; f++) {
			int null = calibration_null(f, t);
			if (null < 0)
				continue;
			fprintf(out, "| %s | %s |", calibration_name(f), kind[null]);
			for (size_t s = 0; s < o->sizes; s++) {
				fputc(' ', out);
				write_rejections(out, &r->tests[f][s], t, null);
				fputs(" |", out);
			}
			fputc('\n', out);
		}
	}
}

/* Lines of one family at length s, as below. */
static void write_family_points(FILE *out, const struct cover *c, int number, const char *name,
    size_t s, const struct calibrate_options *o)
{
	for (size_t i = 0; i < c->rows; i++) {
		const struct calibration_coverage *row = &c->row[i];
		char label[CALIBRATION_LABEL];
		double lo, hi;
		if (2 * row->given < o->series || isnan(row->truth))
			continue;
		calibration_band(row->held, row->given, &lo, &hi);
		fprintf(out, "%d\t%s\t%s\t%.4f\t%.4f\t%.4f\t%.4f\n", number, name,
		    calibration_label(&row->figure, label),
		    ((double)s + ((double)i + 0.5) / (double)c->rows) / (double)o->sizes,
		    100.0 * row->held / row->given, 100 * lo, 100 * hi);
	}
}

/* A block for each length: family number and name, figure, place of the point within its family
 * (0 to 1), coverage and its band; percent. */
static void write_points(FILE *out, const struct outcome *r, const struct calibrate_options *o)
{
	for (size_t s = 0; s < o->sizes; s++) {
		fprintf(out, "%s\"n = %zu\"\n", s ? "\n\n" : "", o->n[s]);
		for (enum calibration_family f = 0; f < CALIBRATION_FAMILIES; f++)
			write_family_points(
			    out, &r->cover[f][s], (int)f, calibration_name(f), s, o);
		for (enum calibration_order_family f = 0; f < ORDER_FAMILIES; f++)
			write_family_points(out, &r->order[f][s], CALIBRATION_FAMILIES + (int)f,
			    calibration_order_name(f), s, o);
	}
}

static void write_report(
    FILE *out, const struct outcome *r, const struct calibrate_options *o, double seconds)
{
	write_opening(out, o, seconds);
	write_families(out);
	write_overview(out, r, o);
	write_intervals(out, r, o);
	write_tests(out, r, o);
}

int calibrate(const struct calibrate_options *o, char *why, size_t size)
{
	struct outcome *r = calloc(1, sizeof *r);
	clock_t begin = clock();
	int rc = r ? simulate_all(r, o) : -1;
	if (rc != 0)
		snprintf(why, size, "out of memory");
	else
		write_report(o->out, r, o, (double)(clock() - begin) / CLOCKS_PER_SEC);
	if (rc == 0 && o->points)
		write_points(o->points, r, o);
	free(r);
	return rc;
}
