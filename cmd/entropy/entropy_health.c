/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entropy.h"

#include "err.h"
#include "num.h"
#include "output.h"
#include "sp90b_health.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

struct tests {
	double alpha;
	uint64_t repetition, proportion; /* cutoffs */
	uint32_t window;
	bool replayed;
	struct sp90b_replay of_repetition, of_proportion;
};

static void replay_samples(struct tests *t, const struct input *in)
{
	t->replayed = true;
	t->of_repetition = sp90b_replay_repetition(in->raw, in->n, t->repetition);
	t->of_proportion = sp90b_replay_proportion(in->raw, in->n, t->proportion, t->window);
}

static void print_replay(const char *name, const struct sp90b_replay *r, const char *greatest)
{
	printf("  %-20s %" PRIu64 " alarm%s", name, r->alarms, r->alarms == 1 ? "" : "s");
	if (r->alarms)
		printf(", the first at sample %" PRIu64, r->first);
	printf("; %s %" PRIu64 "\n", greatest, r->greatest);
}

static void print_result(const struct request *q, const struct tests *t, const struct input *in)
{
	printf(q->verbose ? "H %.17g, alpha %.17g (2^%.3f)\n" : "H %.6g, alpha %.6g (2^%.3f)\n",
	    q->entropy, t->alpha, log2(t->alpha));
	printf("4.4.1 repetition count test     cutoff %" PRIu64 "\n", t->repetition);
	printf("4.4.2 adaptive proportion test  cutoff %" PRIu64 " in a window of %" PRIu32 "%s\n",
	    t->proportion, t->window, t->proportion > t->window ? " (it can never fail)" : "");
	if (!t->replayed)
		return;
	char shown[300];
	printf("\n%s, %zu samples, sha256 %s\n", text_plain(shown, sizeof shown, in->name), in->n,
	    in->sha256);
	print_replay("repetition count", &t->of_repetition, "longest run");
	print_replay("adaptive proportion", &t->of_proportion, "greatest count in a window");
}

static void write_replay(struct json *j, const char *key, const struct sp90b_replay *r)
{
	json_begin_object(j, key);
	json_u64(j, "alarms", r->alarms);
	if (r->alarms)
		json_u64(j, "first", r->first);
	else
		json_null(j, "first");
	json_u64(j, "greatest", r->greatest);
	json_u64(j, "windows", r->windows);
	json_end_object(j);
}

static void write_result(
    struct json *j, const struct request *q, const struct tests *t, const struct input *in)
{
	json_double(j, "h", q->entropy);
	json_double(j, "alpha", t->alpha);
	json_u64(j, "repetition_cutoff", t->repetition);
	json_u64(j, "proportion_cutoff", t->proportion);
	json_u64(j, "window", t->window);
	if (t->replayed) {
		json_u64(j, "samples", in->n);
		write_replay(j, "repetition", &t->of_repetition);
		write_replay(j, "proportion", &t->of_proportion);
	}
}

/* "0.001", or a power of two as the standard writes it: "2^-30". */
static double alpha_of(const char *text)
{
	double alpha = 0, power;
	bool is_power = strncmp(text, "2^", 2) == 0;
	if (num_double(is_power ? text + 2 : text, is_power ? &power : &alpha))
		err_usage("--alpha requires a number such as 1e-9 or 2^-30, not '%s'", text);
	alpha = is_power ? exp2(power) : alpha;
	if (!(alpha > 0 && alpha < 1))
		err_usage("--alpha must be above 0 and below 1");
	return alpha;
}

static void check_request(const struct request *q)
{
	if (q->n_args > 2)
		err_usage("at most one file is expected, and BITS after it");
	if (!(q->entropy > 0))
		err_usage("--health requires --entropy H");
}

/* A sample holds at most as many bits as it is wide: a claim of more is no claim about these. */
static void check_claim(const struct request *q, const struct input *in, uint64_t bits)
{
	unsigned width = bits ? (unsigned)bits : in->raw ? sp90b_width(in->raw, in->n) : 64;
	if (q->entropy > width)
		err_die("--entropy is %g, but samples have %u bit%s", q->entropy, width,
		    width == 1 ? "" : "s");
}

int run_health(const struct request *q)
{
	check_request(q);
	uint64_t bits = bits_of(q, q->n_args > 1 ? q->args[1] : NULL);
	struct input in = {.name = NULL};
	if (q->n_args > 0)
		input_read(&in, q->args[0], q, bits);
	check_claim(q, &in, bits);
	bool binary = in.raw ? sp90b_width(in.raw, in.n) == 1 : bits == 1;
	struct tests t = {
	    .alpha = alpha_of(q->alpha), .window = binary ? SP90B_WINDOW_BINARY : SP90B_WINDOW};
	if (q->window_given)
		t.window = (uint32_t)q->window;
	t.repetition = sp90b_repetition_cutoff(q->entropy, t.alpha);
	t.proportion = sp90b_proportion_cutoff(q->entropy, t.alpha, t.window);
	if (in.raw)
		replay_samples(&t, &in);
	if (talks(q))
		print_result(q, &t, &in);
	struct json *j = document_open(q, "health", in.raw ? &in : NULL);
	if (j) {
		write_result(j, q, &t, &in);
		document_close(j, q);
	}
	input_release(&in);
	output_finish();
	return t.of_repetition.alarms || t.of_proportion.alarms ? EXIT_FAILED : EXIT_DONE;
}
