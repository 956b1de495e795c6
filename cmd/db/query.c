/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query.h"

#include "json.h"
#include "text.h"
#include "mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void value_print(const char *value, int column)
{
	size_t size = value ? strlen(value) + 1 : 1;
	char *plain = mem_zero(size, 1);
	if (column > 0)
		putchar('\t');
	fputs(text_plain(plain, size, value), stdout);
	free(plain);
}

static int row_print(void *context, const struct store_row *row)
{
	(void)context;
	for (int i = 0; row->seq == 0 && i < row->columns; i++)
		value_print(row->name[i], i);
	if (row->seq == 0)
		putchar('\n');
	for (int i = 0; i < row->columns; i++)
		value_print(row->value[i], i);
	putchar('\n');
	return ferror(stdout);
}

static int row_json(void *context, const struct store_row *row)
{
	struct json *j = context;
	json_begin_object(j, NULL);
	for (int i = 0; i < row->columns; i++)
		if (row->number[i] && !strpbrk(row->value[i], "IN")) /* Inf is none in JSON */
			json_raw(j, row->name[i], row->value[i]);
		else
			json_string(j, row->name[i], row->value[i]);
	json_end_object(j);
	return ferror(stdout);
}

int query_run(struct store *s, const char *sql, bool as_json)
{
	struct json j;
	if (!as_json)
		return store_sql(s, sql, row_print, NULL);
	json_init(&j, stdout);
	json_begin_object(&j, NULL);
	json_begin_array(&j, "rows");
	int rc = store_sql(s, sql, row_json, &j);
	json_end_array(&j);
	json_end_object(&j);
	json_finish(&j);
	return rc;
}
