/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file of loads is read line by line; a fault names its line. A stressor of another system is
 * read too, so that a file that is right on one system is not refused on the other.
 */
#include "kind.h"

#include "conf.h"
#include "effect_private.h"
#include "num.h"

#include <stdio.h>
#include <string.h>

#define IDLE "idle"

static struct load_kind *kind_of(struct load_kinds *kinds, const char *name)
{
	for (size_t i = 0; i < kinds->count; i++)
		if (strcmp(kinds->kind[i].name, name) == 0)
			return &kinds->kind[i];
	if (kinds->count == KIND_MAX || strlen(name) >= sizeof kinds->kind[0].name)
		return NULL;
	struct load_kind *k = &kinds->kind[kinds->count++];
	*k = (struct load_kind){.count = 0};
	snprintf(k->name, sizeof k->name, "%s", name);
	return k;
}

/* Of this system; a stressor of another one is read and left. */
#if defined(__APPLE__)
static const char own_key[] = "stressor.macos", other_key[] = "stressor.linux";
#else
static const char own_key[] = "stressor.linux", other_key[] = "stressor.macos";
#endif

/* Each word has at most one number in braces, which the intensity multiplies. */
static const char *check_braces(const char *options)
{
	char text[sizeof(((struct load_stressor *)0)->options)], *rest = text;
	snprintf(text, sizeof text, "%s", options);
	for (char *word; (word = strsep(&rest, " \t"));) {
		char *open = strchr(word, '{'), *close = strchr(word, '}');
		double full;
		if (!open && !close)
			continue;
		if (!open || !close || close < open || strpbrk(close + 1, "{}"))
			return "braces hold one number in a word of the options, as in {64}M";
		*close = '\0';
		if (strlen(open + 1) > KIND_DIGITS || num_double(open + 1, &full) != 0 ||
		    !(full > 0 && full <= 1e12))
			return "braces hold a number above 0, of at most 16 characters, as in "
			       "{64}M";
	}
	return NULL;
}

static const char *take_stressor(struct load_kind *k, const char *value)
{
	char instances[32];
	int rest = 0;
	if (k->count == KIND_STRESSORS)
		return "too many stressors for one load";
	struct load_stressor *s = &k->stressors[k->count];
	if (sscanf(value, "%31s %31s %n", s->name, instances, &rest) != 2 ||
	    num_double(instances, &s->per_cpu) != 0 || s->per_cpu <= 0 || s->per_cpu > 64)
		return "a stressor is 'name instances-per-CPU options', with 0 < instances <= 64";
	if ((size_t)snprintf(s->options, sizeof s->options, "%s", value + rest) >=
	    sizeof s->options)
		return "the options are too long";
	const char *fault = check_braces(s->options);
	k->count += !fault;
	return fault;
}

static const char *take_moves(struct load_kind *k, const char *value)
{
	char text[128], *rest = text;
	if (k->moves)
		return "this setting occurs twice";
	if ((size_t)snprintf(text, sizeof text, "%s", value) >= sizeof text)
		return "too many names";
	for (char *word; (word = strsep(&rest, " \t"));) {
		enum effect e = effect_find(word);
		if (*word && e == EFFECTS)
			return "a load moves user, system, faults, switches, written, interrupts "
			       "or packets";
		k->moves |= *word ? 1u << e : 0;
	}
	return NULL;
}

static const char *take_observer(struct load_kind *k, const char *value)
{
	k->observer = strcmp(value, "yes") == 0;
	return k->observer || strcmp(value, "no") == 0 ? NULL : "observer: yes or no";
}

static const char *read_setting(
    void *context, const char *section, const char *key, const char *value)
{
	struct load_kinds *kinds = context;
	if (!key && kinds_find(kinds, section))
		return "this load is described twice";
	struct load_kind *k = *section ? kind_of(kinds, section) : NULL;
	if (!k)
		return "a setting requires a [section] with the name of a load, short and not too "
		       "many";
	if (!key)
		return NULL;
	if (strcmp(key, other_key) == 0) {
		struct load_kind elsewhere = {.count = 0};
		return take_stressor(&elsewhere, value);
	}
	if (strcmp(key, "stressor") == 0 || strcmp(key, own_key) == 0)
		return strcmp(section, IDLE) == 0 ? "idle has no stressor"
						  : take_stressor(k, value);
	if (strcmp(key, "moves") == 0)
		return take_moves(k, value);
	if (strcmp(key, "observer") == 0)
		return take_observer(k, value);
	if (strcmp(key, "about") != 0)
		return "the settings of a load are 'about', 'stressor' (of one system: "
		       "'stressor.linux', "
		       "'stressor.macos'), 'moves' and 'observer'";
	if (k->about[0])
		return "this setting occurs twice";
	return (size_t)snprintf(k->about, sizeof k->about, "%s", value) < sizeof k->about
		   ? NULL
		   : "what it is about is too long";
}

int kinds_read(struct load_kinds *kinds, const char *path, char *why, size_t size)
{
	kinds->count = 0;
	if (conf_read(path, read_setting, kinds, why, size) != 0)
		return -1;
	for (size_t i = 0; i < kinds->count; i++) {
		const struct load_kind *k = &kinds->kind[i];
		if (!kind_is_idle(k) || strcmp(k->name, IDLE) == 0)
			continue;
		snprintf(why, size,
		    "%s: the load '%s' has no stressor and no observer; only idle has neither",
		    path, k->name);
		return -1;
	}
	return 0;
}

const struct load_kind *kinds_find(const struct load_kinds *kinds, const char *name)
{
	for (size_t i = 0; i < kinds->count; i++)
		if (strcmp(kinds->kind[i].name, name) == 0)
			return &kinds->kind[i];
	return NULL;
}

bool kind_is_idle(const struct load_kind *kind)
{
	return kind->count == 0 && !kind->command && !kind->observer;
}

void kind_idle(struct load_kind *kind)
{
	*kind = (struct load_kind){.name = IDLE};
}

void kind_command(struct load_kind *kind, const char *command)
{
	*kind = (struct load_kind){
	    .name = "command", .about = "the user's own command", .command = command};
}
