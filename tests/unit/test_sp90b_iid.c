/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The IID track: figures of NIST's tool that do not depend on its seed, the examples of section 5,
 * and that a seed repeats for any number of threads.
 */
#include "test.h"

#include "sp90b_bzip2_private.h"
#include "sp90b_iid.h"
#include "sp90b_sets.h"

#include "rng.h"

#include <bzlib.h>

struct expected {
	char set[40], group[40], name[40], value[64];
};

static unsigned compared;
static double worst;

static void check_near(const struct expected *x, double got, double tolerance)
{
	double want = strtod(x->value, NULL), off = fabs(got - want);
	off = off > 0 ? off / fabs(want) : 0;
	if (!(off <= tolerance))
		fail_msg("%s %s %s: %.17g, want %s", x->set, x->group, x->name, got, x->value);
	worst = off > worst && tolerance <= 1e-10 ? off : worst;
	compared++;
}

static void compare_chi_square(const struct expected *x, const struct sp90b_chi_square *c)
{
	assert_int_equal(c->status, SP90B_OK);
	if (strcmp(x->name, "df") == 0)
		check_near(x, (double)c->df, 0);
	else if (strcmp(x->name, "T") == 0)
		check_near(x, c->t, 1e-11);
	else if (strcmp(x->value, "0") == 0)
		assert_true(c->p_value < 1e-300);
	else
		check_near(x, c->p_value, 1e-11);
}

static void compare_verdict(const struct expected *x, const struct sp90b_iid_result *r)
{
	bool pass = strcmp(x->name, "lrs") == 0 ? r->lrs.pass
						: r->independence.pass && r->goodness_of_fit.pass;
	if (strcmp(x->name, "permutation") == 0)
		return; /* depends on the seed; see below */
	assert_string_equal(pass ? "Passed" : "Failed", x->value);
}

static void compare_other(const struct expected *x, const struct sp90b_iid_result *r)
{
	if (strcmp(x->group, "mcv") == 0)
		check_near(x, strcmp(x->name, "original") ? r->bitstring.h : r->original.h, 1e-11);
	else if (strcmp(x->name, "p_col") == 0)
		check_near(x, r->lrs.p_col, 1e-11);
	else if (strcmp(x->name, "W") == 0)
		check_near(x, (double)r->lrs.w, 0);
	else if (strcmp(x->name, "pr_x_ge_1") == 0)
		/* Printed as 1 less something: absolute beyond that. */
		assert_within(r->lrs.pr_x_ge_1, strtod(x->value, NULL), 1e-11);
	else if (strcmp(x->name, "raw_mean") == 0)
		check_near(x, r->mean, 1e-15);
	else if (strcmp(x->name, "median") == 0)
		check_near(x, r->median, 0);
	else if (strcmp(x->name, "h_assessed") == 0)
		check_near(x, r->h_assessed, 1e-11);
	else
		fail_msg("what is %s %s?", x->group, x->name);
}

static void compare_result(const struct expected *x, const struct sp90b_iid_result *r)
{
	if (strncmp(x->group, "chi_square_i", 12) == 0)
		compare_chi_square(x, &r->independence);
	else if (strncmp(x->group, "chi_square_g", 12) == 0)
		compare_chi_square(x, &r->goodness_of_fit);
	else if (strcmp(x->group, "verdict") == 0)
		compare_verdict(x, r);
	else if (strcmp(x->group, "statistic") != 0)
		compare_other(x, r);
	else
		for (int i = 0; i < SP90B_STATISTICS; i++)
			if (strcmp(x->name, sp90b_statistic_name(i)) == 0)
				check_near(
				    x, r->permutation.rank[i].observed, i == 0 ? 1e-11 : 1e-15);
}

static struct sp90b_iid_result assess_set(const char *set, uint32_t permutations, unsigned threads)
{
	size_t n;
	uint16_t *raw = samples_of(set, &n);
	struct sp90b_options o = {.dataset = SP90B_INITIAL};
	struct sp90b_permutation_options p = {
	    .permutations = permutations, .seed = 7, .threads = threads};
	struct sp90b_iid_result r = sp90b_assess_iid(raw, n, &o, &p);
	assert_int_equal(r.fault, SP90B_DATA_OK);
	free(raw);
	return r;
}

static void figures_agree_with_nists_tool(void **unused)
{
	(void)unused;
	char line[LINE], now[40] = "";
	struct expected x;
	struct sp90b_iid_result r = {0};
	FILE *f = fopen(VECTORS "iid.txt", "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		assert_int_equal(
		    sscanf(line, "%39s %39s %39s %63s", x.set, x.group, x.name, x.value), 4);
		if (strcmp(now, x.set) != 0) {
			r = assess_set(x.set, 1, 1);
			snprintf(now, sizeof now, "%s", x.set);
		}
		compare_result(&x, &r);
	}
	fclose(f);
	print_message("# %u figures, worst relative difference %.2g\n", compared, worst);
}

/* mk1s flips with probability 0.1: the tool fails these statistics with all 10,000 permutations on
 * one side. */
static void dependent_samples_fail(void **unused)
{
	(void)unused;
	static const int fails[] = {1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18};
	struct sp90b_iid_result r = assess_set("mk1s_20k", 500, 2);
	assert_int_equal(r.permutation.status, SP90B_TOO_FEW);
	assert_false(r.permutation.pass);
	assert_false(r.pass); /* by chi square */
	for (size_t i = 0; i < sizeof fails / sizeof *fails; i++)
		assert_false(r.permutation.rank[fails[i]].pass);
}

static void a_seed_repeats_for_any_number_of_threads(void **unused)
{
	(void)unused;
	struct sp90b_iid_result one = assess_set("u8_1000", 400, 1),
				five = assess_set("u8_1000", 400, 5);
	assert_int_equal(one.permutation.rounds, five.permutation.rounds);
	for (int i = 0; i < SP90B_STATISTICS; i++) {
		assert_int_equal(one.permutation.rank[i].greater, five.permutation.rank[i].greater);
		assert_int_equal(one.permutation.rank[i].equal, five.permutation.rank[i].equal);
		assert_int_equal(one.permutation.rank[i].less, five.permutation.rank[i].less);
	}
}

static void uniform_samples_pass_early(void **unused)
{
	(void)unused;
	struct sp90b_iid_result r = assess_set("u8_5000", 10000, 2);
	assert_true(r.permutation.pass);
	assert_true(r.permutation.rounds < 10000);
	for (int i = 0; i < SP90B_STATISTICS; i++)
		assert_true(r.permutation.rank[i].greater + r.permutation.rank[i].equal > 5);
}

/* One statistic of a short series whose values are its symbols. The series of section 5's examples
 * are too short for the greatest lag, which then counts nothing. */
static double find_statistic(const uint16_t *x, size_t n, uint32_t k, int which)
{
	uint16_t value[256];
	double all[SP90B_STATISTICS];
	for (uint32_t v = 0; v < k; v++)
		value[v] = (uint16_t)v;
	assert_int_equal(sp90b_statistics((struct sp90b_symbols){x, n, k}, value, all), 0);
	return all[which];
}

#define STATISTIC(which, k, ...)                                                                   \
	find_statistic((const uint16_t[]){__VA_ARGS__},                                            \
	    sizeof((const uint16_t[]){__VA_ARGS__}) / sizeof(uint16_t), k, which)

static void examples_of_section_5(void **unused)
{
	(void)unused;
	/* 5.1.1 (the mean is 8), 5.1.2 to 5.1.4, 5.1.5 and 5.1.6, 5.1.7 and 5.1.8, 5.1.9, 5.1.10.
	 */
	assert_near(STATISTIC(0, 16, 2, 15, 4, 10, 9), 6, 1e-15);
	assert_near(STATISTIC(1, 10, 2, 2, 2, 5, 7, 7, 9, 3, 1, 4, 4), 3, 0);
	assert_near(STATISTIC(2, 10, 2, 2, 2, 5, 7, 7, 9, 3, 1, 4, 4), 6, 0);
	assert_near(STATISTIC(3, 10, 2, 2, 2, 5, 7, 7, 9, 3, 1, 4, 4), 8, 0);
	assert_near(STATISTIC(4, 16, 5, 15, 12, 1, 13, 9, 4), 5, 0);
	assert_near(STATISTIC(5, 16, 5, 15, 12, 1, 13, 9, 4), 2, 0);
	assert_near(STATISTIC(6, 3, 2, 1, 1, 2, 0, 1, 0, 1, 1, 2), 3, 0);
	assert_near(STATISTIC(7, 3, 2, 1, 1, 2, 0, 1, 0, 1, 1, 2), 4, 0);
	assert_near(STATISTIC(9, 3, 2, 1, 2, 1, 0, 1, 0, 1, 1, 2), 5, 0);
	assert_near(STATISTIC(14, 13, 5, 2, 6, 10, 12, 3, 1), 164, 0);
}

/* Length of the numbers as text behind libbz2. */
static size_t libbz2_length(const uint16_t *value, const uint16_t *s, size_t n)
{
	char *text = malloc(4 * n + 1), *to = text;
	unsigned packed_length = (unsigned)(n * 5 + 1000);
	char *packed = malloc(packed_length);
	assert_non_null(text);
	assert_non_null(packed);
	for (size_t i = 0; i < n; i++)
		to += snprintf(to, 5, "%u ", value[s[i]]);
	assert_int_equal(BZ2_bzBuffToBuffCompress(
			     packed, &packed_length, text, (unsigned)(to - text) - 1, 5, 0, 0),
	    BZ_OK);
	free(text);
	free(packed);
	return packed_length;
}

/* Values of one to three digits, even and uneven, one block and several. */
static void lengths_are_those_of_bzip2(void **unused)
{
	(void)unused;
	enum { MOST = 400000 };
	static uint16_t s[MOST];
	uint16_t value[1000];
	struct rng r;
	rng_init(&r, 11, 0);
	unsigned done = 0;
	for (int round = 0; round < 60; round++) {
		size_t n = round < 54 ? 100 + rng_below(&r, 6000) : 100000 + rng_below(&r, 300000);
		uint32_t k = 2 + (uint32_t)rng_below(&r, round % 3 ? 12 : 998);
		for (uint32_t v = 0; v < k; v++)
			value[v] = (uint16_t)(round % 2 ? v : v * (999 / k));
		for (size_t i = 0; i < n; i++)
			s[i] = rng_below(&r, 10) < (uint64_t)round % 10
				   ? 1
				   : (uint16_t)rng_below(&r, k);
		struct sp90b_bzip2 *z = sp90b_bzip2_open(value, k, n);
		assert_non_null(z);
		size_t length = sp90b_bzip2_length(z, s);
		sp90b_bzip2_close(z);
		if (length == 0)
			continue;
		done++;
		assert_int_equal(length, libbz2_length(value, s, n));
	}
	assert_true(done > 50);
}

static void short_data_have_a_status(void **unused)
{
	(void)unused;
	for (size_t n = 2; n < 100; n++) {
		uint16_t x[100];
		for (size_t i = 0; i < n; i++)
			x[i] = (uint16_t)(i * 7 % 5 + (i == 1));
		struct sp90b_options o = {.dataset = SP90B_INITIAL};
		struct sp90b_permutation_options p = {.permutations = 20, .seed = 1, .threads = 1};
		struct sp90b_iid_result r = sp90b_assess_iid(x, n, &o, &p);
		assert_int_equal(r.fault, SP90B_DATA_OK);
		assert_true(isfinite(r.h_assessed));
		if (r.independence.status == SP90B_OK)
			assert_true(isfinite(r.independence.t) && isfinite(r.independence.p_value));
		if (r.goodness_of_fit.status == SP90B_OK)
			assert_true(isfinite(r.goodness_of_fit.p_value));
		assert_int_equal(r.permutation.status == SP90B_TOO_FEW, n >= 64);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(figures_agree_with_nists_tool),
	    cmocka_unit_test(dependent_samples_fail),
	    cmocka_unit_test(a_seed_repeats_for_any_number_of_threads),
	    cmocka_unit_test(uniform_samples_pass_early),
	    cmocka_unit_test(examples_of_section_5),
	    cmocka_unit_test(lengths_are_those_of_bzip2),
	    cmocka_unit_test(short_data_have_a_status),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
