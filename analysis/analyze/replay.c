/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay.h"

#include "extract.h"

#include <stdlib.h>

/* Copies one figure of a summary under another name. */
static void add_renamed(struct figures *f, struct place output, const struct summary *s,
    enum figure_id from, enum figure_id as)
{
	const struct summary_row *r = summary_find(s, from);
	figures_add(f, output, as, r->method, &r->estimate);
}

static void add_yield(struct figures *f, struct place output, size_t bytes, size_t samples)
{
	static const char method[] =
	    "replay through the shipped extractor; no interval: a count of this replay";
	struct estimate e = estimate_point((double)bytes, samples);
	figures_add(f, output, FIGURE_EXTRACTOR_BYTES, method, &e);
	e = samples ? estimate_point((double)bytes / (double)samples, samples)
		    : estimate_absent(EST_TOO_SHORT, 0);
	figures_add(f, output, FIGURE_EXTRACTOR_YIELD, method, &e);
}

/* The bits, most significant first, as a series of their own, and the bytes as another. */
static int add_quality(struct figures *f, struct place output, const uint8_t *bytes, size_t n,
    const struct summary_options *o)
{
	uint64_t *series = calloc(8 * n + 1, sizeof *series);
	struct summary s;
	if (!series)
		return -1;
	for (size_t i = 0; i < 8 * n; i++)
		series[i] = bytes[i / 8] >> (7 - i % 8) & 1;
	int rc = summary_init(&s, series, 8 * n, o) == EST_OK ? 0 : -1;
	if (rc == 0) {
		add_renamed(f, output, &s, FIGURE_LSB_SHARE, FIGURE_EXTRACTOR_P1);
		add_renamed(f, output, &s, FIGURE_ACF_LAG1, FIGURE_EXTRACTOR_LAG1);
		summary_release(&s);
		for (size_t i = 0; i < n; i++)
			series[i] = bytes[i];
		rc = summary_init(&s, series, n, o) == EST_OK ? 0 : -1;
	}
	if (rc == 0) {
		add_renamed(f, output, &s, FIGURE_MIN_MCV, FIGURE_MIN_MCV);
		add_renamed(f, output, &s, FIGURE_SHANNON_MM, FIGURE_SHANNON_MM);
		summary_release(&s);
	}
	free(series);
	return rc;
}

int replay_add(struct figures *f, const char *scope, const uint64_t *durations, size_t n,
    size_t samples, const struct summary_options *options)
{
	/* A byte takes 8 pairs of differences, so at least 16 durations. */
	const struct place output = {scope, "native"};
	size_t capacity = n / 16 + 1;
	uint8_t *bytes = malloc(capacity);
	if (!bytes)
		return -1;
	struct tlx_yield yield = tlx_extract(bytes, capacity, durations, n);
	add_yield(f, output, yield.bytes, samples);
	int rc = add_quality(f, output, bytes, yield.bytes, options);
	free(bytes);
	return rc;
}
