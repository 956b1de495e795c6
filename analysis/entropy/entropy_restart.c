/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entropy.h"

#include "err.h"
#include "num.h"
#include "sp90b_restart.h"

#include <inttypes.h>

static void print_result(const struct request *q, const struct input *in, double h_i,
    const struct sp90b_restart_result *r)
{
	printf("%s: %" PRIu64 " restarts of %" PRIu64 " samples of %u bits, %" PRIu32
	       " distinct symbols\n",
	    in->name, q->rows, q->columns, r->width, r->k);
	printf("sha256 %s\n\n", in->sha256);
	printf(
	    "3.1.4.3 sanity check, alpha %.17g: %s\n", r->alpha, r->sanity ? "passed" : "failed");
	printf("  most common count in a row    %" PRIu64 ", cutoff %" PRIu64 "\n", r->row_max,
	    r->row_cutoff);
	printf("  most common count in a column %" PRIu64 ", cutoff %" PRIu64 "\n", r->column_max,
	    r->column_cutoff);
	if (!r->sanity)
		return;
	printf("\n%-36s %12s %12s\n", "min-entropy per symbol", "rows", "columns");
	for (int i = 0; i < SP90B_ESTIMATORS; i++) {
		const struct sp90b_estimate *a = &r->row.estimate[i], *b = &r->column.estimate[i];
		if (a->status == SP90B_NOT_APPLICABLE)
			continue;
		printf("  %-7s %-26s", sp90b_estimator_section(i), sp90b_estimator_title(i));
		const struct sp90b_estimate *both[] = {a, b};
		for (int k = 0; k < 2; k++) {
			if (both[k]->status == SP90B_OK)
				printf(q->verbose ? " %20.17g" : " %12.6f", both[k]->h);
			else
				printf(" %12s", sp90b_status_name(both[k]->status));
		}
		printf("\n");
	}
	printf("\nH_I %.6f, H_r %.6f, H_c %.6f\n", h_i, r->h_row, r->h_column);
	printf("3.1.4.2 validation, min(H_r, H_c) >= H_I / 2: %s\n",
	    r->validation ? "passed" : "failed");
	if (r->validation)
		printf("min(H_r, H_c, H_I) %.6f\n", r->h);
}

static void write_track(struct json *j, const char *key, const struct sp90b_track *t)
{
	json_begin_object(j, key);
	for (int i = 0; i < SP90B_ESTIMATORS; i++)
		write_estimate(j, sp90b_estimator_name(i), &t->estimate[i]);
	json_end_object(j);
}

static void write_result(
    struct json *j, const struct request *q, double h_i, const struct sp90b_restart_result *r)
{
	json_u64(j, "rows", q->rows);
	json_u64(j, "columns", q->columns);
	json_u64(j, "samples", q->rows * q->columns);
	json_u64(j, "alphabet_size", r->k);
	json_u64(j, "width", r->width);
	json_double(j, "h_i", h_i);
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
	json_double(j, "h", r->h);
}

int run_restart(const struct request *q)
{
	double h_i;
	if (q->n_args < 2 || q->n_args > 3)
		err_usage("give FILE, BITS if wanted, and H_I");
	const char *h_text = q->args[q->n_args - 1];
	if (num_double(h_text, &h_i) || h_i < 0)
		err_usage("H_I is a number from 0 up, not '%s'", h_text);
	if (q->rows < 2 || q->columns < 2 || q->rows > 100000000 || q->columns > 100000)
		err_usage("--rows wants 2 to 100000000, --columns 2 to 100000");
	uint64_t bits = bits_of(q, q->n_args > 2 ? q->args[1] : NULL);
	struct input in;
	input_read(&in, q->args[0], q, bits);
	if (in.n != q->rows * q->columns)
		err_die("%s holds %zu samples, not %" PRIu64 " x %" PRIu64
			"; see --rows and --columns",
		    in.name, in.n, q->rows, q->columns);
	struct sp90b_options o = {.width = (unsigned)bits, .threads = (unsigned)q->threads};
	unsigned width = bits ? (unsigned)bits : sp90b_width(in.raw, in.n);
	if (h_i > width)
		err_die("H_I is %g, but samples have %u bits", h_i, width);
	struct sp90b_restart_result r =
	    sp90b_restart(in.raw, q->rows, q->columns, h_i, q->initial, &o);
	die_of_fault(r.fault, &in, bits, r.at);
	if (talks(q))
		print_result(q, &in, h_i, &r);
	struct json *j = document_open(q, "restart", &in);
	if (j) {
		write_result(j, q, h_i, &r);
		document_close(j, q);
	}
	input_release(&in);
	finish_output();
	return r.sanity && r.validation ? EXIT_DONE : EXIT_FAILED;
}
