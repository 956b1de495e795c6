/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The host as a run records it. Every text is JSON made by malloc; the caller frees it. NULL: no
 * memory.
 */
#ifndef COLLECTOR_DESCRIBE_H
#define COLLECTOR_DESCRIBE_H

struct tlp_clock;

/* What stays the same, the counter included, and what changes while the machine runs, each as an
 * object of text members.
 */
char *describe_machine(const struct tlp_clock *clock);
char *describe_environment(void);

/* 32 hex digits: a salted hash of what distinguishes this host from others, the same in every
 * database. A host that has no identity gets a random one. */
void describe_fingerprint(char out[33]);

#endif
