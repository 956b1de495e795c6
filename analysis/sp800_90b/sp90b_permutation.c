/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The permutation test of IID @[SP800-90B, 5.1]: 11 statistics, two of them at five lags, of the
 * data and of shuffles of them. A statistic that has passed is no longer computed, since more
 * rounds cannot change that. Round r shuffles the data in their first order with a seed of its own,
 * so the result does not depend on the number of threads. The length of bzip2's output, by far the
 * dearest statistic, is computed without writing it (sp90b_bzip2_private.h). Cost: 10,000 rounds of
 * one pass for each statistic at most.
 */
#include "sp90b_permutation_private.h"

#include "rng.h"
#include "sp90b_bzip2_private.h"
#include "sp90b_prediction_private.h"
#include "thread.h"

#include <bzlib.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
	EXCURSION,
	DIRECTIONAL_RUNS,
	LONGEST_DIRECTIONAL_RUN,
	INCREASES_DECREASES,
	MEDIAN_RUNS,
	LONGEST_MEDIAN_RUN,
	AVERAGE_COLLISION,
	MAXIMUM_COLLISION,
	PERIODICITY,
	COVARIANCE = PERIODICITY + 5,
	COMPRESSION = COVARIANCE + 5,
	LAGS = 5,
	BLOCK = 8,     /* bits that 5.1's conversions make one number of */
	SHORTEST = 64, /* symbols, or numbers of BLOCK bits; the greatest lag is 32 */
	LONGEST_NUMBER = 8,
	WORD = 64,
};

static const size_t lag[LAGS] = {1, 2, 8, 16, 32};

const char *sp90b_statistic_name(int which)
{
	static const char *const name[SP90B_STATISTICS] = {"excursion", "directional_runs",
	    "longest_directional_run", "increases_decreases", "median_runs", "longest_median_run",
	    "average_collision", "maximum_collision", "periodicity_1", "periodicity_2",
	    "periodicity_8", "periodicity_16", "periodicity_32", "covariance_1", "covariance_2",
	    "covariance_8", "covariance_16", "covariance_32", "compression"};
	return name[which];
}

/* What all permutations share. */
struct sample {
	struct sp90b_symbols s;
	const uint16_t *value;
	double mean;		      /* of the values */
	uint16_t greatest;	      /* value */
	uint32_t twice_median;	      /* of the symbols, times 2; 1 for binary data (5.1.5) */
	char (*text)[LONGEST_NUMBER]; /* each value as decimal digits and a space */
	uint8_t *text_length;
	size_t longest_text; /* of all samples */
	size_t blocks;	     /* numbers that the conversions make of binary data */
};

/* Memory of one thread. */
struct bench {
	uint16_t *s;
	int16_t *small;		    /* the values, where they are small */
	uint64_t *sign;		    /* of the series, a bit each */
	uint8_t *ones, *number;	    /* conversions I and II */
	uint32_t *met;		    /* by symbol: the collision run that met it last */
	struct sp90b_bzip2 *length; /* NULL: bzip2 itself is asked */
	char *text, *packed;
	size_t packed_room;
};

static uint32_t twice_median(struct sp90b_symbols s, const uint64_t *count)
{
	if (s.k == 2)
		return 1;
	/* The two middle places, which are the same one if n is odd. */
	size_t low = (s.n - 1) / 2, high = s.n / 2, below = 0;
	uint32_t sum = 0;
	for (uint32_t v = 0; v < s.k; v++) {
		sum += (low >= below && low < below + count[v]) ? v : 0;
		sum += (high >= below && high < below + count[v]) ? v : 0;
		below += count[v];
	}
	return sum;
}

static void write_number(struct sample *x, uint32_t v)
{
	char digit[LONGEST_NUMBER];
	size_t n = 0;
	uint32_t rest = x->value[v];
	do
		digit[n++] = (char)('0' + rest % 10);
	while (rest /= 10);
	for (size_t i = 0; i < n; i++)
		x->text[v][i] = digit[n - 1 - i];
	x->text[v][n] = ' ';
	x->text_length[v] = (uint8_t)(n + 1);
}

static void sample_release(struct sample *x)
{
	free(x->text);
	free(x->text_length);
}

static int sample_init(struct sample *x, struct sp90b_symbols s, const uint16_t *value)
{
	*x = (struct sample){.s = s, .value = value, .blocks = (s.n + BLOCK - 1) / BLOCK};
	uint64_t *count = calloc(s.k, sizeof *count);
	x->text = calloc(s.k, sizeof *x->text);
	x->text_length = calloc(s.k, 1);
	if (!count || !x->text || !x->text_length) {
		free(count);
		sample_release(x);
		return -1;
	}
	double sum = 0;
	for (size_t i = 0; i < s.n; i++)
		count[s.s[i]]++;
	for (uint32_t v = 0; v < s.k; v++) {
		write_number(x, v);
		sum += (double)count[v] * value[v];
		x->greatest = value[v] > x->greatest ? value[v] : x->greatest;
		x->longest_text += count[v] * x->text_length[v];
	}
	x->mean = sum / (double)s.n;
	x->twice_median = twice_median(s, count);
	free(count);
	return 0;
}

static void bench_release(struct bench *b)
{
	free(b->s);
	free(b->small);
	free(b->sign);
	free(b->ones);
	free(b->number);
	free(b->met);
	sp90b_bzip2_close(b->length);
	free(b->text);
	free(b->packed);
}

static int bench_init(struct bench *b, const struct sample *x)
{
	*b = (struct bench){.packed_room = x->longest_text + x->longest_text / 100 + 600};
	b->s = malloc(x->s.n * sizeof *b->s);
	b->small = malloc(x->s.n * sizeof *b->small);
	b->sign = malloc((x->s.n / WORD + 1) * sizeof *b->sign);
	b->ones = malloc(x->blocks);
	b->number = malloc(x->blocks);
	b->met = malloc((x->s.k > 256 ? x->s.k : 256) * sizeof *b->met);
	b->length = sp90b_bzip2_open(x->value, x->s.k, x->s.n);
	if (b->s && b->small && b->sign && b->ones && b->number && b->met)
		return 0;
	bench_release(b);
	return -1;
}

/* 5.1.1 */
static double compute_excursion(const struct sample *x, const uint16_t *s)
{
	double sum = 0, greatest = 0;
	for (size_t i = 0; i < x->s.n; i++) {
		sum += x->value[s[i]];
		double off = fabs(sum - (double)(i + 1) * x->mean);
		greatest = off > greatest ? off : greatest;
	}
	return greatest;
}

struct runs {
	size_t number, longest, ups;
};

/* Runs in a series of n signs, n >= 1, WORD of them in a word, the first one highest. */
static struct runs count_runs(const uint64_t *sign, size_t n)
{
	struct runs r = {0, 0, 0};
	struct sp90b_score same = {0, 0, 0, 0};
	uint64_t last = ~(sign[0] >> (n < WORD ? n - 1 : WORD - 1)) & 1;
	for (size_t i = 0; i < n; i += WORD, sign++) {
		unsigned m = n - i < WORD ? (unsigned)(n - i) : WORD;
		uint64_t before = *sign >> 1 | last << (m - 1);
		uint64_t all = m < WORD ? (UINT64_C(1) << m) - 1 : UINT64_MAX;
		sp90b_score_add_many(&same, ~(*sign ^ before) & all, m);
		r.ups += sp90b_count_ones(*sign);
		last = *sign & 1;
	}
	r.number = n - same.correct;
	r.longest = same.run + 1;
	return r;
}

/* Packs the n signs `up`, a condition on i, into words. */
#define PACK_SIGNS(sign, n, up)                                                                    \
	do {                                                                                       \
		uint64_t *to_ = (sign), word_;                                                     \
		for (size_t i = 0, end_; i < (n); *to_++ = word_) {                                \
			word_ = 0;                                                                 \
			for (end_ = (n)-i < WORD ? (n) : i + WORD; i < end_; i++)                  \
				word_ = word_ << 1 | (up);                                         \
		}                                                                                  \
	} while (0)

/* 5.1.2 to 5.1.4: up where the next is not less. */
static void compute_directional(const struct sample *x, const struct bench *b, double *out)
{
	size_t n = x->s.k == 2 ? x->blocks : x->s.n;
	if (x->s.k == 2)
		PACK_SIGNS(b->sign, n - 1, b->ones[i] <= b->ones[i + 1]);
	else
		PACK_SIGNS(b->sign, n - 1, b->s[i] <= b->s[i + 1]);
	struct runs r = count_runs(b->sign, n - 1);
	size_t downs = n - 1 - r.ups;
	out[DIRECTIONAL_RUNS] = (double)r.number;
	out[LONGEST_DIRECTIONAL_RUN] = (double)r.longest;
	out[INCREASES_DECREASES] = (double)(r.ups > downs ? r.ups : downs);
}

/* 5.1.5, 5.1.6: up where not below the median. */
static void about_median(const struct sample *x, const struct bench *b, double *out)
{
	PACK_SIGNS(b->sign, x->s.n, 2u * b->s[i] >= x->twice_median);
	struct runs r = count_runs(b->sign, x->s.n);
	out[MEDIAN_RUNS] = (double)r.number;
	out[LONGEST_MEDIAN_RUN] = (double)r.longest;
}

/* 5.1.7, 5.1.8: how many symbols until one comes again; then anew from the next. */
static void count_collisions(const struct sample *x, struct bench *b, double *out)
{
	bool binary = x->s.k == 2;
	size_t n = binary ? x->blocks : x->s.n, from = 0, sum = 0, greatest = 0;
	uint32_t found = 0;
	memset(b->met, 0, (binary ? 256 : x->s.k) * sizeof *b->met);
	for (size_t i = 0; i < n; i++) {
		uint32_t *met = &b->met[binary ? b->number[i] : b->s[i]];
		if (*met != found + 1) {
			*met = found + 1;
			continue;
		}
		size_t length = i + 1 - from;
		found++;
		sum += length;
		greatest = length > greatest ? length : greatest;
		from = i + 1;
	}
	out[AVERAGE_COLLISION] = found ? (double)sum / found : 0;
	out[MAXIMUM_COLLISION] = (double)greatest;
}

/* Eight symbols side by side. */
typedef uint16_t lanes __attribute__((vector_size(16)));
enum { LANES = 8, MOST_SUMS = 4096 };

/* At how many of n places a and b agree. */
static size_t count_same(const uint16_t *a, const uint16_t *b, size_t n)
{
	size_t same = 0, i = 0;
	while (n - i >= LANES) {
		size_t steps = (n - i) / LANES;
		steps = steps < MOST_SUMS ? steps : MOST_SUMS;
		lanes sum = {0};
		for (size_t t = 0; t < steps; t++, i += LANES) {
			lanes x, y;
			memcpy(&x, a + i, sizeof x);
			memcpy(&y, b + i, sizeof y);
			sum -= (lanes)(x == y);
		}
		for (int j = 0; j < LANES; j++)
			same += sum[j];
	}
	for (; i < n; i++)
		same += a[i] == b[i];
	return same;
}

/* 5.1.9 */
static void compute_periodicity(const struct sample *x, const struct bench *b, double *out)
{
	for (int j = 0; j < LAGS; j++) {
		size_t same = 0, p = lag[j], pairs = x->s.n > p ? x->s.n - p : 0;
		if (x->s.k == 2)
			for (size_t i = 0; i + p < x->blocks; i++)
				same += b->ones[i] == b->ones[i + p];
		else
			same = count_same(b->s, b->s + p, pairs);
		out[PERIODICITY + j] = (double)same;
	}
}

/* Sums of products of n values and those p places on. Values below SMALL_VALUE: products of
 * sixteen fit 32 bits, and compilers multiply several at once. */
enum { SMALL_VALUE = 1 << 13, PRODUCTS = 16 };

static uint64_t sum_products(const int16_t *v, size_t p, size_t n)
{
	uint64_t sum = 0;
	size_t i = 0;
	for (; i + PRODUCTS <= n; i += PRODUCTS) {
		int32_t part = 0;
		for (int j = 0; j < PRODUCTS; j++)
			part += v[i + (size_t)j] * v[i + p + (size_t)j];
		sum += (uint32_t)part;
	}
	for (; i < n; i++)
		sum += (uint64_t)(v[i] * v[i + p]);
	return sum;
}

/* 5.1.10 */
static void compute_covariance(const struct sample *x, const struct bench *b, double *out)
{
	bool small = x->greatest < SMALL_VALUE && x->s.k > 2;
	for (size_t i = 0; small && i < x->s.n; i++)
		b->small[i] = (int16_t)x->value[b->s[i]];
	for (int j = 0; j < LAGS; j++) {
		uint64_t sum = 0;
		size_t p = lag[j], pairs = x->s.n > p ? x->s.n - p : 0;
		if (small)
			sum = sum_products(b->small, p, pairs);
		else if (x->s.k == 2)
			for (size_t i = 0; i + p < x->blocks; i++)
				sum += (uint64_t)b->ones[i] * b->ones[i + p];
		else
			for (size_t i = 0; i + p < x->s.n; i++)
				sum += (uint64_t)x->value[b->s[i]] * x->value[b->s[i + p]];
		out[COVARIANCE + j] = (double)sum;
	}
}

/* Length of the values as text behind bzip2, block size 5 (500,000 bytes) as in NIST's tool. */
static double bzip2_itself(const struct sample *x, struct bench *b)
{
	if (!b->text)
		b->text = malloc(x->longest_text + LONGEST_NUMBER);
	if (!b->packed)
		b->packed = malloc(b->packed_room);
	if (!b->text || !b->packed)
		return -1;
	char *to = b->text;
	for (size_t i = 0; i < x->s.n; i++) {
		memcpy(to, x->text[b->s[i]], LONGEST_NUMBER);
		to += x->text_length[b->s[i]];
	}
	unsigned length = (unsigned)(to - b->text) - 1, packed = (unsigned)b->packed_room;
	if (BZ2_bzBuffToBuffCompress(b->packed, &packed, b->text, length, 5, 0, 0) != BZ_OK)
		return -1;
	return packed;
}

/* 5.1.11; -1 without memory. */
static double compress_sample(const struct sample *x, struct bench *b)
{
	size_t length = b->length ? sp90b_bzip2_length(b->length, b->s) : 0;
	return length ? (double)length : bzip2_itself(x, b);
}

/* 5.1, conversions: ones among 8 bits, and the number they make; the last block is filled with
 * zeros. */
static void convert_sample(const struct sample *x, struct bench *b)
{
	for (size_t i = 0; i < x->blocks; i++) {
		unsigned number = 0;
		for (size_t j = 0; j < BLOCK; j++)
			number = number << 1 | (i * BLOCK + j < x->s.n ? b->s[i * BLOCK + j] : 0);
		b->number[i] = (uint8_t)number;
		b->ones[i] = (uint8_t)__builtin_popcount(number);
	}
}

static bool is_any(const bool *needed, int from, int n)
{
	for (int i = from; i < from + n; i++)
		if (needed[i])
			return true;
	return false;
}

static void compute_statistics(
    const struct sample *x, struct bench *b, const bool *needed, double *out)
{
	if (x->s.k == 2)
		convert_sample(x, b);
	if (needed[EXCURSION])
		out[EXCURSION] = compute_excursion(x, b->s);
	if (is_any(needed, DIRECTIONAL_RUNS, 3))
		compute_directional(x, b, out);
	if (is_any(needed, MEDIAN_RUNS, 2))
		about_median(x, b, out);
	if (is_any(needed, AVERAGE_COLLISION, 2))
		count_collisions(x, b, out);
	if (is_any(needed, PERIODICITY, LAGS))
		compute_periodicity(x, b, out);
	if (is_any(needed, COVARIANCE, LAGS))
		compute_covariance(x, b, out);
	if (needed[COMPRESSION])
		out[COMPRESSION] = compress_sample(x, b);
}

/* Fisher and Yates' shuffle of the data in their first order. */
static void shuffle_sample(const struct sample *x, struct bench *b, uint64_t seed, uint32_t round)
{
	struct rng r;
	rng_init(&r, seed, round);
	memcpy(b->s, x->s.s, x->s.n * sizeof *b->s);
	for (size_t i = x->s.n - 1; i > 0; i--) {
		size_t j = (size_t)rng_below(&r, i + 1);
		uint16_t t = b->s[i];
		b->s[i] = b->s[j];
		b->s[j] = t;
	}
}

/* ---- rounds, several at a time ---- */

enum { MOST_AT_ONCE = 64 };

struct round {
	const struct sample *sample;
	struct bench bench;
	const bool *needed;
	uint64_t seed;
	uint32_t number;
	double statistic[SP90B_STATISTICS];
};

static void *do_round(void *with)
{
	struct round *r = with;
	shuffle_sample(r->sample, &r->bench, r->seed, r->number);
	compute_statistics(r->sample, &r->bench, r->needed, r->statistic);
	return NULL;
}

static bool is_decided(const struct sp90b_ranks *r)
{
	return r->greater + r->equal > 5 && r->equal + r->less > 5;
}

/* Counts one round; a statistic that has passed counts no more. */
static void count_round(struct sp90b_permutation *p, bool *needed, const double *statistic)
{
	p->rounds++;
	for (int i = 0; i < SP90B_STATISTICS; i++) {
		if (!needed[i])
			continue;
		struct sp90b_ranks *r = &p->rank[i];
		r->greater += statistic[i] > r->observed;
		r->equal += statistic[i] == r->observed;
		r->less += statistic[i] < r->observed;
		needed[i] = !is_decided(r);
	}
}

/* Rounds first .. first + n - 1, all at once; what they give is counted in their order. */
static void do_rounds(
    struct round *round, uint32_t first, uint32_t n, struct sp90b_permutation *p, bool *needed)
{
	pthread_t thread[MOST_AT_ONCE];
	bool own[MOST_AT_ONCE];
	for (uint32_t i = 0; i < n; i++) {
		round[i].number = first + i;
		round[i].needed = needed;
		own[i] = i + 1 < n && thread_start(&thread[i], do_round, &round[i]) == 0;
	}
	for (uint32_t i = 0; i < n; i++)
		if (!own[i])
			do_round(&round[i]);
	for (uint32_t i = 0; i < n; i++)
		if (own[i])
			pthread_join(thread[i], NULL);
	for (uint32_t i = 0; i < n && is_any(needed, 0, SP90B_STATISTICS); i++) {
		if (needed[COMPRESSION] && round[i].statistic[COMPRESSION] < 0)
			p->status = SP90B_NO_MEMORY;
		count_round(p, needed, round[i].statistic);
	}
}

static void all_rounds(struct round *round, uint32_t at_once, struct sp90b_permutation *p,
    const struct sp90b_permutation_options *o)
{
	bool needed[SP90B_STATISTICS];
	for (int i = 0; i < SP90B_STATISTICS; i++)
		needed[i] = true;
	for (uint32_t done = 0; done < o->permutations && is_any(needed, 0, SP90B_STATISTICS);) {
		uint32_t n = o->permutations - done < at_once ? o->permutations - done : at_once;
		do_rounds(round, done, n, p, needed);
		done += n;
		if (o->progress)
			o->progress(o->with, (double)done / o->permutations);
	}
	p->pass = true;
	for (int i = 0; i < SP90B_STATISTICS; i++) {
		p->rank[i].pass = is_decided(&p->rank[i]);
		p->pass &= p->rank[i].pass;
	}
	if (p->status == SP90B_OK && o->permutations < SP90B_PERMUTATIONS)
		p->status = SP90B_TOO_FEW;
}

static void observe_sample(const struct sample *x, struct bench *b, double out[SP90B_STATISTICS])
{
	bool all[SP90B_STATISTICS];
	for (int i = 0; i < SP90B_STATISTICS; i++)
		all[i] = true;
	memcpy(b->s, x->s.s, x->s.n * sizeof *b->s);
	compute_statistics(x, b, all, out);
}

int sp90b_statistics(struct sp90b_symbols s, const uint16_t *value, double out[SP90B_STATISTICS])
{
	struct sample x;
	struct bench b;
	if (sample_init(&x, s, value))
		return -1;
	int bad = bench_init(&b, &x);
	if (!bad) {
		observe_sample(&x, &b, out);
		bench_release(&b);
	}
	sample_release(&x);
	return bad;
}

static bool too_short(struct sp90b_symbols s)
{
	return s.n < (s.k == 2 ? SHORTEST * BLOCK : SHORTEST) || s.n > UINT32_MAX / LONGEST_NUMBER;
}

struct sp90b_permutation sp90b_permutation_test(
    struct sp90b_symbols s, const uint16_t *value, const struct sp90b_permutation_options *o)
{
	struct sp90b_permutation p = {.status = SP90B_TOO_SHORT};
	if (too_short(s))
		return p;
	p.status = SP90B_NO_MEMORY;
	uint32_t at_once = o->threads < 1	       ? 1
			   : o->threads < MOST_AT_ONCE ? o->threads
						       : MOST_AT_ONCE;
	struct sample x;
	struct round *round = calloc(at_once, sizeof *round);
	if (!round || sample_init(&x, s, value)) {
		free(round);
		return p;
	}
	uint32_t ready = 0;
	for (; ready < at_once && bench_init(&round[ready].bench, &x) == 0; ready++) {
		round[ready].sample = &x;
		round[ready].seed = o->seed;
	}
	if (ready == at_once) {
		double seen[SP90B_STATISTICS];
		observe_sample(&x, &round[0].bench, seen);
		for (int i = 0; i < SP90B_STATISTICS; i++)
			p.rank[i].observed = seen[i];
		p.status = seen[COMPRESSION] < 0 ? SP90B_NO_MEMORY : SP90B_OK;
		if (p.status == SP90B_OK)
			all_rounds(round, at_once, &p, o);
	}
	for (uint32_t i = 0; i < ready; i++)
		bench_release(&round[i].bench);
	free(round);
	sample_release(&x);
	return p;
}
