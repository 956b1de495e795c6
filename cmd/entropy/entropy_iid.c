/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entropy.h"

#include "err.h"
#include "text.h"

#include <inttypes.h>

static void show_progress(void *with, double share)
{
	progress_update(with, (uint64_t)(share * 10000));
}

static const char *verdict_name(enum sp90b_status status, bool pass)
{
	return status ? sp90b_status_name(status) : pass ? "passed" : "failed";
}

static void print_chi_square(const char *name, const struct sp90b_chi_square *c)
{
	printf("%-40s %s", name, verdict_name(c->status, c->pass));
	if (c->status == SP90B_OK)
		printf("  (T = %.17g, df = %ld, p = %.17g)", c->t, c->df, c->p_value);
	printf("\n");
}

/* Whether the counts are there, if without a verdict. */
static bool is_counted(const struct sp90b_permutation *p)
{
	return p->status == SP90B_OK || p->status == SP90B_TOO_FEW;
}

bool iid_undecided(const struct sp90b_iid_result *r)
{
	return r->pass && r->permutation.status == SP90B_TOO_FEW;
}

static void print_ranks(const struct sp90b_permutation *p)
{
	printf("\n  %-26s %20s %8s %8s %8s\n", "statistic", "data", "greater", "equal", "less");
	for (int i = 0; i < SP90B_STATISTICS; i++) {
		const struct sp90b_ranks *r = &p->rank[i];
		printf("  %-26s %20.12g %8" PRIu32 " %8" PRIu32 " %8" PRIu32 "%s\n",
		    sp90b_statistic_name(i), r->observed, r->greater, r->equal, r->less,
		    p->status || r->pass ? "" : "  failed");
	}
}

/* As ea_iid says it; a test that could not be made is not named. */
static void print_verdict(const char *tests, enum sp90b_status status, bool pass)
{
	if (status == SP90B_OK)
		printf("** %s %s\n", pass ? "Passed" : "Failed", tests);
}

static void print_verdicts(const struct sp90b_iid_result *r)
{
	const struct sp90b_chi_square *a = &r->independence, *b = &r->goodness_of_fit;
	printf("\n");
	print_verdict("chi square tests", a->status && b->status ? SP90B_TOO_SHORT : SP90B_OK,
	    (a->status || a->pass) && (b->status || b->pass));
	print_verdict("length of longest repeated substring test", r->lrs.status, r->lrs.pass);
	print_verdict("IID permutation tests", r->permutation.status, r->permutation.pass);
}

static void print_result(const struct request *q, const struct input *in, const void *result)
{
	const struct sp90b_iid_result *r = result;
	char shown[300];
	printf("%s: %zu samples of %u bit%s, %" PRIu32 " distinct symbols%s\n",
	    text_plain(shown, sizeof shown, in->name), r->n, r->width, r->width == 1 ? "" : "s",
	    r->k, r->translated ? " (renumbered)" : "");
	printf(q->verbose ? "sha256 %s\nmean %.17g, median of symbols %.17g\n\n"
			  : "sha256 %s\nmean %.6g, median of symbols %.6g\n\n",
	    in->sha256, r->mean, r->median);
	print_chi_square("5.2.1/5.2.3 chi-square independence", &r->independence);
	print_chi_square("5.2.2/5.2.4 chi-square goodness of fit", &r->goodness_of_fit);
	printf("%-40s %s", "5.2.5 longest repeated substring",
	    verdict_name(r->lrs.status, r->lrs.pass));
	if (r->lrs.status == SP90B_OK)
		printf("  (W = %" PRIu64 ", P_col = %.17g, Pr(X >= 1) = %.17g)", r->lrs.w,
		    r->lrs.p_col, r->lrs.pr_x_ge_1);
	printf("\n%-40s %s  (%" PRIu32 " permutations, seed %" PRIu64 ")\n", "5.1 permutations",
	    verdict_name(r->permutation.status, r->permutation.pass), r->permutation.rounds,
	    q->seed);
	if (is_counted(&r->permutation) && (q->verbose || !r->permutation.pass))
		print_ranks(&r->permutation);
	struct rating rating = {r->original.status == SP90B_OK, r->bitstring.status == SP90B_OK,
	    r->width, r->original.h, r->bitstring.h, r->h_assessed, !r->pass};
	print_rating(q, &rating);
	print_verdicts(r);
	printf("%s\n", iid_undecided(r) ? "no verdict: too few permutations"
		       : r->pass	? "no sign against IID"
					: "not IID: assess without --iid");
}

static void write_chi_square(struct json *j, const char *key, const struct sp90b_chi_square *c)
{
	json_begin_object(j, key);
	json_string(j, "status", sp90b_status_name(c->status));
	if (c->status == SP90B_OK) {
		json_double(j, "T", c->t);
		json_i64(j, "df", c->df);
		json_double(j, "p_value", c->p_value);
		json_bool(j, "pass", c->pass);
	}
	json_end_object(j);
}

static void write_permutation(
    struct json *j, const struct request *q, const struct sp90b_permutation *p)
{
	json_begin_object(j, "permutation");
	json_string(j, "status", sp90b_status_name(p->status));
	json_u64(j, "seed", q->seed);
	json_u64(j, "asked", q->permutations);
	json_u64(j, "rounds", p->rounds);
	if (p->status == SP90B_OK)
		json_bool(j, "pass", p->pass);
	json_begin_object(j, "statistics");
	for (int i = 0; is_counted(p) && i < SP90B_STATISTICS; i++) {
		const struct sp90b_ranks *r = &p->rank[i];
		json_begin_object(j, sp90b_statistic_name(i));
		json_double(j, "observed", r->observed);
		json_u64(j, "greater", r->greater);
		json_u64(j, "equal", r->equal);
		json_u64(j, "less", r->less);
		if (p->status == SP90B_OK)
			json_bool(j, "pass", r->pass);
		json_end_object(j);
	}
	json_end_object(j);
	json_end_object(j);
}

static void write_lrs(struct json *j, const struct sp90b_lrs_test *t)
{
	json_begin_object(j, "lrs");
	json_string(j, "status", sp90b_status_name(t->status));
	if (t->status == SP90B_OK) {
		json_u64(j, "W", t->w);
		json_double(j, "p_col", t->p_col);
		json_double(j, "pr_x_ge_1", t->pr_x_ge_1);
		json_bool(j, "pass", t->pass);
	}
	json_end_object(j);
}

static void write_result(struct json *j, const struct request *q, const void *result)
{
	const struct sp90b_iid_result *r = result;
	json_string(j, "dataset", q->conditioned ? "conditioned" : "initial");
	write_shape(j, r->n, r->k, r->width);
	json_bool(j, "translated", r->translated);
	json_double(j, "mean", r->mean);
	json_double(j, "median", r->median);
	write_chi_square(j, "chi_square_independence", &r->independence);
	write_chi_square(j, "chi_square_goodness_of_fit", &r->goodness_of_fit);
	write_lrs(j, &r->lrs);
	write_permutation(j, q, &r->permutation);
	write_estimate(j, "mcv_original", &r->original);
	write_estimate(j, "mcv_bitstring", &r->bitstring);
	if (r->pass)
		json_double(j, "h_assessed", r->h_assessed);
	else
		json_null(j, "h_assessed");
	if (iid_undecided(r))
		json_null(j, "pass");
	else
		json_bool(j, "pass", r->pass);
}

struct sp90b_iid_result assess_iid(
    const struct request *q, const struct input *in, uint64_t bits, const struct sp90b_options *o)
{
	struct progress bar;
	progress_init(&bar, "permuting", "steps", q->quiet ? 0 : 10000);
	struct sp90b_permutation_options p = {.permutations = (uint32_t)q->permutations,
	    .seed = q->seed,
	    .threads = (unsigned)q->threads,
	    .progress = show_progress,
	    .with = &bar};
	struct sp90b_iid_result r = sp90b_assess_iid(in->raw, in->n, o, &p);
	progress_finish(&bar);
	die_of_fault(r.fault, in, bits, r.at);
	warn_of_data(q, r.n, r.width, r.narrow);
	if (r.permutation.status == SP90B_TOO_FEW && !q->quiet)
		err_warning("%" PRIu64
			    " permutations; the limits of section 5.1 apply to %d, so there is "
			    "no verdict on them",
		    q->permutations, SP90B_PERMUTATIONS);
	return r;
}

int run_iid(const struct request *q)
{
	if (files_of(q) > 1)
		return run_iid_files(q);
	struct input in;
	uint64_t bits = samples_of(q, &in);
	struct sp90b_options o = options_of(q, bits);
	if (q->dry_run)
		return dry_run(q, &in, &o);
	struct sp90b_iid_result r = assess_iid(q, &in, bits, &o);
	output_result(q, &in, &(struct result_output){"iid", &r, print_result, write_result});
	return EXIT_DONE;
}
