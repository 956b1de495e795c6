/* SPDX-License-Identifier: MIT */
#include "counter.h"
#include "facts.h"

void tlp_counter_facts(struct tlp_facts *facts, const struct tlp_clock *clock)
{
	const char *cpu = clock->kind == TLP_CLOCK_COUNTER ? tlp_counter_cpu_source() : NULL;
	tlp_fact(facts, "counter.name", clock->name);
	tlp_fact(facts, "counter.why", clock->why);
	tlp_fact_u64(facts, "counter.smallest_step_ticks", clock->smallest_step_ticks);
	tlp_fact(facts, "counter.cpu_change", cpu ? cpu : "not seen");
}
