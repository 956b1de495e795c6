/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much of the mode sequence known causes explain: information over entropy (Miller-Madow), odds
 * ratios @[HALDANE-1956] @[WOOLF-1955]. Cause and mode both persist, which inflates the chi-square
 * of chance; it is corrected by the variance of the cells' means @[RAO-SCOTT-1981]. Cost: one pass,
 * and one more for each interval.
 */
#include "attribution.h"

#include "linear.h"
#include "normal.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
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
	double half = NORMAL_975 * sqrt(var * (n_eff > 0 ? fmax(n / n_eff, 1) : 1));
	struct estimate e = estimate_point(ratio, (uint64_t)n);
	e.lo = ratio * exp(-half);
	e.hi = ratio * exp(half);
	e.n_eff = n_eff > 0 ? n_eff : NAN;
	return e;
}

/* Miller-Madow entropy in bits of m counts. */
static double count_entropy(const uint64_t *count, size_t m)
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
static double explained_part(uint64_t (*row)[ATTRIBUTION_MODES], int rows, double mode_bits)
{
	uint64_t by_row[ATTRIBUTION_CAUSES + 1] = {0};
	for (int i = 0; i < rows; i++)
		for (int j = 0; j < ATTRIBUTION_MODES; j++)
			by_row[i] += row[i][j];
	double shared = mode_bits + count_entropy(by_row, (size_t)rows) -
			count_entropy(row[0], (size_t)rows * ATTRIBUTION_MODES);
	return fmin(fmax(shared / mode_bits, 0), 1);
}

/* ---- intervals ---- */

/* Kinds of samples: for each cause, without and with it by mode; then by first cause. */
struct kinds {
	struct tally tally;
	size_t modes, rows; /* rows: of the last table */
};

static size_t kind_index(const struct kinds *k, size_t table, size_t row, size_t mode)
{
	return (2 * table + row) * k->modes + mode;
}

/* Between a cause and modes that both persist, chance makes a larger chi-square: the sum over cells
 * of the variance of their mean deviation from independence, over that which independent samples
 * would have @[RAO-SCOTT-1981]. */
static double design_effect(const struct kinds *k, size_t table, size_t rows, const double *by_row,
    const double *by_mode, double freedom)
{
	double n = (double)k->tally.n, sum = 0;
	double *influence = malloc(k->tally.kinds * sizeof *influence);
	for (size_t cell = 0; influence && cell < rows * k->modes; cell++) {
		double p = by_row[cell / k->modes] / n, q = by_mode[cell % k->modes] / n;
		struct linear l = {0};
		memset(influence, 0, k->tally.kinds * sizeof *influence);
		for (size_t i = 0; i < rows * k->modes; i++) {
			size_t r = i / k->modes, m = i % k->modes;
			influence[kind_index(k, table, r, m)] =
			    ((r == cell / k->modes) - p) * ((m == cell % k->modes) - q);
		}
		if (p > 0 && q > 0 && linear_of_tally(&l, &k->tally, influence) == EST_OK) {
			double se = linear_spread(&l).se;
			sum += n * se * se / (p * q);
		}
		linear_release(&l);
	}
	free(influence);
	return fmax(sum / freedom, 1);
}

/* Of I / H of a table of `rows` rows at `count`, whose kinds begin with those of `table`. */
static void share_interval(struct estimate *e, const struct kinds *k, size_t table, size_t rows,
    uint64_t (*count)[ATTRIBUTION_MODES])
{
	double n = (double)k->tally.n, by_row[ATTRIBUTION_CAUSES + 1] = {0},
	       by_mode[ATTRIBUTION_MODES] = {0}, h = 0, mutual = 0, seen = 0;
	double *influence = calloc(k->tally.kinds, sizeof *influence);
	struct linear l = {0};
	for (size_t i = 0; i < rows * k->modes; i++) {
		by_row[i / k->modes] += (double)count[i / k->modes][i % k->modes];
		by_mode[i % k->modes] += (double)count[i / k->modes][i % k->modes];
	}
	for (size_t m = 0; m < k->modes; m++)
		h += by_mode[m] > 0 ? by_mode[m] / n * log2(n / by_mode[m]) : 0;
	for (size_t i = 0; i < rows; i++)
		seen += by_row[i] > 0;
	/* First the density alone, for its mean. */
	for (size_t i = 0; influence && i < rows * k->modes; i++) {
		size_t r = i / k->modes, m = i % k->modes;
		double c = (double)count[r][m];
		double density = c > 0 ? log2(c * n / (by_row[r] * by_mode[m])) : 0;
		influence[kind_index(k, table, r, m)] = density;
		mutual += c / n * density;
	}
	for (size_t i = 0; influence && i < rows * k->modes; i++) {
		size_t m = i % k->modes, at = kind_index(k, table, i / k->modes, m);
		double surprise = by_mode[m] > 0 ? log2(n / by_mode[m]) : 0;
		influence[at] = (influence[at] - mutual - mutual / h * (surprise - h)) / h;
	}
	double freedom = (seen - 1) * ((double)k->modes - 1);
	e->note = freedom > 0 ? "no interval: the spread of the shares cannot be computed"
			      : "no interval: no sample has the cause, or all have it";
	if (influence && freedom > 0 && linear_of_tally(&l, &k->tally, influence) == EST_OK) {
		double effect = design_effect(k, table, rows, by_row, by_mode, freedom);
		/* A chi-square times the effect, written as one of the same over less. */
		struct linear_chance chance = {mutual / h, freedom, 2 * n * M_LN2 * h / effect};
		struct estimate less_bias = *e;
		less_bias.value -= (effect - 1) * freedom / (2 * n * M_LN2 * h);
		linear_information(&less_bias, &l, &chance, 1);
		e->lo = less_bias.lo;
		e->hi = isnan(less_bias.hi) ? NAN : fmax(less_bias.hi, e->value);
		e->n_eff = less_bias.n_eff;
		e->note = less_bias.note;
	}
	linear_release(&l);
	free(influence);
}

static void odds_interval(struct attribution *a, const struct kinds *k, int c)
{
	struct linear l = {0};
	double n = (double)k->tally.n, *influence = calloc(k->tally.kinds, sizeof *influence);
	for (size_t i = 0; influence && i < 2 * k->modes; i++) {
		size_t present = i / k->modes, last = i % k->modes + 1 == k->modes;
		double count = (double)a->table[c].count[present][last];
		influence[kind_index(k, (size_t)c, present, i % k->modes)] =
		    count > 0 ? (present == last ? n : -n) / count : 0;
	}
	struct estimate *e = &a->odds_ratio[c];
	if (influence && linear_of_tally(&l, &k->tally, influence) == EST_OK) {
		struct linear_spread s = linear_spread(&l);
		struct estimate logarithm = estimate_point(log(e->value), e->n);
		linear_normal(&logarithm, &l, 0, -INFINITY, INFINITY);
		*e = attribution_odds_ratio(&a->table[c], s.n_eff);
		e->note = logarithm.note;
		if (isnan(logarithm.lo))
			e->lo = e->hi = NAN;
	}
	linear_release(&l);
	free(influence);
}

static struct attribution absent_attribution(enum estimate_status status, uint64_t n)
{
	struct attribution a = {.status = status};
	a.mode_entropy_bits = a.explained_by_all = a.unexplained = estimate_absent(status, n);
	for (int c = 0; c < ATTRIBUTION_CAUSES; c++)
		a.explained_share[c] = a.odds_ratio[c] = estimate_absent(status, n);
	return a;
}

static void add_cause(struct attribution *a, int c, uint64_t (*each)[ATTRIBUTION_MODES],
    const struct kinds *k, double mode_bits, uint64_t n)
{
	int last = a->modes - 1;
	for (int present = 0; present < 2; present++)
		for (int m = 0; m < a->modes; m++)
			a->table[c].count[present][m == last] += each[present][m];
	a->explained_share[c] = estimate_point(explained_part(each, 2, mode_bits), n);
	share_interval(&a->explained_share[c], k, (size_t)c, 2, each);
	a->odds_ratio[c] = attribution_odds_ratio(&a->table[c], 0);
	if (a->odds_ratio[c].status == EST_OK)
		odds_interval(a, k, c);
}

/* Counts every sample, whole and by block. */
static void count_samples(struct attribution *a, struct kinds *k, const uint8_t *mode,
    const uint32_t *flags, size_t n, uint64_t (*each)[2][ATTRIBUTION_MODES])
{
	size_t causes = (size_t)a->causes;
	for (size_t t = 0; t < n; t++) {
		size_t first = causes;
		for (size_t c = causes; c-- > 0;) {
			size_t present = flags[t] >> c & 1;
			each[c][present][mode[t]]++;
			tally_add(&k->tally, t, kind_index(k, c, present, mode[t]));
			first = present ? c : first;
		}
		a->count[first][mode[t]]++;
		tally_add(&k->tally, t, kind_index(k, causes, first, mode[t]));
	}
}

struct attribution attribution_of(
    const uint8_t *mode, int modes, const uint32_t *flags, int causes, size_t n)
{
	if (modes < 1 || modes > ATTRIBUTION_MODES || causes < 1 || causes > ATTRIBUTION_CAUSES)
		return absent_attribution(EST_NOT_APPLICABLE, n);
	if (n < 20)
		return absent_attribution(EST_TOO_SHORT, n);
	struct attribution a = absent_attribution(EST_DEGENERATE, n);
	struct kinds k = {.modes = (size_t)modes, .rows = (size_t)causes + 1};
	uint64_t each[ATTRIBUTION_CAUSES][2][ATTRIBUTION_MODES] = {{{0}}},
		 all[ATTRIBUTION_MODES] = {0};
	if (tally_init_bytes(&k.tally, mode, n, (2 * (size_t)causes + k.rows) * k.modes) != EST_OK)
		return absent_attribution(EST_NO_MEMORY, n);
	a.causes = causes;
	a.modes = modes;
	count_samples(&a, &k, mode, flags, n, each);
	for (int m = 0, c = 0; m < modes; m++)
		for (c = 0; c <= causes; c++)
			all[m] += a.count[c][m];
	double mode_bits = count_entropy(all, ATTRIBUTION_MODES);
	bool several = true;
	for (int m = 0; m < modes; m++)
		several &= all[m] < n;
	if (several) {
		a.status = EST_OK;
		a.mode_entropy_bits = estimate_point(mode_bits, n);
		for (int c = 0; c < causes; c++)
			add_cause(&a, c, each[c], &k, mode_bits, n);
		a.explained_by_all =
		    estimate_point(explained_part(a.count, causes + 1, mode_bits), n);
		a.unexplained = estimate_point(1 - a.explained_by_all.value, n);
		share_interval(&a.explained_by_all, &k, (size_t)causes, k.rows, a.count);
		a.unexplained.lo = 1 - a.explained_by_all.hi;
		a.unexplained.hi = 1 - a.explained_by_all.lo;
		a.unexplained.n_eff = a.explained_by_all.n_eff;
		a.unexplained.note = a.explained_by_all.note;
	}
	tally_release(&k.tally);
	return a;
}
