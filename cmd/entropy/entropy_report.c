/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entropy.h"

#include "build_info.h"
#include "err.h"
#include "litter.h"
#include "outfile.h"
#include "output.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool talks(const struct request *q)
{
	return !q->json && !q->quiet;
}

/* Where -o writes. */
static struct outfile document;

static FILE *output_open(const char *path)
{
	litter_watch();
	if (outfile_open(&document, path) != 0)
		err_die("cannot create %s: %s", path, strerror(errno));
	return document.stream;
}

struct json *document_open(const struct request *q, const char *what, const struct input *in)
{
	static struct json j;
	FILE *out = q->output ? output_open(q->output) : q->json ? stdout : NULL;
	if (!out)
		return NULL;
	json_init(&j, out);
	json_begin_object(&j, NULL);
	json_string(&j, "tool", "ticklab entropy");
	json_string(&j, "version", build_version);
	json_string(&j, "standard", "NIST SP 800-90B, January 2018");
	json_string(&j, "assessment", what);
	if (in) {
		json_string(&j, "file", in->name);
		json_string(&j, "sha256", in->sha256);
		json_u64(&j, "bytes", in->bytes);
		if (q->format)
			json_string(&j, "format", q->format);
		if (q->source)
			json_string(&j, "source", q->source);
		if (q->index)
			json_string(&j, "index_samples", q->index);
		if (q->run)
			json_string(&j, "run", q->run);
	}
	return &j;
}

void document_close(struct json *j, const struct request *q)
{
	json_end_object(j);
	int bad = json_finish(j);
	if (!q->output) {
		output_finish();
		return;
	}
	int error = errno;
	if (bad) {
		outfile_abandon(&document);
		err_die("cannot write %s: %s", q->output, strerror(error));
	}
	if (outfile_commit(&document) != 0)
		err_die("cannot write %s: %s", q->output, strerror(errno));
}

void output_result(const struct request *q, struct input *in, const struct result_output *t)
{
	if (talks(q))
		t->print(q, in, t->result);
	struct json *j = document_open(q, t->what, in);
	if (j) {
		t->write(j, q, t->result);
		document_close(j, q);
	}
	input_release(in);
	output_finish();
}

void print_named(
    enum sp90b_estimator which, const struct sp90b_estimate *e, const char *where, unsigned width)
{
	static const char *const name[SP90B_ESTIMATORS] = {"Most Common Value Estimate",
	    "Collision Test Estimate", "Markov Test Estimate", "Compression Test Estimate",
	    "T-Tuple Test Estimate", "LRS Test Estimate",
	    "Multi Most Common in Window (MultiMCW) Prediction Test Estimate",
	    "Lag Prediction Test Estimate",
	    "Multi Markov Model with Counting (MultiMMC) Prediction Test Estimate",
	    "LZ78Y Prediction Test Estimate"};
	/* These three are for binary data alone, and are called so whatever the width. */
	bool binary = which >= SP90B_COLLISION && which <= SP90B_COMPRESSION;
	if (e->status == SP90B_OK)
		printf("\t%s%s = %f / %u bit(s)\n", name[which], where, e->h, binary ? 1 : width);
}

void print_rating(const struct request *q, const struct rating *r)
{
	printf("\n");
	if (q->conditioned)
		printf("h': %f\n", r->h_bitstring);
	else if (r->original)
		printf("H_original: %f\n", r->h_original);
	if (!q->conditioned && r->bitstring)
		printf("H_bitstring: %f\n", r->h_bitstring);
	if (!q->conditioned && r->bitstring && !r->failed)
		printf("min(H_original, %u X H_bitstring): %f\n", r->width, r->h_assessed);
	if (r->failed)
		printf("h_assessed: none, since an IID test failed\n");
	else
		printf("h_assessed: %f\n", r->h_assessed);
	if (!q->verbose)
		return;
	if (r->bitstring)
		printf("H_bitstring = %.17g\nH_bitstring Per Symbol = %.17g\n", r->h_bitstring,
		    r->h_bitstring * r->width);
	if (r->original)
		printf("H_original = %.17g\n", r->h_original);
	if (!r->failed)
		printf("Assessed min entropy: %.17g\n", r->h_assessed);
}

void write_shape(struct json *j, size_t n, uint32_t k, unsigned width)
{
	json_u64(j, "samples", n);
	json_u64(j, "alphabet_size", k);
	json_u64(j, "width", width);
}

void write_track(struct json *j, const char *key, const struct sp90b_track *t)
{
	if (!t->run) {
		json_null(j, key);
		return;
	}
	json_begin_object(j, key);
	for (int i = 0; i < SP90B_ESTIMATORS; i++)
		write_estimate(j, sp90b_estimator_name(i), &t->estimate[i]);
	json_end_object(j);
}

void write_estimate(struct json *j, const char *key, const struct sp90b_estimate *e)
{
	json_begin_object(j, key);
	json_string(j, "status", sp90b_status_name(e->status));
	if (e->status == SP90B_OK)
		json_double(j, "h", e->h);
	else
		json_null(j, "h");
	for (unsigned i = 0; i < e->figures; i++) {
		const struct sp90b_figure *f = &e->figure[i];
		if (f->is_count)
			json_u64(j, f->name, f->count);
		else
			json_double(j, f->name, f->real);
	}
	json_end_object(j);
}

void print_estimate(const struct sp90b_estimate *e, const char *indent)
{
	for (unsigned i = 0; i < e->figures; i++) {
		const struct sp90b_figure *f = &e->figure[i];
		if (f->is_count)
			printf("%s%-16s %" PRIu64 "\n", indent, f->name, f->count);
		else if (isnan(f->real))
			printf("%s%-16s not needed\n", indent, f->name);
		else
			printf("%s%-16s %.17g\n", indent, f->name, f->real);
	}
	if (e->status == SP90B_OK)
		printf("%s%-16s %.17g\n", indent, "h", e->h);
	else
		printf("%s%s\n", indent, sp90b_status_name(e->status));
}
