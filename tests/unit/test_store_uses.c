/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Campaigns, the rule for slow samples, statements of a user, removed runs, and files that nothing
 * may write over.
 */
#include "test.h"

#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static struct store *s;

static int open_store(void **state)
{
	char why[256];
	(void)state;
	const char *tmp = getenv("TMPDIR");
	if (chdir(tmp && tmp[0] ? tmp : "/tmp") != 0)
		return -1;
	snprintf(folder, sizeof folder, "test-store-uses-XXXXXX");
	if (!mkdtemp(folder) || chdir(folder) != 0)
		return -1;
	return store_open(&s, "t.db", STORE_CREATE, why, sizeof why);
}

static int close_store(void **state)
{
	static const char *const files[] = {
	    "t.db", "t.db-wal", "t.db-shm", "link.db", "own/in", "own"};
	(void)state;
	store_close(s);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		remove(files[i]);
	return chdir("..") == 0 ? rmdir(folder) : -1;
}

static int64_t put_run(uint64_t samples, const char *status, char uuid[STORE_UUID])
{
	uint64_t elapsed[100];
	struct store_run run = {.label = "a",
	    .origin = "collect",
	    .probe = "null",
	    .load = "idle",
	    .counter = "tsc",
	    .counter_hz = 1e9,
	    .hz_source = "calibrated",
	    .hz_calibrated = NAN,
	    .cpu = -1,
	    .requested = samples};
	for (size_t i = 0; i < 100; i++)
		elapsed[i] = i;
	int64_t id = store_run_begin(s, &run, uuid);
	assert_true(id > 0);
	assert_int_equal(store_run_append(s, id, NULL, elapsed, NULL, samples), 0);
	if (status)
		assert_int_equal(store_run_end(s, id, status, NULL, NULL, NULL), 0);
	return id;
}

/* ---- campaigns ---- */

static int note_cell(void *context, const struct store_cell *cell)
{
	char *out = context;
	size_t n = strlen(out);
	snprintf(out + n, 200 - n, "%d/%d %s %s %d; ", (int)cell->cell, (int)cell->block,
	    cell->probe, cell->load, cell->done);
	return cell->cell == 2; /* the walk ends */
}

static void a_campaign_is_open_until_its_cells_are_taken(void **state)
{
	(void)state;
	static const struct store_cell cells[] = {
	    {.cell = 9, .block = 0, .probe = "null", .load = "idle"},
	    {.block = 0, .probe = "null", .load = "cpu"},
	    {.block = 1, .probe = "null", .load = "idle"},
	    {.block = 1, .probe = "null", .load = "cpu"}};
	char uuid[STORE_UUID], found[STORE_UUID], walk[200] = "";
	uint64_t seed = 5, other = 6, seen = 0;
	assert_int_equal(store_campaign_open(s, "{\"p\":1}", NULL, found, &seen), 0);
	int64_t id = store_campaign_begin(s, "c", "{\"p\":1}", 5, cells, 4, uuid);
	assert_true(id > 0);
	assert_int_equal(store_campaign_open(s, "{\"p\":1}", NULL, found, &seen), id);
	assert_string_equal(found, uuid);
	assert_int_equal(seen, 5);
	assert_int_equal(store_campaign_open(s, "{\"p\":1}", &seed, found, &seen), id);
	assert_int_equal(store_campaign_open(s, "{\"p\":1}", &other, found, &seen), 0);
	assert_int_equal(store_campaign_open(s, "{\"p\":2}", NULL, found, &seen), 0);
	assert_int_equal(store_cells(s, id, note_cell, walk), 3);
	assert_string_equal(walk, "0/0 null idle 0; 1/0 null cpu 0; 2/1 null idle 0; ");
	assert_int_equal(store_campaign_claim(s, id), -1);
	assert_non_null(strstr(store_error(s), "is being recorded by process"));
	assert_int_equal(store_campaign_end(s, id, false), 0);
	assert_int_equal(store_campaign_open(s, "{\"p\":1}", NULL, found, &seen), id);
	assert_int_equal(store_campaign_claim(s, id + 1), -1);
	assert_string_equal(store_error(s), "the campaign is gone");
	assert_int_equal(store_campaign_end(s, id, true), 0);
	assert_int_equal(store_campaign_open(s, "{\"p\":1}", NULL, found, &seen), 0);
}

/* ---- the rule for what is slow ---- */

static void a_rule_is_found_by_what_it_was_made_from(void **state)
{
	(void)state;
	char uuid[STORE_UUID], method[32];
	int64_t run = put_run(10, "complete", uuid);
	struct store_slow_rule rule = {.machine = "m",
	    .probe = "null",
	    .counter = "tsc",
	    .key = "k1",
	    .threshold_ticks = 12.5,
	    .tick_hz = 1e9,
	    .runs = 3,
	    .method = "how"};
	struct store_slow_rule look = {
	    .machine = "m", .probe = "null", .counter = "tsc", .key = "k1"};
	assert_int_equal(store_slow_rule(s, &look, method, sizeof method), 0);
	assert_int_equal(store_slow_rule_of(s, run), 0);
	int64_t id = store_put_slow_rule(s, &rule);
	assert_true(id > 0);
	assert_int_equal(store_slow_rule(s, &look, method, sizeof method), 1);
	assert_int_equal(look.id, id);
	assert_true(look.threshold_ticks == 12.5 && look.tick_hz == 1e9 && look.runs == 3);
	assert_string_equal(method, "how");
	assert_int_equal(store_put_slow_by_rule(s, run, id), 0);
	assert_int_equal(store_slow_rule_of(s, run), id);
	look.key = "k2";
	assert_int_equal(store_slow_rule(s, &look, method, sizeof method), 0);
	rule.key = "k2"; /* in its place; the run is by none */
	assert_true(store_put_slow_rule(s, &rule) > 0);
	assert_int_equal(store_slow_rule_of(s, run), 0);
}

/* ---- statements of a user ---- */

static int note_row(void *context, const struct store_row *row)
{
	char *out = context;
	for (int i = 0; i < row->columns; i++) {
		size_t n = strlen(out);
		snprintf(out + n, 200 - n, "%d %s=%s%s; ", (int)row->seq, row->name[i],
		    row->value[i] ? row->value[i] : "NULL", row->number[i] ? "#" : "");
	}
	return row->seq == 1; /* ends its statement */
}

static void statements_give_names_values_and_kinds(void **state)
{
	(void)state;
	char got[200] = "";
	assert_int_equal(
	    store_sql(s, "SELECT 1 AS a, 'x' AS b, NULL AS c; ; SELECT 2.5 AS d", note_row, got),
	    0);
	assert_string_equal(got, "0 a=1#; 0 b=x; 0 c=NULL; 0 d=2.5#; ");
	got[0] = '\0';
	assert_int_equal(store_sql(s, "VALUES (1), (2), (3)", note_row, got), 0);
	assert_string_equal(got, "0 column1=1#; 1 column1=2#; ");
	assert_int_equal(store_sql(s, "SELECT nothing", note_row, got), -1);
	assert_non_null(strstr(store_error(s), "syntax error"));
	assert_int_equal(store_sql(s, "SELECT json('[')", note_row, got), -1);
	assert_non_null(strstr(store_error(s), "malformed JSON"));
	assert_int_equal(store_sql(s, "ATTACH 'other.db' AS o", note_row, got), -1);
	assert_int_equal(access("other.db", F_OK), -1);
}

/* ---- removing ---- */

struct kept {
	struct store_run row;
	char uuid[STORE_UUID];
};

static void a_removed_run_takes_along_what_refers_to_it(void **state)
{
	(void)state;
	char one[STORE_UUID], two[STORE_UUID], name[STORE_UUID], got[200] = "";
	int64_t first = put_run(20, "complete", one), second = put_run(30, NULL, two);
	assert_int_equal(store_run_find(s, one, name), first);
	assert_string_equal(name, one);
	one[12] = '\0';
	assert_int_equal(store_run_find(s, one, name), first);
	one[7] = '\0'; /* shorter than a prefix may be */
	assert_int_equal(store_run_find(s, one, name), -1);
	assert_int_equal(store_run_drop(s, two, two), -1);
	assert_string_equal(store_error(s), "the run is being recorded");
	assert_int_equal(store_run_drop(s, name, name), 0);
	assert_int_equal(store_run_there(s, name), 0);
	assert_int_equal(store_run_there(s, two), 1);
	assert_int_equal(store_sql(s,
			     "SELECT (SELECT count(*) FROM run WHERE requested > 10) AS runs, "
			     "(SELECT count(*) FROM"
			     " chunk WHERE run_id NOT IN (SELECT run_id FROM run)) AS lost",
			     note_row, got),
	    0);
	assert_string_equal(got, "0 runs=1#; 0 lost=0#; ");
	assert_int_equal(store_run_end(s, second, "interrupted", NULL, NULL, NULL), 0);
	assert_int_equal(store_run_drop(s, two, one), -1);
	assert_string_equal(store_error(s), "it was removed meanwhile");
	assert_int_equal(store_run_drop(s, two, two), 0);
}

static const char *no_text(void *context, const char *text)
{
	(void)context;
	(void)text;
	return NULL;
}

static int keep_row(void *context, const struct store_run *run)
{
	struct kept *k = context;
	snprintf(k->uuid, sizeof k->uuid, "%s", run->uuid);
	k->row = *run;
	store_run_texts(&k->row, no_text, NULL); /* they live as long as the walk */
	k->row.uuid = k->uuid;
	return 0;
}

static int64_t count_in(struct store *of)
{
	struct kept k;
	return store_runs(of, NULL, keep_row, &k);
}

/* Whoever read a run knows its number, which the next run gets once that one is removed. */
static void nothing_of_a_removed_run_is_stored_for_the_one_with_its_number(void **state)
{
	(void)state;
	char old[STORE_UUID], new[STORE_UUID], why[512];
	struct kept k;
	struct store *reader;
	int64_t first = put_run(20, "complete", old);
	assert_true(store_runs(s, NULL, keep_row, &k) > 0);
	assert_int_equal(store_open(&reader, "t.db", STORE_READ, why, sizeof why), 0);
	int64_t before = count_in(reader);
	assert_int_equal(store_begin_same(s), 0);
	assert_int_equal(store_end(s, 0), 0);
	assert_int_equal(store_run_drop(s, old, old), 0);
	assert_int_equal(put_run(30, "complete", new), first);
	assert_int_equal(store_begin_same(s), -1);
	assert_non_null(strstr(store_error(s), "was removed meanwhile"));
	assert_int_equal(store_begin(s), 0);
	assert_int_equal(store_analysis_begin(s, &k.row, "key"), -1);
	assert_non_null(strstr(store_error(s), "was removed meanwhile"));
	assert_int_equal(store_end(s, -1), -1);
	/* A reader sees one moment, until it looks anew. */
	assert_int_equal(store_run_there(reader, old), 1);
	assert_int_equal(store_run_there(reader, new), 0);
	assert_int_equal(count_in(reader), before);
	assert_int_equal(store_renew(reader), 0);
	assert_int_equal(store_run_there(reader, old), 0);
	assert_int_equal(store_run_there(reader, new), 1);
	store_close(reader);
	assert_int_equal(store_run_drop(s, new, new), 0);
}

/* ---- files that nothing may write over ---- */

/* Nobody finds what is written to a file that was deleted or replaced. */
static void a_file_that_has_moved_is_no_success(void **state)
{
	(void)state;
	struct store *moved;
	char why[512];
	assert_int_equal(store_open(&moved, "moved.db", STORE_CREATE, why, sizeof why), 0);
	assert_int_equal(store_begin(moved), 0);
	assert_int_equal(store_end(moved, 0), 0);
	assert_int_equal(rename("moved.db", "elsewhere.db"), 0);
	assert_int_equal(store_begin(moved), 0);
	assert_int_equal(store_end(moved, 0), -1);
	assert_string_equal(
	    store_error(moved), "the database was deleted, moved or replaced meanwhile");
	store_close(moved);
	unlink("elsewhere.db");
	unlink("moved.db-wal");
	unlink("moved.db-shm");
}

static void a_database_and_its_files_are_known_by_any_name(void **state)
{
	(void)state;
	char why[256];
	assert_int_equal(symlink("t.db", "link.db"), 0);
	static const char *const own[] = {
	    "t.db", "./t.db", "link.db", "t.db-wal", "t.db-shm", "t.db-journal"};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		if (!store_owns("t.db", own[i]) || !store_owns("link.db", own[i]))
			fail_msg("%s is not said to be the database's", own[i]);
		assert_int_equal(store_check_output(own[i], NULL, 0, why, sizeof why), -1);
		assert_non_null(strstr(why, "this is a database"));
	}
	static const char *const other[] = {"t", "t.db2", "t.db-log", "x/t.db", "link"};
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		assert_false(store_owns("t.db", other[i]));
		assert_int_equal(store_check_output(other[i], NULL, 0, why, sizeof why), 0);
	}
	assert_int_equal(mkdir("own", 0777), 0);
	FILE *in = fopen("own/in", "w");
	assert_non_null(in);
	fclose(in);
	static const char *const inputs[] = {NULL, "", "own", "t.db"};
	assert_int_equal(store_check_output("own/in", inputs, 4, why, sizeof why), -1);
	assert_non_null(strstr(why, "own/in: this is the input itself"));
	assert_int_equal(store_check_output("link.db", inputs, 4, why, sizeof why), -1);
	assert_non_null(strstr(why, "link.db: this is the database itself"));
	assert_int_equal(store_check_output("own/new", inputs, 4, why, sizeof why), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_campaign_is_open_until_its_cells_are_taken),
	    cmocka_unit_test(a_rule_is_found_by_what_it_was_made_from),
	    cmocka_unit_test(statements_give_names_values_and_kinds),
	    cmocka_unit_test(a_removed_run_takes_along_what_refers_to_it),
	    cmocka_unit_test(nothing_of_a_removed_run_is_stored_for_the_one_with_its_number),
	    cmocka_unit_test(a_file_that_has_moved_is_no_success),
	    cmocka_unit_test(a_database_and_its_files_are_known_by_any_name),
	};
	return cmocka_run_group_tests(tests, open_store, close_store);
}
