/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "internal_private.h"

int store_comparisons_clear(struct store *s)
{
	return store_exec(s, "DELETE FROM comparison; DELETE FROM answer", "storing comparisons");
}

static void bind_numbers(sqlite3_stmt *q, const struct store_comparison *c)
{
	const double number[] = {c->value_a, c->value_b, c->difference, c->lo, c->hi, c->ratio,
	    c->ratio_lo, c->ratio_hi};
	for (int i = 0; i < 8; i++)
		store_bind_double(q, 7 + i, number[i]);
	sqlite3_bind_int64(q, 15, (int64_t)c->runs_a);
	sqlite3_bind_int64(q, 16, (int64_t)c->runs_b);
	store_bind_double(q, 17, c->between_run_sd);
	store_bind_double(q, 18, c->p_adjusted);
}

int store_put_comparison(struct store *s, const struct store_comparison *c)
{
	sqlite3_stmt *q = store_prepare(s,
	    "INSERT INTO comparison (figure, grid, probe, load, a, b, value_a, value_b, difference,"
	    " lo, hi, ratio, ratio_lo, ratio_hi, runs_a, runs_b, between_run_sd, p_adjusted) VALUES"
	    " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)");
	if (!q)
		return -1;
	const char *const text[] = {c->figure, c->grid, c->probe, c->load, c->a, c->b};
	for (int i = 0; i < 6; i++)
		store_bind_text(q, 1 + i, text[i]);
	bind_numbers(q, c);
	return store_run_once(s, q, "storing comparisons");
}

int store_put_answer(struct store *s, const char *probe, const char *load, const char *text)
{
	sqlite3_stmt *q =
	    store_prepare(s, "INSERT INTO answer (probe, load, text) VALUES (?1, ?2, ?3)");
	if (!q)
		return -1;
	store_bind_text(q, 1, probe);
	store_bind_text(q, 2, load);
	store_bind_text(q, 3, text);
	return store_run_once(s, q, "storing comparisons");
}

static struct store_comparison row_to_comparison(sqlite3_stmt *q)
{
	return (struct store_comparison){.figure = store_column_text(q, 0),
	    .grid = store_column_text(q, 1),
	    .probe = store_column_text(q, 2),
	    .load = store_column_text(q, 3),
	    .a = store_column_text(q, 4),
	    .b = store_column_text(q, 5),
	    .value_a = store_column_double(q, 6),
	    .value_b = store_column_double(q, 7),
	    .difference = store_column_double(q, 8),
	    .lo = store_column_double(q, 9),
	    .hi = store_column_double(q, 10),
	    .ratio = store_column_double(q, 11),
	    .ratio_lo = store_column_double(q, 12),
	    .ratio_hi = store_column_double(q, 13),
	    .runs_a = (uint64_t)sqlite3_column_int64(q, 14),
	    .runs_b = (uint64_t)sqlite3_column_int64(q, 15),
	    .between_run_sd = store_column_double(q, 16),
	    .p_adjusted = store_column_double(q, 17)};
}

int store_comparisons(
    struct store *s, int (*each)(void *context, const struct store_comparison *c), void *context)
{
	sqlite3_stmt *q = store_prepare(s,
	    "SELECT figure, grid, probe, load, a, b, value_a, value_b, difference, lo, hi, ratio,"
	    " ratio_lo, ratio_hi, runs_a, runs_b, between_run_sd, p_adjusted FROM comparison"
	    " ORDER BY position");
	int count = 0;
	if (!q)
		return -1;
	while (store_next(s, q, "reading comparisons", &count)) {
		struct store_comparison c = row_to_comparison(q);
		if (each(context, &c) != 0)
			break;
	}
	sqlite3_finalize(q);
	return count;
}

int store_answers(struct store *s,
    int (*each)(void *context, const char *probe, const char *load, const char *text),
    void *context)
{
	sqlite3_stmt *q =
	    store_prepare(s, "SELECT probe, load, text FROM answer ORDER BY probe, load");
	int count = 0;
	if (!q)
		return -1;
	while (store_next(s, q, "reading comparisons", &count))
		if (each(context, store_column_text(q, 0), store_column_text(q, 1),
			store_column_text(q, 2)) != 0)
			break;
	sqlite3_finalize(q);
	return count;
}
