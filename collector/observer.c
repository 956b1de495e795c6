/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Recorder and observer meet before every block: each says that it is there and waits for the
 * other, so that their samples are of the same time although one of them may be delayed by its
 * CPU's scheduler. Samples are not exchanged one by one: that would couple the two through a cache
 * line, and what is asked is whether the clock page couples them. A waiting observer gives its CPU
 * away after a short while, because the database's writer may run there. It ends on request
 * or when it is orphaned. Cost: a copy of each block.
 */
#include "observer_private.h"

#include "memory_private.h"
#include "pin.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SPINS = 4096, MEETING_NS = 100000000, CPUS = 4096 };

/* Blocks are counted from 1. */
struct shared {
	_Atomic uint64_t go;   /* the block that the observer is to take */
	_Atomic uint64_t here; /* that it begins */
	_Atomic uint64_t done; /* that it has taken */
	_Atomic bool end;
	size_t count; /* of the block */
	struct activity_thread before, after;
	char why[128]; /* it cannot begin */
};

struct observer {
	struct pool pool; /* one block, in shared memory */
	struct shared *shared;
	uint64_t blocks;
	pid_t process;
};

/* ---- in the observer ----------------------------------------------------------------------- */

/* True as long as there is a block to take. */
static bool wait_for_block(struct shared *s, uint64_t number, pid_t recorder)
{
	for (uint64_t spins = 1; atomic_load(&s->go) < number; spins++) {
		if (atomic_load(&s->end))
			return false;
		if (spins % SPINS != 0)
			continue;
		if (getppid() != recorder)
			return false;
		sched_yield();
	}
	return true;
}

static _Noreturn void run_observer(
    struct observer *o, const struct observer_plan *plan, pid_t recorder)
{
	struct shared *s = o->shared;
	struct tlp_samples *at = &o->pool.block[0].at;
	signal(SIGINT, SIG_IGN); /* the terminal's: the recorder ends first */
	signal(SIGHUP, SIG_IGN);
	if (plan->cpu >= 0 && pin_to_cpu(plan->cpu, s->why, sizeof s->why) != 0)
		_exit(EXIT_FAILURE);
	at->page = plan->page;
	plan->probe->run(plan->clock, at, plan->room); /* warms up */
	atomic_store(&s->here, 1);
	for (uint64_t number = 2; wait_for_block(s, number, recorder); number++) {
		activity_thread(&s->before);
		atomic_store(&s->here, number);
		plan->probe->run(plan->clock, at, s->count);
		activity_thread(&s->after);
		atomic_store(&s->done, number);
	}
	_exit(EXIT_SUCCESS);
}

/* ---- in the recorder ----------------------------------------------------------------------- */

static bool is_alive(struct observer *o)
{
	int status;
	if (o->process > 0 && waitpid(o->process, &status, WNOHANG) == o->process)
		o->process = 0;
	return o->process > 0;
}

static int64_t time_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Until a mark reaches a number. False: the process has ended, or `most_ns` have passed. */
static bool wait_for_mark(
    struct observer *o, const _Atomic uint64_t *mark, uint64_t number, int64_t most_ns)
{
	int64_t until = most_ns ? time_now() + most_ns : 0;
	for (uint64_t spins = 1; atomic_load(mark) < number; spins++) {
		if (spins % SPINS != 0)
			continue;
		if (!is_alive(o) || (until && time_now() > until))
			return atomic_load(mark) >= number;
		if (!until)
			sched_yield();
	}
	return true;
}

int observer_choose_cpu(int cpu, int *chosen, char *why, size_t size)
{
	int *allowed = calloc(CPUS, sizeof *allowed);
	int n = allowed ? pin_allowed(allowed, CPUS) : 0;
	*chosen = -1;
	for (int i = 0; i < n && *chosen < 0; i++)
		if (allowed[i] != cpu)
			*chosen = allowed[i];
	free(allowed);
	if (*chosen >= 0 || (n == 0 && sysconf(_SC_NPROCESSORS_ONLN) > 1))
		return 0;
	snprintf(why, size, "an observer requires a CPU of its own, and there is only one");
	return -1;
}

/* Memory of both processes for the marks and one block. */
static int share_memory(struct observer *o, size_t room, char *why, size_t size)
{
	o->shared = memory_map_shared(sizeof *o->shared);
	if (o->shared && pool_open_shared(&o->pool, room) == 0)
		return 0;
	snprintf(why, size, "no memory to share with an observer: %s", strerror(errno));
	return -1;
}

int observer_start(struct observer **out, const struct observer_plan *plan, char *why, size_t size)
{
	struct observer *o = *out = calloc(1, sizeof *o);
	pid_t recorder = getpid();
	if (!o) {
		snprintf(why, size, "out of memory");
		return -1;
	}
	int rc = share_memory(o, plan->room, why, size);
	if (rc == 0 && (o->process = fork()) == 0)
		run_observer(o, plan, recorder);
	if (rc == 0 && o->process < 0) {
		snprintf(why, size, "no process for an observer: %s", strerror(errno));
		rc = -1;
	} else if (rc == 0 && !wait_for_mark(o, &o->shared->here, 1, 0)) {
		snprintf(why, size, "the observer cannot begin: %s", o->shared->why);
		rc = -1;
	}
	o->blocks = 1;
	if (rc != 0) {
		observer_stop(o);
		*out = NULL;
	}
	return rc;
}

void observer_go(struct observer *o, size_t n)
{
	o->shared->count = n;
	atomic_store(&o->shared->go, ++o->blocks);
	wait_for_mark(o, &o->shared->here, o->blocks, MEETING_NS);
}

int observer_take(struct observer *o, struct block *b)
{
	const struct tlp_samples *from = &o->pool.block[0].at;
	size_t n = o->shared->count;
	if (!wait_for_mark(o, &o->shared->done, o->blocks, 0))
		return -1;
	memcpy(b->at.start, from->start, n * sizeof *from->start);
	memcpy(b->at.elapsed, from->elapsed, n * sizeof *from->elapsed);
	memcpy(b->at.flags, from->flags, n);
	b->count = n;
	b->before = o->shared->before;
	b->after = o->shared->after;
	return 0;
}

void observer_stop(struct observer *o)
{
	int status;
	if (!o)
		return;
	if (o->process > 0) {
		atomic_store(&o->shared->end, true);
		while (waitpid(o->process, &status, 0) < 0 && errno == EINTR)
			;
	}
	pool_close(&o->pool);
	if (o->shared)
		munmap(o->shared, sizeof *o->shared);
	free(o);
}
