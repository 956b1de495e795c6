/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The discrete Fourier transform by Stockham's algorithm in radix 4 @[VAN-LOAN-1992, 1.7]: it needs
 * no reordering pass and adds the same terms in the same order everywhere, so that results do not
 * depend on a library's choice of plan. Cost: n log n.
 */
#include "fft.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Two numbers side by side, which is what every 64-bit machine computes with at once. */
enum { LANES = 2 };
typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));

struct number {
	lanes re, im;
};

static inline lanes load_lanes(const double *from)
{
	lanes v;
	memcpy(&v, from, sizeof v);
	return v;
}

static inline struct number load_at(const double *re, const double *im, size_t i)
{
	return (struct number){load_lanes(re + i), load_lanes(im + i)};
}

static inline void store_at(double *re, double *im, size_t i, struct number z)
{
	memcpy(re + i, &z.re, sizeof z.re);
	memcpy(im + i, &z.im, sizeof z.im);
}

static inline struct number add_numbers(struct number a, struct number b)
{
	return (struct number){a.re + b.re, a.im + b.im};
}

static inline struct number subtract_number(struct number a, struct number b)
{
	return (struct number){a.re - b.re, a.im - b.im};
}

static inline struct number multiply_numbers(struct number a, struct number b)
{
	return (struct number){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

/* Four numbers by name, not by index: they stay in registers. */
struct four {
	struct number a, b, c, d;
};

/* The transform of four numbers, the last three turned by those of w. */
static inline struct four transform_four(struct four z, struct four w)
{
	struct number even = add_numbers(z.a, z.c), odd = add_numbers(z.b, z.d);
	struct number first = subtract_number(z.a, z.c), second = subtract_number(z.b, z.d);
	struct number turned = {second.im, -second.re}; /* -i times the second */
	return (struct four){add_numbers(even, odd),
	    multiply_numbers(w.b, add_numbers(first, turned)),
	    multiply_numbers(w.c, subtract_number(even, odd)),
	    multiply_numbers(w.d, subtract_number(first, turned))};
}

/* One step: transforms of length 4 over x[s p + q + j size/4] for each p and q < s. */
struct step {
	size_t size, s;
	const double *cosine, *sine; /* of one turn in `size` parts */
	const double *re, *im;
	double *to_re, *to_im;
};

static inline struct four load_four(const struct step *t, size_t from)
{
	size_t quarter = t->size / 4;
	return (struct four){load_at(t->re, t->im, from), load_at(t->re, t->im, from + quarter),
	    load_at(t->re, t->im, from + 2 * quarter), load_at(t->re, t->im, from + 3 * quarter)};
}

/* exp(-2 pi i k / size) for the places i and j of two lanes. */
static inline struct number unit_turn(const struct step *t, size_t i, size_t j)
{
	return (struct number){{t->cosine[i], t->cosine[j]}, {t->sine[i], t->sine[j]}};
}

static inline struct four unit_turns(const struct step *t, size_t i, size_t j)
{
	struct number none = {{1, 1}, {0, 0}};
	return (struct four){
	    none, unit_turn(t, i, j), unit_turn(t, 2 * i, 2 * j), unit_turn(t, 3 * i, 3 * j)};
}

/* s = 1: two values of p at once, so that the results of each lane lie apart. */
static void first_step(const struct step *t)
{
	for (size_t p = 0; p < t->size / 4; p += LANES) {
		struct four z = transform_four(load_four(t, p), unit_turns(t, p, p + 1));
		double *re = t->to_re + 4 * p, *im = t->to_im + 4 * p;
		store_at(
		    re, im, 0, (struct number){{z.a.re[0], z.b.re[0]}, {z.a.im[0], z.b.im[0]}});
		store_at(
		    re, im, 2, (struct number){{z.c.re[0], z.d.re[0]}, {z.c.im[0], z.d.im[0]}});
		store_at(
		    re, im, 4, (struct number){{z.a.re[1], z.b.re[1]}, {z.a.im[1], z.b.im[1]}});
		store_at(
		    re, im, 6, (struct number){{z.c.re[1], z.d.re[1]}, {z.c.im[1], z.d.im[1]}});
	}
}

/* s > 1, a multiple of 4: two values of q at once. */
static void later_step(const struct step *t)
{
	size_t s = t->s;
	for (size_t p = 0; p < t->size / 4; p += s) {
		struct four w = unit_turns(t, p, p);
		for (size_t q = 0; q < s; q += LANES) {
			struct four z = transform_four(load_four(t, p + q), w);
			store_at(t->to_re, t->to_im, 4 * p + q, z.a);
			store_at(t->to_re, t->to_im, 4 * p + q + s, z.b);
			store_at(t->to_re, t->to_im, 4 * p + q + 2 * s, z.c);
			store_at(t->to_re, t->to_im, 4 * p + q + 3 * s, z.d);
		}
	}
}

/* What is left where the size is no power of 4. */
static void transform_halves(double *v, size_t half)
{
	for (size_t q = 0; q < half; q++) {
		double a = v[q], b = v[q + half];
		v[q] = a + b;
		v[q + half] = a - b;
	}
}

enum estimate_status fft_init(struct fft *f, size_t size)
{
	*f = (struct fft){size, malloc(4 * size * sizeof *f->space)};
	if (!f->space)
		return EST_NO_MEMORY;
	for (size_t i = 0; i < size; i++) {
		f->space[i] = cos(2 * M_PI * (double)i / (double)size);
		f->space[size + i] = -sin(2 * M_PI * (double)i / (double)size);
	}
	return EST_OK;
}

void fft_release(struct fft *f)
{
	free(f->space);
	*f = (struct fft){0};
}

void fft_forward(const struct fft *f, double *re, double *im)
{
	double *other_re = f->space + 2 * f->size, *other_im = f->space + 3 * f->size;
	double *from_re = re, *from_im = im;
	size_t s = 1;
	for (; 4 * s <= f->size; s *= 4) {
		struct step t = {f->size, s, f->space, f->space + f->size, from_re, from_im,
		    from_re == re ? other_re : re, from_im == im ? other_im : im};
		if (s == 1)
			first_step(&t);
		else
			later_step(&t);
		from_re = t.to_re;
		from_im = t.to_im;
	}
	if (s < f->size) {
		transform_halves(from_re, s);
		transform_halves(from_im, s);
	}
	if (from_re != re) {
		memcpy(re, from_re, f->size * sizeof *re);
		memcpy(im, from_im, f->size * sizeof *im);
	}
}
