/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stress-ng's command line for a load at an intensity, and what it says when it ends. The generator
 * is another program because its loads are measured ones; its options are data (data/loads.conf),
 * so none is built in here but the limits of time and operations. Its figures are YAML of a known
 * form, of which two lines a stressor are read.
 */
#include "generator_private.h"

#include "num.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	LONGEST_S = 3600,     /* a load ends by itself after this */
	TRIAL_OPERATIONS = 8, /* of each stressor: stress-ng shares them out among its threads */
};

/* ---- the command line ----------------------------------------------------------------------- */

static void add_argument(struct generator_arguments *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void add_argument(struct generator_arguments *a, const char *fmt, ...)
{
	if (a->count == GENERATOR_ARGS)
		return;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(a->text[a->count], sizeof a->text[0], fmt, ap);
	va_end(ap);
	a->argv[a->count] = a->text[a->count];
	a->argv[++a->count] = NULL;
}

/* One word of the options; a number in braces, as in {64}M, is multiplied by the intensity. */
static void add_word(struct generator_arguments *a, const char *word, double intensity)
{
	const char *open = strchr(word, '{'), *close = strchr(word, '}');
	char digits[KIND_DIGITS + 1];
	double full = 1;
	if (!open || !close) {
		add_argument(a, "%s", word);
		return;
	}
	/* As the file of loads was read, the number is one. */
	snprintf(digits, sizeof digits, "%.*s", (int)(close - open - 1), open + 1);
	num_double(digits, &full);
	double scaled = round(full * intensity);
	add_argument(a, "%.*s%.0f%s", (int)(open - word), word, scaled < 1 ? 1 : scaled, close + 1);
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

double generator_effective(const struct load_stressor *s, double intensity)
{
	double instances = instances_of(s, intensity) / instances_of(s, 1);
	return strchr(s->options, '{') ? intensity : instances;
}

static void add_stressor(
    struct generator_arguments *a, const struct load_stressor *s, double intensity, bool trial)
{
	char options[sizeof s->options], *rest = options;
	add_argument(a, "--%s", s->name);
	add_argument(a, "%.0f", instances_of(s, intensity));
	if (trial) {
		add_argument(a, "--%s-ops", s->name);
		add_argument(a, "%d", TRIAL_OPERATIONS);
	}
	snprintf(options, sizeof options, "%s", s->options);
	for (char *word; (word = strsep(&rest, " \t"));)
		if (*word)
			add_word(a, word, intensity);
}

void generator_arguments(struct generator_arguments *a, const struct load_kind *kind,
    double intensity, const char *folder, int trial_s)
{
	a->count = 0;
	if (kind->command) {
		/* Its text may be longer than a word of ours: borrowed as it is. */
		add_argument(a, "/bin/sh");
		add_argument(a, "-c");
		a->argv[2] = (char *)(uintptr_t)kind->command;
		a->argv[3] = NULL;
		a->count = 3;
		return;
	}
	add_argument(a, "stress-ng");
	for (size_t i = 0; i < kind->count; i++)
		add_stressor(a, &kind->stressors[i], intensity, trial_s > 0);
	add_argument(a, "--timeout");
	add_argument(a, "%d", trial_s > 0 ? trial_s : LONGEST_S);
	add_argument(a, "--temp-path");
	add_argument(a, "%s", folder);
	add_argument(a, "--metrics");
	add_argument(a, "--yaml");
	add_argument(a, "%s/metrics.yaml", folder);
}

void generator_note(const struct generator_arguments *a, char *out, size_t size)
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

/* ---- what it did ---------------------------------------------------------------------------- */

/* "stressor: cpu" and "bogo-ops: 12" of the metrics file; 0 where there is no such line. */
uint64_t generator_operations(const char *folder, const char *stressor)
{
	char name[96], line[256], word[64];
	uint64_t ops = 0;
	bool mine = false;
	snprintf(name, sizeof name, "%s/metrics.yaml", folder);
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

/* stress-ng writes the name of tlb-shootdown with a '_' in places. */
static bool is_name(const char *text, const char *name)
{
	for (; *name; name++, text++)
		if (*text != *name && !(*name == '-' && *text == '_'))
			return false;
	return *text == ' ' || *text == ':';
}

/* How stress-ng's log says that this system lacks a stressor: behind "[77] timerfd stressor " that
 * it is left out, and why; in older versions, behind "[78] timerfd: ", only why. Both texts are
 * quoted from stress-ng. */
static const char says_skipped[] = "will be skipped, ", says_lacking[] = "not implemented";

bool generator_left_out(const char *folder, const char *stressor, char *why, size_t size)
{
	char name[96], line[256];
	const char *reason = NULL;
	snprintf(name, sizeof name, "%s/log", folder);
	FILE *f = fopen(name, "r");
	if (!f)
		return false;
	while (!reason && fgets(line, sizeof line, f)) {
		const char *at = strchr(line, ']');
		if (!at || at[1] != ' ' || !is_name(at + 2, stressor))
			continue;
		const char *skipped = strstr(at, says_skipped);
		reason = skipped ? skipped + strlen(says_skipped) : strstr(at, says_lacking);
	}
	fclose(f);
	if (reason)
		snprintf(why, size, "%.*s", (int)strcspn(reason, "\n"), reason);
	return reason != NULL;
}
