/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Verdicts for programs: JSON has all of what they rest on.
 */
#include "verdicts.h"

#include "answer_private.h"
#include "joint.h"
#include "json.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static void print_claims_json(const struct verdicts *v, struct json *j)
{
	json_begin_array(j, "claims");
	for (size_t i = 0; i < v->registry->n; i++) {
		const struct claim *c = v->registry->claims[i];
		json_begin_object(j, NULL);
		json_string(j, "id", c->id);
		json_string(j, "title", c->title);
		json_string(j, "subject", c->subject[0] ? c->subject : NULL);
		json_string(j, "platform", c->platform[0] ? c->platform : NULL);
		json_string(j, "source", c->source);
		json_end_object(j);
	}
	json_end_array(j);
}

static void print_joint_json(const struct verdicts *v, struct json *j)
{
	struct joint joint;
	json_begin_array(j, "joint");
	for (int i = 0; joint_find(v->registry, i, &joint) == 0; i++) {
		json_begin_object(j, NULL);
		json_string(j, "body", joint.body);
		json_string(j, "verdict", verdict_name(joint.verdict));
		json_u64(j, "explained", (uint64_t)joint.explained);
		json_u64(j, "of", (uint64_t)joint.of);
		json_begin_array(j, "exceptions");
		for (int k = 0; k < joint.of - joint.explained; k++)
			json_string(j, NULL, joint.exceptions[k]->id);
		json_end_array(j);
		json_double(j, "chance", joint.chance);
		json_string(j, "text", joint.text.text);
		json_end_object(j);
	}
	json_end_array(j);
}

/* What a bound is from, as it can be looked up; null: it is of no run. */
static void print_place_json(
    struct json *j, const char *name, const struct verdict_run *run, bool most)
{
	const struct verdict_entropy *e = run ? &run->entropy : NULL;
	const struct entropy_place *at = !e ? NULL : most ? &e->most : &e->least;
	if (!at || at->figure == FIGURES) {
		json_raw(j, name, "null");
		return;
	}
	json_begin_object(j, name);
	json_string(j, "run", run->uuid);
	json_string(j, "figure", figure_name(at->figure));
	json_string(j, "scope", at->scope);
	json_double(j, "value", at->value);
	json_double(j, "lo", at->lo);
	json_double(j, "hi", at->hi);
	json_u64(j, "pieces", at->pieces);
	json_double(j, "first_piece", at->joined ? at->first + 1 : (double)NAN);
	json_double(j, "last_piece", at->joined ? at->first + at->joined : (double)NAN);
	json_double(j, "stretch_value", at->stretch);
	json_double(j, "ends_compared", most ? e->ends : (double)NAN);
	json_double(j, "standard_errors", most ? e->errors : (double)NAN);
	json_end_object(j);
}

/* NULL: nothing is known. */
static void print_entropy_json(const struct answer_machine *m, struct json *j)
{
	const struct verdict_entropy *e = m && m->weakest ? &m->weakest->entropy : NULL;
	json_double(j, "entropy_bits_at_least", m ? m->at_least : (double)NAN);
	json_double(j, "entropy_bits_at_most", e ? e->at_most : (double)NAN);
	json_string(j, "adversary", e ? e->adversary : NULL);
	json_string(j, "probe", e ? m->weakest->probe : NULL);
	json_string(j, "run", e ? m->weakest->uuid : NULL);
	print_place_json(j, "at_most_from", m ? m->weakest : NULL, true);
	print_place_json(j, "at_least_from", m ? m->lowest : NULL, false);
	json_double(j, "sp800_90b_bits", m ? m->credited : (double)NAN);
	json_double(j, "sp800_90b_assessed_bits", m ? m->assessed : (double)NAN);
	json_double(j, "null_bits_at_most", m ? m->null_at_most : (double)NAN);
	json_string(j, "machine", m && m->name[0] ? m->name : NULL);
	json_string(j, "fingerprint", m && m->fingerprint[0] ? m->fingerprint : NULL);
}

/* The members of the weakest machine are the answer's own. */
static void print_answer_json(const struct answer *a, struct json *j)
{
	json_begin_object(j, "answer");
	json_string(j, "text", a->text.text);
	print_entropy_json(a->machines > 0 ? &a->machine[0] : NULL, j);
	json_begin_array(j, "machines");
	for (size_t i = 0; i < a->machines; i++) {
		json_begin_object(j, NULL);
		print_entropy_json(&a->machine[i], j);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}

static void print_verdict_json(
    const struct verdicts *v, const struct verdict_row *row, struct json *j)
{
	json_begin_object(j, NULL);
	json_string(j, "claim", row->claim->id);
	json_string(j, "run", row->run ? v->runs[row->run - 1].uuid : NULL);
	json_string(j, "verdict", verdict_name(row->verdict));
	json_string(j, "figure", row->figure < FIGURES ? figure_name(row->figure) : NULL);
	json_double(j, "value", row->value);
	json_double(j, "lo", row->lo);
	json_double(j, "hi", row->hi);
	json_u64(j, "pieces", row->pieces);
	json_double(j, "piece_least", row->pieces ? row->piece_least : (double)NAN);
	json_double(j, "piece_greatest", row->pieces ? row->piece_greatest : (double)NAN);
	json_string(j, "published", row->claim->published);
	json_string(j, "why", row->why);
	json_end_object(j);
}

/* A run that was asked for is not its cell. */
static void print_cells_json(const struct verdicts *v, struct json *j, size_t run)
{
	json_begin_array(j, "cells");
	for (size_t i = 0; i < v->cells.n && !run; i++) {
		struct cell_about about = cells_about(&v->cells, i);
		if (!verdicts_pooled(v, i + 1))
			continue;
		json_begin_object(j, NULL);
		json_string(j, "machine", about.machine);
		json_string(j, "probe", about.probe);
		json_string(j, "load", about.load);
		json_string(j, "campaign", about.campaign[0] ? about.campaign : NULL);
		json_u64(j, "runs", about.runs);
		json_begin_array(j, "verdicts");
		for (size_t k = 0; k < v->rows_n; k++)
			if (v->rows[k].cell == i + 1)
				print_verdict_json(v, &v->rows[k], j);
		json_end_array(j);
		json_end_object(j);
	}
	json_end_array(j);
}

int verdicts_print_json(const struct verdicts *v, FILE *out, size_t run)
{
	struct answer answer;
	struct json j;
	if (answer_init(&answer, v, run) != 0)
		return -1;
	json_init(&j, out);
	json_begin_object(&j, NULL);
	print_answer_json(&answer, &j);
	json_begin_array(&j, "verdicts");
	for (size_t i = 0; i < v->rows_n; i++)
		if (!v->rows[i].cell && (!run || v->rows[i].run == run))
			print_verdict_json(v, &v->rows[i], &j);
	json_end_array(&j);
	print_cells_json(v, &j, run);
	print_joint_json(v, &j);
	print_claims_json(v, &j);
	json_end_object(&j);
	answer_release(&answer);
	json_finish(&j); /* whoever owns the stream looks for its errors */
	return 0;
}
