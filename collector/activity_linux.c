/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From /proc: stat, interrupts, pressure/ (PSI) and the thread's own sched; see proc(5) and the
 * kernel's Documentation/accounting/psi.rst.
 */
#include "activity_private.h"

#include "monotonic.h"

#include <ctype.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { TEXT = 1 << 18 };

void activity_open(struct activity *a)
{
	static const char *const pressure[] = {
	    "/proc/pressure/cpu", "/proc/pressure/memory", "/proc/pressure/io"};
	a->stat = open("/proc/stat", O_RDONLY | O_CLOEXEC);
	a->interrupts = open("/proc/interrupts", O_RDONLY | O_CLOEXEC);
	a->sched = open("/proc/thread-self/sched", O_RDONLY | O_CLOEXEC);
	for (int i = 0; i < 3; i++)
		a->pressure[i] = open(pressure[i], O_RDONLY | O_CLOEXEC);
	a->text = malloc(TEXT);
}

void activity_close(struct activity *a)
{
	const int files[] = {
	    a->stat, a->interrupts, a->sched, a->pressure[0], a->pressure[1], a->pressure[2]};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (files[i] >= 0)
			close(files[i]);
	free(a->text);
}

void activity_thread(struct activity_thread *out)
{
	struct rusage r;
	getrusage(RUSAGE_THREAD, &r);
	*out = (struct activity_thread){sched_getcpu(), (uint64_t)r.ru_nvcsw, (uint64_t)r.ru_nivcsw,
	    (uint64_t)r.ru_minflt, (uint64_t)r.ru_majflt};
}

/* The whole file as text; "" if it cannot be read. A file of /proc may come in pieces. */
static const char *text_of(struct activity *a, int file)
{
	size_t n = 0;
	if (!a->text)
		return "";
	for (ssize_t k; (k = pread(file, a->text + n, TEXT - 1 - n, (off_t)n)) > 0;)
		n += (size_t)k;
	a->text[n] = '\0';
	return a->text;
}

/* What follows the first line that starts with `name`; NULL if there is none. */
static const char *text_after(const char *text, const char *name)
{
	size_t n = strlen(name);
	for (const char *at = text; at; at = strchr(at, '\n'), at = at ? at + 1 : NULL)
		if (strncmp(at, name, n) == 0)
			return at + n;
	return NULL;
}

static uint64_t number_after(const char *text, const char *name)
{
	uint64_t v;
	const char *at = text_after(text, name);
	return at && sscanf(at, "%*[ :=]%" SCNu64, &v) == 1 ? v : ACTIVITY_UNKNOWN;
}

/* user nice system idle iowait irq softirq steal: busy is all but idle, iowait and steal. */
static void cpu_line(const char *text, const char *name, uint64_t out[3])
{
	uint64_t v[8] = {0};
	const char *at = text_after(text, name);
	out[0] = out[1] = out[2] = ACTIVITY_UNKNOWN;
	if (!at || sscanf(at,
		       " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
		       " %" SCNu64 " %" SCNu64,
		       &v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6], &v[7]) != 8)
		return;
	out[0] = v[0] + v[1] + v[2] + v[5] + v[6];
	out[1] = out[0] + v[3] + v[4] + v[7];
	out[2] = v[7];
}

/* Which column of /proc/interrupts a CPU has: offline CPUs have none. -1: none. */
static int column_of(const char *head, int cpu)
{
	int column = 0, at;
	for (const char *c = strstr(head, "CPU"); c; c = strstr(c + 3, "CPU"), column++)
		if (sscanf(c, "CPU%d", &at) == 1 && at == cpu)
			return column;
	return -1;
}

static uint64_t interrupts_of(const char *text, int cpu)
{
	const char *line = strchr(text, '\n');
	int column = line ? column_of(text, cpu) : -1;
	uint64_t sum = 0;
	if (column < 0)
		return ACTIVITY_UNKNOWN;
	for (; line && line[1]; line = strchr(line + 1, '\n')) {
		const char *at = strpbrk(line + 1, ":\n");
		if (!at || *at != ':')
			continue;
		at++;
		for (int i = 0; i <= column; i++) {
			char *end;
			at += strspn(at, " ");
			if (!isdigit((unsigned char)*at))
				break;
			uint64_t v = strtoull(at, &end, 10);
			sum += i == column ? v : 0;
			at = end;
		}
	}
	return sum;
}

void activity_system(struct activity *a, int cpu, struct activity_system *out)
{
	char name[24];
	uint64_t v[3];
	out->seconds = monotonic_seconds();
	const char *text = text_of(a, a->stat);
	cpu_line(text, "cpu ", v);
	out->busy = v[0], out->total = v[1], out->steal = v[2];
	snprintf(name, sizeof name, "cpu%d ", cpu);
	cpu_line(text, name, v);
	out->cpu_busy = v[0], out->cpu_total = v[1];
	out->switches = number_after(text, "ctxt");
	out->cpu_interrupts = interrupts_of(text_of(a, a->interrupts), cpu);
	out->migrations = number_after(text_of(a, a->sched), "se.nr_migrations");
	for (int i = 0; i < 3; i++) {
		const char *total = strstr(text_of(a, a->pressure[i]), "total=");
		out->pressure_us[i] = total ? strtoull(total + 6, NULL, 10) : ACTIVITY_UNKNOWN;
	}
}
