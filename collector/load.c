/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A load is started before the first sample and is recorded as one only if it worked: its generator
 * must report that it started, the kernel's counts must move (effect), and at the end each stressor
 * must have done operations. A guard process holds the reading end of a pipe; when the recorder
 * lets go of it, or dies, the guard ends the whole process group of the generator. Stressors that
 * cannot run here are found by a trial and left out by name. Cost: a second or two before the first
 * sample.
 */
#include "load_private.h"

#include "effect_private.h"
#include "err.h"
#include "generator_private.h"
#include "json.h"
#include "reap_private.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	START_MS = 5000,  /* it must be seen to work within this time */
	SETTLE_MS = 500,  /* it is looked at over this time */
	WITHOUT_MS = 250, /* and the machine without it, over this */
	SHORTEST_MS =
	    1500,	/* it runs on at least this long once seen to work, however short the run */
	STOP_MS = 8000, /* it may take this long to end and write its figures */
};

static void sleep_ms(int ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
	nanosleep(&t, NULL);
}

static double seconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- its folder ----------------------------------------------------------------------------- */

static int make_folder(struct load *l)
{
	const char *given = getenv("TMPDIR");
	/* The generator runs in another folder, where a relative name is another's. */
	char *base = realpath(given && *given ? given : "/tmp", NULL);
	int n = base ? snprintf(l->folder, sizeof l->folder, "%s/ticklab-load-XXXXXX", base) : -1;
	if (n >= 0 && (size_t)n >= sizeof l->folder)
		snprintf(l->folder, sizeof l->folder, "/tmp/ticklab-load-XXXXXX");
	bool made = n >= 0 && mkdtemp(l->folder);
	int why = errno;
	if (!made)
		l->folder[0] = '\0';
	free(base);
	errno = why;
	return made ? 0 : -1;
}

/* Why the generator could not write there: tries to, as it does. 0 if nothing is in the way. */
static int folder_errno(const struct load *l)
{
	static const char zeros[4096];
	char name[96];
	snprintf(name, sizeof name, "%s/room", l->folder);
	int out = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600), why = out < 0 ? errno : 0;
	for (int i = 0; why == 0 && i < 4; i++)
		if (write(out, zeros, sizeof zeros) < 0)
			why = errno;
	if (out >= 0)
		close(out);
	unlink(name);
	return why;
}

static void remove_files(const struct load *l)
{
	static const char *const files[] = {"/log", "/metrics.yaml"};
	char name[96];
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(name, sizeof name, "%s%s", l->folder, files[i]);
		remove(name);
	}
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	remove(path);
	return 0;
}

/* A stressor that is killed leaves files there, and may be at it for a moment longer. */
static void remove_folder(struct load *l)
{
	if (!l->folder[0])
		return;
	for (int ms = 0; ms < 1000 && access(l->folder, F_OK) == 0; ms += 20) {
		if (ms > 0)
			sleep_ms(20);
		nftw(l->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	}
	l->folder[0] = '\0';
}

/* ---- the guard ----------------------------------------------------------------------------- */

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
		sleep_ms(20);
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
		remove_folder(l);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 125);
}

/* ---- start and stop ------------------------------------------------------------------------ */

/* The generator has started its stressors once it says so in its log. */
static bool has_dispatched(const struct load *l)
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

static int launch_guard(struct load *l, const struct generator_arguments *a, char *why, size_t size)
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

/* Lets go of the guard and waits until nothing of the generator is left. Its exit code, or minus
 * the signal that ended the guard, which then did not end the generator. */
static int let_go(struct load *l)
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

/* ---- the trial ----------------------------------------------------------------------------- */

static int judge_guard(const struct load *l, int code, char *why, size_t size)
{
	return err_why(why, size, "the load's guard was ended by signal %d, and the load with it%s",
	    -code, l->adopts ? "" : "; what it had moved to a session of its own may live on");
}

/* What the generator left. */
struct outcome {
	int code;
	const char *lazy; /* a stressor that did nothing, or NULL */
	int folder_errno; /* why it could write nothing */
};

static int judge_generator(
    const struct load *l, const struct outcome *o, bool early, char *why, size_t size)
{
	int code = o->code;
	if (code < 0)
		return judge_guard(l, code, why, size);
	if ((code != 0 || o->lazy) && code != 127 && o->folder_errno)
		return err_why(why, size,
		    "stress-ng cannot write to its temporary folder (TMPDIR) %s: %s", l->folder,
		    strerror(o->folder_errno));
	if (code == 127)
		return err_why(why, size,
		    "stress-ng is not installed; install it (scripts/setup does) or use --load "
		    "idle");
	if (code != 0)
		return err_why(why, size, "stress-ng ended with exit code %d%s", code,
		    early ? " before all samples were taken" : "");
	if (o->lazy)
		return err_why(why, size,
		    "stress-ng's stressor '%s' did nothing (0 operations): not recorded as a load",
		    o->lazy);
	return early ? err_why(why, size, "stress-ng ended before all samples were taken") : 0;
}

/* What each stressor did until it ended. Returns the name of one that did nothing, or NULL. */
static const char *read_operations(const struct load *l, uint64_t *operations)
{
	const char *lazy = NULL;
	for (size_t i = 0; i < l->kind->count; i++) {
		operations[i] = generator_operations(l->folder, l->kind->stressors[i].name);
		if (operations[i] == 0)
			lazy = l->kind->stressors[i].name;
	}
	return lazy;
}

static int launch_for(struct load *l, int trial_s, char *why, size_t size)
{
	struct generator_arguments *a = malloc(sizeof *a);
	if (!a)
		return err_why(why, size, "out of memory");
	generator_arguments(a, l->kind, l->intensity, l->folder, trial_s);
	if (trial_s == 0)
		generator_note(a, l->command, sizeof l->command);
	int rc = launch_guard(l, a, why, size);
	free(a);
	return rc;
}

/* Takes the i-th stressor out of the load. */
static void leave_out(struct load *l, size_t i, const char *why)
{
	struct load_left_out *out = &l->left_out[l->left_out_count++];
	if (l->kind != &l->runs)
		l->runs = *l->kind;
	l->kind = &l->runs;
	snprintf(out->name, sizeof out->name, "%s", l->runs.stressors[i].name);
	snprintf(out->why, sizeof out->why, "%s", why);
	l->runs.count--;
	memmove(&l->runs.stressors[i], &l->runs.stressors[i + 1],
	    (l->runs.count - i) * sizeof l->runs.stressors[0]);
}

static void leave_out_unsupported(struct load *l)
{
	char why[sizeof l->left_out[0].why];
	for (size_t i = l->kind->count; i-- > 0;)
		if (generator_left_out(l->folder, l->kind->stressors[i].name, why, sizeof why))
			leave_out(l, i, why);
}

static int try_for(struct load *l, int seconds, char *why, size_t size)
{
	if (launch_for(l, seconds, why, size) != 0)
		return -1;
	for (double until = seconds_now() + seconds + START_MS / 1e3;
	     load_alive(l) && seconds_now() < until;)
		sleep_ms(20);
	struct outcome o = {.code = let_go(l)};
	leave_out_unsupported(l);
	o.lazy = read_operations(l, l->trial);
	o.folder_errno = folder_errno(l);
	remove_files(l);
	return judge_generator(l, &o, false, why, size);
}

/* stress-ng reports operations only when it ends. So the same stressors with the same options run
 * once until each has done a few: a fraction of a second, but for one that knows no end but its
 * time. A slow machine gets more of that. */
static int try_out(struct load *l, char *why, size_t size)
{
	size_t left_out;
	int rc;
	do {
		left_out = l->left_out_count;
		rc = try_for(l, 1, why, size);
		if (l->kind->count == 0)
			return err_why(why, size,
			    "no part of the load can run here: stress-ng leaves out '%s': %s",
			    l->left_out[0].name, l->left_out[0].why);
	} while (l->left_out_count > left_out); /* once more without them */
	return rc == 0 ? 0 : try_for(l, START_MS / 1000, why, size);
}

/* ---- seen to work -------------------------------------------------------------------------- */

/* Two readings, half a second apart. */
struct look {
	uint64_t used[2][KIND_STRESSORS + 1]; /* CPU time of each stressor, and of all processes */
	struct effects effects[2];
	struct activity_system system[2];
};

static void read_look(const struct load *l, struct activity *a, struct look *k, int which)
{
	char name[48];
	for (size_t i = 0; i < l->kind->count; i++) {
		snprintf(name, sizeof name, "stress-ng-%s", l->kind->stressors[i].name);
		k->used[which][i] = effect_cpu_ns(l->generator, name);
	}
	k->used[which][l->kind->count] = effect_cpu_ns(l->generator, NULL);
	effects_read(l->generator, &k->effects[which]);
	activity_system(a, 0, &k->system[which]);
}

/* The first stressor that used no CPU time between the readings; NULL if all did. Where the system
 * does not report it, the operations decide. */
static const char *idle_part(const struct load *l, const struct look *k)
{
	for (size_t i = 0; i < l->kind->count; i++) {
		uint64_t then = k->used[1][i];
		if (then != ACTIVITY_UNKNOWN && (then == 0 || then <= k->used[0][i]))
			return l->kind->stressors[i].name;
	}
	return NULL;
}

/* What the load is to move and did not: its own processes' counts go up at all, the machine's
 * faster than without it. EFFECTS if all did, as far as the system reports. */
static enum effect find_unmoved(struct load *l, const struct look *k)
{
	int still = EFFECTS;
	for (int e = 0; e < EFFECTS; e++) {
		l->rate[e] = effect_rate((enum effect)e, &k->effects[0], &k->effects[1]);
		if (l->kind->moves & 1u << e &&
		    (l->rate[e] <= 0 || (e >= EFFECT_INTERRUPTS && l->rate[e] <= l->without[e])))
			still = e;
	}
	return (enum effect)still;
}

static int refuse_still(
    const struct load *l, const char *idle, enum effect still, char *why, size_t size)
{
	if (idle)
		return err_why(why, size,
		    "stress-ng's stressor '%s' did nothing (no CPU time): not recorded as a load",
		    idle);
	if (still == EFFECTS)
		return 0;
	return err_why(why, size,
	    "the load '%s' must move %s and does not (%.0f a second): not recorded as a load",
	    l->kind->name, effect_name(still), l->rate[still]);
}

/* Waits until the load is seen to work, and notes what it did to the machine. */
static int watch_load(struct load *l, struct activity *a, char *why, size_t size)
{
	struct look k;
	const char *idle;
	enum effect still;
	double until = seconds_now() + START_MS / 1e3;
	do {
		read_look(l, a, &k, 0);
		sleep_ms(SETTLE_MS);
		read_look(l, a, &k, 1);
		if (!load_alive(l))
			return 0; /* load_stop reports what went wrong */
		idle = idle_part(l, &k);
		still = find_unmoved(l, &k);
	} while ((idle || still != EFFECTS) && seconds_now() < until);
	l->seen = seconds_now();
	l->system[0] = k.system[0];
	l->system[1] = k.system[1];
	uint64_t first = k.used[0][l->kind->count], then = k.used[1][l->kind->count];
	if (first != ACTIVITY_UNKNOWN && then >= first)
		l->used_s = (double)(then - first) * 1e-9;
	return refuse_still(l, idle, still, why, size);
}

/* How fast the machine's own counts go up before there is a load. */
static void look_without(struct load *l)
{
	struct effects from, to;
	if (l->kind->moves >> EFFECT_INTERRUPTS == 0)
		return;
	effects_read(0, &from);
	sleep_ms(WITHOUT_MS);
	effects_read(0, &to);
	for (int e = EFFECT_INTERRUPTS; e < EFFECTS; e++)
		l->without[e] = effect_rate((enum effect)e, &from, &to);
}

static int start_and_watch(struct load *l, struct activity *a, char *why, size_t size)
{
	look_without(l);
	if ((!l->kind->command && try_out(l, why, size) != 0) || launch_for(l, 0, why, size) != 0)
		return -1;
	for (int ms = 0; !l->kind->command && !has_dispatched(l); ms += 20) {
		if (!load_alive(l))
			return 0; /* load_stop reports what went wrong */
		if (ms > START_MS)
			return err_why(
			    why, size, "stress-ng did not start within %d s", START_MS / 1000);
		sleep_ms(20);
	}
	return watch_load(l, a, why, size);
}

int load_start(
    struct load *l, const struct load_kind *kind, double intensity, char *why, size_t size)
{
	struct activity a;
	*l = (struct load){.kind = kind, .intensity = intensity, .rope = -1, .used_s = NAN};
	for (int e = 0; e < EFFECTS; e++)
		l->rate[e] = l->without[e] = NAN;
	if (kind->count == 0 && !kind->command)
		return 0;
	if (make_folder(l) != 0)
		return err_why(why, size, "no temporary folder for the load: %s", strerror(errno));
	activity_open(&a);
	l->refused = start_and_watch(l, &a, why, size) != 0;
	activity_close(&a);
	return l->refused ? -1 : 0;
}

/* ---- what it did --------------------------------------------------------------------------- */

static void operations_json(
    struct json *j, const char *key, const struct load *l, const uint64_t *operations)
{
	json_begin_object(j, key);
	for (size_t i = 0; i < l->kind->count; i++)
		json_u64(j, l->kind->stressors[i].name, operations[i]);
	json_end_object(j);
}

static void effective_json(struct json *j, const struct load *l)
{
	json_begin_object(j, "effective_intensity");
	for (size_t i = 0; i < l->kind->count; i++)
		json_fixed(j, l->kind->stressors[i].name,
		    generator_effective(&l->kind->stressors[i], l->intensity));
	json_end_object(j);
}

static void moves_json(struct json *j, const struct load *l)
{
	json_begin_object(j, "moves");
	for (int e = 0; e < EFFECTS; e++) {
		if (!(l->kind->moves & 1u << e))
			continue;
		json_begin_object(j, effect_name((enum effect)e));
		json_fixed(j, "per_second", l->rate[e]);
		if (e >= EFFECT_INTERRUPTS)
			json_fixed(j, "without_load", l->without[e]);
		json_end_object(j);
	}
	json_end_object(j);
}

static void at_start_json(struct json *j, const struct load *l)
{
	json_begin_object(j, "at_start");
	json_fixed(j, "cpu_s", l->used_s);
	if (l->system[0].seconds > 0)
		activity_system_json(j, &l->system[0], &l->system[1]);
	moves_json(j, l);
	json_end_object(j);
}

/* Nothing where all of the load runs. */
static void left_out_json(struct json *j, const struct load *l)
{
	if (l->left_out_count == 0)
		return;
	json_begin_object(j, "left_out");
	for (size_t i = 0; i < l->left_out_count; i++)
		json_string(j, l->left_out[i].name, l->left_out[i].why);
	json_end_object(j);
}

/* operations: NULL while the load runs. */
static char *make_detail(const struct load *l, const uint64_t *operations)
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
		left_out_json(&j, l);
		operations_json(&j, "trial_operations", l, l->trial);
		if (operations)
			operations_json(&j, "operations", l, operations);
	}
	at_start_json(&j, l);
	json_end_object(&j);
	if (json_close_text(&j, &text) == 0)
		json_compact(text);
	return text;
}

char *load_describe(const struct load *l)
{
	return l->guard ? make_detail(l, NULL) : NULL;
}

bool load_shortfall(const struct load *l, char *out, size_t size)
{
	size_t n = 0;
	if (l->kind->command) {
		snprintf(out, size, "--intensity has no effect on --load-command");
		return l->intensity < 1;
	}
	*out = '\0';
	for (size_t i = 0; i < l->kind->count && n < size; i++) {
		const struct load_stressor *s = &l->kind->stressors[i];
		double share = generator_effective(s, l->intensity);
		if (fabs(share - l->intensity) > 0.05)
			n += (size_t)snprintf(
			    out + n, size - n, "%s%s at %.2f", n ? ", " : "", s->name, share);
	}
	for (size_t i = 0; i < l->left_out_count && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s left out (%s)", n ? ", " : "",
		    l->left_out[i].name, l->left_out[i].why);
	return n > 0;
}

static int judge_command(const struct load *l, int code, bool early, char *why, size_t size)
{
	if (code < 0)
		return judge_guard(l, code, why, size);
	if (early)
		return err_why(why, size,
		    "the load's command ended by itself with exit code %d before all samples were "
		    "taken",
		    code);
	return 0;
}

int load_stop(struct load *l, char **detail, char *why, size_t size)
{
	uint64_t operations[KIND_STRESSORS];
	*detail = NULL;
	if (!l->guard) {
		remove_folder(l);
		return 0;
	}
	/* An operation of a stressor may take a while, and a run may be short. */
	for (double left = SHORTEST_MS / 1e3 - (seconds_now() - l->seen); left > 0 && load_alive(l);
	     left -= 0.02)
		sleep_ms(20);
	bool early = !load_alive(l);
	struct outcome o = {.code = let_go(l)};
	o.lazy = read_operations(l, operations);
	o.folder_errno = folder_errno(l);
	*detail = make_detail(l, operations);
	int rc = l->refused	    ? 0
		 : l->kind->command ? judge_command(l, o.code, early, why, size)
				    : judge_generator(l, &o, early, why, size);
	remove_folder(l);
	return rc;
}
