/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A fresh process is this program again with its orders as arguments: fork alone would keep the
 * address space, whose layout is part of what a restart draws anew. The recorder has calibrated the
 * clock and found the page, and hands both over, since doing either again would take longer than
 * the samples. Samples go through a pipe after the last one was taken; a write between them would
 * be timed.
 */
#include "restart.h"

#include "num.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHUNK = 65536 }; /* as the recorder reads them: STORE_CHUNK_SAMPLES */

static const char word[] = "restarted-process";

/* ---- what goes through the pipe ------------------------------------------------------------ */

enum way { GIVE, TAKE };

static int move_bytes(int file, enum way way, void *at, size_t size)
{
	for (char *next = at; size > 0;) {
		ssize_t k = way == GIVE ? write(file, next, size) : read(file, next, size);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		next += k;
		size -= (size_t)k;
	}
	return 0;
}

static int move_block(int file, enum way way, struct block *b, size_t n)
{
	const struct {
		void *at;
		size_t size;
	} part[] = {{&b->before, sizeof b->before}, {&b->after, sizeof b->after},
	    {b->at.start, n * sizeof *b->at.start}, {b->at.elapsed, n * sizeof *b->at.elapsed},
	    {b->at.flags, n * sizeof *b->at.flags}};
	for (size_t i = 0; i < sizeof part / sizeof *part; i++)
		if (move_bytes(file, way, part[i].at, part[i].size) != 0)
			return -1;
	return 0;
}

/* ---- arguments ----------------------------------------------------------------------------- */

enum argument {
	NAME,
	VERB,
	PROBE,
	COUNT,
	WARMUP,
	KIND,
	CPU_IN_READ,
	HZ,
	OFFSET,
	CLOCK_MODE,
	ARGUMENTS
};

struct arguments {
	char text[ARGUMENTS][64];
	char *argv[ARGUMENTS + 1];
};

/* No page: no offset. */
static void write_arguments(struct arguments *a, const struct restart *r, uint64_t count)
{
	static const size_t room = sizeof a->text[0];
	snprintf(a->text[NAME], room, "ticklab-collect");
	snprintf(a->text[VERB], room, "%s", word);
	snprintf(a->text[PROBE], room, "%s", r->probe->name);
	snprintf(a->text[COUNT], room, "%" PRIu64, count);
	snprintf(a->text[WARMUP], room, "%" PRIu64, r->warmup);
	snprintf(a->text[KIND], room, "%d", (int)r->clock->kind);
	snprintf(a->text[CPU_IN_READ], room, "%d", r->clock->cpu_in_read);
	snprintf(a->text[HZ], room, "%.17g", r->clock->hz);
	a->text[OFFSET][0] = '\0';
	if (r->page->kind != TLP_PAGE_NONE)
		snprintf(a->text[OFFSET], room, "%" PRIu64, r->page->place.offset);
	snprintf(a->text[CLOCK_MODE], room, "%" PRIu32, r->page->place.clock_mode);
	for (int i = 0; i < ARGUMENTS; i++)
		a->argv[i] = a->text[i];
	a->argv[ARGUMENTS] = NULL;
}

/* Its recorder has found the clock and calibrated it, and verified where the page is. */
struct order {
	const struct tlp_probe *probe;
	struct tlp_clock clock;
	uint64_t count, warmup;
	bool watch;
	struct tlp_page_place place;
};

static int read_arguments(struct order *o, char **argv)
{
	uint64_t mode, kind, in_read;
	*o = (struct order){.probe = tlp_probe_find(argv[PROBE]), .watch = argv[OFFSET][0] != '\0'};
	if (num_u64(argv[KIND], &kind) != 0 || kind > TLP_CLOCK_SECOND ||
	    num_u64(argv[CPU_IN_READ], &in_read) != 0)
		return -1;
	o->clock.kind = (enum tlp_clock_kind)kind;
	o->clock.cpu_in_read = in_read != 0;
	if (!o->probe || num_u64(argv[COUNT], &o->count) != 0 || o->count < 1 ||
	    num_u64(argv[WARMUP], &o->warmup) != 0 || num_double(argv[HZ], &o->clock.hz) != 0 ||
	    (o->watch && num_u64(argv[OFFSET], &o->place.offset) != 0) ||
	    num_u64(argv[CLOCK_MODE], &mode) != 0 || mode > UINT32_MAX)
		return -1;
	o->place.clock_mode = (uint32_t)mode;
	return 0;
}

/* ---- in the recorder ----------------------------------------------------------------------- */

static int start_process(const struct restart *r, uint64_t count, struct restarted *out)
{
	struct arguments a;
	int ends[2];
	write_arguments(&a, r, count);
	if (pipe(ends) != 0)
		return -1;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	out->process = fork();
	if (out->process == 0) {
		dup2(ends[1], STDOUT_FILENO);
		if (ends[1] != STDOUT_FILENO)
			close(ends[1]);
		execv(r->program, a.argv);
		_exit(127);
	}
	int error = errno;
	close(ends[1]);
	out->pipe = ends[0];
	if (out->process > 0)
		return 0;
	close(ends[0]);
	errno = error;
	return -1;
}

int restart_begin(
    const struct restart *r, uint64_t count, struct restarted *out, char *why, size_t size)
{
	if (start_process(r, count, out) != 0) {
		snprintf(why, size, "no fresh process: %s", strerror(errno));
		return -1;
	}
	if (move_bytes(out->pipe, TAKE, out->no_page, sizeof out->no_page) == 0)
		return 0;
	restart_end(out);
	snprintf(why, size, "a fresh process ended before it began");
	return -1;
}

int restart_read(const struct restarted *r, struct block *out, size_t n)
{
	return move_block(r->pipe, TAKE, out, n);
}

int restart_end(const struct restarted *r)
{
	int status = 0;
	close(r->pipe);
	while (waitpid((pid_t)r->process, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

/* ---- in the fresh process ------------------------------------------------------------------ */

static void warm_up(const struct order *o, struct pool *pool)
{
	for (uint64_t left = o->warmup; left > 0;) {
		size_t n = left < pool->room ? (size_t)left : pool->room;
		o->probe->run(&o->clock, &pool->block[0].at, n);
		left -= n;
	}
}

/* Every sample is taken before anything is given away: writing is not for between them. */
static int take_samples(const struct order *o, struct tlp_page *page, struct pool *pool)
{
	for (size_t i = 0; i < pool->count; i++)
		pool->block[i].at.page = page;
	warm_up(o, pool);
	uint64_t left = o->count;
	for (size_t i = 0; i < pool->count; i++, left -= CHUNK) {
		struct block *b = &pool->block[i];
		b->count = left < CHUNK ? (size_t)left : CHUNK;
		activity_thread(&b->before);
		o->probe->run(&o->clock, &b->at, b->count);
		activity_thread(&b->after);
	}
	if (page->kind != TLP_PAGE_NONE)
		page->why[0] = '\0';
	int rc = move_bytes(STDOUT_FILENO, GIVE, page->why, sizeof page->why);
	for (size_t i = 0; i < pool->count && rc == 0; i++)
		rc = move_block(STDOUT_FILENO, GIVE, &pool->block[i], pool->block[i].count);
	return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int restart_wanted(int argc, char **argv)
{
	return argc == ARGUMENTS && strcmp(argv[VERB], word) == 0;
}

int restart_main(int argc, char **argv)
{
	char why[128];
	struct order o;
	struct pool pool;
	struct tlp_page page = {.kind = TLP_PAGE_NONE};
	if (argc != ARGUMENTS || read_arguments(&o, argv) != 0)
		return EXIT_FAILURE;
	size_t room = o.count < CHUNK ? (size_t)o.count : CHUNK;
	if (pool_open(&pool, ((size_t)o.count + room - 1) / room, room, false, why, sizeof why) !=
	    0)
		return EXIT_FAILURE;
	if (o.watch)
		tlp_page_reopen(&page, &o.clock, &o.place);
	int rc = take_samples(&o, &page, &pool);
	pool_close(&pool);
	return rc;
}
