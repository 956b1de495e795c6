/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every figure that NIST's tool printed for the data sets of tests/vectors/sp80090b: counts
 * exactly, real numbers to 1e-11. Sets above 100,000 samples, except a few, only with
 * TICKLAB_LONG=1.
 */
#include "test.h"

#include "sp90b.h"
#include "sha256.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The generator of the data sets is the program that the tool's figures were made with. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#define main gen_main
#include "../vectors/sp80090b/gen.c"
#undef main
#undef K
#pragma GCC diagnostic pop

#define VECTORS "tests/vectors/sp80090b/"

enum { LINE = 256 };

struct expected {
	char set[40], options[16], track[16], estimator[16], figure[24], value[64];
};

static unsigned counts, reals, sets, wrong;
static double worst;

static const char *build_folder(void)
{
	const char *b = getenv("TICKLAB_BUILD");
	return b ? b : "build";
}

/* Runs the generator with its output in a file. */
static void generate(const char *path, char *kind, char *count)
{
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		char name[] = "gen";
		char *argv[] = {name, kind, count, NULL};
		_exit(freopen(path, "wb", stdout) && gen_main(3, argv) == 0 ? 0 : 1);
	}
	int status;
	assert_true(waitpid(child, &status, 0) == child && status == 0);
}

static uint8_t *slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	*n = (size_t)ftell(f);
	rewind(f);
	uint8_t *data = malloc(*n + 1);
	assert_non_null(data);
	assert_int_equal(fread(data, 1, *n, f), *n);
	fclose(f);
	return data;
}

/* Kind and count of a named set: from datasets.txt, or the name is KIND_COUNT. */
static void look_up(const char *set, char kind[16], char count[16])
{
	char line[LINE], name[40];
	FILE *f = fopen(VECTORS "datasets.txt", "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		if (sscanf(line, "%39s %15s %15s", name, kind, count) == 3 && !strcmp(name, set)) {
			fclose(f);
			return;
		}
	}
	fclose(f);
	assert_int_equal(sscanf(set, "%15[a-z0-9]_%15s", kind, count), 2);
}

/* Two sets that the generator does not make: a 1 and zeros, and 0 and 1 as ASCII digits. */
static uint8_t *special(const char *kind, const char *count, size_t *n)
{
	bool ones = strcmp(kind, "onez") == 0;
	if (!ones && strcmp(kind, "ascii01") != 0)
		return NULL;
	*n = strtoull(count, NULL, 10);
	uint8_t *data = calloc(*n, 1);
	assert_non_null(data);
	if (ones)
		data[0] = 1;
	state = 1;
	for (size_t i = 0; !ones && i < *n; i++)
		data[i] = (uint8_t)('0' + (next64() >> 63));
	return data;
}

static void check_digest(const char *set, const uint8_t *data, size_t n)
{
	char line[LINE], want[70], name[64], hex[65], file[64];
	snprintf(file, sizeof file, "%s.bin", set);
	sha256_hex(data, n, hex);
	FILE *f = fopen(VECTORS "SHA256SUMS", "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "%69s %63s", want, name) == 2 && strcmp(name, file) == 0)
			assert_string_equal(hex, want);
	fclose(f);
}

static uint8_t *data_of(const char *set, size_t *n)
{
	char kind[16], count[16], path[512];
	look_up(set, kind, count);
	uint8_t *data = special(kind, count, n);
	if (data)
		return data;
	snprintf(path, sizeof path, "%s/tests/%s.bin", build_folder(), set);
	generate(path, kind, count);
	data = slurp(path, n);
	check_digest(set, data, *n);
	unlink(path);
	return data;
}

static struct sp90b_result assess(const char *set, const char *options)
{
	size_t n;
	uint8_t *data = data_of(set, &n);
	uint16_t *raw = malloc((n + 1) * sizeof *raw);
	assert_non_null(raw);
	for (size_t i = 0; i < n; i++)
		raw[i] = data[i];
	struct sp90b_options o = {.threads = 2};
	o.dataset = options[1] == 'c' ? SP90B_CONDITIONED : SP90B_INITIAL;
	o.most_bits = options[3] == 't' ? 1000000 : 0;
	o.width = options[4] == '-' ? (unsigned)strtoul(options + 5, NULL, 10) : 0;
	struct sp90b_result r = sp90b_assess(raw, n, &o);
	free(raw);
	free(data);
	sets++;
	return r;
}

static const struct sp90b_estimate *estimate_of(
    const struct sp90b_result *r, const char *track, const char *name)
{
	const struct sp90b_track *t = strcmp(track, "original") ? &r->bitstring : &r->original;
	for (int i = 0; i < SP90B_ESTIMATORS; i++)
		if (strcmp(sp90b_estimator_name(i), name) == 0)
			return &t->estimate[i];
	fail_msg("no estimator %s", name);
	return NULL;
}

static void differs(const struct expected *x, double got)
{
	print_error("%s %s %s %s %s: %.17g, want %s\n", x->set, x->options, x->track, x->estimator,
	    x->figure, got, x->value);
	wrong++;
}

static void compare_real(const struct expected *x, double got)
{
	double want = strtod(x->value, NULL);
	double off = got == want ? 0 : fabs(got - want) / fabs(want);
	reals++;
	if (!(off <= 1e-11))
		differs(x, got);
	else if (off > worst)
		worst = off;
}

static void compare(const struct sp90b_result *r, const struct expected *x)
{
	if (strcmp(x->estimator, "final") == 0) {
		compare_real(x, !strcmp(x->figure, "h_original")    ? r->original.h
				: !strcmp(x->figure, "h_bitstring") ? r->bitstring.h
								    : r->h_assessed);
		return;
	}
	const struct sp90b_estimate *e = estimate_of(r, x->track, x->estimator);
	if (e->status != SP90B_OK) {
		print_error("%s: %s\n", x->estimator, sp90b_status_name(e->status));
		differs(x, NAN);
		return;
	}
	if (strcmp(x->figure, "h") == 0) {
		compare_real(x, e->h);
		return;
	}
	const struct sp90b_figure *f = sp90b_find(e, x->figure);
	if (!f) {
		differs(x, NAN);
	} else if (f->is_count) {
		counts++;
		if (f->count != strtoull(x->value, NULL, 10))
			differs(x, (double)f->count);
	} else {
		compare_real(x, f->real);
	}
}

/* Large sets that are compared in every run. */
static bool chosen(const char *set)
{
	static const char *const always[] = {"u1_1m", "mk1s_1m", "u4_1m", "two545_1m", "jit_1m"};
	size_t n = strlen(set);
	if (n < 3 || strcmp(set + n - 3, "_1m") != 0 || getenv("TICKLAB_LONG"))
		return true;
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		if (strcmp(set, always[i]) == 0)
			return true;
	return false;
}

/* Departures of ours from the tool, with both values in docs/sp800-90b.md. */
static bool departs(const struct expected *x)
{
	/* 1001 blocks: the tool divides by zero and ends at h = 0. */
	return strcmp(x->set, "u1_6006") == 0 &&
	       (strcmp(x->estimator, "compression") == 0 || strcmp(x->estimator, "final") == 0);
}

static void compare_file(const char *path)
{
	char line[LINE], now[64] = "";
	struct expected x;
	struct sp90b_result r = {0};
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		assert_int_equal(sscanf(line, "%39s %15s %15s %15s %23s %63s", x.set, x.options,
				     x.track, x.estimator, x.figure, x.value),
		    6);
		if (!chosen(x.set) || departs(&x))
			continue;
		char key[64];
		snprintf(key, sizeof key, "%s %s", x.set, x.options);
		if (strcmp(key, now) != 0) {
			r = assess(x.set, x.options);
			snprintf(now, sizeof now, "%s", key);
		}
		compare(&r, &x);
	}
	fclose(f);
	assert_int_equal(wrong, 0);
}

static void figures_agree_with_nists_tool(void **unused)
{
	(void)unused;
	compare_file(VECTORS "non_iid.txt");
}

static void figures_of_tiny_sets_agree(void **unused)
{
	(void)unused;
	wrong = 0;
	compare_file(VECTORS "tiny.txt");
	print_message("# %u runs, %u counts, %u real figures, worst relative difference %.2g\n",
	    sets, counts, reals, worst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(figures_agree_with_nists_tool),
	    cmocka_unit_test(figures_of_tiny_sets_agree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
