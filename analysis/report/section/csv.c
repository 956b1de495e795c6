/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sections.h"

#include "escape.h"
#include "mem.h"

#include <math.h>
#include <stdlib.h>

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

/* A bound of the answer, beside the figure that it is from: "starts, pieces 37 to 40 of 40". */
static void put_bound(FILE *out, const struct book_run *run, const char *name, double bits,
    const struct judged_place *at)
{
	if (!at->figure || !isfinite(bits))
		return;
	char *scope = at->joined ? mem_print("%s, pieces %u to %u of %u", at->scope, at->first + 1,
				       at->first + at->joined, at->pieces)
				 : mem_copy(at->scope);
	put_row(out, run,
	    &(struct store_result){.name = name,
		.scope = scope,
		.grid = "native",
		.value = bits,
		.lo = NAN,
		.hi = NAN,
		.n = (uint64_t)(at->joined ? at->n * at->joined / at->pieces : at->n),
		.n_eff = NAN,
		.unit = "bits",
		.status = "ok"});
	free(scope);
}

void csv_write(FILE *out, const struct book *b, const struct judged *j)
{
	fputs("run,label,probe,load,figure,scope,grid,value,lo,hi,n,n_eff,unit,status\r\n", out);
	for (size_t i = 0; i < b->run_count; i++)
		for (size_t k = 0; k < b->runs[i].result_count; k++)
			put_row(out, &b->runs[i], &b->runs[i].results[k]);
	for (size_t i = 0; j->entropy && i < b->run_count; i++) {
		const struct judged_entropy *e = &j->entropy[i];
		put_bound(out, &b->runs[i], "judged_bits_at_most", e->at_most, &e->most);
		put_bound(out, &b->runs[i], "judged_bits_at_least", e->at_least, &e->least);
	}
}
