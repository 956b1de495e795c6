/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include "escape.h"

#include <math.h>

static void put_number(FILE *out, double v)
{
	fputc(',', out);
	if (isfinite(v))
		fprintf(out, "%.17g", v);
}

static void put_row(FILE *out, const struct book_run *run, const struct store_result *r)
{
	const char *const texts[] = {run->row.uuid, run->row.label, run->row.probe, run->row.load,
	    r->name, r->scope, r->grid};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		fputs(i ? "," : "", out);
		escape_csv(out, texts[i]);
	}
	put_number(out, r->value);
	put_number(out, r->lo);
	put_number(out, r->hi);
	fprintf(out, ",%llu", (unsigned long long)r->n);
	put_number(out, r->n_eff);
	fputc(',', out);
	escape_csv(out, r->unit);
	fputc(',', out);
	escape_csv(out, r->status);
	fputs("\r\n", out);
}

void csv_write(FILE *out, const struct book *b)
{
	fputs("run,label,probe,load,figure,scope,grid,value,lo,hi,n,n_eff,unit,status\r\n", out);
	for (size_t i = 0; i < b->run_count; i++)
		for (size_t k = 0; k < b->runs[i].result_count; k++)
			put_row(out, &b->runs[i], &b->runs[i].results[k]);
}
