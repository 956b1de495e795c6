/* SPDX-License-Identifier: GPL-3.0-or-later */
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

int restart_begin(const struct restart *r, uint64_t count, int *process, char *why, size_t size)
{
	char name[] = "ticklab-collect", verb[sizeof word], probe[64], n[24], warmup[24], kind[8];
	char *argv[] = {name, verb, probe, n, warmup, kind, NULL};
	int ends[2];
	snprintf(verb, sizeof verb, "%s", word);
	snprintf(probe, sizeof probe, "%s", r->probe->name);
	snprintf(n, sizeof n, "%" PRIu64, count);
	snprintf(warmup, sizeof warmup, "%" PRIu64, r->warmup);
	snprintf(
	    kind, sizeof kind, "%s", r->clock->kind == TLP_CLOCK_COUNTER ? "counter" : "posix");
	if (pipe(ends) != 0) {
		snprintf(why, size, "no pipe for a fresh process: %s", strerror(errno));
		return -1;
	}
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	*process = fork();
	if (*process == 0) {
		dup2(ends[1], STDOUT_FILENO);
		if (ends[1] != STDOUT_FILENO)
			close(ends[1]);
		execv(r->program, argv);
		_exit(127);
	}
	close(ends[1]);
	if (*process > 0)
		return ends[0];
	close(ends[0]);
	snprintf(why, size, "no fresh process: %s", strerror(errno));
	return -1;
}

static int read_all(int file, void *into, size_t size)
{
	char *at = into;
	while (size > 0) {
		ssize_t k = read(file, at, size);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		at += k;
		size -= (size_t)k;
	}
	return 0;
}

int restart_read(int pipe, struct block *out, size_t n)
{
	return read_all(pipe, &out->before, sizeof out->before) == 0 &&
		       read_all(pipe, &out->after, sizeof out->after) == 0 &&
		       read_all(pipe, out->at.start, n * sizeof *out->at.start) == 0 &&
		       read_all(pipe, out->at.elapsed, n * sizeof *out->at.elapsed) == 0 &&
		       read_all(pipe, out->at.flags, n) == 0
		   ? 0
		   : -1;
}

int restart_end(int pipe, int process)
{
	int status = 0;
	close(pipe);
	while (waitpid((pid_t)process, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

/* ---- in the fresh process ------------------------------------------------------------------ */

static int write_all(const void *from, size_t size)
{
	const char *at = from;
	while (size > 0) {
		ssize_t k = write(STDOUT_FILENO, at, size);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		at += k;
		size -= (size_t)k;
	}
	return 0;
}

static int give(const struct block *b)
{
	return write_all(&b->before, sizeof b->before) == 0 &&
		       write_all(&b->after, sizeof b->after) == 0 &&
		       write_all(b->at.start, b->count * sizeof *b->at.start) == 0 &&
		       write_all(b->at.elapsed, b->count * sizeof *b->at.elapsed) == 0 &&
		       write_all(b->at.flags, b->count) == 0
		   ? 0
		   : -1;
}

/* Every sample is taken before the first one is given away: writing is not for between them. */
static int take(const struct tlp_probe *probe, const struct tlp_clock *clock, uint64_t count,
    uint64_t warmup, struct pool *pool)
{
	for (uint64_t w = warmup; w > 0;) {
		size_t n = w < pool->room ? (size_t)w : pool->room;
		probe->run(clock, &pool->block[0].at, n);
		w -= n;
	}
	for (size_t i = 0; i < pool->count; i++, count -= CHUNK) {
		struct block *b = &pool->block[i];
		b->count = count < CHUNK ? (size_t)count : CHUNK;
		activity_thread(&b->before);
		probe->run(clock, &b->at, b->count);
		activity_thread(&b->after);
	}
	for (size_t i = 0; i < pool->count; i++)
		if (give(&pool->block[i]) != 0)
			return EXIT_FAILURE;
	return EXIT_SUCCESS;
}

int restart_wanted(int argc, char **argv)
{
	return argc == 6 && strcmp(argv[1], word) == 0;
}

int restart_main(int argc, char **argv)
{
	uint64_t count, warmup;
	char why[128];
	struct pool pool;
	const struct tlp_probe *probe = argc == 6 ? tlp_probe_find(argv[2]) : NULL;
	if (!probe || num_u64(argv[3], &count) != 0 || num_u64(argv[4], &warmup) != 0 || count < 1)
		return EXIT_FAILURE;
	/* Its recorder has found the clock and calibrated it; here only its kind matters. */
	struct tlp_clock clock = {
	    .kind = strcmp(argv[5], "posix") == 0 ? TLP_CLOCK_POSIX : TLP_CLOCK_COUNTER};
	size_t room = count < CHUNK ? (size_t)count : CHUNK;
	if (pool_open(&pool, ((size_t)count + room - 1) / room, room, false, why, sizeof why) != 0)
		return EXIT_FAILURE;
	int rc = take(probe, &clock, count, warmup, &pool);
	pool_close(&pool);
	return rc;
}
