/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "busy.h"

#include "idle.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char load_key[] = "load.1min", pressure_key[] = "pressure.cpu.some_avg10",
		  others_key[] = "others.cpus";

/* A fact as a number; nan: it is not there, or none. */
static double fact(const struct facts *f, const char *key)
{
	const char *text = facts_get(f, key);
	char *end;
	double v = text ? strtod(text, &end) : NAN;
	return text && end != text && isfinite(v) ? v : NAN;
}

static bool idle(const struct book_run *run)
{
	return strcmp(run->row.load, "idle") == 0;
}

/* After a run with a load the load itself is seen. fmax leaves a nan out. */
static double most(const struct book_run *run, const char *key)
{
	double before = fact(&run->before, key);
	return idle(run) ? fmax(before, fact(&run->after, key)) : before;
}

bool busy_words(char *out, size_t size, const struct book_run *run)
{
	const struct idle_signs signs = {.load = most(run, load_key),
	    .pressure = most(run, pressure_key),
	    .others = idle(run) ? fact(&run->after, others_key) : (double)NAN,
	    .cpus = fact(&run->machine, "cpu.cores")};
	return idle_busy_words(out, size, &signs);
}

void busy_label(char *out, size_t size, const struct book_run *run)
{
	char words[160];
	out[0] = '\0';
	if (idle(run) && busy_words(words, sizeof words, run))
		snprintf(out, size, "labelled idle, but %s", words);
}

bool busy_known(const struct book_run *run)
{
	return isfinite(fact(&run->before, load_key)) || isfinite(fact(&run->before, pressure_key));
}
