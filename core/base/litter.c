/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The handler walks a list that only grows at its head, and calls nothing but what POSIX lets a
 * handler call.
 */
#include "litter.h"

#include "ending.h"
#include "mem.h"

#include <errno.h>
#include <pthread.h>
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

static atomic_int makers;	 /* threads between litter_begin and litter_end */
static _Thread_local int inside; /* how deep */
static _Thread_local sigset_t blocked_before;
static atomic_bool swept;

static const struct timespec a_millisecond = {0, 1000000};

/* Files and children are made in a millisecond; should one hang, the sweep goes on without it. */
static void await_makers(void)
{
	enum { PAUSES = 10000 };
	for (int i = 0; i < PAUSES && atomic_load(&makers) > (inside > 0); i++)
		nanosleep(&a_millisecond, NULL);
}

static void sweep_pile(void)
{
	atomic_store(&swept, true);
	await_makers();
	for (size_t i = 0; i < LITTER_CHILDREN; i++) {
		pid_t pid = atomic_exchange(&children[i], 0);
		if (pid <= 0)
			continue;
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
	sweep_pile();
	/* The default action was put back when this began; it falls when the handler returns. */
	raise(signal_number);
}

void litter_watch(void)
{
	/* All that end a program which does not catch them, but for those of its own faults. */
	static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGUSR1,
	    SIGUSR2, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF};
	struct sigaction action = {.sa_handler = swept_away, .sa_flags = SA_RESETHAND};
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaddset(&action.sa_mask, signals[i]);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		ending_catch(signals[i], &action);
	atexit(sweep_pile);
}

void litter_begin(void)
{
	sigset_t all;
	if (inside++ > 0)
		return;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &blocked_before);
	atomic_fetch_add(&makers, 1);
	if (!atomic_load(&swept))
		return;
	/* The process is about to end: nothing more is made. */
	atomic_fetch_sub(&makers, 1);
	for (;;)
		nanosleep(&a_millisecond, NULL);
}

void litter_end(void)
{
	if (--inside > 0)
		return;
	atomic_fetch_sub(&makers, 1);
	pthread_sigmask(SIG_SETMASK, &blocked_before, NULL);
}

void litter_add(const char *path, bool folder)
{
	struct litter *l = mem_zero(1, sizeof *l);
	atomic_init(&l->path, path);
	l->folder = folder;
	l->next = atomic_load(&pile);
	while (!atomic_compare_exchange_weak(&pile, &l->next, l))
		;
}

/* A sweep that has taken the path out reads it until it has ended. */
void litter_keep(const char *path)
{
	litter_begin();
	for (struct litter *l = atomic_load(&pile); l; l = l->next)
		if (atomic_load(&l->path) == path)
			atomic_store(&l->path, NULL);
	litter_end();
}

static void child_replace(pid_t old, pid_t new)
{
	for (size_t i = 0; i < LITTER_CHILDREN; i++) {
		pid_t expected = old;
		if (atomic_compare_exchange_strong(&children[i], &expected, new))
			return;
	}
}

void litter_child(pid_t pid)
{
	child_replace(0, pid);
}

void litter_child_ended(pid_t pid)
{
	child_replace(pid, 0);
}
