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

int restart_read(int pipe, struct tlp_samples *out, size_t n)
{
	return read_all(pipe, out->start, n * sizeof *out->start) == 0 &&
		       read_all(pipe, out->elapsed, n * sizeof *out->elapsed) == 0 &&
		       read_all(pipe, out->flags, n) == 0
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

/* Every sample is taken before the first one is given away: writing is not for between them. */
static int take(const struct tlp_probe *probe, const struct tlp_clock *clock, uint64_t count,
    uint64_t warmup, struct pool *pool)
{
	struct tlp_samples *at = &pool->block[0].at;
	for (uint64_t w = warmup; w > 0;) {
		size_t n = w < count ? (size_t)w : (size_t)count;
		probe->run(clock, at, n);
		w -= n;
	}
	probe->run(clock, at, (size_t)count);
	for (size_t i = 0; i < count; i += CHUNK) {
		size_t n = count - i < CHUNK ? (size_t)(count - i) : CHUNK;
		if (write_all(at->start + i, n * sizeof *at->start) != 0 ||
		    write_all(at->elapsed + i, n * sizeof *at->elapsed) != 0 ||
		    write_all(at->flags + i, n) != 0)
			return EXIT_FAILURE;
	}
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
	if (pool_open(&pool, 1, (size_t)count, false, why, sizeof why) != 0)
		return EXIT_FAILURE;
	int rc = take(probe, &clock, count, warmup, &pool);
	pool_close(&pool);
	return rc;
}
