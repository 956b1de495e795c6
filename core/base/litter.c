/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The handler walks a list that only grows at its head, and calls nothing but what POSIX lets a
 * handler call.
 */
#include "litter.h"

#include "mem.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <sys/wait.h>
#include <unistd.h>

struct litter {
	_Atomic(const char *) path; /* NULL: kept, the place is free */
	bool folder;
	struct litter *next;
};

static _Atomic(struct litter *) pile;
static _Atomic(pid_t) children[LITTER_CHILDREN]; /* 0: a free place */

static atomic_int starting; /* children between litter_child_begin and litter_child */
static atomic_bool swept;

/* A child takes a millisecond to start; should one hang, the sweep goes on without it. */
static void await_children(void)
{
	static const struct timespec pause = {0, 1000000};
	enum { PAUSES = 1000 };
	for (int i = 0; i < PAUSES && atomic_load(&starting) > 0; i++)
		nanosleep(&pause, NULL);
}

/* What is named from now on is not made at all, see litter_add; what was named before is, unless
 * its thread has to wait for a CPU. */
static void await_threads(void)
{
	static const struct timespec pause = {0, 20000000};
	nanosleep(&pause, NULL);
}

/* Files were named after their folder, so they go first. False: a folder holds something again. */
static bool sweep_once(void)
{
	bool empty = true;
	for (struct litter *l = atomic_load(&pile); l; l = l->next) {
		const char *path = atomic_load(&l->path);
		if (path && l->folder)
			empty =
			    (rmdir(path) == 0 || (errno != ENOTEMPTY && errno != EEXIST)) && empty;
		else if (path)
			unlink(path);
	}
	return empty;
}

static void sweep_pile(void)
{
	atomic_store(&swept, true);
	await_children();
	for (size_t i = 0; i < LITTER_CHILDREN; i++) {
		pid_t pid = atomic_exchange(&children[i], 0);
		if (pid <= 0)
			continue;
		kill(pid, SIGKILL);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	/* A thread that had named a file may make it only now: then its folder is not empty yet. */
	enum { SWEEPS = 50 };
	for (int i = 0; i < SWEEPS && !sweep_once(); i++)
		await_threads();
}

static void swept_away(int signal_number)
{
	atomic_store(&swept, true);
	await_threads();
	sweep_pile();
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
	atexit(sweep_pile);
}

void litter_add(const char *path, bool folder)
{
	struct litter *l = mem_zero(1, sizeof *l);
	atomic_init(&l->path, path);
	l->folder = folder;
	l->next = atomic_load(&pile);
	while (!atomic_compare_exchange_weak(&pile, &l->next, l))
		;
	/* The process is about to end: nothing more is made. */
	while (atomic_load(&swept))
		await_threads();
}

void litter_keep(const char *path)
{
	for (struct litter *l = atomic_load(&pile); l; l = l->next)
		if (atomic_load(&l->path) == path)
			atomic_store(&l->path, NULL);
}

static void child_replace(pid_t old, pid_t new)
{
	for (size_t i = 0; i < LITTER_CHILDREN; i++) {
		pid_t expected = old;
		if (atomic_compare_exchange_strong(&children[i], &expected, new))
			return;
	}
}

bool litter_child_begin(void)
{
	atomic_fetch_add(&starting, 1);
	if (!atomic_load(&swept))
		return true;
	atomic_fetch_sub(&starting, 1);
	return false;
}

void litter_child(pid_t pid)
{
	if (pid > 0)
		child_replace(0, pid);
	atomic_fetch_sub(&starting, 1);
}

void litter_child_ended(pid_t pid)
{
	child_replace(pid, 0);
}
