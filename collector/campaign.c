/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plan is read by the rules of core/base/conf.h and checked before anything is recorded. Blocks
 * are randomised and complete: each has every cell once, shuffled by Fisher and Yates with a
 * generator of its own (seed, number of the block), so that the order can be made again from the
 * seed, and a campaign that is resumed meets the same cells. Cost: a few hundred cells.
 */
#include "campaign.h"

#include "conf.h"
#include "num.h"
#include "pin.h"
#include "rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *take_names(
    const char *value, char (*names)[CAMPAIGN_NAME], size_t room, size_t *count)
{
	char text[1024], *rest = text;
	if ((size_t)snprintf(text, sizeof text, "%s", value) >= sizeof text)
		return "too many names";
	*count = 0;
	for (char *word; (word = strsep(&rest, " \t"));) {
		if (!*word)
			continue;
		if (*count == room || strlen(word) >= CAMPAIGN_NAME)
			return "too many names, or one is too long";
		for (size_t i = 0; i < *count; i++)
			if (strcmp(names[i], word) == 0)
				return "a name occurs twice";
		memcpy(names[(*count)++], word, strlen(word) + 1);
	}
	return *count ? NULL : "no names";
}

static const char *take_trace(struct campaign *c, const char *value)
{
	static const char *const words[] = {"no", "if-possible", "yes"};
	for (int i = 0; i < 3; i++)
		if (strcmp(value, words[i]) == 0) {
			c->trace = (enum campaign_trace)i;
			return NULL;
		}
	return "trace: yes, no or if-possible";
}

static const char *take_cpu(struct campaign *c, const char *value)
{
	uint64_t cpu;
	if (strcmp(value, "last") == 0) {
		c->cpu = CAMPAIGN_LAST_CPU;
		return NULL;
	}
	if (num_u64(value, &cpu) != 0 || cpu > 1 << 20)
		return "cpu: the number of one, or last";
	char why[256];
	if (pin_to_cpu((int)cpu, why, sizeof why) != 0)
		return "cpu: this process cannot run on that one";
	pin_release();
	c->cpu = (int)cpu;
	return NULL;
}

static const char *take_controls(struct campaign *c, const char *value)
{
	const char *fault = take_names(value, c->controls, CAMPAIGN_PROBES, &c->control_count);
	for (size_t i = 0; !fault && i < c->control_count; i++) {
		const struct tlp_probe *probe = tlp_probe_find(c->controls[i]);
		if (!probe || !probe->start)
			fault = "controls: seqlock or commpage, whose causes are known";
	}
	return fault;
}

static const char *take_number(struct campaign *c, const char *key, const char *value)
{
	if (strcmp(key, "replicates") == 0)
		return num_u64(value, &c->replicates) == 0 && c->replicates >= 1 &&
			       c->replicates <= 1000
			   ? NULL
			   : "replicates: 1 to 1000";
	if (strcmp(key, "samples") == 0)
		return num_u64(value, &c->samples) == 0 && c->samples >= 1 ? NULL
									   : "samples: 1 or more";
	if (strcmp(key, "cooldown") == 0)
		return num_seconds(value, &c->cooldown_s) == 0 && c->cooldown_s <= 3600
			   ? NULL
			   : "cooldown: a time such as 2s, at most an hour";
	if (strcmp(key, "intensity") == 0)
		return num_double(value, &c->intensity) == 0 && c->intensity > 0 &&
			       c->intensity <= 1
			   ? NULL
			   : "intensity: more than 0, at most 1";
	return NULL;
}

static const char *take_counter(struct campaign *c, const char *value)
{
	if (!tlp_clock_name_known(value) || strlen(value) >= sizeof c->counter)
		return "counter: auto, cpu, raw, tsc, cntvct or mach";
	snprintf(c->counter, sizeof c->counter, "%s", value);
	return NULL;
}

static const char *take_setting(struct campaign *c, const char *key, const char *value)
{
	if (strcmp(key, "name") == 0) {
		return (size_t)snprintf(c->name, sizeof c->name, "%s", value) < sizeof c->name
			   ? NULL
			   : "the name is too long";
	}
	if (strcmp(key, "probes") == 0)
		return take_names(value, c->probes, CAMPAIGN_PROBES, &c->probe_count);
	if (strcmp(key, "loads") == 0)
		return take_names(value, c->loads, CAMPAIGN_LOADS, &c->load_count);
	if (strcmp(key, "controls") == 0)
		return take_controls(c, value);
	if (strcmp(key, "trace") == 0)
		return take_trace(c, value);
	if (strcmp(key, "counter") == 0)
		return take_counter(c, value);
	return strcmp(key, "cpu") == 0 ? take_cpu(c, value) : take_number(c, key, value);
}

struct reader {
	struct campaign *c;
	unsigned seen; /* bit i: the i-th setting */
};

static const char *read_setting(
    void *context, const char *section, const char *key, const char *value)
{
	static const char *const keys[] = {"name", "probes", "controls", "loads", "replicates",
	    "samples", "cooldown", "intensity", "cpu", "trace", "counter"};
	struct reader *r = context;
	size_t i = 0, count = sizeof keys / sizeof *keys;
	if (*section)
		return "a campaign has no sections";
	while (i < count && strcmp(keys[i], key) != 0)
		i++;
	if (i == count)
		return "the settings are name, probes, controls, loads, replicates, samples, "
		       "cooldown, intensity, cpu, trace and counter";
	if (r->seen & 1u << i)
		return "this setting occurs twice";
	r->seen |= 1u << i;
	return take_setting(r->c, key, value);
}

int campaign_read(struct campaign *c, const char *path, char *why, size_t size)
{
	*c = (struct campaign){.name = "campaign",
	    .replicates = 1,
	    .samples = 1000000,
	    .cooldown_s = 1,
	    .intensity = 1,
	    .cpu = CAMPAIGN_NO_CPU,
	    .counter = "auto"};
	struct reader r = {c, 0};
	if (conf_read(path, read_setting, &r, why, size) != 0)
		return -1;
	if (c->probe_count && c->load_count)
		return 0;
	snprintf(why, size, "%s: a campaign requires 'probes = ...' and 'loads = ...'", path);
	return -1;
}

static int check_probe(const char *spec, char *why, size_t size)
{
	const struct tlp_probe *probe = tlp_probe_find(spec);
	if (probe)
		return tlp_probe_start(probe, NULL, spec, why, size);
	snprintf(why, size, "unknown probe '%s'; --list shows them", spec);
	return -1;
}

static int check_controls(const struct campaign *c, char *why, size_t size)
{
	for (size_t i = 0; i < c->control_count; i++) {
		if (check_probe(c->controls[i], why, size) != 0)
			return -1;
		for (size_t k = 0; k < c->probe_count; k++)
			if (strcmp(c->controls[i], c->probes[k]) == 0) {
				snprintf(why, size, "'%s' is in both probes and controls",
				    c->controls[i]);
				return -1;
			}
	}
	return 0;
}

int campaign_check(const struct campaign *c, const struct load_kinds *kinds, char *why, size_t size)
{
	for (size_t i = 0; i < c->probe_count; i++)
		if (check_probe(c->probes[i], why, size) != 0)
			return -1;
	for (size_t i = 0; i < c->load_count + (c->control_count > 0); i++) {
		const char *load = i < c->load_count ? c->loads[i] : "idle";
		if (!kinds_find(kinds, load)) {
			snprintf(why, size, "unknown load '%s'; --list shows them", load);
			return -1;
		}
	}
	return check_controls(c, why, size);
}

/* The i-th cell of a block before it is shuffled: every probe under every load, then the controls.
 */
static struct store_cell nth_cell(const struct campaign *c, uint64_t block, size_t i)
{
	size_t crossed = c->probe_count * c->load_count;
	if (i >= crossed)
		return (struct store_cell){
		    .block = block, .probe = c->controls[i - crossed], .load = "idle"};
	return (struct store_cell){.block = block,
	    .probe = c->probes[i / c->load_count],
	    .load = c->loads[i % c->load_count]};
}

struct store_cell *campaign_cells(const struct campaign *c, uint64_t seed, size_t *count)
{
	size_t each = c->probe_count * c->load_count + c->control_count;
	struct store_cell *cells = calloc(each * c->replicates, sizeof *cells);
	*count = each * c->replicates;
	for (uint64_t b = 0; cells && b < c->replicates; b++) {
		struct store_cell *block = cells + b * each;
		struct rng rng;
		rng_init(&rng, seed, b);
		for (size_t i = 0; i < each; i++)
			block[i] = nth_cell(c, b, i);
		for (size_t i = each; i > 1; i--) {
			size_t k = (size_t)rng_below(&rng, i);
			struct store_cell keep = block[i - 1];
			block[i - 1] = block[k];
			block[k] = keep;
		}
		for (size_t i = 0; i < each; i++)
			block[i].cell = b * each + i;
	}
	return cells;
}

static void names_json(
    struct json *j, const char *key, const char (*names)[CAMPAIGN_NAME], size_t n)
{
	json_begin_array(j, key);
	for (size_t i = 0; i < n; i++)
		json_string(j, NULL, names[i]);
	json_end_array(j);
}

char *campaign_text(const struct campaign *c)
{
	char *text;
	struct json j;
	if (json_open_text(&j, &text) != 0)
		return NULL;
	json_begin_object(&j, NULL);
	json_string(&j, "name", c->name);
	names_json(&j, "probes", c->probes, c->probe_count);
	names_json(&j, "controls", c->controls, c->control_count);
	names_json(&j, "loads", c->loads, c->load_count);
	json_u64(&j, "replicates", c->replicates);
	json_u64(&j, "samples", c->samples);
	json_double(&j, "cooldown_s", c->cooldown_s);
	json_double(&j, "intensity", c->intensity);
	json_i64(&j, "cpu", c->cpu);
	json_u64(&j, "trace", c->trace);
	/* A plan of an older version, which knew no counter, is still recognised. */
	if (strcmp(c->counter, "auto") != 0)
		json_string(&j, "counter", c->counter);
	json_end_object(&j);
	json_close_text(&j, &text);
	return text;
}
