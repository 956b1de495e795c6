/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The discrete Fourier transform of complex numbers whose real and imaginary parts lie in arrays of
 * their own, so that two real series, one in each, go through it at once. By Stockham's algorithm
 * in steps of four @[VAN-LOAN-1992, 1.7], which leaves the result in order; each sum is made of the
 * same terms in the same order on every machine.
 */
#ifndef FFT_H
#define FFT_H

#include <stddef.h>

#include "estimate.h"

struct fft {
	size_t size;
	double *space; /* cosines and sines of one turn, then two arrays of scratch */
};

/* size: a power of 2, at least 16. EST_OK or EST_NO_MEMORY. */
enum estimate_status fft_init(struct fft *f, size_t size);
void fft_release(struct fft *f);

/* Replaces z = re + i im by Z[k] = sum_t z[t] exp(-2 pi i t k / size). With the two arrays swapped
 * it is the inverse times `size`. Uses the scratch of *f: one call at a time. */
void fft_forward(const struct fft *f, double *re, double *im);

#endif
