/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A load is started before the first sample and is recorded as one only if it worked: its generator
 * must report that it started, the kernel's counts must move (effect), and at the end each stressor
 * must have done operations. Stressors that cannot run here are found by a trial and left out by
 * name. Cost: a second or two before the first sample.
 */
#include "load_parts_private.h"

#include "effect_private.h"
#include "err.h"
#include "monotonic.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	START_MS = 5000,  /* it must be seen to work within this time */
	SETTLE_MS = 500,  /* it is looked at over this time */
	WITHOUT_MS = 250, /* and the machine without it, over this */
	SHORTEST_MS =
	    1500, /* it runs on at least this long once seen to work, however short the run */
};

void load_sleep_ms(int ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
	nanosleep(&t, NULL);
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
	int rc = load_guard_launch(l, a, why, size);
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
	for (double until = monotonic_seconds() + seconds + START_MS / 1e3;
	     load_alive(l) && monotonic_seconds() < until;)
		load_sleep_ms(20);
	struct outcome o = {.code = load_guard_let_go(l)};
	leave_out_unsupported(l);
	o.lazy = read_operations(l, l->trial);
	o.folder_errno = load_folder_errno(l);
	load_folder_empty(l);
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

/* Two readings, half a second apart, and one of the effects between them. */
struct look {
	uint64_t used[2][KIND_STRESSORS + 1]; /* CPU time of each stressor, and of all processes */
	struct effects effects[2], between;
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

/* Of the two halves of the look the slower one: what a process writes once, when it starts, is not
 * what the load does. NAN where a count is unknown. */
static double slower_half(enum effect e, const struct look *k)
{
	return fmin(effect_rate(e, &k->effects[0], &k->between),
	    effect_rate(e, &k->between, &k->effects[1]));
}

/* What the load is to move and did not: its own processes' counts go up in both halves of the look,
 * the machine's faster than without it. EFFECTS if all did, as far as the system reports. */
static enum effect find_unmoved(struct load *l, const struct look *k)
{
	int still = EFFECTS;
	for (int e = 0; e < EFFECTS; e++) {
		l->rate[e] = effect_rate((enum effect)e, &k->effects[0], &k->effects[1]);
		if (l->kind->moves & 1u << e &&
		    (slower_half((enum effect)e, k) <= 0 ||
			(e >= EFFECT_INTERRUPTS && l->rate[e] <= l->without[e])))
			still = e;
	}
	return (enum effect)still;
}

static int refuse_still(const struct load *l, const struct look *k, const char *idle,
    enum effect still, char *why, size_t size)
{
	if (idle)
		return err_why(why, size,
		    "stress-ng's stressor '%s' did nothing (no CPU time): not recorded as a load",
		    idle);
	if (still == EFFECTS)
		return 0;
	return err_why(why, size,
	    "the load '%s' must move %s and does not (%.0f a second): not recorded as a load",
	    l->kind->name, effect_name(still), slower_half(still, k));
}

/* Waits until the load is seen to work, and notes what it did to the machine. */
static int watch_load(struct load *l, struct activity *a, char *why, size_t size)
{
	struct look k;
	const char *idle;
	enum effect still;
	double until = monotonic_seconds() + START_MS / 1e3;
	do {
		read_look(l, a, &k, 0);
		load_sleep_ms(SETTLE_MS / 2);
		effects_read(l->generator, &k.between);
		load_sleep_ms(SETTLE_MS / 2);
		read_look(l, a, &k, 1);
		if (!load_alive(l))
			return 0; /* load_stop reports what went wrong */
		idle = idle_part(l, &k);
		still = find_unmoved(l, &k);
	} while ((idle || still != EFFECTS) && monotonic_seconds() < until);
	l->seen = monotonic_seconds();
	l->system[0] = k.system[0];
	l->system[1] = k.system[1];
	uint64_t first = k.used[0][l->kind->count], then = k.used[1][l->kind->count];
	if (first != ACTIVITY_UNKNOWN && then >= first)
		l->used_s = (double)(then - first) * 1e-9;
	return refuse_still(l, &k, idle, still, why, size);
}

/* How fast the machine's own counts go up before there is a load. */
static void look_without(struct load *l)
{
	struct effects from, to;
	if (l->kind->moves >> EFFECT_INTERRUPTS == 0)
		return;
	effects_read(0, &from);
	load_sleep_ms(WITHOUT_MS);
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
		load_sleep_ms(20);
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
	if (load_folder_make(l) != 0)
		return err_why(why, size, "no temporary folder for the load: %s", strerror(errno));
	activity_open(&a);
	l->refused = start_and_watch(l, &a, why, size) != 0;
	activity_close(&a);
	return l->refused ? -1 : 0;
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
		load_folder_remove(l);
		return 0;
	}
	/* An operation of a stressor may take a while, and a run may be short. */
	for (double left = SHORTEST_MS / 1e3 - (monotonic_seconds() - l->seen);
	     left > 0 && load_alive(l); left -= 0.02)
		load_sleep_ms(20);
	bool early = !load_alive(l);
	struct outcome o = {.code = load_guard_let_go(l)};
	o.lazy = read_operations(l, operations);
	o.folder_errno = load_folder_errno(l);
	*detail = load_detail_make(l, operations);
	int rc = l->refused	    ? 0
		 : l->kind->command ? judge_command(l, o.code, early, why, size)
				    : judge_generator(l, &o, early, why, size);
	load_folder_remove(l);
	return rc;
}
