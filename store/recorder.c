/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run that is being recorded names its recorder, so that a run whose recorder died (SIGKILL,
 * power cut) is not taken for one that is still going on. The token is boot:pid:start, where boot
 * is the kernel's random id of this boot and start the process's start time: neither says anything
 * of the machine, and a number that is used again for another process does not match.
 */
#include "internal.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* First line of a file, without its end. */
static int first_line(const char *path, char *out, size_t size)
{
	FILE *f = fopen(path, "r");
	if (!f)
		return -1;
	char *line = fgets(out, (int)size, f);
	fclose(f);
	if (!line)
		return -1;
	out[strcspn(out, "\n")] = '\0';
	return 0;
}

/* Start time in clock ticks since boot: field 22 of /proc/PID/stat, counted behind the last ')'
 * because a program's name may hold anything (proc(5)). "0" where there is no /proc; "dead" for a
 * process that has ended and only waits for its parent. */
static void start_time(long pid, char *out, size_t size)
{
	char path[64], line[1024];
	snprintf(out, size, "0");
	snprintf(path, sizeof path, "/proc/%ld/stat", pid);
	if (first_line(path, line, sizeof line) != 0)
		return;
	char *at = strrchr(line, ')');
	if (!at || at[1] != ' ')
		return;
	char state = at[2];
	for (int field = 2; at && field < 22; field++)
		at = strchr(at + 1, ' ');
	if (state == 'Z' || state == 'X')
		snprintf(out, size, "dead");
	else if (at)
		snprintf(out, size, "%.*s", (int)strcspn(at + 1, " "), at + 1);
}

static void boot_id(char *out, size_t size)
{
	if (first_line("/proc/sys/kernel/random/boot_id", out, size) != 0)
		snprintf(out, size, "-");
}

int store_recorder_token(char *out, size_t size)
{
	char boot[64], start[32];
	boot_id(boot, sizeof boot);
	start_time((long)getpid(), start, sizeof start);
	int n = snprintf(out, size, "%s:%ld:%s", boot, (long)getpid(), start);
	return n > 0 && (size_t)n < size ? 0 : -1;
}

bool store_recorder_alive(const char *token)
{
	char boot[64], start[32], now[32];
	long pid;
	char own[64];
	if (sscanf(token, "%63[^:]:%ld:%31s", boot, &pid, start) != 3 || pid <= 0)
		return false;
	boot_id(own, sizeof own);
	if (strcmp(boot, own) != 0 || (kill((pid_t)pid, 0) != 0 && errno != EPERM))
		return false;
	start_time(pid, now, sizeof now);
	return strcmp(start, now) == 0;
}
