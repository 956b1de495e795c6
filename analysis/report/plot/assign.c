/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assign_private.h"

#include "escape.h"

#include <string.h>

enum { TEXT = 1024, LABEL = 48 };

void assign_text(FILE *out, const char *name, const char *text)
{
	char safe[TEXT];
	escape_plot(safe, sizeof safe, text);
	fprintf(out, "%s='%s'; ", name, safe);
}

void assign_row(FILE *out, const char *list, size_t number, const char *text)
{
	char name[32];
	snprintf(name, sizeof name, "%s%zu", list, number);
	assign_text(out, name, text);
}

void label_shorten(char *out, size_t size, const char *label)
{
	char safe[TEXT];
	escape_plot(safe, sizeof safe, label);
	if (strlen(safe) < LABEL) {
		snprintf(out, size, "%s", safe);
		return;
	}
	escape_plot(out, LABEL < size ? LABEL : size, safe);
	size_t n = strlen(out);
	snprintf(out + n, size - n, "…");
}
