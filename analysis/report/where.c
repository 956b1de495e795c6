/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "where.h"

#include "outfile.h"

#include <stdlib.h>
#include <string.h>

bool where_same(const struct book_run *a, const struct book_run *b)
{
	const char *x = a->row.machine_fingerprint, *y = b->row.machine_fingerprint;
	return x || y ? x && y && strcmp(x, y) == 0 : strcmp(a->row.label, b->row.label) == 0;
}

bool where_several(const struct book *b)
{
	for (size_t i = 1; i < b->run_count; i++)
		if (!where_same(&b->runs[0], &b->runs[i]))
			return true;
	return false;
}

char *where_name(const struct book_run *run)
{
	const char *cpu = facts_get(&run->machine, "cpu.model");
	const char *print = run->row.machine_fingerprint;
	if (*run->row.label)
		return outfile_name("%s", run->row.label);
	if (cpu && strcmp(cpu, "unknown") != 0)
		return outfile_name("%s", cpu);
	return print ? outfile_name("machine %.8s", print) : outfile_name("unknown machine");
}

char *where_title(const struct book *b, const struct book_run *run)
{
	char *machine = where_several(b) ? where_name(run) : NULL;
	char *title = outfile_name("%.60s, %.60s%s%.60s", run->row.probe, run->row.load,
	    machine ? ", " : "", machine ? machine : "");
	free(machine);
	return title;
}
