/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The host as a run records it. Every text is JSON made by malloc; the caller frees it. NULL: no
 * memory.
 */
#ifndef COLLECTOR_DESCRIBE_H
#define COLLECTOR_DESCRIBE_H

struct tlp_clock;
struct tlp_facts;

/* What stays the same, the counter included, as an object of text members. */
char *describe_machine(const struct tlp_clock *clock);

/* What changes while the machine runs, read now; NULL: no memory. The caller frees it. */
struct tlp_facts *describe_environment(void);

/* The same as an object of text members, with the task of a scheduler and the CPUs that others used
 * (nan: not known), the kind of CPU `cpu` and the counts of noise. NULL also where `facts` is. */
char *describe_environment_text(const struct tlp_facts *facts, double others_cpus, int cpu);

/* 32 hex digits: a salted hash of what distinguishes this host from others, the same in every
 * database. A host that has no identity gets a random one. */
void describe_fingerprint(char out[33]);

#endif
