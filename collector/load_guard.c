/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A guard process holds the reading end of a pipe; when the recorder lets go of it, or dies, the
 * guard ends the whole process group of the generator.
 */
#include "load_parts_private.h"

#include "err.h"
#include "reap_private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STOP_MS = 8000 }; /* it may take this long to end and write its figures */

static _Noreturn void become_generator(const struct generator_arguments *a, const char *folder)
{
	char log[96];
	snprintf(log, sizeof log, "%s/log", folder);
	int out = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int in = open("/dev/null", O_RDONLY);
	if (out < 0 || in < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
	    dup2(out, STDERR_FILENO) < 0)
		_exit(126);
	/* stress-ng leaves files where it runs; a user's command means its own folder. */
	if (strcmp(a->argv[0], "stress-ng") == 0 && chdir(folder) != 0)
		_exit(126);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	execvp(a->argv[0], a->argv);
	_exit(errno == ENOENT ? 127 : 126);
}

/* Waits at most ms for the generator, and buries whoever else has ended; true once it has ended. */
static bool ended_within(pid_t generator, int ms, int *status)
{
	for (; ms > 0; ms -= 20) {
		int code;
		for (pid_t pid; (pid = waitpid(-1, &code, WNOHANG)) > 0;)
			if (pid == generator) {
				*status = code;
				return true;
			}
		load_sleep_ms(20);
	}
	return false;
}

/* Lives until the rope is let go or the generator ends; leaves nothing of the generator behind, nor
 * of its folder if the recorder is gone that would remove it. Exits with the generator's exit code.
 */
static _Noreturn void run_guard(
    struct load *l, pid_t recorder, int rope, int news, const struct generator_arguments *a)
{
	int status = 0;
	bool over = false;
	setpgid(0, 0); /* a Ctrl-C in the terminal is for the collector, which then lets go */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	reap_adopt();
	pid_t own = getpid(), generator = fork();
	if (generator == 0) {
		reap_follow(own);
		setpgid(0, 0);
		close(rope);
		close(news);
		become_generator(a, l->folder);
	}
	if (generator < 0)
		_exit(126);
	setpgid(generator, generator);
	if (write(news, &generator, sizeof generator) < 0)
		over = true;
	close(news);
	fcntl(rope, F_SETFL, O_NONBLOCK);
	char c;
	while (!over && (read(rope, &c, 1) < 0 && (errno == EAGAIN || errno == EINTR)))
		over = ended_within(generator, 40, &status);
	if (!over) {
		kill(generator, SIGTERM);
		over = ended_within(generator, STOP_MS, &status);
	}
	kill(-generator, SIGKILL);
	if (!over)
		waitpid(generator, &status, 0);
	reap_all();
	if (getppid() != recorder)
		load_folder_remove(l);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 125);
}

bool load_alive(const struct load *l)
{
	siginfo_t info = {0};
	if (!l->guard)
		return true;
	return waitid(P_PID, (id_t)l->guard, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == 0;
}

int load_guard_launch(struct load *l, const struct generator_arguments *a, char *why, size_t size)
{
	int rope[2], news[2];
	if (pipe(rope) != 0)
		return err_why(why, size, "no pipe for the load: %s", strerror(errno));
	if (pipe(news) != 0) {
		close(rope[0]);
		close(rope[1]);
		return err_why(why, size, "no pipe for the load: %s", strerror(errno));
	}
	fcntl(rope[1], F_SETFD, FD_CLOEXEC);
	l->adopts = reap_adopt();
	pid_t recorder = getpid();
	l->generator = 0;
	l->guard = fork();
	if (l->guard == 0) {
		close(rope[1]);
		close(news[0]);
		run_guard(l, recorder, rope[0], news[1], a);
	}
	close(rope[0]);
	close(news[1]);
	l->rope = rope[1];
	if (l->guard > 0 && read(news[0], &l->generator, sizeof l->generator) < 0)
		l->generator = 0;
	close(news[0]);
	if (l->guard > 0)
		return 0;
	l->guard = 0;
	close(l->rope);
	return err_why(why, size, "no process for the load: %s", strerror(errno));
}

int load_guard_let_go(struct load *l)
{
	int status = 0;
	close(l->rope);
	while (waitpid(l->guard, &status, 0) < 0 && errno == EINTR)
		;
	l->guard = 0;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	if (l->generator > 0)
		kill(-l->generator, SIGKILL);
	/* What the guard would have ended has come to this process, which has no other children
	 * now. */
	if (l->adopts)
		reap_all();
	return -WTERMSIG(status);
}
