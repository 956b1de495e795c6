/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "many.h"

#include "mem.h"

#include <stdio.h>
#include <stdlib.h>

/* Two are listed, three and more in a row are a span. */
static void span_put(FILE *out, const struct book *b, size_t first, size_t last, bool begun)
{
	fprintf(out, "%s%s", begun ? ", " : "", b->runs[first].name);
	if (last > first)
		fprintf(out, "%s%s", last > first + 1 ? " to " : ", ", b->runs[last].name);
}

char *many_names(const struct book *b, bool (*is)(const struct book_run *run, const void *context),
    const void *context, size_t *count)
{
	char *text = NULL;
	size_t size, n = 0;
	FILE *out = mem_open_text(&text, &size);
	for (size_t i = 0; i < b->run_count; i++) {
		size_t first = i;
		while (i < b->run_count && is(&b->runs[i], context))
			i++;
		if (i > first)
			span_put(out, b, first, i - 1, n > 0);
		n += i - first;
	}
	mem_close_text(out);
	if (count)
		*count = n;
	return text;
}
