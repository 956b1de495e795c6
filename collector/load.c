/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "load.h"

#include "json.h"
#include "num.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	LONGEST_S = 3600, /* a load ends by itself after this, whatever happened to its guard */
	START_MS = 10000, /* it must be seen to run within this time */
	SETTLE_MS = 500,  /* and is given this long to reach its full strength */
	STOP_MS = 8000,	  /* it may take this long to end and write its figures */
	MAX_ARGS = 48,
};

const struct load_kind load_kinds[] = {
    {"idle", "nothing but what the machine does anyway", {{NULL, 0, {NULL, NULL}}}},
    {"stress", "processors, memory, file system and timers all at once",
	{{"cpu", 1, {NULL, NULL}}, {"vm", 0.5, {"--vm-bytes", "64M"}}, {"io", 0.5, {NULL, NULL}},
	    {"timer", 0.5, {NULL, NULL}}, {NULL, 0, {NULL, NULL}}}},
    {NULL, NULL, {{NULL, 0, {NULL, NULL}}}},
};

const struct load_kind *load_find(const char *name)
{
	for (const struct load_kind *k = load_kinds; k->name; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

static int say(char *why, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static int say(char *why, size_t size, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(why, size, fmt, ap);
	va_end(ap);
	return -1;
}

static void sleep_ms(int ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
	nanosleep(&t, NULL);
}

/* ---- the generator's command line ---------------------------------------------------------- */

struct arguments {
	char text[MAX_ARGS][96];
	char *argv[MAX_ARGS + 1];
	int count;
};

static void add(struct arguments *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void add(struct arguments *a, const char *fmt, ...)
{
	if (a->count == MAX_ARGS)
		return;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(a->text[a->count], sizeof a->text[0], fmt, ap);
	va_end(ap);
	a->argv[a->count] = a->text[a->count];
	a->argv[++a->count] = NULL;
}

static void build_arguments(struct arguments *a, const struct load_kind *kind, const char *folder)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	*a = (struct arguments){.count = 0};
	add(a, "stress-ng");
	for (const struct load_stressor *s = kind->stressors; s->name; s++) {
		long instances = (long)(s->per_cpu * (double)cpus);
		add(a, "--%s", s->name);
		add(a, "%ld", instances > 0 ? instances : 1);
		for (int i = 0; i < 2 && s->extra[i]; i++)
			add(a, "%s", s->extra[i]);
	}
	add(a, "--timeout");
	add(a, "%d", LONGEST_S);
	add(a, "--temp-path");
	add(a, "%s", folder);
	add(a, "--metrics");
	add(a, "--yaml");
	add(a, "%s/metrics.yaml", folder);
}

/* The command without the temporary folder, for the record. */
static void note_command(const struct arguments *a, char *out, size_t size)
{
	size_t n = 0;
	*out = '\0';
	for (int i = 0; i < a->count && strcmp(a->argv[i], "--temp-path") != 0; i++) {
		int k = snprintf(out + n, size - n, "%s%s", i ? " " : "", a->argv[i]);
		if (k < 0 || (size_t)k >= size - n)
			return;
		n += (size_t)k;
	}
}

/* ---- the guard ----------------------------------------------------------------------------- */

static _Noreturn void become_generator(const struct arguments *a, const char *folder)
{
	char log[96];
	snprintf(log, sizeof log, "%s/log", folder);
	int out = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (out < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0 ||
	    chdir(folder) != 0)
		_exit(126);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	execvp(a->argv[0], a->argv);
	_exit(errno == ENOENT ? 127 : 126);
}

/* Waits at most ms for the generator; true once it has ended. */
static bool ended_within(pid_t generator, int ms, int *status)
{
	for (; ms > 0; ms -= 20) {
		if (waitpid(generator, status, WNOHANG) == generator)
			return true;
		sleep_ms(20);
	}
	return false;
}

/* Lives until the rope is let go or the generator ends; leaves nothing of the generator behind.
 * Exits with the generator's exit code. */
static _Noreturn void guard(int rope, const struct arguments *a, const char *folder)
{
	int status = 0;
	setpgid(0, 0); /* a Ctrl-C in the terminal is for the collector, which then lets go */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	pid_t generator = fork();
	if (generator == 0) {
		setpgid(0, 0);
		close(rope);
		become_generator(a, folder);
	}
	if (generator < 0)
		_exit(126);
	setpgid(generator, generator);
	fcntl(rope, F_SETFL, O_NONBLOCK);
	char c;
	bool over = false;
	while (!over && (read(rope, &c, 1) < 0 && (errno == EAGAIN || errno == EINTR)))
		over = ended_within(generator, 40, &status);
	if (!over) {
		kill(generator, SIGTERM);
		over = ended_within(generator, STOP_MS, &status);
	}
	kill(-generator, SIGKILL);
	if (!over)
		waitpid(generator, &status, 0);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 125);
}

/* ---- start and stop ------------------------------------------------------------------------ */

static int make_folder(struct load *l)
{
	const char *base = getenv("TMPDIR");
	int n =
	    snprintf(l->folder, sizeof l->folder, "%s/ticklab-load-XXXXXX", base ? base : "/tmp");
	if (n < 0 || (size_t)n >= sizeof l->folder)
		snprintf(l->folder, sizeof l->folder, "/tmp/ticklab-load-XXXXXX");
	if (mkdtemp(l->folder))
		return 0;
	l->folder[0] = '\0';
	return -1;
}

static void remove_folder(struct load *l)
{
	static const char *const files[] = {"/log", "/metrics.yaml", ""};
	char name[96];
	if (!l->folder[0])
		return;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(name, sizeof name, "%s%s", l->folder, files[i]);
		remove(name);
	}
	l->folder[0] = '\0';
}

/* The generator has started its stressors once it says so in its log. */
static bool dispatched(const struct load *l)
{
	char name[96], line[512];
	bool yes = false;
	snprintf(name, sizeof name, "%s/log", l->folder);
	FILE *f = fopen(name, "r");
	if (!f)
		return false;
	while (!yes && fgets(line, sizeof line, f))
		yes = strstr(line, "dispatching hogs") != NULL;
	fclose(f);
	return yes;
}

bool load_alive(const struct load *l)
{
	siginfo_t info = {0};
	if (!l->guard)
		return true;
	return waitid(P_PID, (id_t)l->guard, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == 0;
}

static int launch(struct load *l, const struct arguments *a, char *why, size_t size)
{
	int rope[2];
	if (pipe(rope) != 0)
		return say(why, size, "no pipe for the load: %s", strerror(errno));
	fcntl(rope[1], F_SETFD, FD_CLOEXEC);
	l->guard = fork();
	if (l->guard == 0) {
		close(rope[1]);
		guard(rope[0], a, l->folder);
	}
	close(rope[0]);
	l->rope = rope[1];
	if (l->guard > 0)
		return 0;
	l->guard = 0;
	close(rope[1]);
	return say(why, size, "no process for the load: %s", strerror(errno));
}

int load_start(struct load *l, const struct load_kind *kind, char *why, size_t size)
{
	*l = (struct load){.kind = kind, .rope = -1};
	if (!kind->stressors[0].name)
		return 0;
	if (make_folder(l) != 0)
		return say(why, size, "no temporary folder for the load: %s", strerror(errno));
	struct arguments *a = malloc(sizeof *a);
	if (!a)
		return say(why, size, "out of memory");
	build_arguments(a, kind, l->folder);
	note_command(a, l->command, sizeof l->command);
	int rc = launch(l, a, why, size);
	free(a);
	for (int ms = 0; rc == 0 && !dispatched(l); ms += 20) {
		if (!load_alive(l) || ms > START_MS)
			return 0; /* load_stop tells what went wrong */
		sleep_ms(20);
	}
	if (rc == 0)
		sleep_ms(SETTLE_MS);
	return rc;
}

/* ---- what it did --------------------------------------------------------------------------- */

/* "stressor: cpu" and "bogo-ops: 12" of the metrics file; 0 where there is no such line. */
static uint64_t operations(const struct load *l, const char *stressor)
{
	char name[96], line[256], word[64];
	uint64_t ops = 0;
	bool mine = false;
	snprintf(name, sizeof name, "%s/metrics.yaml", l->folder);
	FILE *f = fopen(name, "r");
	if (!f)
		return 0;
	while (fgets(line, sizeof line, f)) {
		if (sscanf(line, " - stressor: %63s", word) == 1)
			mine = strcmp(word, stressor) == 0;
		else if (mine && sscanf(line, " bogo-ops: %63s", word) == 1 &&
			 num_u64(word, &ops) != 0)
			ops = 0;
	}
	fclose(f);
	return ops;
}

static char *make_detail(const struct load *l, const char **lazy)
{
	char *text;
	struct json j;
	if (json_open_text(&j, &text) != 0)
		return NULL;
	json_begin_object(&j, NULL);
	json_string(&j, "command", l->command);
	json_begin_object(&j, "operations");
	for (const struct load_stressor *s = l->kind->stressors; s->name; s++) {
		uint64_t ops = operations(l, s->name);
		json_u64(&j, s->name, ops);
		if (ops == 0)
			*lazy = s->name;
	}
	json_end_object(&j);
	json_end_object(&j);
	json_close_text(&j, &text);
	return text;
}

static int judge(int status, const char *lazy, char *why, size_t size)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : 125;
	if (code == 127)
		return say(why, size,
		    "stress-ng is not installed; install it (scripts/setup does) or use --load "
		    "idle");
	if (code != 0)
		return say(why, size, "stress-ng failed with exit code %d", code);
	if (lazy)
		return say(why, size,
		    "stress-ng's stressor '%s' did nothing (0 operations): not recorded as a load",
		    lazy);
	return 0;
}

int load_stop(struct load *l, char **detail, char *why, size_t size)
{
	int status = 0;
	const char *lazy = NULL;
	*detail = NULL;
	if (!l->guard) {
		remove_folder(l);
		return 0;
	}
	bool early = !load_alive(l);
	close(l->rope);
	while (waitpid(l->guard, &status, 0) < 0 && errno == EINTR)
		;
	l->guard = 0;
	*detail = make_detail(l, &lazy);
	remove_folder(l);
	if (judge(status, lazy, why, size) != 0)
		return -1;
	return early ? say(why, size, "stress-ng ended before the samples were taken") : 0;
}
