/* SPDX-License-Identifier: MIT */
#include "counter_private.h"
#include "facts_private.h"

void tlp_counter_facts(struct tlp_facts *facts, const struct tlp_clock *clock)
{
	const char *cpu = clock->cpu_in_read ? "rdtscp" : tlp_cpu_here_source();
	tlp_fact(facts, "counter.name", clock->name);
	tlp_fact(facts, "counter.why", clock->why);
	tlp_fact(facts, "counter.fallback", clock->fallback ? "yes" : "no");
	tlp_fact_u64(facts, "counter.smallest_step_ticks", clock->smallest_step_ticks);
	tlp_fact(facts, "counter.cpu_change", cpu ? cpu : "not seen");
}
