/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is recorded of a load, and what of it is not as asked for.
 */
#include "load_parts_private.h"

#include "generator_private.h"
#include "json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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

char *load_detail_make(const struct load *l, const uint64_t *operations)
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
	return l->guard ? load_detail_make(l, NULL) : NULL;
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
