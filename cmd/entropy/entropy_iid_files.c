/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --iid of several files: one line each, and whether so many failures are to be expected of data
 * that are IID.
 */
#include "entropy.h"

#include "err.h"
#include "output.h"
#include "sp90b_chance.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

static const double level = 0.01; /* of the verdict on all files */

struct tally {
	unsigned long files, failed, undecided;
};

/* The tests that failed, in the words of their sections; "" if none did. */
static const char *failures_name(const struct sp90b_iid_result *r, char *out, size_t size)
{
	const struct {
		const char *name;
		bool failed;
	} test[] = {{"independence", !r->independence.status && !r->independence.pass},
	    {"goodness of fit", !r->goodness_of_fit.status && !r->goodness_of_fit.pass},
	    {"longest repeated substring", !r->lrs.status && !r->lrs.pass},
	    {"permutations", !r->permutation.status && !r->permutation.pass}};
	size_t used = 0;
	out[0] = '\0';
	for (size_t i = 0; i < sizeof test / sizeof *test; i++)
		if (test[i].failed && used < size)
			used += (size_t)snprintf(
			    out + used, size - used, "%s%s", used ? ", " : "", test[i].name);
	return out;
}

static const char *outcome_name(const struct sp90b_iid_result *r)
{
	return iid_undecided(r) ? "no verdict" : r->pass ? "passed" : "failed";
}

static void tell_file(const struct request *q, struct json *j, const struct input *in,
    const struct sp90b_iid_result *r)
{
	char failures[128], h[32] = "none", shown[300];
	failures_name(r, failures, sizeof failures);
	if (r->pass)
		snprintf(h, sizeof h, "%f", r->h_assessed);
	if (talks(q))
		printf("%-10s  %-10s  %9zu  %s%s%s\n", outcome_name(r), h, r->n,
		    text_plain(shown, sizeof shown, in->name), failures[0] ? ": " : "", failures);
	if (!j)
		return;
	json_begin_object(j, NULL);
	json_string(j, "file", in->name);
	json_string(j, "sha256", in->sha256);
	json_u64(j, "samples", r->n);
	json_u64(j, "width", r->width);
	if (iid_undecided(r))
		json_null(j, "pass");
	else
		json_bool(j, "pass", r->pass);
	json_string(j, "failed", failures[0] ? failures : NULL);
	if (r->pass)
		json_double(j, "h_assessed", r->h_assessed);
	else
		json_null(j, "h_assessed");
	json_end_object(j);
}

static void assess_file(
    const struct request *q, const char *name, uint64_t bits, struct json *j, struct tally *t)
{
	struct input in;
	input_read(&in, name, q, bits);
	struct sp90b_options o = options_of(q, bits);
	struct sp90b_iid_result r = assess_iid(q, &in, bits, &o);
	t->files++;
	t->failed += !r.pass;
	t->undecided += iid_undecided(&r);
	tell_file(q, j, &in, &r);
	input_release(&in);
}

static const char *verdict_of(const struct tally *t, const struct sp90b_chance *c)
{
	return t->undecided	    ? "no verdict: too few permutations"
	       : c->p_value < level ? "more than chance: not IID"
				    : "no more than chance: no sign against IID";
}

static void tell_verdict(const struct request *q, struct json *j, const struct tally *t)
{
	struct sp90b_chance c = sp90b_iid_chance(t->files, t->failed);
	if (talks(q))
		printf("\n%lu of %lu files failed; of files that are IID at most %.3g are expected "
		       "(%.4f each)\nprobability of so many or more: at most %.3g\n%s\n",
		    t->failed, t->files, c.expected, sp90b_iid_false_alarm(), c.p_value,
		    verdict_of(t, &c));
	if (!j)
		return;
	json_u64(j, "files_assessed", t->files);
	json_u64(j, "files_failed", t->failed);
	json_double(j, "expected_at_most", c.expected);
	json_double(j, "false_alarm_at_most", sp90b_iid_false_alarm());
	json_double(j, "p_value", c.p_value);
	json_string(j, "verdict", verdict_of(t, &c));
}

int run_iid_files(const struct request *q)
{
	struct tally t = {0};
	int files = files_of(q);
	uint64_t bits = bits_of(q, files < q->n_args ? q->args[files] : NULL);
	if (q->dry_run || q->run)
		err_usage("--dry-run and --run take one input, not %d", files);
	struct json *j = document_open(q, "iid of files", NULL);
	if (j)
		json_begin_array(j, "files");
	if (talks(q))
		printf("%-10s  %-10s  %9s  %s\n", "IID tests", "h_assessed", "samples", "file");
	for (int i = 0; i < files; i++)
		assess_file(q, q->args[i], bits, j, &t);
	if (j)
		json_end_array(j);
	tell_verdict(q, j, &t);
	if (j)
		document_close(j, q);
	output_finish();
	return EXIT_DONE;
}
