/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A command line that records the like, in one form whatever the user typed: every option that was
 * chosen, none that was not, text quoted for a shell. It is kept with the run; the database's name
 * is left out, since a run may be merged into another.
 */
#include "command_private.h"

#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_option(FILE *out, const char *name, const char *value)
{
	fprintf(out, " --%s ", name);
	text_shell(out, value);
}

static void put_flag(FILE *out, const char *name, bool given)
{
	if (given)
		fprintf(out, " --%s", name);
}

static void put_load(FILE *out, const struct record_plan *p)
{
	if (p->load->command)
		put_option(out, "load-command", p->load->command);
	else
		put_option(out, "load", p->load->name);
	if (p->intensity < 1)
		fprintf(out, " --intensity %.15g", p->intensity);
	if (p->loads_file)
		put_option(out, "loads", p->loads_file);
}

static void put_probes(FILE *out, const struct record_plan *p)
{
	char names[RECORD_PROBES * 128] = "";
	size_t n = 0;
	if (p->two_counters) {
		snprintf(names, sizeof names, "two-counters:%s", p->specs[0]);
		put_option(out, "probe", names);
		return;
	}
	for (size_t i = 0; i < p->probe_count && n < sizeof names; i++)
		n += (size_t)snprintf(
		    names + n, sizeof names - n, "%s%s", i ? "," : "", p->specs[i]);
	put_option(out, p->probe_count > 1 ? "interleave" : "probe", names);
}

/* Samples are counted for each fresh process. */
static void put_samples(FILE *out, const struct record_plan *p)
{
	if (p->restarts)
		fprintf(out, " --restarts %" PRIu64, p->restarts);
	fprintf(out, " -n %" PRIu64, p->samples);
	if (!p->cold)
		fprintf(out, " --warmup %" PRIu64, p->warmup);
	put_flag(out, "cold", p->cold);
	put_flag(out, "no-page", p->no_page);
}

static void put_loop(FILE *out, const struct record_plan *p)
{
	if (p->cpu >= 0)
		fprintf(out, " --cpu %d", p->cpu);
	put_flag(out, "trace", p->trace);
	if (strcmp(p->counter, "auto") != 0)
		put_option(out, "counter", p->counter);
	if (p->fence == TLP_FENCE_NONE)
		put_option(out, "fence", "none");
	put_flag(out, "fifo", p->fifo);
	put_flag(out, "mlock", p->mlock);
	put_flag(out, "hugepages", p->hugepages);
	put_flag(out, "deferred", p->deferred);
	if (!p->restarts && p->block != record_usual_block(p->probe_count))
		fprintf(out, " --block %zu", p->block);
	if (p->probe_count > 1)
		fprintf(out, " --seed %" PRIu64, p->seed);
}

char *command_of_plan(const struct record_plan *plan)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	fputs("ticklab collect", out);
	put_load(out, plan);
	put_probes(out, plan);
	put_samples(out, plan);
	put_loop(out, plan);
	if (*plan->label)
		put_option(out, "label", plan->label);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}
