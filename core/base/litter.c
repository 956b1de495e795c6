/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The handler walks a list that only grows at its head, and calls nothing but what POSIX lets a
 * handler call.
 */
#include "litter.h"

#include "err.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct litter {
	_Atomic(const char *) path; /* NULL: kept, the place is free */
	bool folder;
	struct litter *next;
};

static _Atomic(struct litter *) pile;
static _Atomic(pid_t) child;

static void sweep(void)
{
	pid_t pid = atomic_exchange(&child, 0);
	if (pid > 0) {
		kill(pid, SIGKILL);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	for (struct litter *l = atomic_load(&pile); l; l = l->next) {
		const char *path = atomic_exchange(&l->path, NULL);
		if (path && l->folder)
			rmdir(path);
		else if (path)
			unlink(path);
	}
}

static void swept_away(int signal_number)
{
	sweep();
	/* The default action was put back when this began; it falls when the handler returns. */
	raise(signal_number);
}

void litter_watch(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = swept_away, .sa_flags = SA_RESETHAND}, old;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaddset(&action.sa_mask, signals[i]);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		/* What the caller has ignored (nohup) stays ignored. */
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	atexit(sweep);
}

void litter_add(const char *path, bool folder)
{
	struct litter *l = malloc(sizeof *l);
	if (!l)
		err_die("out of memory");
	atomic_init(&l->path, path);
	l->folder = folder;
	l->next = atomic_load(&pile);
	atomic_store(&pile, l);
}

void litter_keep(const char *path)
{
	for (struct litter *l = atomic_load(&pile); l; l = l->next)
		if (atomic_load(&l->path) == path)
			atomic_store(&l->path, NULL);
}

void litter_child(pid_t pid)
{
	atomic_store(&child, pid);
}
