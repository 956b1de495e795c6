/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The catalogue of figures: names, units, kinds, the nearest name, and docs/results.md beside it.
 */
#include "test.h"

#include "figure.h"
#include "place.h"
#include "rng.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);
	return n >= m && strcmp(text + n - m, end) == 0;
}

/* What no reader may rely on, but every author must keep: a name and its unit do not contradict. */
static void check_unit(enum figure_id id)
{
	static const struct {
		const char *end, *unit;
	} ends[] = {{"_ns", "ns"}, {"_ticks", "ticks"}, {"_bits", "bits"}, {"_share", "1"},
	    {"_samples", "samples"}};
	const char *name = figure_name(id), *unit = figure_unit(id, "all", "native");
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (ends_with(name, ends[i].end) && strcmp(unit, ends[i].unit) != 0)
			fail_msg("%s is in %s", name, unit);
	if (strcmp(unit, "ns") == 0 && !ends_with(name, "_ns"))
		fail_msg("%s is in ns and does not say so", name);
	if (figure_kind(id) == FIGURE_KIND_SHARE || figure_kind(id) == FIGURE_KIND_P_VALUE)
		assert_string_equal(unit, "1");
	if (ends_with(name, "_p") != (figure_kind(id) == FIGURE_KIND_P_VALUE))
		fail_msg("%s: a p-value, or not?", name);
}

static void every_figure_has_its_line(void **state)
{
	(void)state;
	for (enum figure_id id = 0; id < FIGURES; id++) {
		assert_int_equal(figure_find(figure_name(id)), id); /* no name twice */
		assert_int_equal(figure_nearest(figure_name(id)), id);
		assert_true(*figure_meaning(id));
		assert_true(figure_group(id) < FIGURE_GROUP_OTHER);
		for (const char *c = figure_name(id); *c; c++)
			assert_true(islower(*c) || isdigit(*c) || *c == '_');
		check_unit(id);
	}
	for (enum curve_id id = 0; id < CURVES; id++) {
		assert_true(*curve_name(id) && *curve_meaning(id));
		for (enum curve_id k = 0; k < id; k++)
			assert_string_not_equal(curve_name(k), curve_name(id));
	}
	for (enum figure_group g = 0; g < FIGURE_GROUPS; g++)
		assert_true(*figure_group_title(g));
	assert_int_equal(figure_find("fast_windw_share"), FIGURES);
	assert_int_equal(figure_find(""), FIGURES);
}

/* Ticks of a rescaled counter are no ticks, and no ns unless the name says so. */
static void the_series_decides_what_a_tick_is(void **state)
{
	(void)state;
	assert_string_equal(figure_unit(FIGURE_MEAN, "all", "native"), "ticks");
	assert_string_equal(figure_unit(FIGURE_MEAN, "no_spikes", "24MHz"), "ticks");
	assert_string_equal(
	    figure_unit(FIGURE_MEAN, "all", "24MHz,rescale=125/3"), "reported units");
	assert_string_equal(
	    figure_unit(FIGURE_MEAN, "all", "19.2MHz,rescale=625/12,after"), "reported units");
	assert_string_equal(figure_unit(FIGURE_MEAN, "all", "24MHz,phase=0.5"), "ticks");
	assert_string_equal(figure_unit(FIGURE_MEDIAN_NS, "all", "24MHz,rescale=125/3"), "ns");
	assert_string_equal(figure_unit(FIGURE_MIN_MCV, "all", "native"), "bits");
	assert_string_equal(figure_unit(FIGURE_MIN_MCV, "output", "native"), "bits per byte");
	assert_string_equal(figure_unit(FIGURE_EXTRACTOR_P1, "output", "native"), "1");
}

/* ---- the nearest name ---------------------------------------------------------------------- */

/* The distance by its definition: the recursion, without a table. */
static size_t count_edits(const char *a, size_t n, const char *b, size_t m)
{
	if (n == 0 || m == 0)
		return n + m;
	size_t best = count_edits(a, n - 1, b, m - 1) + (a[n - 1] != b[m - 1]);
	size_t shorter = count_edits(a, n - 1, b, m) + 1, longer = count_edits(a, n, b, m - 1) + 1;
	best = shorter < best ? shorter : best;
	best = longer < best ? longer : best;
	if (n > 1 && m > 1 && a[n - 1] == b[m - 2] && a[n - 2] == b[m - 1]) {
		size_t swapped = count_edits(a, n - 2, b, m - 2) + 1;
		best = swapped < best ? swapped : best;
	}
	return best;
}

static void a_slip_is_found(void **state)
{
	(void)state;
	static const struct {
		const char *typed;
		enum figure_id meant;
	} rows[] = {{"fast_windw_share", FIGURE_FAST_WINDOW_SHARE},
	    {"slow_windwo_share", FIGURE_SLOW_WINDOW_SHARE}, {"median", FIGURE_MEDIAN_NS},
	    {"shannon_bit", FIGURE_SHANNON}, {"q999_tick", FIGURE_Q999}, {"Dip_p", FIGURE_DIP_P},
	    {"sp90b_lz87y_bits", FIGURE_SP90B_LZ78Y},
	    {"control_sen_share", FIGURE_CONTROL_SEEN_SHARE},
	    {"next_mode3share", FIGURE_NEXT_MODE3_SHARE}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(
		    figure_name(figure_nearest(rows[i].typed)), figure_name(rows[i].meant));
	char endless[4096];
	memset(endless, 'a', sizeof endless - 1);
	endless[sizeof endless - 1] = '\0';
	assert_true(figure_nearest(endless) < FIGURES);
	assert_true(figure_nearest("") < FIGURES);
}

/* No figure is nearer than the one that is named: short names, for the recursion is slow. */
static void no_name_is_nearer(void **state)
{
	(void)state;
	struct rng r;
	rng_init(&r, 20261129, 0);
	for (int i = 0; i < 200; i++) {
		char typed[6] = "";
		for (size_t k = 0, n = rng_below(&r, 6); k < n; k++)
			typed[k] = "acdfipntu_1v"[rng_below(&r, 12)];
		const char *named = figure_name(figure_nearest(typed));
		size_t fewest = 1000;
		for (enum figure_id id = 0; id < FIGURES; id++) {
			const char *name = figure_name(id);
			if (strlen(name) > 9)
				continue;
			size_t d = count_edits(typed, strlen(typed), name, strlen(name));
			fewest = d < fewest ? d : fewest;
		}
		if (strlen(named) <= 9)
			assert_int_equal(
			    count_edits(typed, strlen(typed), named, strlen(named)), fewest);
	}
}

/* ---- docs/results.md ----------------------------------------------------------------------- */

struct documented {
	bool figure[FIGURES], curve[CURVES];
};

/* The next word in `code` of *text, which goes on behind it; NULL if there is none. */
static char *next_name(char **text)
{
	char *name = strchr(*text, '`'), *close = name ? strchr(name + 1, '`') : NULL;
	if (!close)
		return NULL;
	*close = '\0';
	*text = close + 1;
	return name + 1;
}

static void note_curve(struct documented *d, const char *name)
{
	enum curve_id id = 0;
	while (id < CURVES && strcmp(curve_name(id), name) != 0)
		id++;
	if (id == CURVES)
		fail_msg("docs/results.md has the curve %s, which is not in the catalogue", name);
	d->curve[id] = true;
}

/* unit: NULL where the table has none. */
static void note_figure(struct documented *d, const char *name, const char *scope, const char *unit)
{
	enum figure_id id = figure_find(name);
	if (id == FIGURES)
		fail_msg("docs/results.md has %s, which is not in the catalogue", name);
	if (unit && strcmp(unit, figure_unit(id, scope, "native")) != 0)
		fail_msg("docs/results.md has %s in %s", name, unit);
	d->figure[id] = true;
}

/* What a table is of. */
struct table {
	bool named, curves, units; /* its first columns are called name, and unit */
	const char *scope;
};

/* The next of a list with commas, without the blanks around it; NULL after the last. */
static char *next_unit(char **text)
{
	char *unit = strsep(text, ",");
	if (!unit)
		return NULL;
	unit += strspn(unit, " ");
	for (char *end = unit + strlen(unit); end > unit && end[-1] == ' ';)
		*--end = '\0';
	return unit;
}

/* "| `a` `b` (a scope) | unit[, unit] | ..."; the last unit is of the names that are left. */
static void note_row(struct documented *d, const struct table *t, char *row)
{
	char *rest = row + 1, *cell = strsep(&rest, "|"), *units = strsep(&rest, "|");
	char *names = strsep(&cell, "("), *unit = NULL, *name;
	while ((name = next_name(&names))) {
		char *next = next_unit(&units);
		unit = next ? next : unit;
		if (t->curves)
			note_curve(d, name);
		else
			note_figure(d, name, t->scope, t->units ? unit : NULL);
	}
}

static void the_documentation_has_what_the_catalogue_has(void **state)
{
	(void)state;
	static char line[1 << 16];
	struct documented d = {{0}, {0}};
	struct table t = {.scope = "all"};
	FILE *f = fopen("docs/results.md", "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		if (strncmp(line, "## ", 3) == 0) {
			t.curves = strcmp(line, "## Curves\n") == 0;
			t.scope =
			    strcmp(line, "## The extractor's output\n") == 0 ? "output" : "all";
		}
		if (*line != '|' || strncmp(line, "| name |", 8) == 0) {
			t.named = *line == '|';
			t.units = t.named && strncmp(line, "| name | unit |", 15) == 0;
		} else if (t.named && line[2] == '`') {
			note_row(&d, &t, line);
		}
	}
	fclose(f);
	for (enum figure_id id = 0; id < FIGURES; id++)
		if (!d.figure[id])
			fail_msg("docs/results.md has no row of %s", figure_name(id));
	for (enum curve_id id = 0; id < CURVES; id++)
		if (!d.curve[id])
			fail_msg("docs/results.md has no row of the curve %s", curve_name(id));
}

/* The first column of the table of scopes, "| `all` | ...", against scopes.def. */
static void the_documentation_has_every_scope(void **state)
{
	(void)state;
	static const char *const scopes[] = {
#define SCOPE(name) name,
#include "scopes.def"
#undef SCOPE
	};
	enum { SCOPES = sizeof scopes / sizeof *scopes };
	bool seen[SCOPES] = {false}, inside = false;
	char line[4096];
	FILE *f = fopen("docs/results.md", "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		if (strncmp(line, "## ", 3) == 0)
			inside = strcmp(line, "## Scopes\n") == 0;
		char *rest = line + 1, *cell = strsep(&rest, "|"), *name;
		while (inside && *line == '|' && (name = next_name(&cell))) {
			size_t i = 0;
			while (i < SCOPES && strcmp(scopes[i], name) != 0)
				i++;
			if (i == SCOPES || !place_is_scope(name))
				fail_msg("docs/results.md has the unknown scope %s", name);
			seen[i] = true;
		}
	}
	fclose(f);
	for (size_t i = 0; i < SCOPES; i++)
		if (!seen[i])
			fail_msg("docs/results.md has no row of the scope %s", scopes[i]);
}

static void a_grid_has_one_name(void **state)
{
	(void)state;
	static const char *const known[] = {"native", "recorded", "24MHz", "24MHz,rescale=125/3",
	    "10MHz", "32768Hz", "25MHz,rescale=40/1,after", "24MHz,phase=0.5",
	    "24MHz,phase=random"};
	static const struct {
		const char *name, *nearest;
	} unknown[] = {{"nativ", "native"}, {"24000000", "24MHz"}, {"24MHZ", "24MHz"},
	    {"0.024GHz", "24MHz"}, {"24e6,rescale=125/3", "24MHz,rescale=125/3"},
	    {"24MHz,rescale=125", "24MHz,rescale=125/3"}, {"24MHx", "24MHz"}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!place_is_grid(known[i]))
			fail_msg("%s is no grid", known[i]);
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		assert_false(place_is_grid(unknown[i].name));
		assert_string_equal(place_nearest_grid(unknown[i].name), unknown[i].nearest);
	}
	assert_false(place_is_scope("no_spike"));
	assert_string_equal(place_nearest_scope("no_spike"), "no_spikes");
	assert_string_equal(place_nearest_scope("mode1"), "mode 1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_figure_has_its_line),
	    cmocka_unit_test(the_series_decides_what_a_tick_is),
	    cmocka_unit_test(a_slip_is_found),
	    cmocka_unit_test(no_name_is_nearer),
	    cmocka_unit_test(the_documentation_has_what_the_catalogue_has),
	    cmocka_unit_test(the_documentation_has_every_scope),
	    cmocka_unit_test(a_grid_has_one_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
