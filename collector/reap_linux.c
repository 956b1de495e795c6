/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a load leaves behind is found as children: prctl(2) makes the guard a subreaper, so every
 * orphan among its descendants becomes its child, in whatever session or group it hides. Children
 * are killed until none is left, since one may fork between the look and the kill. Cost: a walk
 * over /proc a round.
 */
#include "reap_private.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TRIES = 500, PAUSE_MS = 10 };

bool reap_adopt(void)
{
	return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
}

/* A parent that ended before the call sends nothing: that is looked for after it (prctl(2)). */
void reap_follow(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(126);
}

/* Field 4 of /proc/PID/stat, counted behind the name, which may hold anything. -1: no process. */
static long parent_of(const char *pid)
{
	char path[300], text[512] = "";
	long parent = -1;
	snprintf(path, sizeof path, "/proc/%s/stat", pid);
	FILE *f = fopen(path, "r");
	if (!f)
		return -1;
	const char *line = fgets(text, sizeof text, f);
	fclose(f);
	const char *end = line ? strrchr(line, ')') : NULL;
	if (!end || sscanf(end, ") %*c %ld", &parent) != 1)
		return -1;
	return parent;
}

static void kill_children(void)
{
	DIR *folder = opendir("/proc");
	if (!folder)
		return;
	for (struct dirent *d; (d = readdir(folder));) {
		long pid;
		if (sscanf(d->d_name, "%ld", &pid) == 1 && parent_of(d->d_name) == (long)getpid())
			kill((pid_t)pid, SIGKILL);
	}
	closedir(folder);
}

void reap_all(void)
{
	for (int i = 0; i < TRIES; i++) {
		pid_t pid;
		kill_children();
		while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
			;
		if (pid < 0 && errno == ECHILD)
			return;
		struct timespec t = {0, PAUSE_MS * 1000000L};
		nanosleep(&t, NULL);
	}
}
