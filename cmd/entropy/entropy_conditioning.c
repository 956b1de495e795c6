/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entropy.h"

#include "err.h"
#include "num.h"
#include "output.h"
#include "sp90b_conditioning.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static uint32_t width_argument(const char *name, const char *text)
{
	uint64_t v;
	if (num_u64(text, &v) || v < 1 || v > UINT32_MAX)
		err_usage("%s must be a number from 1 to 4294967295, not '%s'", name, text);
	return (uint32_t)v;
}

/* num_double refuses what is no number; strtold then keeps the digits that a double drops. */
static bool real_argument(const char *text, long double *out)
{
	double plain;
	if (num_double(text, &plain))
		return false;
	*out = strtold(text, NULL);
	return true;
}

/* h' of a component that is not vetted: the fifth argument, a number or a file to assess. */
static long double per_bit(const struct request *q)
{
	long double h;
	if (q->n_args != 5)
		err_usage("a component that is not vetted requires h' or a file of its output");
	if (real_argument(q->args[4], &h)) {
		if (!(h > 0 && h <= 1))
			err_usage("h' must be above 0 and at most 1, not %s", q->args[4]);
		return h;
	}
	struct input in;
	uint64_t bits = bits_of(q, NULL);
	input_read(&in, q->args[4], q, bits);
	struct sp90b_options o = {
	    .width = (unsigned)bits, .dataset = SP90B_CONDITIONED, .threads = (unsigned)q->threads};
	struct sp90b_result r = sp90b_assess(in.raw, in.n, &o);
	die_of_fault(r.fault, &in, bits, r.at);
	warn_of_data(q, r.n, r.width, r.narrow);
	input_release(&in);
	return r.bitstring.h;
}

/* The narrowest inner width is at most that of the input (Appendix E). */
static uint32_t nw_used(const uint32_t *n)
{
	return n[2] < n[0] ? n[2] : n[0];
}

static void write_result(struct json *j, const uint32_t *n, long double h_in, long double h_bit,
    const struct sp90b_conditioning *c)
{
	json_bool(j, "vetted", h_bit <= 0);
	json_u64(j, "n_in", n[0]);
	json_u64(j, "n_out", n[1]);
	json_u64(j, "nw", n[2]);
	json_u64(j, "nw_used", nw_used(n));
	json_double(j, "h_in", (double)h_in);
	if (h_bit > 0)
		json_double(j, "h_prime", (double)h_bit);
	json_double(j, "output_entropy", (double)c->output);
	json_double(j, "minus_log2_epsilon_n_out", (double)c->to_n_out);
	json_double(j, "minus_log2_epsilon_nw", (double)c->to_nw);
	json_double(j, "minus_log2_epsilon_h_in", (double)c->to_h_in);
	json_double(j, "h_out", (double)c->h_out);
	json_bool(j, "full_entropy", c->full);
}

static void print_close(const char *name, long double output, long double to, long double bits)
{
	if (output >= to)
		printf("; Close to %s (epsilon = 2^(-%.22Lg))", name, bits);
}

static void print_result(
    const uint32_t *n, long double h_in, long double h_bit, const struct sp90b_conditioning *c)
{
	/* The lines of NIST's ea_conditioning. */
	printf("n_in = %" PRIu32 "\nn_out = %" PRIu32 "\nnw = %" PRIu32 "\nh_in = %.22Lg\n", n[0],
	    n[1], nw_used(n), h_in);
	if (h_bit > 0)
		printf("h' = %.22Lg\n", h_bit);
	printf("Output_Entropy(*) = %.22Lg", c->output);
	print_close("n_out", c->output, n[1], c->to_n_out);
	print_close("h_in", c->output, h_in, c->to_h_in);
	print_close("nw", c->output, nw_used(n), c->to_nw);
	printf("\n");
	if (h_bit > 0)
		printf(
		    "0.999 * n_out = %.22Lg\nh' * n_out = %.22Lg\n", 0.999L * n[1], h_bit * n[1]);
	printf("(%s) h_out = %.22Lg\n", h_bit > 0 ? "Non-vetted" : "Vetted", c->h_out);
	if (h_bit <= 0 && c->output > 0.999L * n[1])
		printf("epsilon = 2^(-%.22Lg)\n", c->to_n_out);
	if (c->full)
		printf("h_in >= n_out + 64: full entropy if the component's strength is %" PRIu32
		       " bits or more\n",
		    n[1]);
}

int run_conditioning(const struct request *q)
{
	static const char *const name[] = {"n_in", "n_out", "nw"};
	uint32_t n[3];
	long double h_in, h_bit = 0;
	if (q->n_args < 4 || q->n_args > 5)
		err_usage("N_IN N_OUT NW H_IN are expected, and h' or a file with --non-vetted");
	for (int i = 0; i < 3; i++)
		n[i] = width_argument(name[i], q->args[i]);
	if (!real_argument(q->args[3], &h_in) || !(h_in > 0 && h_in <= n[0]))
		err_usage("h_in must be above 0 and at most n_in, not '%s'", q->args[3]);
	if (q->other_track)
		h_bit = per_bit(q);
	else if (q->n_args == 5)
		err_usage("h' is for a component that is not vetted; it requires --non-vetted");
	if (q->other_track && h_bit <= 0)
		err_die("h' is 0: the output has no entropy");
	struct sp90b_conditioning c = sp90b_conditioning(n[0], n[1], n[2], h_in, h_bit);
	if (talks(q))
		print_result(n, h_in, h_bit, &c);
	struct json *j = document_open(q, "conditioning", NULL);
	if (j) {
		write_result(j, n, h_in, h_bit, &c);
		document_close(j, q);
	}
	output_finish();
	return EXIT_DONE;
}
