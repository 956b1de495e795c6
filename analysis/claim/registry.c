/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The registry: entries in the order of their ids, each read whole or refused.
 */
#include "member_private.h"
#include "nearest.h"
#include "probe.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRY_SIZE = 1 << 16, REGISTRY_PROBES = 64 };

/* A recording of another tool may time what no probe does: only a slip is refused. */
static const char *find_misspelt_probe(const char *name)
{
	const char *names[REGISTRY_PROBES];
	return nearest_misspelt(name, names, tlp_probe_names(names, REGISTRY_PROBES));
}

static void read_probes(struct reader *r, struct claim *c)
{
	char member[32];
	c->probes_n = member_read_length(r, "probes", REGISTRY_MANY);
	for (int i = 0; i < c->probes_n; i++) {
		snprintf(member, sizeof member, "probes[%d]", i);
		member_read_text(r, member, c->probes[i], sizeof c->probes[i], REQUIRED);
		const char *near = r->bad ? NULL : find_misspelt_probe(c->probes[i]);
		if (near)
			member_fault_unknown(r, member, "probe", c->probes[i], near);
	}
}

static void read_source(struct reader *r, struct claim *c)
{
	char repository[REGISTRY_LINE], file[REGISTRY_LINE], lines[REGISTRY_NAME];
	member_read_text(r, "source.repository", repository, sizeof repository, OPTIONAL);
	member_read_text(r, "source.file", file, sizeof file, REQUIRED);
	member_read_text(r, "source.lines", lines, sizeof lines, OPTIONAL);
	snprintf(c->source, sizeof c->source, "%s%s%s%s%s", repository, repository[0] ? ": " : "",
	    file, lines[0] ? ", lines " : "", lines);
	member_read_text(r, "subject", c->subject, sizeof c->subject, OPTIONAL);
}

static void read_platform(struct reader *r, struct claim *c)
{
	if (!member_is_there(r, "platform"))
		return;
	member_read_text(r, "platform.name", c->platform, sizeof c->platform, REQUIRED);
	member_read_text(r, "platform.system", c->system, sizeof c->system, OPTIONAL);
	member_read_text(r, "platform.arch", c->arch, sizeof c->arch, OPTIONAL);
	member_read_text(r, "platform.cpu", c->cpu, sizeof c->cpu, OPTIONAL);
}

/* The coarsest counter with which a run can be judged. */
static void read_counter(struct reader *r, struct claim *c)
{
	member_read_number(r, "counter.step_ns_at_most", &c->step_ns, NAN, OPTIONAL);
	member_read_text(r, "counter.otherwise", c->step_why, sizeof c->step_why,
	    isnan(c->step_ns) ? OPTIONAL : REQUIRED);
}

/* Reads every element of a list of objects with one function. */
#define READ_LIST(r, list, into, count, most, read_one)                                            \
	do {                                                                                       \
		(count) = member_read_length((r), (list), (most));                                 \
		for (int i_ = 0; i_ < (count); i_++) {                                             \
			member_enter((r), (list), i_);                                             \
			read_one((r), &(into)[i_]);                                                \
			member_leave((r));                                                         \
		}                                                                                  \
	} while (0)

static void read_claim(struct reader *r, struct claim *c)
{
	char unused[4 * REGISTRY_TEXT];
	member_read_text(r, "id", c->id, sizeof c->id, REQUIRED);
	if (c->id[0])
		snprintf(r->name, sizeof r->name, "%s", c->id);
	member_read_text(r, "title", c->title, sizeof c->title, REQUIRED);
	member_read_text(r, "statement", unused, sizeof unused, REQUIRED);
	read_source(r, c);
	read_platform(r, c);
	member_read_text(r, "evidence", unused, sizeof unused, REQUIRED);
	member_read_text(r, "published.text", c->published, sizeof c->published, REQUIRED);
	member_read_text(r, "note", c->note, sizeof c->note, OPTIONAL);
	member_read_text(r, "body", c->body, sizeof c->body, OPTIONAL);
	member_read_text(
	    r, "hypothesis", c->hypothesis, sizeof c->hypothesis, c->body[0] ? REQUIRED : OPTIONAL);
	member_read_text(r, "siblings", c->siblings, sizeof c->siblings, OPTIONAL);
	read_probes(r, c);
	READ_LIST(
	    r, "published.figures", c->numbers, c->numbers_n, REGISTRY_MANY, rule_read_number);
	READ_LIST(r, "rules", c->rules, c->rules_n, REGISTRY_MANY, rule_read);
	READ_LIST(r, "beside", c->beside, c->beside_n, REGISTRY_MANY, rule_read_target);
	READ_LIST(r, "relations", c->relations, c->relations_n, REGISTRY_MANY, relation_read);
	READ_LIST(r, "neighbours", c->neighbours, c->neighbours_n, 2, rule_read_target);
	rule_read_condition(r, "when", &c->when, REQUIRED);
	read_counter(r, c);
	member_check_names(r);
	if (c->body[0] && (c->rules_n > 0 || c->relations_n == 0))
		member_fault(r, "body",
		    "is for published tables only: such an entry has relations and no rules");
	for (int i = 0; i < c->relations_n && c->body[0]; i++)
		if (c->relations[i].reading[0])
			member_fault(r, "relations",
			    "of a body's table have no reading: they share the hypothesis");
	if (c->rules_n == 0 && c->relations_n == 0)
		member_fault(
		    r, "rules", "and \"relations\" are both missing: nothing could decide it");
}

/* The rules' figures must be the entry's own; two figures cannot share a name. */
static void check_published_numbers(struct reader *r, const struct claim *c)
{
	for (int i = 0; i < c->numbers_n; i++) {
		member_enter(r, "published.figures", i);
		if (registry_number(c, c->numbers[i].name) != &c->numbers[i])
			member_fault(r, "name", "occurs twice");
		member_leave(r);
	}
	for (int i = 0; i < c->rules_n; i++) {
		member_enter(r, "rules", i);
		if (c->rules[i].published[0] && !registry_number(c, c->rules[i].published))
			member_fault(r, "figure", "names no figure of this entry");
		member_leave(r);
	}
}

const struct claim *registry_claim(const struct registry *r, const char *id)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->claims[i]->id, id) == 0)
			return r->claims[i];
	return NULL;
}

/* Puts a claim where its id belongs. The registry owns it from here. */
static int insert_claim(struct reader *r, struct claim *c)
{
	struct registry *reg = r->registry;
	const struct claim *twin = registry_claim(reg, c->id);
	if (twin) {
		snprintf(reg->why, sizeof reg->why, "%s: entry %s: \"id\" is already used in %s",
		    r->file, c->id, strcmp(twin->file, r->file) ? twin->file : "this file");
		return -1;
	}
	struct claim **grown = realloc(reg->claims, (reg->n + 1) * sizeof *grown);
	if (!grown) {
		reg->no_memory = true;
		snprintf(reg->why, sizeof reg->why, "%s: out of memory", r->file);
		return -1;
	}
	reg->claims = grown;
	size_t at = reg->n++;
	for (; at > 0 && strcmp(grown[at - 1]->id, c->id) > 0; at--)
		grown[at] = grown[at - 1];
	grown[at] = c;
	return 0;
}

static int add_entry(struct reader *r)
{
	struct claim *c = calloc(1, sizeof *c);
	if (!c) {
		r->registry->no_memory = true;
		member_fault(r, "id", "cannot be stored: out of memory");
		return -1;
	}
	snprintf(c->file, sizeof c->file, "%s", r->file);
	read_claim(r, c);
	check_published_numbers(r, c);
	if (!r->bad && insert_claim(r, c) == 0)
		return 0;
	free(c);
	return -1;
}

/* ---- the registry -------------------------------------------------------------------------- */

void registry_init(struct registry *r)
{
	*r = (struct registry){0};
}

void registry_release(struct registry *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->claims[i]);
	free(r->claims);
	registry_init(r);
}

const struct published_number *registry_number(const struct claim *c, const char *name)
{
	for (int i = 0; i < c->numbers_n; i++)
		if (strcmp(c->numbers[i].name, name) == 0)
			return &c->numbers[i];
	return NULL;
}

/* SQLite's JSON functions find a text malformed where memory was missing; malloc sets errno. */
static const char *unless_memory(const char *why)
{
	return errno == ENOMEM ? "out of memory" : why;
}

int registry_add(struct registry *reg, struct store *s, const char *file, const char *json)
{
	errno = 0;
	int n = store_json_length(s, json, "$");
	if (n <= 0) {
		snprintf(reg->why, sizeof reg->why, "%s: %s", file,
		    unless_memory(
			n < 0 ? "not valid JSON" : "not an array of claims, or an empty one"));
		return -1;
	}
	char *entry = malloc(ENTRY_SIZE);
	int rc = entry ? 0 : -1;
	reg->no_memory = !entry;
	if (!entry)
		snprintf(reg->why, sizeof reg->why, "%s: out of memory", file);
	for (int i = 0; i < n && rc == 0; i++) {
		struct reader r = {.registry = reg, .store = s, .file = file, .json = json};
		char member[32];
		snprintf(r.name, sizeof r.name, "#%d", i + 1);
		snprintf(member, sizeof member, "$[%d]", i);
		errno = 0;
		int got = store_json_text(s, json, member, entry, ENTRY_SIZE);
		r.json = entry;
		if (got <= 0 || entry[0] != '{' || strlen(entry) + 1 >= ENTRY_SIZE) {
			snprintf(reg->why, sizeof reg->why, "%s: entry %s: %s", file, r.name,
			    unless_memory("not an object, or too long"));
			rc = -1;
			break;
		}
		rc = add_entry(&r);
		free(r.known);
	}
	free(entry);
	return rc;
}

int registry_finish(struct registry *r)
{
	for (size_t k = 0; k < r->n; k++)
		for (int i = 0; i < r->claims[k]->relations_n; i++)
			if (relation_tie(r, r->claims[k], i) != 0)
				return -1;
	return 0;
}
