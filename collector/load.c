/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "load.h"

#include "json.h"
#include "num.h"
#include "reap.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
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
	START_MS = 5000,  /* it must be seen to work within this time */
	SETTLE_MS = 500,  /* it is looked at over this time */
	SHORTEST_MS =
	    1500,	/* it runs on at least this long once seen to work, however short the run */
	STOP_MS = 8000, /* it may take this long to end and write its figures */
	MAX_ARGS = 96,
};

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

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- the generator's command line ---------------------------------------------------------- */

struct arguments {
	char text[MAX_ARGS][192];
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

/* One word of the options; a number in braces, as in {64}M, is multiplied by the intensity. */
static void add_word(struct arguments *a, const char *word, double intensity)
{
	const char *open = strchr(word, '{'), *close = strchr(word, '}');
	char digits[24];
	double full;
	if (!open || !close || close < open || close - open > (long)sizeof digits) {
		add(a, "%s", word);
		return;
	}
	snprintf(digits, sizeof digits, "%.*s", (int)(close - open - 1), open + 1);
	if (num_double(digits, &full) != 0)
		full = 1;
	double scaled = round(full * intensity);
	add(a, "%.*s%.0f%s", (int)(open - word), word, scaled < 1 ? 1 : scaled, close + 1);
}

static long cpus_online(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN);
}

/* Instances of a stressor; a number in its options that scales leaves their count alone. */
static double instances_of(const struct load_stressor *s, double intensity)
{
	bool scales = strchr(s->options, '{') != NULL;
	double n = round(s->per_cpu * (double)cpus_online() * (scales ? 1 : intensity));
	return n < 1 ? 1 : n;
}

/* The share of its full strength that a stressor really runs at: there is at least one instance. */
static double effective(const struct load_stressor *s, double intensity)
{
	double instances = instances_of(s, intensity) / instances_of(s, 1);
	return strchr(s->options, '{') ? intensity : instances;
}

static void add_stressor(struct arguments *a, const struct load_stressor *s, double intensity)
{
	char options[sizeof s->options], *rest = options;
	add(a, "--%s", s->name);
	add(a, "%.0f", instances_of(s, intensity));
	snprintf(options, sizeof options, "%s", s->options);
	for (char *word; (word = strsep(&rest, " \t"));)
		if (*word)
			add_word(a, word, intensity);
}

static void build_arguments(
    struct arguments *a, const struct load_kind *kind, double intensity, const char *folder)
{
	a->count = 0;
	if (kind->command) {
		/* Its text may be longer than a word of ours: borrowed as it is. */
		add(a, "/bin/sh");
		add(a, "-c");
		a->argv[2] = (char *)(uintptr_t)kind->command;
		a->argv[3] = NULL;
		a->count = 3;
		return;
	}
	add(a, "stress-ng");
	for (size_t i = 0; i < kind->count; i++)
		add_stressor(a, &kind->stressors[i], intensity);
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
		sleep_ms(20);
	}
	return false;
}

/* Lives until the rope is let go or the generator ends; leaves nothing of the generator behind.
 * Exits with the generator's exit code. */
static _Noreturn void guard(int rope, int news, const struct arguments *a, const char *folder)
{
	int status = 0;
	bool over = false;
	setpgid(0, 0); /* a Ctrl-C in the terminal is for the collector, which then lets go */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	reap_adopt();
	pid_t generator = fork();
	if (generator == 0) {
		setpgid(0, 0);
		close(rope);
		close(news);
		become_generator(a, folder);
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
	int rope[2], news[2];
	if (pipe(rope) != 0)
		return say(why, size, "no pipe for the load: %s", strerror(errno));
	if (pipe(news) != 0) {
		close(rope[0]);
		close(rope[1]);
		return say(why, size, "no pipe for the load: %s", strerror(errno));
	}
	fcntl(rope[1], F_SETFD, FD_CLOEXEC);
	l->guard = fork();
	if (l->guard == 0) {
		close(rope[1]);
		close(news[0]);
		guard(rope[0], news[1], a, l->folder);
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
	return say(why, size, "no process for the load: %s", strerror(errno));
}

/* CPU time of each stressor, or of all that a command started. */
static void read_used(const struct load *l, uint64_t used[KIND_STRESSORS + 1])
{
	char name[48];
	for (size_t i = 0; i < l->kind->count; i++) {
		snprintf(name, sizeof name, "stress-ng-%s", l->kind->stressors[i].name);
		used[i] = activity_group_ns(l->generator, name);
	}
	used[l->kind->count] = activity_group_ns(l->generator, NULL);
}

/* The first stressor that used no CPU time between two readings; NULL if all did. Where the system
 * does not tell, the operations at the end must do. */
static const char *idle_part(const struct load *l, const uint64_t *first, const uint64_t *then)
{
	for (size_t i = 0; i < l->kind->count; i++)
		if (then[i] != ACTIVITY_UNKNOWN && (then[i] == 0 || then[i] <= first[i]))
			return l->kind->stressors[i].name;
	return NULL;
}

/* Waits until every stressor is seen to use CPU time, and notes what the load did to the machine.
 */
static int watch(struct load *l, struct activity *a, char *why, size_t size)
{
	uint64_t first[KIND_STRESSORS + 1], then[KIND_STRESSORS + 1];
	struct activity_system at;
	const char *idle = NULL;
	double until = now() + START_MS / 1e3;
	do {
		read_used(l, first);
		activity_system(a, 0, &at);
		sleep_ms(SETTLE_MS);
		read_used(l, then);
		activity_system(a, 0, &l->early);
		if (!load_alive(l))
			return 0; /* load_stop tells what went wrong */
		idle = idle_part(l, first, then);
	} while (idle && now() < until);
	l->seen = now();
	size_t all = l->kind->count;
	if (first[all] != ACTIVITY_UNKNOWN && then[all] >= first[all])
		l->used_s = (double)(then[all] - first[all]) * 1e-9;
	l->before = at;
	return idle ? say(why, size,
			  "stress-ng's stressor '%s' did nothing (no CPU time): not recorded as a "
			  "load",
			  idle)
		    : 0;
}

static int start_and_watch(struct load *l, struct activity *a, char *why, size_t size)
{
	struct arguments *args = malloc(sizeof *args);
	if (!args)
		return say(why, size, "out of memory");
	build_arguments(args, l->kind, l->intensity, l->folder);
	note_command(args, l->command, sizeof l->command);
	int rc = launch(l, args, why, size);
	free(args);
	if (rc != 0)
		return -1;
	for (int ms = 0; !l->kind->command && !dispatched(l); ms += 20) {
		if (!load_alive(l))
			return 0; /* load_stop tells what went wrong */
		if (ms > START_MS)
			return say(
			    why, size, "stress-ng did not start within %d s", START_MS / 1000);
		sleep_ms(20);
	}
	return watch(l, a, why, size);
}

int load_start(
    struct load *l, const struct load_kind *kind, double intensity, char *why, size_t size)
{
	struct activity a;
	*l = (struct load){.kind = kind, .intensity = intensity, .rope = -1, .used_s = NAN};
	if (kind->count == 0 && !kind->command)
		return 0;
	if (make_folder(l) != 0)
		return say(why, size, "no temporary folder for the load: %s", strerror(errno));
	activity_open(&a);
	int rc = start_and_watch(l, &a, why, size);
	activity_close(&a);
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

static void operations_json(struct json *j, const struct load *l, const char **lazy)
{
	json_begin_object(j, "operations");
	for (size_t i = 0; i < l->kind->count; i++) {
		const char *name = l->kind->stressors[i].name;
		uint64_t ops = operations(l, name);
		json_u64(j, name, ops);
		if (ops == 0)
			*lazy = name;
	}
	json_end_object(j);
}

static void effective_json(struct json *j, const struct load *l)
{
	json_begin_object(j, "effective_intensity");
	for (size_t i = 0; i < l->kind->count; i++)
		json_fixed(
		    j, l->kind->stressors[i].name, effective(&l->kind->stressors[i], l->intensity));
	json_end_object(j);
}

/* Operations are known once it has ended; then *lazy becomes a stressor that did none. */
static char *make_detail(const struct load *l, bool ended, const char **lazy)
{
	char *text;
	struct json j;
	if (json_open_text(&j, &text) != 0)
		return NULL;
	json_begin_object(&j, NULL);
	json_string(&j, "command", l->command);
	json_fixed(&j, "intensity", l->intensity);
	if (!l->kind->command) {
		effective_json(&j, l);
		if (ended)
			operations_json(&j, l, lazy);
	}
	json_begin_object(&j, "at_start");
	json_fixed(&j, "cpu_s", l->used_s);
	if (l->before.seconds > 0)
		activity_system_json(&j, &l->before, &l->early);
	json_end_object(&j);
	json_end_object(&j);
	if (json_close_text(&j, &text) == 0)
		json_compact(text);
	return text;
}

char *load_describe(const struct load *l)
{
	return l->guard ? make_detail(l, false, NULL) : NULL;
}

bool load_shortfall(const struct load *l, char *out, size_t size)
{
	size_t n = 0;
	if (l->kind->command) {
		snprintf(out, size, "--intensity does not reach into --load-command");
		return l->intensity < 1;
	}
	*out = '\0';
	for (size_t i = 0; i < l->kind->count && n < size; i++) {
		const struct load_stressor *s = &l->kind->stressors[i];
		double share = effective(s, l->intensity);
		if (fabs(share - l->intensity) > 0.05)
			n += (size_t)snprintf(
			    out + n, size - n, "%s%s at %.2f", n ? ", " : "", s->name, share);
	}
	return n > 0;
}

static int judge_command(int code, bool early, char *why, size_t size)
{
	if (early)
		return say(why, size,
		    "the load's command ended by itself with exit code %d before all samples were "
		    "taken",
		    code);
	return 0;
}

static int judge(int code, const char *lazy, bool early, char *why, size_t size)
{
	if (code == 127)
		return say(why, size,
		    "stress-ng is not installed; install it (scripts/setup does) or use --load "
		    "idle");
	if (code != 0)
		return say(why, size, "stress-ng ended with exit code %d%s", code,
		    early ? " before all samples were taken" : "");
	if (lazy)
		return say(why, size,
		    "stress-ng's stressor '%s' did nothing (0 operations): not recorded as a load",
		    lazy);
	return early ? say(why, size, "stress-ng ended before all samples were taken") : 0;
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
	/* An operation of a stressor may take a while, and a run may be short. */
	for (double left = SHORTEST_MS / 1e3 - (now() - l->seen); left > 0 && load_alive(l);
	     left -= 0.02)
		sleep_ms(20);
	bool early = !load_alive(l);
	close(l->rope);
	while (waitpid(l->guard, &status, 0) < 0 && errno == EINTR)
		;
	l->guard = 0;
	*detail = make_detail(l, true, &lazy);
	remove_folder(l);
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : 125;
	return l->kind->command ? judge_command(code, early, why, size)
				: judge(code, lazy, early, why, size);
}
