/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The non-IID assessment: every estimator of section 6.3 on the symbols and on the bit string, each
 * a piece of work of its own, so that threads share them and the result does not depend on how many
 * there are. The longest are begun first. t-tuple and LRS share their counts and are one piece. The
 * assessed entropy is the least estimate, per symbol, of both tracks. @[SP800-90B, 3.1.3, 6.2, 6.3]
 * Cost: the sum of the estimators, which sp90b_cost predicts; memory is that of the pieces that run
 * at the same time.
 */
#include "sp90b.h"

#include "sp90b_collision_private.h"
#include "sp90b_compression_private.h"
#include "sp90b_lag_private.h"
#include "sp90b_lrs_private.h"
#include "sp90b_lz78y_private.h"
#include "sp90b_markov_private.h"
#include "sp90b_mcv_private.h"
#include "sp90b_multi_mcw_private.h"
#include "sp90b_multi_mmc_private.h"
#include "sp90b_t_tuple_private.h"
#include "thread.h"

#include <math.h>
#include <pthread.h>

static const struct {
	const char *name, *title, *section;
} estimators[SP90B_ESTIMATORS] = {
    {"mcv", "most common value", "6.3.1"},
    {"collision", "collision", "6.3.2"},
    {"markov", "Markov", "6.3.3"},
    {"compression", "compression", "6.3.4"},
    {"t_tuple", "t-tuple", "6.3.5"},
    {"lrs", "longest repeated substring", "6.3.6"},
    {"multi_mcw", "MultiMCW prediction", "6.3.7"},
    {"lag", "lag prediction", "6.3.8"},
    {"multi_mmc", "MultiMMC prediction", "6.3.9"},
    {"lz78y", "LZ78Y prediction", "6.3.10"},
};

const char *sp90b_estimator_name(enum sp90b_estimator which)
{
	return estimators[which].name;
}

const char *sp90b_estimator_title(enum sp90b_estimator which)
{
	return estimators[which].title;
}

const char *sp90b_estimator_section(enum sp90b_estimator which)
{
	return estimators[which].section;
}

/* ---- one piece of work: an estimator on a track ---- */

struct piece {
	const struct sp90b_data *data;
	bool on_bits; /* the bit string; otherwise the symbols */
	enum sp90b_estimator which;
	double weight; /* share of the time, any unit */
	struct sp90b_track *track;
};

/* Bits of a track that is binary, or NULL. */
static const struct sp90b_bits *track_bits(const struct piece *p)
{
	if (p->on_bits)
		return &p->data->bitstring;
	return p->data->k == 2 ? &p->data->literal : NULL;
}

/* The t-tuple and LRS estimates share their counts, so that they are one piece. */
static void run_tuples(const struct piece *p)
{
	struct sp90b_repeats r;
	const struct sp90b_bits *b = p->on_bits ? &p->data->bitstring : &p->data->literal;
	enum sp90b_status status =
	    sp90b_repeats_init(&r, b, p->on_bits ? 1 : p->data->literal_width, SP90B_TUPLE_CUTOFF);
	if (status != SP90B_OK) {
		p->track->estimate[SP90B_T_TUPLE] = sp90b_absent(status);
		p->track->estimate[SP90B_LRS] = sp90b_absent(status);
		return;
	}
	p->track->estimate[SP90B_T_TUPLE] = sp90b_t_tuple(&r, SP90B_TUPLE_CUTOFF);
	p->track->estimate[SP90B_LRS] = sp90b_lrs(&r, SP90B_TUPLE_CUTOFF);
	sp90b_repeats_release(&r);
}

static struct sp90b_estimate run_bits(enum sp90b_estimator which, const struct sp90b_bits *b)
{
	switch (which) {
	case SP90B_MCV:
		return sp90b_mcv_bits(b);
	case SP90B_COLLISION:
		return sp90b_collision(b);
	case SP90B_MARKOV:
		return sp90b_markov(b);
	case SP90B_COMPRESSION:
		return sp90b_compression(b, SP90B_COMPRESSION_D);
	case SP90B_MULTI_MCW:
		return sp90b_multi_mcw_bits(b);
	case SP90B_LAG:
		return sp90b_lag_bits(b);
	case SP90B_MULTI_MMC:
		return sp90b_multi_mmc_bits(b);
	case SP90B_LZ78Y:
		return sp90b_lz78y_bits(b);
	default:
		return sp90b_absent(SP90B_NOT_APPLICABLE);
	}
}

static struct sp90b_estimate run_symbols(enum sp90b_estimator which, struct sp90b_symbols s)
{
	switch (which) {
	case SP90B_MCV:
		return sp90b_mcv(s);
	case SP90B_MULTI_MCW:
		return sp90b_multi_mcw(s);
	case SP90B_LAG:
		return sp90b_lag(s);
	case SP90B_MULTI_MMC:
		return sp90b_multi_mmc(s);
	case SP90B_LZ78Y:
		return sp90b_lz78y(s);
	default:
		/* Collision, Markov and compression are for bits. */
		return sp90b_absent(SP90B_NOT_APPLICABLE);
	}
}

static void run_piece(const struct piece *p)
{
	if (p->which == SP90B_T_TUPLE) {
		run_tuples(p);
		return;
	}
	const struct sp90b_bits *b = track_bits(p);
	p->track->estimate[p->which] =
	    b ? run_bits(p->which, b) : run_symbols(p->which, sp90b_data_symbols(p->data));
}

/* ---- all pieces, on one thread or several ---- */

enum { MOST_PIECES = 2 * SP90B_ESTIMATORS, MOST_THREADS = MOST_PIECES };

struct work {
	struct piece piece[MOST_PIECES];
	unsigned pieces, next, done;
	double weight, weight_done;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

/* Nanoseconds per symbol or bit, about; they order the work and drive the progress. */
static double weight_of(enum sp90b_estimator which, bool binary_track)
{
	static const double bits[SP90B_ESTIMATORS] = {0.1, 0.5, 0.1, 1, 25, 0, 4, 7, 18, 1};
	static const double symbols[SP90B_ESTIMATORS] = {1, 0, 0, 0, 40, 0, 12, 8, 40, 20};
	return binary_track ? bits[which] : symbols[which];
}

static void add_pieces(
    struct work *w, const struct sp90b_data *d, bool on_bits, struct sp90b_track *t)
{
	t->run = true;
	t->n = on_bits ? d->bitstring.n : d->n;
	for (int i = 0; i < SP90B_ESTIMATORS; i++) {
		if (i == SP90B_LRS)
			continue; /* comes with the t-tuple */
		double weight = weight_of(i, on_bits || d->k == 2) * (double)t->n;
		/* The longest first, so that threads end together. */
		unsigned at = w->pieces++;
		for (; at > 0 && w->piece[at - 1].weight < weight; at--)
			w->piece[at] = w->piece[at - 1];
		w->piece[at] = (struct piece){d, on_bits, i, weight, t};
		w->weight += weight;
	}
}

/* Takes the next piece, runs it; false if there is none left. */
static bool work_once(struct work *w)
{
	pthread_mutex_lock(&w->lock);
	bool some = w->next < w->pieces;
	const struct piece *p = some ? &w->piece[w->next++] : NULL;
	pthread_mutex_unlock(&w->lock);
	if (!some)
		return false;
	run_piece(p);
	pthread_mutex_lock(&w->lock);
	w->weight_done += p->weight;
	w->done++;
	pthread_cond_signal(&w->changed);
	pthread_mutex_unlock(&w->lock);
	return true;
}

static void *run_worker(void *with)
{
	while (work_once(with))
		;
	return NULL;
}

static void report_progress(const struct work *w, const struct sp90b_options *o)
{
	if (o->progress && w->weight > 0)
		o->progress(o->with, w->weight_done / w->weight);
}

/* The calling thread works too, so that without further threads all is done in order. */
static void run_all(struct work *w, const struct sp90b_options *o)
{
	pthread_t thread[MOST_THREADS];
	unsigned helpers = 0, count = o->threads ? o->threads - 1 : 0;
	count = count < w->pieces ? count : w->pieces;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->changed, NULL);
	/* A thread that cannot be had is done without. */
	while (helpers < count && thread_start(&thread[helpers], run_worker, w) == 0)
		helpers++;
	report_progress(w, o);
	while (work_once(w)) {
		pthread_mutex_lock(&w->lock);
		report_progress(w, o);
		pthread_mutex_unlock(&w->lock);
	}
	for (unsigned i = 0; i < helpers; i++)
		pthread_join(thread[i], NULL);
	report_progress(w, o);
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->lock);
}

/* ---- the assessment ---- */

static void lower_assessed(struct sp90b_track *t, double most)
{
	t->h = most;
	for (int i = 0; t->run && i < SP90B_ESTIMATORS; i++)
		if (t->estimate[i].status == SP90B_OK && t->estimate[i].h < t->h)
			t->h = t->estimate[i].h;
}

static bool out_of_memory(const struct sp90b_track *t)
{
	for (int i = 0; t->run && i < SP90B_ESTIMATORS; i++)
		if (t->estimate[i].status == SP90B_NO_MEMORY)
			return true;
	return false;
}

static void clear_track(struct sp90b_track *t)
{
	for (int i = 0; i < SP90B_ESTIMATORS; i++)
		t->estimate[i] = sp90b_absent(SP90B_NOT_APPLICABLE);
}

struct sp90b_result sp90b_assess(const uint16_t *raw, size_t n, const struct sp90b_options *o)
{
	struct sp90b_result r = {.n = n};
	struct sp90b_data d;
	clear_track(&r.original);
	clear_track(&r.bitstring);
	r.fault = sp90b_data_init(&d, raw, n, o->width, o->most_bits, &r.at);
	r.width = d.width;
	r.k = d.k;
	if (r.fault)
		return r;
	r.narrow = d.narrow;
	r.translated = d.translated;
	r.short_data = n < SP90B_LEAST_SAMPLES;
	struct work w = {.pieces = 0};
	if (o->dataset != SP90B_CONDITIONED)
		add_pieces(&w, &d, false, &r.original);
	/* The bits of binary data are the data. */
	if (o->dataset == SP90B_CONDITIONED || (o->dataset == SP90B_INITIAL && d.k > 2))
		add_pieces(&w, &d, true, &r.bitstring);
	run_all(&w, o);
	sp90b_data_release(&d);
	if (out_of_memory(&r.original) || out_of_memory(&r.bitstring))
		r.fault = SP90B_DATA_NO_MEMORY;
	lower_assessed(&r.original, d.width);
	lower_assessed(&r.bitstring, 1);
	r.h_assessed = fmin(r.original.h, d.width * r.bitstring.h);
	return r;
}

static double seconds_of(double samples, double bits, bool binary_data)
{
	double ns = 0;
	for (int i = 0; i < SP90B_ESTIMATORS; i++)
		ns += samples * weight_of(i, binary_data) + bits * weight_of(i, true);
	return ns * 1e-9;
}

struct sp90b_cost sp90b_cost(size_t n, unsigned width, const struct sp90b_options *o)
{
	bool binary_data = width == 1;
	double all = (double)n, samples = o->dataset == SP90B_CONDITIONED ? 0 : all;
	double bits = all * width;
	if (o->dataset == SP90B_SYMBOLS || (o->dataset == SP90B_INITIAL && binary_data))
		bits = 0;
	if (o->most_bits && bits > (double)o->most_bits)
		bits = (double)o->most_bits;
	struct sp90b_cost c = {.seconds = seconds_of(samples, bits, binary_data)};
	/* Long repeats were seen to take up to twice the time of uniform data. */
	c.most_seconds = 2.5 * c.seconds;
	/* Prepared data, and the greatest table: half of the suffixes; for data that repeat as long
	 * as they can, suffix array, shared lengths, text and counts by length, 21 bytes a bit or
	 * symbol, of symbols above 8 bits 30; the contexts of symbols up to 96 MB. */
	double prepared = all * (binary_data ? 0 : 2) + all * width / 8 + bits / 8;
	double halves = 2 * fmax(bits, samples);
	double array = fmax(29 * bits, samples * (width > 8 ? 38 : 29));
	double contexts = binary_data ? 1e6 : fmin(96e6, 100 * samples);
	double usual = binary_data ? 1e6 : fmin(16e6, 40 * samples);
	bool parallel = o->threads > 1;
	c.bytes = prepared + (parallel ? 2 * (halves + usual) : fmax(halves, usual)) + 4e6;
	c.most_bytes = prepared + (parallel ? 2 * (array + contexts) : fmax(array, contexts)) + 4e6;
	return c;
}
