/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "process_private.h"

#include <stdio.h>
#include <stdlib.h>
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

/* What the process sees below /proc may be of another PID namespace than its own, where its number
 * is another one. */
bool process_own_proc(void)
{
	char text[32];
	ssize_t n = readlink("/proc/self", text, sizeof text - 1);
	text[n > 0 ? n : 0] = '\0';
	return strtol(text, NULL, 10) == (long)getpid();
}

/* Start time in clock ticks since boot: field 22 of /proc/PID/stat, counted behind the last ')'
 * because a program's name may hold anything (proc(5)). "0" where it cannot be known; "dead" for a
 * process that has ended and only waits for its parent. */
void process_start(long pid, char *out, size_t size)
{
	char path[64], line[1024];
	snprintf(out, size, "0");
	snprintf(path, sizeof path, "/proc/%ld/stat", pid);
	if (!process_own_proc() || first_line(path, line, sizeof line) != 0)
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

void process_boot(char *out, size_t size)
{
	if (first_line("/proc/sys/kernel/random/boot_id", out, size) != 0)
		snprintf(out, size, "-");
}
