/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entropy.h"

#include "err.h"
#include "num.h"
#include "sp90b_restart.h"

#include <inttypes.h>
#include <stdlib.h>

struct tested {
	double h_i;
	struct sp90b_restart_result r;
	bool tested; /* section 5's tests of both, as -i requires (3.1.2) */
	struct sp90b_iid_result rows, columns;
};

static bool iid_failed(const struct tested *t)
{
	return t->tested && (!t->rows.pass || !t->columns.pass);
}

static void print_iid(const struct tested *t)
{
	const struct sp90b_iid_result *of[] = {&t->rows, &t->columns};
	for (int i = 0; t->tested && i < 2; i++)
		printf("5 IID tests of the %s: %s\n", i ? "columns" : "rows",
		    iid_undecided(of[i]) ? "no verdict: too few permutations"
		    : of[i]->pass	 ? "passed"
					 : "failed");
}

/* The matrix row after row, and column after column. */
static void test_iid(
    struct tested *t, const struct request *q, const struct input *in, unsigned width)
{
	struct sp90b_options o = options_of(q, width);
	struct input turned = *in;
	size_t rows = (size_t)q->rows, columns = (size_t)q->columns;
	turned.raw = malloc(in->n * sizeof *turned.raw);
	if (!turned.raw)
		err_die("not enough memory for the columns of %s", in->name);
	for (size_t i = 0; i < rows; i++)
		for (size_t k = 0; k < columns; k++)
			turned.raw[k * rows + i] = in->raw[i * columns + k];
	o.dataset = SP90B_INITIAL;
	t->rows = assess_iid(q, in, width, &o);
	t->columns = assess_iid(q, &turned, width, &o);
	t->tested = true;
	free(turned.raw);
}

static void write_iid(struct json *j, const char *key, const struct sp90b_iid_result *r)
{
	if (iid_undecided(r))
		json_null(j, key);
	else
		json_bool(j, key, r->pass);
}

static void print_table(const struct request *q, const struct sp90b_restart_result *r)
{
	printf("\n%-36s %12s %12s\n", "min-entropy per symbol", "rows", "columns");
	for (int i = 0; i < SP90B_ESTIMATORS; i++) {
		const struct sp90b_estimate *both[] = {&r->row.estimate[i], &r->column.estimate[i]};
		if (both[0]->status == SP90B_NOT_APPLICABLE)
			continue;
		printf("  %-7s %-26s", sp90b_estimator_section(i), sp90b_estimator_title(i));
		for (int k = 0; k < 2; k++) {
			if (both[k]->status == SP90B_OK)
				printf(q->verbose ? " %20.17g" : " %12.6f", both[k]->h);
			else
				printf(" %12s", sp90b_status_name(both[k]->status));
		}
		printf("\n");
	}
	printf("\n");
	for (int i = 0; q->verbose && i < SP90B_ESTIMATORS; i++) {
		print_named(i, &r->row.estimate[i], " (Rows)", r->width);
		print_named(i, &r->column.estimate[i], " (Cols)", r->width);
	}
}

/* Sanity check; the last lines as ea_restart has them, which knows square matrices alone. */
static void print_sanity(const struct request *q, const struct tested *t)
{
	const struct sp90b_restart_result *r = &t->r;
	printf(q->verbose ? "3.1.4.3 sanity check, alpha %.17g: %s\n"
			  : "3.1.4.3 sanity check, alpha %.6g: %s\n",
	    r->alpha,
	    !r->decides ? "no data could fail it"
	    : r->sanity ? "passed"
			: "failed");
	printf("  most common count in a row    %" PRIu64 ", cutoff %" PRIu64 "\n", r->row_max,
	    r->row_cutoff);
	printf("  most common count in a column %" PRIu64 ", cutoff %" PRIu64 "\n", r->column_max,
	    r->column_cutoff);
	printf("\nH_I: %f\n", t->h_i);
	if (q->rows == q->columns)
		printf("ALPHA: %.17g, X_cutoff: %" PRIu64 "\nX_max: %" PRIu64 "\n", r->alpha,
		    r->row_cutoff, r->row_max > r->column_max ? r->row_max : r->column_max);
	if (!r->sanity)
		printf("\n*** Restart Sanity Check Failed ***\n");
	else if (q->verbose)
		printf("\nRestart Sanity Check Passed...\n");
}

static void print_result(const struct request *q, const struct input *in, const void *result)
{
	const struct tested *t = result;
	const struct sp90b_restart_result *r = &t->r;
	printf("%s: %" PRIu64 " restarts of %" PRIu64 " samples of %u bit%s, %" PRIu32
	       " distinct symbols\n",
	    in->name, q->rows, q->columns, r->width, r->width == 1 ? "" : "s", r->k);
	printf("sha256 %s\n\n", in->sha256);
	print_sanity(q, t);
	if (!r->sanity)
		return;
	print_table(q, r);
	printf("H_r: %f\nH_c: %f\nH_I: %f\n\n", r->h_row, r->h_column, t->h_i);
	printf("3.1.4.2 validation, min(H_r, H_c) >= H_I / 2: %s\n",
	    r->validation ? "passed" : "failed");
	print_iid(t);
	if (iid_failed(t))
		printf("*** IID Testing of the Restarts Failed: assess with -n ***\n");
	else if (r->validation)
		printf("Validation Test Passed...\n\nmin(H_r, H_c, H_I): %f\n", r->h);
	else
		printf("*** min(H_r, H_c) < H_I/2, Validation Testing Failed ***\n");
}

static void write_result(struct json *j, const struct request *q, const void *result)
{
	const struct tested *t = result;
	const struct sp90b_restart_result *r = &t->r;
	json_u64(j, "rows", q->rows);
	json_u64(j, "columns", q->columns);
	write_shape(j, q->rows * q->columns, r->k, r->width);
	json_double(j, "h_i", t->h_i);
	json_double(j, "alpha", r->alpha);
	json_u64(j, "row_max", r->row_max);
	json_u64(j, "row_cutoff", r->row_cutoff);
	json_u64(j, "column_max", r->column_max);
	json_u64(j, "column_cutoff", r->column_cutoff);
	json_bool(j, "sanity_pass", r->sanity);
	if (!r->sanity)
		return;
	write_track(j, "rows_original", &r->row);
	write_track(j, "columns_original", &r->column);
	json_double(j, "h_r", r->h_row);
	json_double(j, "h_c", r->h_column);
	json_bool(j, "validation_pass", r->validation);
	if (t->tested) {
		write_iid(j, "rows_iid_pass", &t->rows);
		write_iid(j, "columns_iid_pass", &t->columns);
	}
	if (iid_failed(t))
		json_null(j, "h");
	else
		json_double(j, "h", r->h);
}

/* H_I: the last argument. Ends the program if it is none. */
static double check_request(const struct request *q)
{
	double h_i;
	if (q->n_args < 2 || q->n_args > 3)
		err_usage("FILE, optionally BITS, and H_I are expected");
	const char *text = q->args[q->n_args - 1];
	if (num_double(text, &h_i) || h_i < 0)
		err_usage("H_I must be a number of at least 0, not '%s'", text);
	if (h_i <= 0 && !q->quiet)
		err_warning("H_I is 0: no data can fail it, so nothing is tested");
	return h_i;
}

int run_restart(const struct request *q)
{
	struct tested t = {.h_i = check_request(q)};
	uint64_t bits = bits_of(q, q->n_args > 2 ? q->args[1] : NULL);
	struct input in;
	input_read(&in, q->args[0], q, bits);
	if (in.n != q->rows * q->columns)
		err_die("%s holds %zu samples, not %" PRIu64 " x %" PRIu64
			"; see --rows and --columns",
		    in.name, in.n, q->rows, q->columns);
	struct sp90b_options o = options_of(q, bits);
	unsigned width = bits ? (unsigned)bits : sp90b_width(in.raw, in.n);
	if (t.h_i > width)
		err_die(
		    "H_I is %g, but samples have %u bit%s", t.h_i, width, width == 1 ? "" : "s");
	if (q->dry_run)
		return dry_run(q, &in, &o);
	t.r = sp90b_restart(in.raw, q->rows, q->columns, t.h_i, q->initial, &o);
	die_of_fault(t.r.fault, &in, bits, t.r.at);
	if (q->initial && t.r.sanity)
		test_iid(&t, q, &in, width);
	output_result(q, &in, &(struct result_output){"restart", &t, print_result, write_result});
	return t.r.sanity && t.r.validation && !iid_failed(&t) ? EXIT_DONE : EXIT_FAILED;
}
