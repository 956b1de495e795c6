/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run that is being recorded names its recorder, so that a run whose recorder died (SIGKILL,
 * power cut) is not taken for one that is still going on. The token is boot:pid:start:space, where
 * boot is the kernel's random id of this boot, start the process's start time and space the PID
 * namespace in which the number is the process's (pid_namespaces(7)): none says anything of the
 * machine, and a number that is used again for another process does not match. Older tokens end
 * with start.
 */
#include "internal_private.h"
#include "process_private.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Number of a process's namespace of a kind: "pid:[4026531836]" without its letters; "" where there
 * are no such namespaces, or it may not be known. */
static void space_id(const char *pid, const char *kind, char *out, size_t size)
{
	char path[300], text[64];
	snprintf(path, sizeof path, "/proc/%s/ns/%s", pid, kind);
	ssize_t n = readlink(path, text, sizeof text - 1);
	text[n > 0 ? n : 0] = '\0';
	const char *at = strchr(text, '[');
	snprintf(out, size, "%.*s", at ? (int)strcspn(at + 1, "]") : 0, at ? at + 1 : "");
}

int store_recorder_token(char *out, size_t size)
{
	char boot[64], start[32], space[32];
	process_boot(boot, sizeof boot);
	process_start((long)getpid(), start, sizeof start);
	space_id("self", "pid", space, sizeof space);
	int n = snprintf(
	    out, size, "%s:%ld:%s%s%s", boot, (long)getpid(), start, *space ? ":" : "", space);
	return n > 0 && (size_t)n < size ? 0 : -1;
}

struct token {
	char boot[64], start[32], space[32];
	long pid;
};

static bool read_token(const char *text, struct token *t)
{
	*t = (struct token){.pid = 0};
	return sscanf(text, "%63[^:]:%ld:%31[^:]:%31s", t->boot, &t->pid, t->start, t->space) >=
		   3 &&
	       t->pid > 0;
}

/* Where one of the two is not known, they are taken for the same. */
static bool same_start(const char *a, const char *b)
{
	return strcmp(a, "0") == 0 || strcmp(b, "0") == 0 || strcmp(a, b) == 0;
}

/* Where one of the two names no namespace, they are taken for the same: an older token, or a
 * system without any. */
static bool is_elsewhere(const struct token *t)
{
	char own[32];
	space_id("self", "pid", own, sizeof own);
	return *t->space && *own && strcmp(t->space, own) != 0;
}

/* ---- of another PID namespace --------------------------------------------------------------- */

/* The first PID namespace, in which every process has a number, bears this one on every system
 * (PROC_PID_INIT_INO, linux/proc_ns.h). A /proc that hides processes (hidepid) hides the first one
 * from all but those who see every one. */
static bool sees_all(void)
{
	char own[32];
	space_id("self", "pid", own, sizeof own);
	return strcmp(own, "4026531836") == 0 && process_own_proc() &&
	       access("/proc/1/status", R_OK) == 0;
}

/* The line `NSpid:` of a process's status holds its number in this namespace and in each one below
 * it, down to its own (proc(5)). False for one that only waits for its parent. */
static bool has_inner_pid(const char *pid, long inner)
{
	char path[300], line[512];
	bool yes = false;
	snprintf(path, sizeof path, "/proc/%s/status", pid);
	FILE *f = fopen(path, "r");
	while (f && !yes && fgets(line, sizeof line, f) && strncmp(line, "State:\tZ", 8) != 0) {
		const char *last = strrchr(line, '\t');
		yes = strncmp(line, "NSpid:", 6) == 0 && last && last != strchr(line, '\t') &&
		      strtol(last, NULL, 10) == inner;
	}
	if (f)
		fclose(f);
	return yes;
}

/* Whether the process in /proc may be the one that the token names. Numbers of namespaces are used
 * again, so the start time counts too; another time namespace shows another (time_namespaces(7)).
 */
static bool may_be(const char *pid, const struct token *t)
{
	char space[32], own_time[32], time[32], start[32];
	if (!has_inner_pid(pid, t->pid))
		return false;
	space_id(pid, "pid", space, sizeof space);
	if (*space && strcmp(space, t->space) != 0)
		return false;
	space_id("self", "time", own_time, sizeof own_time);
	space_id(pid, "time", time, sizeof time);
	process_start(strtol(pid, NULL, 10), start, sizeof start);
	return strcmp(own_time, time) != 0 || !*time || same_start(t->start, start);
}

/* Nothing is known of it from within another namespace: it counts as alive, but where all
 * processes are seen and none can be it. */
static bool alive_elsewhere(const struct token *t)
{
	bool found = false;
	DIR *d = sees_all() ? opendir("/proc") : NULL;
	if (!d)
		return true;
	for (struct dirent *e; !found && (e = readdir(d));)
		found = e->d_name[0] >= '1' && e->d_name[0] <= '9' && may_be(e->d_name, t);
	closedir(d);
	return found;
}

/* ---- alive ---------------------------------------------------------------------------------- */

bool store_recorder_elsewhere(const char *token)
{
	struct token t;
	return read_token(token, &t) && is_elsewhere(&t);
}

bool store_recorder_alive(const char *token)
{
	char own[64], now[32];
	struct token t;
	process_boot(own, sizeof own);
	if (!read_token(token, &t) || strcmp(t.boot, own) != 0)
		return false;
	if (is_elsewhere(&t))
		return alive_elsewhere(&t);
	if (kill((pid_t)t.pid, 0) != 0 && errno != EPERM)
		return false;
	process_start(t.pid, now, sizeof now);
	return same_start(t.start, now);
}
