/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs of a database in place of a file: read and decoded into ticks of their own counter as
 * `ticklab analyze` does it, then made symbols by a named mapping. One run is assessed as a file
 * is; all of them give a line each.
 */
#include "entropy.h"

#include "err.h"
#include "output.h"
#include "series.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct store *open_database(const struct request *q)
{
	struct store *s;
	char why[512];
	if (store_open(&s, q->db, STORE_READ, why, sizeof why) != 0)
		err_die("%s: %s", q->db, why);
	return s;
}

/* ---- one run ------------------------------------------------------------------------------- */

/* The symbols of a run, to be freed. Ends the program if they cannot be had. */
static uint16_t *symbols_read(
    struct store *s, const struct store_run *run, const struct request *q, size_t *n)
{
	struct series x;
	char why[512];
	if (series_read(&x, s, run, why, sizeof why) != 0)
		err_die("run %s: %s", run->uuid, why);
	uint16_t *symbol = malloc((x.n + 1) * sizeof *symbol);
	if (!symbol)
		err_die("not enough memory for run %s", run->uuid);
	struct sp90b_mapped m = {.status = SP90B_OK};
	if (x.n > 0)
		m = sp90b_map(mapping_of(q->mapping), x.elapsed, x.n, NULL, 0, symbol);
	if (m.status)
		err_die("run %s: cannot map by %s: %s", run->uuid, q->mapping,
		    sp90b_status_name(m.status));
	if (m.clipped && !q->quiet)
		err_warning("run %.8s: %" PRIu64
			    " samples are above what %s can hold and were clipped",
		    run->uuid, m.clipped, q->mapping);
	*n = x.n;
	series_release(&x);
	return symbol;
}

struct asked {
	struct store *s;
	const struct request *q;
	struct input *in;
};

static int take_run(void *context, const struct store_run *run)
{
	struct asked *a = context;
	static char name[16 + STORE_UUID];
	size_t n;
	if (run->samples == 0)
		err_die("run %s holds no samples", run->uuid);
	if (run->order_unknown)
		err_die("run %s is a histogram: its samples have no order, which the estimators "
			"need",
		    run->uuid);
	uint16_t *symbol = symbols_read(a->s, run, a->q, &n);
	snprintf(name, sizeof name, "run %s", run->uuid);
	*a->in = (struct input){.name = name};
	input_take(a->in, a->q, symbol, n);
	free(symbol);
	return 1;
}

void input_read_run(struct input *in, const struct request *q)
{
	struct asked a = {open_database(q), q, in};
	int n = store_runs(a.s, q->run, take_run, &a);
	if (n < 0)
		err_die("%s: %s", q->db, store_error(a.s));
	store_close(a.s);
}

/* ---- all runs ------------------------------------------------------------------------------ */

struct all {
	struct store *s;
	const struct request *q;
	struct json *j;
	unsigned assessed;
};

/* Why a run is not assessed; NULL: it is. */
static const char *run_excuse(const struct store_run *run)
{
	if (strcmp(run->status, "complete") != 0)
		return run->status;
	if (run->order_unknown)
		return "a histogram: no order";
	return run->samples < 1000 ? "fewer than 1000 samples" : NULL;
}

static struct sp90b_result assess_run(struct all *a, const struct store_run *run)
{
	struct sp90b_options o = options_of(a->q, 0);
	size_t n;
	uint16_t *symbol = symbols_read(a->s, run, a->q, &n);
	struct sp90b_result r = sp90b_assess(symbol, n, &o);
	free(symbol);
	return r;
}

static const char *fault_excuse(enum sp90b_fault fault)
{
	return fault == SP90B_DATA_ONE_SYMBOL ? "one value: no entropy"
	       : fault == SP90B_DATA_TOO_LONG ? "too long"
					      : "cannot be assessed";
}

static void print_run(const struct store_run *run, const struct sp90b_result *r, const char *excuse)
{
	char probe[64], load[64];
	printf("%-36s  %12" PRIu64 "  %-18s %-10s", run->uuid, run->samples,
	    text_plain(probe, sizeof probe, run->probe), text_plain(load, sizeof load, run->load));
	if (excuse)
		printf("  -           %s\n", excuse);
	else
		printf("  %-10.6f  %10.6f %10.6f\n", r->h_assessed, r->original.h,
		    r->bitstring.run ? r->bitstring.h : r->original.h);
}

static void write_run(
    struct json *j, const struct store_run *run, const struct sp90b_result *r, const char *excuse)
{
	json_begin_object(j, NULL);
	json_string(j, "run", run->uuid);
	json_string(j, "probe", run->probe);
	json_string(j, "load", run->load);
	json_u64(j, "samples", run->samples);
	json_string(j, "not_assessed", excuse);
	if (excuse) {
		json_null(j, "h_assessed");
	} else {
		json_u64(j, "width", r->width);
		json_double(j, "h_original", r->original.h);
		if (r->bitstring.run)
			json_double(j, "h_bitstring", r->bitstring.h);
		else
			json_null(j, "h_bitstring");
		json_double(j, "h_assessed", r->h_assessed);
	}
	json_end_object(j);
}

static int tell_run(void *context, const struct store_run *run)
{
	struct all *a = context;
	struct sp90b_result r = {.fault = SP90B_DATA_OK};
	const char *excuse = run_excuse(run);
	if (!excuse)
		r = assess_run(a, run);
	if (!excuse && r.fault == SP90B_DATA_NO_MEMORY)
		err_die("not enough memory to assess run %s", run->uuid);
	if (!excuse && r.fault)
		excuse = fault_excuse(r.fault);
	a->assessed += !excuse;
	if (talks(a->q))
		print_run(run, &r, excuse);
	if (a->j)
		write_run(a->j, run, &r, excuse);
	return 0;
}

int run_runs(const struct request *q)
{
	struct all a = {.s = open_database(q), .q = q, .j = document_open(q, "runs", NULL)};
	mapping_of(q->mapping);
	if (a.j) {
		json_string(a.j, "mapping", q->mapping);
		json_begin_array(a.j, "runs");
	}
	if (talks(q))
		printf("%-36s  %12s  %-18s %-10s  %-10s  %10s %10s\n", "run", "samples", "probe",
		    "load", "h_assessed", "per symbol", "per bit");
	int n = store_runs(a.s, NULL, tell_run, &a);
	if (n < 0)
		err_die("%s: %s", q->db, store_error(a.s));
	if (a.j) {
		json_end_array(a.j);
		document_close(a.j, q);
	}
	output_finish();
	const char *name = q->db;
	int bad = store_bad_runs(a.s, err_line, &name);
	if (bad < 0)
		err_die("%s: %s", q->db, store_error(a.s));
	store_close(a.s);
	if (n > 0 && a.assessed == 0)
		err_die("%s: none of %d runs could be assessed", q->db, n);
	return bad > 0 ? EXIT_FAILED : EXIT_DONE;
}
