/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gnuplot is spawned without a shell, with an environment of its own and both outputs in one pipe,
 * and is killed when its time is over: a script or a table of a database must not hang a report or
 * read the user's settings. Only between pipe() and the mark that keeps the pipe from other
 * children is there a lock.
 */
#include "plot.h"

#include "datafile.h"
#include "litter.h"
#include "mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* What gnuplot said, as far as there is room. */
struct said {
	char text[1024];
	size_t length;
};

static double time_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* What gnuplot is given of the environment: where programs and temporary files are. Its own
 * variables (GNUPLOT_LIB, GNUTERM, FIT_SCRIPT ...) would let another's files and settings in. */
enum { ENVIRONMENT_MAX = 3 };
static char *variable_find(const char *lead)
{
	for (char **e = environ; *e; e++)
		if (strncmp(*e, lead, strlen(lead)) == 0)
			return *e;
	return NULL;
}

static void choose_environment(char *kept[ENVIRONMENT_MAX + 1])
{
	static char encoding[] = "LC_ALL=C"; /* never written to */
	char *path = variable_find("PATH="), *temp = variable_find("TMPDIR=");
	size_t n = 0;
	kept[n++] = encoding;
	if (path)
		kept[n++] = path;
	if (temp)
		kept[n++] = temp;
	kept[n] = NULL;
}

/* Between pipe() and the mark that keeps it from other children no other child may start: it would
 * hold the pipe open. */
static pthread_mutex_t spawning = PTHREAD_MUTEX_INITIALIZER;

/* Starts gnuplot with both its outputs in a pipe. Returns 0 or an errno. */
static int gnuplot_start(const char *script, const char *assignments, pid_t *pid, int *from)
{
	/* posix_spawn takes writable strings and leaves them alone. */
	char *argv[] = {strdup("gnuplot"), strdup("--default-settings"), strdup("-e"),
	    strdup(assignments), strdup(script), NULL};
	char *environment[ENVIRONMENT_MAX + 1];
	int ends[2], rc = ENOMEM;
	choose_environment(environment);
	pthread_mutex_lock(&spawning);
	if (argv[0] && argv[1] && argv[2] && argv[3] && argv[4])
		rc = pipe(ends) == 0 ? 0 : errno;
	if (rc == 0) {
		posix_spawn_file_actions_t files;
		fcntl(ends[0], F_SETFD, FD_CLOEXEC);
		fcntl(ends[1], F_SETFD, FD_CLOEXEC);
		posix_spawn_file_actions_init(&files);
		posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
		posix_spawn_file_actions_adddup2(&files, ends[1], 1);
		posix_spawn_file_actions_adddup2(&files, ends[1], 2);
		posix_spawn_file_actions_addclose(&files, ends[0]);
		posix_spawn_file_actions_addclose(&files, ends[1]);
		litter_begin();
		rc = posix_spawnp(pid, "gnuplot", &files, NULL, argv, environment);
		if (rc == 0)
			litter_child(*pid);
		litter_end();
		posix_spawn_file_actions_destroy(&files);
		close(ends[1]);
		if (rc == 0)
			*from = ends[0];
		else
			close(ends[0]);
	}
	pthread_mutex_unlock(&spawning);
	for (size_t i = 0; i < sizeof argv / sizeof *argv; i++)
		free(argv[i]);
	return rc;
}

/* Reads until gnuplot closes its end. Returns false when the time is over. */
static bool listen_to(int from, struct said *said)
{
	double end = time_now() + PLOT_TIMEOUT_S;
	for (;;) {
		double left = end - time_now();
		struct pollfd p = {.fd = from, .events = POLLIN};
		if (left <= 0)
			return false;
		int rc = poll(&p, 1, (int)(left * 1000) + 1);
		if (rc < 0 && errno != EINTR)
			return false;
		if (rc <= 0)
			continue;
		char bytes[512];
		ssize_t n = read(from, bytes, sizeof bytes);
		if (n <= 0)
			return true;
		size_t room = sizeof said->text - 1 - said->length;
		size_t take = (size_t)n < room ? (size_t)n : room;
		memcpy(said->text + said->length, bytes, take);
		said->length += take;
	}
}

/* The last line that says something: gnuplot ends with the reason. */
static const char *last_line(struct said *said)
{
	said->text[said->length] = '\0';
	size_t end = said->length;
	while (end > 0 && strchr(" \n\r\t", said->text[end - 1]))
		said->text[--end] = '\0';
	const char *newline = strrchr(said->text, '\n');
	return newline ? newline + 1 : said->text;
}

static int child_reap(pid_t pid)
{
	int status = 0;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

static bool picture_is_there(const char *out)
{
	struct stat st;
	return stat(out, &st) == 0 && st.st_size > 0;
}

enum plot_outcome plot_draw(const char *script, const char *name, const char *assignments,
    const char *out, char *why, size_t size)
{
	pid_t pid;
	int from = -1;
	struct said said = {.length = 0};
	int rc = gnuplot_start(script, assignments, &pid, &from);
	if (rc == ENOENT) {
		snprintf(why, size,
		    "gnuplot is not on PATH: install it (scripts/setup does) and try again");
		return PLOT_NO_GNUPLOT;
	}
	if (rc != 0) {
		snprintf(why, size, "cannot run gnuplot: %s", strerror(rc));
		return PLOT_NO_GNUPLOT;
	}
	bool in_time = listen_to(from, &said);
	if (!in_time)
		kill(pid, SIGKILL);
	close(from);
	litter_child_ended(pid); /* from here on the number may be another's */
	int status = child_reap(pid);
	if (in_time && WIFEXITED(status) && WEXITSTATUS(status) == 0 && picture_is_there(out))
		return PLOT_DRAWN;
	const char *line = last_line(&said);
	bool absent = in_time && WIFEXITED(status) && WEXITSTATUS(status) == 127 && !*line;
	if (!in_time)
		snprintf(why, size, "gnuplot did not finish within %d s: %s", PLOT_TIMEOUT_S, name);
	else if (absent)
		snprintf(why, size,
		    "gnuplot is not on PATH: install it (scripts/setup does) and try again");
	else
		snprintf(why, size, "gnuplot %s: %s", name, *line ? line : "left no picture");
	unlink(out);
	return absent ? PLOT_NO_GNUPLOT : PLOT_FAILED;
}

static char *if_holds_scripts(char *folder)
{
	char *probe = mem_print("%s/style.gp", folder);
	bool there = access(probe, R_OK) == 0;
	free(probe);
	if (there)
		return folder;
	free(folder);
	return NULL;
}

char *plot_scripts(const char *given)
{
	char own[PATH_MAX];
	if (given)
		return if_holds_scripts(mem_print("%s", given));
	return datafile_find("scripts", own, sizeof own) == 0
		   ? if_holds_scripts(mem_print("%s", own))
		   : NULL;
}
