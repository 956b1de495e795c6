/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From /proc: stat, net/dev, and stat, status, io and task/ of each process; see proc(5).
 */
#include "effect_private.h"

#include "activity_private.h"
#include "monotonic.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- processes ------------------------------------------------------------------------------ */

static size_t read_all(const char *pid, const char *what, char *out, size_t size)
{
	char path[600];
	snprintf(path, sizeof path, "/proc/%s/%s", pid, what);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = file >= 0 ? read(file, out, size - 1) : 0;
	if (file >= 0)
		close(file);
	out[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

/* Whether /proc is there, has such a file for every process, and numbers them as this process does.
 */
static bool proc_tells(const char *own_file)
{
	char text[32];
	ssize_t n = readlink("/proc/self", text, sizeof text - 1);
	text[n > 0 ? n : 0] = '\0';
	return strtol(text, NULL, 10) == (long)getpid() && access(own_file, R_OK) == 0;
}

static bool is_member_of(const char *pid, pid_t group, const char *name)
{
	char text[1024];
	int own;
	read_all(pid, "stat", text, sizeof text);
	const char *at = strrchr(text, ')'); /* a program's name may hold anything */
	if (!at || sscanf(at + 1, " %*c %*d %d", &own) != 1 || own != (int)group)
		return false;
	if (!name)
		return true;
	size_t n = strlen(name);
	read_all(pid, "cmdline", text, sizeof text);
	return strncmp(text, name, n) == 0 && (text[n] == ' ' || text[n] == '\0');
}

/* Of all threads: the first one may only wait for the others. */
static uint64_t process_ns(const char *pid)
{
	uint64_t sum = 0, ns;
	char path[288], text[128];
	snprintf(path, sizeof path, "/proc/%s/task", pid);
	DIR *d = opendir(path);
	for (struct dirent *e; d && (e = readdir(d));) {
		char what[300];
		snprintf(what, sizeof what, "task/%s/schedstat", e->d_name);
		if (isdigit((unsigned char)e->d_name[0]) &&
		    read_all(pid, what, text, sizeof text) && sscanf(text, "%" SCNu64, &ns) == 1)
			sum += ns;
	}
	if (d)
		closedir(d);
	return sum;
}

uint64_t effect_cpu_ns(pid_t group, const char *name)
{
	uint64_t sum = 0;
	DIR *d = proc_tells("/proc/self/schedstat") ? opendir("/proc") : NULL;
	if (!d)
		return ACTIVITY_UNKNOWN;
	for (struct dirent *e; (e = readdir(d));)
		if (isdigit((unsigned char)e->d_name[0]) && is_member_of(e->d_name, group, name))
			sum += process_ns(e->d_name);
	closedir(d);
	return sum;
}

/* ---- effects -------------------------------------------------------------------------------- */

/* The number behind the first `name` in the text. */
static uint64_t number_after(const char *text, const char *name)
{
	uint64_t v;
	const char *at = strstr(text, name);
	return at && sscanf(at + strlen(name), " %" SCNu64, &v) == 1 ? v : ACTIVITY_UNKNOWN;
}

static void add_known(uint64_t *sum, uint64_t v)
{
	*sum = v == ACTIVITY_UNKNOWN ? *sum : *sum + v;
}

static void add_process(const char *pid, uint64_t count[EFFECTS])
{
	char text[4096];
	uint64_t faults[4], ticks[4], tick_us = 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
	read_all(pid, "stat", text, sizeof text);
	const char *at = strrchr(text, ')');
	/* state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime cutime
	 * cstime: with the children's that were waited for, since a stressor that forks counts so.
	 */
	if (at && sscanf(at + 1,
		      " %*c %*d %*d %*d %*d %*d %*u %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
		      " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64,
		      &faults[0], &faults[1], &faults[2], &faults[3], &ticks[0], &ticks[1],
		      &ticks[2], &ticks[3]) == 8) {
		add_known(&count[EFFECT_FAULTS], faults[0] + faults[1] + faults[2] + faults[3]);
		add_known(&count[EFFECT_USER], (ticks[0] + ticks[2]) * tick_us);
		add_known(&count[EFFECT_SYSTEM], (ticks[1] + ticks[3]) * tick_us);
	}
	read_all(pid, "status", text, sizeof text);
	add_known(&count[EFFECT_SWITCHES], number_after(text, "\nvoluntary_ctxt_switches:"));
	add_known(&count[EFFECT_SWITCHES], number_after(text, "nonvoluntary_ctxt_switches:"));
	read_all(pid, "io", text, sizeof text);
	add_known(&count[EFFECT_WRITTEN], number_after(text, "wchar:"));
}

static void add_group(pid_t group, uint64_t count[EFFECTS])
{
	DIR *d = proc_tells("/proc/self/stat") ? opendir("/proc") : NULL;
	if (!d)
		return;
	for (int e = 0; e < EFFECT_INTERRUPTS; e++)
		count[e] = 0;
	for (struct dirent *e; (e = readdir(d));)
		if (isdigit((unsigned char)e->d_name[0]) && is_member_of(e->d_name, group, NULL))
			add_process(e->d_name, count);
	closedir(d);
}

/* The first number of the line that begins with `name`, behind `skip` others. */
static uint64_t number_in_file(const char *path, const char *name, int skip)
{
	char line[512];
	uint64_t v = ACTIVITY_UNKNOWN;
	FILE *f = fopen(path, "r");
	while (f && v == ACTIVITY_UNKNOWN && fgets(line, sizeof line, f)) {
		const char *at = line + strspn(line, " ");
		if (strncmp(at, name, strlen(name)) != 0)
			continue;
		char *next = line + (at - line) + strlen(name);
		for (int i = 0; i <= skip; i++)
			v = strtoull(next, &next, 10);
	}
	if (f)
		fclose(f);
	return v;
}

void effects_read(pid_t group, struct effects *out)
{
	out->seconds = monotonic_seconds();
	for (int e = 0; e < EFFECTS; e++)
		out->count[e] = ACTIVITY_UNKNOWN;
	if (group > 0)
		add_group(group, out->count);
	out->count[EFFECT_INTERRUPTS] = number_in_file("/proc/stat", "intr ", 0);
	out->count[EFFECT_PACKETS] = number_in_file("/proc/net/dev", "lo:", 1);
}
