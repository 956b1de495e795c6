/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an analysis costs: every figure of a run but the extractor's and SP 800-90B's, on one
 * thread, by parts; then the plain figures that numpy and scipy have too. `make bench-estimate`.
 */
#include "acf.h"
#include "causes_private.h"
#include "dwell_private.h"
#include "entropy.h"
#include "err.h"
#include "grids_private.h"
#include "histogram.h"
#include "modes_private.h"
#include "moments.h"
#include "opt.h"
#include "order_private.h"
#include "periodicity.h"
#include "quantiles.h"
#include "rng.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static uint64_t samples = 1000000, replicates = 1000;
static bool plain;
static const char *values;

static const struct opt options[] = {
    {OPT_U64, 'n', "samples", "N", &samples, "samples (1M)"},
    {OPT_U64, 0, "replicates", "B", &replicates, "bootstrap replicates (1000)"},
    {OPT_FLAG, 0, "plain", NULL, &plain, "only the figures that numpy and scipy have too"},
    {OPT_STRING, 0, "values", "FILE", &values, "write the durations, 64 bits each, for numpy"},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {
    "bench/estimate", "[OPTION ...]", "Measures what the figures of a run cost.", options};

static double cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double peak_mib(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
#ifdef __APPLE__
	return (double)u.ru_maxrss / 1048576;
#else
	return (double)u.ru_maxrss / 1024;
#endif
}

/* Prints what passed since the last call. */
static void lap_print(const char *part)
{
	static double last;
	double t = cpu_seconds();
	if (part)
		printf("%-28s %8.2f s  peak %7.0f MiB\n", part, t - last, peak_mib());
	fflush(stdout);
	last = cpu_seconds();
}

/* Like gettimeofday on a 1 GHz counter: two persisting modes of some spread, a tail, and gaps. */
static void make_series(struct series *x, size_t n)
{
	struct rng r;
	uint64_t now = 1000;
	bool fast = true;
	*x = (struct series){.start = malloc(n * sizeof *x->start),
	    .elapsed = malloc(n * sizeof *x->elapsed),
	    .flags = calloc(n, 1),
	    .n = n,
	    .hz = 1e9,
	    .ground_truth = true};
	x->recorded = x->elapsed;
	if (!x->start || !x->elapsed || !x->flags)
		err_die("out of memory for %zu samples", n);
	rng_init(&r, 1, 0);
	for (size_t i = 0; i < n; i++) {
		double u = rng_double(&r);
		fast ^= u < 0.05;
		double d = (fast ? 40 : 62) + 3 * rng_normal(&r);
		if (u > 0.9999)
			d += 200 / (1 - rng_double(&r));
		x->flags[i] = u > 0.9995 ? STORE_FLAG_IRQ : 0;
		x->start[i] = now;
		x->elapsed[i] = d > 1 ? (uint64_t)d : 1;
		now += x->elapsed[i] + 20 + (rng_u64(&r) & 7);
	}
}

static void all_figures(const struct series *x)
{
	struct run_options o = {.seed = 1, .replicates = (unsigned)replicates, .threads = 1};
	struct figures f;
	struct histogram h;
	struct modes m;
	struct effective_size w;
	double slow;
	figures_init(&f);
	double begin = cpu_seconds();
	lap_print(NULL);
	int rc = grids_add(&f, x, &o, &w);
	lap_print("summary on all grids");
	if (rc != 0 || histogram_init(&h, x->elapsed, x->n) != EST_OK)
		err_die("out of memory");
	lap_print("histogram");
	rc |= modes_add(&m, &f, x, &h, &w, &o);
	rc |= dwell_add(&f, &m.label);
	lap_print("modes and their order");
	rc |= causes_add(&f, x, &h, &m, &slow);
	lap_print("causes");
	rc |= order_add_memory(&f, x, &h, &o);
	lap_print("information");
	order_add_lines(&f, x, &h);
	rc |= order_add_tick_lines(&f, x, &h, slow);
	lap_print("spectrum");
	rc |= order_add_quantisation(&f, x, &h);
	lap_print("quantisation");
	rc |= order_add_resolution(&f, x);
	lap_print("resolution");
	if (rc != 0)
		err_die("out of memory");
	printf("%-28s %8.2f s  peak %7.0f MiB, of it samples %.0f MiB; %zu figures\n", "all",
	    cpu_seconds() - begin, peak_mib(), 17.0 * (double)x->n / 1048576, f.results);
	modes_release(&m);
	histogram_release(&h);
	figures_release(&f);
}

/* The figures of bench/estimate-numpy, printed, so that neither is left out nor differs. */
static void plain_figures(const struct series *x)
{
	static const double q[] = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999};
	struct histogram h;
	struct periodicity *p = malloc(sizeof *p);
	double rho[101], begin = cpu_seconds();
	if (!p || histogram_init(&h, x->elapsed, x->n) != EST_OK)
		err_die("out of memory");
	struct moments m = moments_of_histogram(&h);
	double level = 0;
	for (size_t i = 0; i < sizeof q / sizeof *q; i++)
		level += quantiles_at(&h, q[i]).value;
	double bits = entropy_shannon_mm(&h).value;
	if (acf_of_ticks(x->elapsed, x->n, 100, rho) != EST_OK)
		err_die("out of memory");
	periodicity_of(p, x->elapsed, x->n, &h);
	double took = cpu_seconds() - begin;
	printf("mean %.9g sd %.9g quantiles %.9g entropy %.9g lag1 %.9g\n", m.mean.value,
	    m.sd.value, level, bits, rho[1]);
	printf("ticklab %.4f s\n", took);
	histogram_release(&h);
	free(p);
}

static void write_values(const struct series *x)
{
	FILE *f = fopen(values, "wb");
	if (!f || fwrite(x->elapsed, sizeof *x->elapsed, x->n, f) != x->n || fclose(f) != 0)
		err_die("%s: cannot write", values);
}

int main(int argc, char **argv)
{
	struct series x;
	if (opt_parse(&program, argc, argv) > 0)
		err_usage("'%s': no argument is expected", argv[1]);
	if (samples < 1000)
		err_usage("--samples wants at least 1000");
	make_series(&x, (size_t)samples);
	if (values)
		write_values(&x);
	if (plain)
		plain_figures(&x);
	else
		all_figures(&x);
	series_release(&x);
	return EXIT_DONE;
}
