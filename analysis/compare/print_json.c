/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print.h"

#include "json.h"

#include <string.h>

bool print_shows(const struct compare *c, const struct print_choice *choice, size_t cell)
{
	const struct set_cell *x = &c->set.cells[cell];
	return (!choice->probe || strcmp(choice->probe, x->probe) == 0) &&
	       (!choice->load || strcmp(choice->load, x->load) == 0);
}

/* Which estimate of SP 800-90B decided; null of other figures. */
static void json_estimate(
    struct json *j, const char *key, const struct comparison *r, enum figure_id by)
{
	bool assessed = r->of && r->of->id == FIGURE_MIN_90B;
	json_string(j, key, !assessed ? NULL : by == FIGURES ? "several" : figure_name(by));
}

static void json_comparison(struct json *j, const struct compare *c, const struct comparison *r)
{
	json_begin_object(j, NULL);
	json_string(j, "figure", r->figure);
	json_string(j, "grid", r->grid);
	json_string(j, "probe", c->set.cells[r->cell].probe);
	json_string(j, "load", c->set.cells[r->cell].load);
	json_string(j, "a", c->set.machines[r->a].name);
	json_string(j, "b", c->set.machines[r->b].name);
	json_double(j, "value_a", r->side_a.mean);
	json_double(j, "value_b", r->side_b.mean);
	json_double(j, "difference", r->difference.value);
	json_double(j, "lo", r->difference.lo);
	json_double(j, "hi", r->difference.hi);
	json_double(j, "ratio", r->ratio);
	json_u64(j, "runs_a", r->side_a.n);
	json_u64(j, "runs_b", r->side_b.n);
	json_double(j, "between_run_sd", r->between_run_sd);
	json_double(j, "p_adjusted", r->p_adjusted);
	json_estimate(j, "estimate_a", r, r->estimate_a);
	json_estimate(j, "estimate_b", r, r->estimate_b);
	json_double(j, "slow_above_ns", r->above_ns > 0 ? r->above_ns : (double)NAN);
	json_end_object(j);
}

static void json_answer(struct json *j, const struct compare *c, const struct answer *a)
{
	json_begin_object(j, NULL);
	json_string(j, "probe", c->set.cells[a->cell].probe);
	json_string(j, "load", c->set.cells[a->cell].load);
	json_string(j, "text", a->text);
	json_end_object(j);
}

void print_json(const struct compare *c, const struct print_choice *choice, FILE *out)
{
	struct json j;
	json_init(&j, out);
	json_begin_object(&j, NULL);
	json_begin_array(&j, "machines");
	for (size_t i = 0; i < c->set.machine_count; i++) {
		json_begin_object(&j, NULL);
		json_string(&j, "name", c->set.machines[i].name);
		json_u64(&j, "runs", c->set.machines[i].runs);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_begin_array(&j, "comparisons");
	for (size_t i = 0; i < c->count; i++)
		if (print_shows(c, choice, c->rows[i].cell))
			json_comparison(&j, c, &c->rows[i]);
	json_end_array(&j);
	json_begin_array(&j, "answers");
	for (size_t i = 0; i < c->answer_count; i++)
		if (print_shows(c, choice, c->answers[i].cell))
			json_answer(&j, c, &c->answers[i]);
	json_end_array(&j);
	json_end_object(&j);
	json_finish(&j);
}
