/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The extractor that ships, and beside it three rules that could be used in its place, each judged
 * by what comes out: how much, how biased, how dependent, and what an observer of the output can
 * guess of the next bit, and what SP 800-90B credits it with. The alternatives are made of the
 * counter's ticks and of the first 2^17 samples: what is asked of them is their kind, not their
 * amount. Cost: a summary of the output's bits and bytes each.
 */
#include "replay_private.h"

#include "adversary.h"
#include "extract.h"
#include "sp90b.h"
#include "sp90b_mapping.h"

#include <stdbool.h>
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

enum { ASSESSED = 1 << 16, FEWEST = 1000 };

static void put_assessed(
    struct figures *f, struct place output, struct estimate *e, double bits_per_sample)
{
	static const char method[] = "SP 800-90B non-IID of the first 2^16 output bits at most";
	if (e->status == EST_OK)
		e->note = "no interval: itself a bound";
	figures_add(f, output, FIGURE_EXTRACTOR_ASSESSED, method, e);
	e->value *= bits_per_sample;
	figures_add(f, output, FIGURE_EXTRACTOR_ASSESSED_PER_SAMPLE, method, e);
}

/* What SP 800-90B credits a bit with, and what that makes of a sample. */
static int add_assessed(
    struct figures *f, struct place output, const uint64_t *bit, size_t n, size_t samples)
{
	const struct sp90b_options o = {.dataset = SP90B_INITIAL, .width = 1, .threads = 1};
	size_t used = n < ASSESSED ? n : ASSESSED;
	struct estimate e = estimate_absent(EST_TOO_SHORT, used);
	if (used >= FEWEST) {
		uint16_t *symbol = malloc(used * sizeof *symbol);
		if (!symbol)
			return -1;
		for (size_t i = 0; i < used; i++)
			symbol[i] = (uint16_t)bit[i];
		struct sp90b_result r = sp90b_assess(symbol, used, &o);
		free(symbol);
		if (r.fault == SP90B_DATA_NO_MEMORY)
			return -1;
		if (sp90b_h_of(&r) >= 0)
			e = estimate_point(sp90b_h_of(&r), used);
	}
	put_assessed(f, output, &e, samples ? (double)n / (double)samples : 0);
	return 0;
}

/* Min-entropy of a bit against who knows the bits before, and what that makes of a sample. */
static int add_guessing(
    struct figures *f, struct place output, const uint64_t *bit, size_t n, size_t samples)
{
	static const char method[] =
	    "-log2 of the share of bits that are guessed from the 1 to 16 before";
	struct histogram h;
	struct observed s;
	if (n == 0)
		return 0;
	if (histogram_init(&h, bit, n) != EST_OK)
		return -1;
	enum estimate_status status = observed_init(&s, bit, n, &h);
	histogram_release(&h);
	if (status != EST_OK)
		return -1;
	struct estimate e = adversary_of_past(&s).min_entropy_bits;
	observed_release(&s);
	figures_add(f, output, FIGURE_EXTRACTOR_MIN_ENTROPY, method, &e);
	double bits = samples ? (double)n / (double)samples : 0;
	e.value *= bits;
	e.lo *= bits;
	e.hi *= bits;
	figures_add(f, output, FIGURE_EXTRACTOR_MIN_ENTROPY_PER_SAMPLE, method, &e);
	return 0;
}

/* Which figures of the bits are shown, and which of the bytes. */
static bool is_of_bits(enum figure_id figure)
{
	return figure == FIGURE_LSB_SHARE || figure == FIGURE_ACF_LAG1;
}

static bool is_of_bytes(enum figure_id figure)
{
	return figure == FIGURE_MIN_MCV || figure == FIGURE_SHANNON_MM;
}

/* The bits, most significant first, as a series of their own, and the bytes as another. */
static int add_quality(struct figures *f, struct place output, const uint8_t *bytes, size_t n,
    size_t samples, const struct summary_options *options, bool assess)
{
	uint64_t *series = calloc(8 * n + 1, sizeof *series);
	struct summary_options o = *options;
	struct summary s;
	if (!series)
		return -1;
	for (size_t i = 0; i < 8 * n; i++)
		series[i] = bytes[i / 8] >> (7 - i % 8) & 1;
	o.wanted = is_of_bits;
	int rc = summary_init(&s, series, 8 * n, &o) == EST_OK ? 0 : -1;
	if (rc == 0)
		rc = add_guessing(f, output, series, 8 * n, samples);
	if (rc == 0 && assess)
		rc = add_assessed(f, output, series, 8 * n, samples);
	if (rc == 0) {
		add_renamed(f, output, &s, FIGURE_LSB_SHARE, FIGURE_EXTRACTOR_P1);
		add_renamed(f, output, &s, FIGURE_ACF_LAG1, FIGURE_EXTRACTOR_LAG1);
		summary_release(&s);
		for (size_t i = 0; i < n; i++)
			series[i] = bytes[i];
		o.wanted = is_of_bytes;
		rc = summary_init(&s, series, n, &o) == EST_OK ? 0 : -1;
	}
	if (rc == 0) {
		add_renamed(f, output, &s, FIGURE_MIN_MCV, FIGURE_MIN_MCV);
		add_renamed(f, output, &s, FIGURE_SHANNON_MM, FIGURE_SHANNON_MM);
		summary_release(&s);
	}
	free(series);
	return rc;
}

/* A rule's output: yield and quality. */
static int add_output(struct figures *f, const char *scope, const uint8_t *bytes, size_t n,
    size_t samples, const struct summary_options *options, bool assess)
{
	const struct place output = {scope, "native"};
	add_yield(f, output, n, samples);
	return add_quality(f, output, bytes, n, samples, options, assess);
}

int replay_add(struct figures *f, const char *scope, const uint64_t *durations, size_t n,
    size_t samples, const struct summary_options *options, bool assess)
{
	/* A byte takes 8 pairs of differences, so at least 16 durations. */
	size_t capacity = n / 16 + 1;
	uint8_t *bytes = malloc(capacity);
	if (!bytes)
		return -1;
	size_t made = tlx_extract(bytes, capacity, durations, n).bytes;
	int rc = add_output(f, scope, bytes, made, samples, options, assess);
	free(bytes);
	return rc;
}

/* ---- other rules --------------------------------------------------------------------------- */

enum { ALTERNATIVES_MOST = 1 << 17 };

/* Bits are packed most significant first, as the shipped rule does; what fills no byte is lost. */
struct packing {
	uint8_t *out;
	size_t bits;
};

static void pack_bit(struct packing *p, bool bit)
{
	uint8_t *byte = &p->out[p->bits / 8];
	*byte = (uint8_t)(*byte << 1 | bit);
	p->bits++;
}

/* The least significant bit of every sample. */
static size_t make_lsb(uint8_t *out, const uint64_t *t, size_t n)
{
	struct packing p = {out, 0};
	for (size_t i = 0; i < n; i++)
		pack_bit(&p, t[i] & 1);
	return p.bits / 8;
}

/* Von Neumann's rule @[VON-NEUMANN-1951] on disjoint pairs of samples: of independent ones its bits
 * are unbiased. */
static size_t make_pairs(uint8_t *out, const uint64_t *t, size_t n)
{
	struct packing p = {out, 0};
	for (size_t i = 0; i + 1 < n; i += 2)
		if (t[i] != t[i + 1])
			pack_bit(&p, t[i] < t[i + 1]);
	return p.bits / 8;
}

static uint8_t fold_byte(uint64_t v)
{
	v ^= v >> 32;
	v ^= v >> 16;
	return (uint8_t)(v ^ v >> 8);
}

/* The variance form of the published sources @[OPENENTROPY-COMMPAGE]: neighbouring second
 * differences combined by exclusive or and folded to a byte, one from every sample but three. */
static size_t make_variance(uint8_t *out, const uint64_t *t, size_t n)
{
	size_t made = 0;
	for (size_t i = 0; i + 3 < n; i++) {
		uint64_t second = t[i + 2] - 2 * t[i + 1] + t[i];
		uint64_t next = t[i + 3] - 2 * t[i + 2] + t[i + 1];
		out[made++] = fold_byte(second ^ next);
	}
	return made;
}

int replay_add_alternatives(struct figures *f, const uint64_t *ticks, size_t n,
    const struct summary_options *options, bool assess)
{
	static const struct {
		const char *scope;
		size_t (*make)(uint8_t *out, const uint64_t *t, size_t n);
	} rules[] = {{"output_lsb", make_lsb}, {"output_pairs", make_pairs},
	    {"output_variance", make_variance}};
	size_t used = n < ALTERNATIVES_MOST ? n : ALTERNATIVES_MOST;
	uint8_t *bytes = calloc(used + 1, 1);
	int rc = bytes ? 0 : -1;
	for (size_t i = 0; i < sizeof rules / sizeof *rules && rc == 0; i++) {
		size_t made = rules[i].make(bytes, ticks, used);
		rc = add_output(f, rules[i].scope, bytes, made, used, options, assess);
	}
	free(bytes);
	return rc;
}
