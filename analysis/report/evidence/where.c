/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "where.h"

#include "mem.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_LONG = 40 }; /* bytes of a name in a heading */

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

/* Cut between characters: the whole label is on the page of its run. */
static char *name_front(const char *name)
{
	size_t n = strlen(name);
	if (n <= NAME_LONG)
		return mem_print("%s", name);
	for (n = NAME_LONG; n > 0 && ((unsigned char)name[n] & 0xC0) == 0x80;)
		n--;
	return mem_print("%.*s…", (int)n, name);
}

char *where_name(const struct book_run *run)
{
	const char *cpu = facts_get(&run->machine, "cpu.model");
	const char *print = run->row.machine_fingerprint;
	if (*run->row.label)
		return name_front(run->row.label);
	if (cpu && strcmp(cpu, "unknown") != 0)
		return name_front(cpu);
	return print ? mem_print("machine %.8s", print) : mem_print("unlabelled import");
}

char *where_title(const struct book *b, const struct book_run *run)
{
	char *probe = name_front(run->row.probe), *load = name_front(run->row.load);
	char *machine = where_several(b) ? where_name(run) : mem_print("%s", "");
	char *title = mem_print("%s, %s%s%s", probe, load, *machine ? ", " : "", machine);
	free(probe);
	free(load);
	free(machine);
	return title;
}
