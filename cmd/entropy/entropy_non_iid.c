/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entropy.h"

#include "err.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void show_progress(void *with, double share)
{
	progress_update(with, (uint64_t)(share * 1000));
}

static void print_cell(const struct sp90b_track *t, int which)
{
	const struct sp90b_estimate *e = &t->estimate[which];
	if (!t->run || e->status == SP90B_NOT_APPLICABLE)
		printf("  %14s", "-");
	else if (e->status == SP90B_OK)
		printf("  %14.6f", e->h);
	else
		printf("  %14s", sp90b_status_name(e->status));
}

static void print_table(const struct sp90b_result *r)
{
	printf("%-36s  %14s  %14s\n", "min-entropy, bits", "per symbol", "per bit");
	for (int i = 0; i < SP90B_ESTIMATORS; i++) {
		printf("  %-7s %-26s", sp90b_estimator_section(i), sp90b_estimator_title(i));
		print_cell(&r->original, i);
		print_cell(&r->bitstring, i);
		printf("\n");
	}
}

static void print_track(const struct sp90b_track *t, const char *name)
{
	if (!t->run)
		return;
	printf("\n%s, %zu\n", name, t->n);
	for (int i = 0; i < SP90B_ESTIMATORS; i++) {
		if (t->estimate[i].status == SP90B_NOT_APPLICABLE)
			continue;
		printf("  %s %s\n", sp90b_estimator_section(i), sp90b_estimator_title(i));
		print_estimate(&t->estimate[i], "    ");
	}
}

/* As ea_non_iid -v. */
static void print_names(const struct sp90b_result *r)
{
	printf("\n");
	for (int i = 0; i < SP90B_ESTIMATORS; i++) {
		print_named(i, &r->bitstring.estimate[i], " (bit string)", 1);
		print_named(i, &r->original.estimate[i], "", r->width);
	}
}

static void print_result(const struct request *q, const struct input *in, const void *result)
{
	const struct sp90b_result *r = result;
	char shown[300];
	printf("%s: %zu samples of %u bit%s, %" PRIu32 " distinct symbols%s\n",
	    text_plain(shown, sizeof shown, in->name), r->n, r->width, r->width == 1 ? "" : "s",
	    r->k, r->translated ? " (renumbered)" : "");
	printf("sha256 %s\n", in->sha256);
	if (q->mapping)
		printf("mapping %s\n", q->mapping);
	printf("\n");
	print_table(r);
	if (q->verbose) {
		print_track(&r->original, "symbols");
		print_track(&r->bitstring, "bits");
		print_names(r);
	}
	struct rating rating = {r->original.run, r->bitstring.run, r->width, r->original.h,
	    r->bitstring.h, r->h_assessed};
	print_rating(q, &rating);
}

static void write_h(struct json *j, const char *key, const struct sp90b_track *t)
{
	if (t->run)
		json_double(j, key, t->h);
	else
		json_null(j, key);
}

static void write_result(struct json *j, const struct request *q, const void *result)
{
	const struct sp90b_result *r = result;
	if (q->mapping)
		json_string(j, "mapping", q->mapping);
	json_string(j, "dataset", q->conditioned ? "conditioned" : "initial");
	write_shape(j, r->n, r->k, r->width);
	json_u64(j, "bits", r->bitstring.n);
	json_bool(j, "translated", r->translated);
	json_bool(j, "short", r->short_data);
	write_track(j, "original", &r->original);
	write_track(j, "bitstring", &r->bitstring);
	write_h(j, "h_original", &r->original);
	write_h(j, "h_bitstring", &r->bitstring);
	json_double(j, "h_assessed", r->h_assessed);
}

enum sp90b_mapping mapping_of(const char *name)
{
	for (int m = 0; m < SP90B_MAPPINGS; m++)
		if (m != SP90B_MODE_INDEX &&
		    strcmp(name, sp90b_mapping_name((enum sp90b_mapping)m)) == 0)
			return (enum sp90b_mapping)m;
	if (strcmp(name, sp90b_mapping_name(SP90B_MODE_INDEX)) == 0)
		err_usage("%s requires modes, which 'ticklab analyze' fits", name);
	err_usage("unknown mapping '%s'; see --help", name);
}

/* Maps the samples where they lie. The width is then that of the greatest. */
static void map_input(struct input *in, const char *name)
{
	enum sp90b_mapping m = mapping_of(name);
	uint64_t *wide = malloc(in->n * sizeof *wide);
	if (!wide)
		err_die("not enough memory to map %s", in->name);
	for (size_t i = 0; i < in->n; i++)
		wide[i] = in->raw[i];
	struct sp90b_mapped r = sp90b_map(m, wide, in->n, NULL, 0, in->raw);
	free(wide);
	if (r.status)
		err_die("cannot map %s: %s", in->name, sp90b_status_name(r.status));
	if (r.clipped)
		err_warning("%" PRIu64 " samples are above the range of %s and were clipped",
		    r.clipped, name);
}

int run_non_iid(const struct request *q)
{
	struct input in;
	uint64_t bits = samples_of(q, &in);
	if (q->mapping && !q->run) {
		map_input(&in, q->mapping);
		bits = 0;
	}
	struct sp90b_options o = options_of(q, bits);
	if (q->dry_run)
		return dry_run(q, &in, &o);
	struct progress bar;
	progress_init(&bar, "assessing", "steps", q->quiet ? 0 : 1000);
	o.progress = show_progress;
	o.with = &bar;
	struct sp90b_result r = sp90b_assess(in.raw, in.n, &o);
	progress_finish(&bar);
	die_of_fault(r.fault, &in, bits, r.at);
	warn_of_data(q, r.n, r.width, r.narrow);
	output_result(q, &in, &(struct result_output){"non-iid", &r, print_result, write_result});
	return EXIT_DONE;
}
