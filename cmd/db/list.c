/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "list.h"

#include "err.h"
#include "mem.h"
#include "nearest.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- runs ---------------------------------------------------------------------------------- */

/* One run as it will be printed, with what it is sorted by. */
struct entry {
	char *text;
	char key[64];
	uint64_t number, order;
};

struct entries {
	struct store *s;
	const struct list_choice *choice;
	void (*member)(struct json *j, const struct store_run *run); /* NULL: lines */
	struct entry *list;
	size_t count;
};

bool list_sorts(const char *sort)
{
	static const char *const ways[] = {"date", "machine", "probe", "load", "samples"};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (strcmp(sort + (sort[0] == '-'), ways[i]) == 0)
			return true;
	return false;
}

static bool run_is_chosen(struct store *s, const struct list_choice *c, const struct store_run *r)
{
	char name[512];
	size_t length = c->machine ? strlen(c->machine) : 0;
	bool machine = !c->machine ||
		       strcmp(c->machine, store_machine_name(s, r, name, sizeof name)) == 0 ||
		       (length >= 8 && r->machine_fingerprint &&
			   strncmp(c->machine, r->machine_fingerprint, length) == 0);
	return machine && (!c->probe || strcmp(c->probe, r->probe) == 0) &&
	       (!c->load || strcmp(c->load, r->load) == 0);
}

struct search {
	struct store *s;
	const struct list_choice *choice;
	bool found;
};

static int run_is_wanted(void *context, const struct store_run *r)
{
	struct search *x = context;
	x->found = run_is_chosen(x->s, x->choice, r);
	return x->found;
}

bool list_has(struct store *s, const struct list_choice *choice)
{
	struct search x = {s, choice, false};
	return store_runs(s, NULL, run_is_wanted, &x) < 0 || x.found;
}

struct names {
	struct store *s;
	enum list_part part;
	char **list;
	size_t count;
};

static int take_name(void *context, const struct store_run *r)
{
	struct names *all = context;
	char full[512];
	const char *name = all->part == LIST_MACHINE
			       ? store_machine_name(all->s, r, full, sizeof full)
			   : all->part == LIST_PROBE ? r->probe
						     : r->load;
	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->list[i], name) == 0)
			return 0;
	all->list = mem_grow(all->list, all->count + 1, sizeof *all->list);
	all->list[all->count++] = mem_copy(name);
	return 0;
}

char *list_nearest(struct store *s, enum list_part part, const char *word)
{
	struct names all = {s, part, NULL, 0};
	(void)store_runs(s, NULL, take_name, &all);
	const char *near = nearest_name(word, (const char *const *)all.list, all.count);
	char *copy = near ? mem_copy(near) : NULL;
	for (size_t i = 0; i < all.count; i++)
		free(all.list[i]);
	free(all.list);
	return copy;
}

static char *run_line(struct store *s, const struct store_run *r)
{
	char full[512], name[40], load[24], probe[24], date[17], *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	text_plain(name, sizeof name, store_machine_name(s, r, full, sizeof full));
	text_plain(date, sizeof date, r->started_utc);
	fprintf(out, "%s  %-11s  %12" PRIu64 "  %-14s  %-10s  %-16s  %s\n", r->uuid, r->status,
	    r->samples, text_plain(probe, sizeof probe, r->probe),
	    text_plain(load, sizeof load, r->load), date, name);
	return fclose(out) == 0 ? text : NULL;
}

static char *run_json(const struct entries *e, const struct store_run *r)
{
	char *text = NULL;
	struct json j;
	if (json_open_text(&j, &text) != 0)
		return NULL;
	json_begin_object(&j, NULL);
	e->member(&j, r);
	json_end_object(&j);
	return json_close_text(&j, &text) == 0 ? text : NULL;
}

static void set_key(struct store *s, struct entry *x, const char *sort, const struct store_run *r)
{
	const char *by = sort + (sort[0] == '-');
	if (strcmp(by, "machine") == 0)
		store_machine_name(s, r, x->key, sizeof x->key);
	else
		snprintf(x->key, sizeof x->key, "%s",
		    strcmp(by, "probe") == 0  ? r->probe
		    : strcmp(by, "load") == 0 ? r->load
		    : strcmp(by, "date") == 0 ? r->started_utc
					      : "");
	x->number = strcmp(by, "samples") == 0 ? r->samples : 0;
}

static int take_entry(void *context, const struct store_run *r)
{
	struct entries *e = context;
	if (!run_is_chosen(e->s, e->choice, r))
		return 0;
	e->list = mem_grow(e->list, e->count + 1, sizeof *e->list);
	struct entry *x = &e->list[e->count];
	*x = (struct entry){
	    .text = e->member ? run_json(e, r) : run_line(e->s, r), .order = e->count};
	if (!x->text)
		err_die("out of memory");
	if (e->choice->sort)
		set_key(e->s, x, e->choice->sort, r);
	e->count++;
	return 0;
}

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int key = strcmp(x->key, y->key);
	if (key != 0)
		return key;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static int by_key_turned(const void *a, const void *b)
{
	return -by_key(a, b);
}

static void print_entries(const struct entries *e)
{
	struct json j;
	if (!e->member) {
		printf("%-36s  %-11s  %12s  %-14s  %-10s  %-16s  %s\n", "run", "status", "samples",
		    "probe", "load", "date", "machine");
		for (size_t i = 0; i < e->count; i++)
			fputs(e->list[i].text, stdout);
		return;
	}
	json_init(&j, stdout);
	json_begin_object(&j, NULL);
	json_begin_array(&j, "runs");
	for (size_t i = 0; i < e->count; i++)
		json_raw(&j, NULL, e->list[i].text);
	json_end_array(&j);
	json_end_object(&j);
	json_finish(&j);
}

int list_runs(struct store *s, const struct list_choice *choice, bool as_json,
    void (*member)(struct json *j, const struct store_run *run))
{
	struct entries e = {s, choice, as_json ? member : NULL, NULL, 0};
	int n = store_runs(s, NULL, take_entry, &e);
	if (choice->sort && e.count)
		qsort(e.list, e.count, sizeof *e.list,
		    choice->sort[0] == '-' ? by_key_turned : by_key);
	if (n >= 0)
		print_entries(&e);
	for (size_t i = 0; i < e.count; i++)
		free(e.list[i].text);
	free(e.list);
	return n < 0 ? -1 : 0;
}

/* ---- machines ------------------------------------------------------------------------------ */

enum { FACTS = 3 };
static const struct {
	const char *name, *path;
} fact[FACTS] = {{"processor", "$.\"cpu.model\""}, {"kernel", "$.\"kernel.release\""},
    {"system", "$.\"kernel.name\""}};

struct machine {
	char fingerprint[33]; /* "": imported */
	char node[96];	      /* what its cluster calls it; "": it is no node */
	char label[64], name[64], first[20], last[20], counter[64], fact[FACTS][96];
	uint64_t runs;
};

struct machines {
	struct store *s;
	struct machine *list;
	size_t count;
};

/* The machines are those of 'ticklab compare': fingerprint and node; of imports the label. */
static struct machine *machine_find(
    struct machines *all, const struct store_run *r, const char *node)
{
	const char *print = r->machine_fingerprint ? r->machine_fingerprint : "";
	for (size_t i = 0; i < all->count; i++) {
		struct machine *m = &all->list[i];
		if (strcmp(m->fingerprint, print) == 0 && strcmp(m->node, node) == 0 &&
		    (*print || !strcmp(m->label, r->label)))
			return m;
	}
	return NULL;
}

static struct machine *machine_add(struct machines *all, const struct store_run *r)
{
	all->list = mem_grow(all->list, all->count + 1, sizeof *all->list);
	struct machine *m = &all->list[all->count++];
	*m = (struct machine){.runs = 0};
	snprintf(m->fingerprint, sizeof m->fingerprint, "%s",
	    r->machine_fingerprint ? r->machine_fingerprint : "");
	snprintf(m->first, sizeof m->first, "%s", r->started_utc);
	snprintf(m->counter, sizeof m->counter, "%s at %.6g MHz", r->counter, r->counter_hz / 1e6);
	for (int i = 0; r->machine_facts && i < FACTS; i++)
		store_json_text(
		    all->s, r->machine_facts, fact[i].path, m->fact[i], sizeof m->fact[i]);
	return m;
}

/* The latest label is what a machine is called. */
static int take_machine(void *context, const struct store_run *r)
{
	struct machines *all = context;
	char node[96];
	store_machine_node(all->s, r, node, sizeof node);
	struct machine *m = machine_find(all, r, node);
	if (!m) {
		m = machine_add(all, r);
		snprintf(m->node, sizeof m->node, "%s", node);
	}
	if (*r->label || !*m->name) {
		snprintf(m->label, sizeof m->label, "%s", r->label);
		store_machine_name(all->s, r, m->name, sizeof m->name);
	}
	snprintf(m->last, sizeof m->last, "%s", r->started_utc);
	m->runs++;
	return 0;
}

static void machine_json(struct json *j, const struct machine *m)
{
	json_begin_object(j, NULL);
	json_string(j, "name", m->name);
	json_string(j, "label", m->label);
	json_string(j, "node", *m->node ? m->node : NULL);
	json_string(j, "fingerprint", *m->fingerprint ? m->fingerprint : NULL);
	json_u64(j, "runs", m->runs);
	json_string(j, "first_utc", m->first);
	json_string(j, "last_utc", m->last);
	json_string(j, "counter", m->counter);
	for (int i = 0; i < FACTS; i++)
		json_string(j, fact[i].name, *m->fact[i] ? m->fact[i] : NULL);
	json_end_object(j);
}

static void machine_line(const struct machine *m)
{
	char print[sizeof m->fingerprint], name[24], counter[sizeof m->counter], node[40], cpu[40],
	    kernel[40];
	text_plain(print, sizeof print, m->fingerprint);
	printf("%-32s  %5" PRIu64 "  %.10s  %-24s  %-28s  %s%s%s%s%s\n",
	    *print ? print : "imported", m->runs, m->last, text_plain(name, sizeof name, m->name),
	    text_plain(counter, sizeof counter, m->counter),
	    text_plain(cpu, sizeof cpu, m->fact[0]), *m->fact[0] && *m->fact[1] ? ", " : "",
	    text_plain(kernel, sizeof kernel, m->fact[1]), *m->node ? ", node " : "",
	    text_plain(node, sizeof node, m->node));
}

int list_machines(struct store *s, bool as_json)
{
	struct machines all = {.s = s};
	struct json j;
	int n = store_runs(s, NULL, take_machine, &all);
	if (n >= 0 && as_json) {
		json_init(&j, stdout);
		json_begin_object(&j, NULL);
		json_begin_array(&j, "machines");
		for (size_t i = 0; i < all.count; i++)
			machine_json(&j, &all.list[i]);
		json_end_array(&j);
		json_end_object(&j);
		json_finish(&j);
	} else if (n >= 0) {
		printf("%-32s  %5s  %-10s  %-24s  %-28s  %s\n", "fingerprint", "runs", "last",
		    "machine", "counter", "processor, kernel");
		for (size_t i = 0; i < all.count; i++)
			machine_line(&all.list[i]);
	}
	free(all.list);
	return n < 0 ? -1 : 0;
}
