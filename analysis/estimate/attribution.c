/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attribution.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

struct estimate attribution_odds_ratio(const struct attribution_table *t, double n_eff)
{
	double c[2][2], n = 0, add = 0, var = 0;
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 2; j++) {
			n += (double)t->count[i][j];
			add = t->count[i][j] ? add : 0.5;
		}
	for (int i = 0; i < 2; i++)
		if (!(t->count[i][0] + t->count[i][1]) || !(t->count[0][i] + t->count[1][i]))
			return estimate_absent(EST_DEGENERATE, (uint64_t)n);
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 2; j++) {
			c[i][j] = (double)t->count[i][j] + add;
			var += 1 / c[i][j];
		}
	double ratio = c[1][1] * c[0][0] / (c[1][0] * c[0][1]);
	double half = 1.959963984540054 * sqrt(var * (n_eff > 0 ? fmax(n / n_eff, 1) : 1));
	struct estimate e = estimate_point(ratio, (uint64_t)n);
	e.lo = ratio * exp(-half);
	e.hi = ratio * exp(half);
	e.n_eff = n_eff > 0 ? n_eff : NAN;
	return e;
}

struct estimate attribution_overlap(const struct attribution_table *t)
{
	uint64_t in_mode = t->count[0][1] + t->count[1][1];
	if (!in_mode)
		return estimate_absent(EST_DEGENERATE, 0);
	return estimate_point((double)t->count[1][1] / (double)in_mode, in_mode);
}

/* Miller-Madow entropy in bits of m counts. */
static double bits(const uint64_t *count, size_t m)
{
	double n = 0, sum = 0, kinds = 0;
	for (size_t i = 0; i < m; i++)
		n += (double)count[i];
	for (size_t i = 0; i < m; i++)
		if (count[i]) {
			sum += (double)count[i] / n * log2(n / (double)count[i]);
			kinds++;
		}
	return sum + (kinds - 1) / (2 * n * M_LN2);
}

/* I(row; column) / H(column) of a table of `rows` rows of ATTRIBUTION_MODES. */
static double explained(uint64_t (*row)[ATTRIBUTION_MODES], int rows, double mode_bits)
{
	uint64_t by_row[ATTRIBUTION_CAUSES + 1] = {0};
	for (int i = 0; i < rows; i++)
		for (int j = 0; j < ATTRIBUTION_MODES; j++)
			by_row[i] += row[i][j];
	double shared =
	    mode_bits + bits(by_row, (size_t)rows) - bits(row[0], (size_t)rows * ATTRIBUTION_MODES);
	return fmin(fmax(shared / mode_bits, 0), 1);
}

static struct attribution absent(enum estimate_status status, uint64_t n)
{
	struct attribution a = {.status = status};
	a.mode_entropy_bits = a.explained_by_all = a.unexplained = estimate_absent(status, n);
	for (int c = 0; c < ATTRIBUTION_CAUSES; c++)
		a.explained_share[c] = estimate_absent(status, n);
	return a;
}

static void count_cause(
    struct attribution *a, int c, uint64_t (*each)[ATTRIBUTION_MODES], double mode_bits, uint64_t n)
{
	int last = a->modes - 1;
	for (int present = 0; present < 2; present++)
		for (int m = 0; m < a->modes; m++)
			a->table[c].count[present][m == last] += each[present][m];
	a->explained_share[c] = estimate_point(explained(each, 2, mode_bits), n);
}

struct attribution attribution_of(
    const uint8_t *mode, int modes, const uint32_t *flags, int causes, size_t n)
{
	if (modes < 1 || modes > ATTRIBUTION_MODES || causes < 1 || causes > ATTRIBUTION_CAUSES)
		return absent(EST_NOT_APPLICABLE, n);
	if (n < 20)
		return absent(EST_TOO_SHORT, n);
	struct attribution a = absent(EST_DEGENERATE, n);
	uint64_t each[ATTRIBUTION_CAUSES][2][ATTRIBUTION_MODES] = {{{0}}},
		 all[ATTRIBUTION_MODES] = {0};
	a.causes = causes;
	a.modes = modes;
	for (size_t t = 0; t < n; t++) {
		int first = causes;
		all[mode[t]]++;
		for (int c = causes - 1; c >= 0; c--) {
			bool present = flags[t] >> c & 1;
			each[c][present][mode[t]]++;
			first = present ? c : first;
		}
		a.count[first][mode[t]]++;
	}
	for (int m = 0; m < modes; m++)
		if (all[m] == n)
			return a;
	double mode_bits = bits(all, ATTRIBUTION_MODES);
	a.status = EST_OK;
	a.mode_entropy_bits = estimate_point(mode_bits, n);
	for (int c = 0; c < causes; c++)
		count_cause(&a, c, each[c], mode_bits, n);
	a.explained_by_all = estimate_point(explained(a.count, causes + 1, mode_bits), n);
	a.unexplained = estimate_point(1 - a.explained_by_all.value, n);
	return a;
}
