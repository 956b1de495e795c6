/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds of load, read from data/loads.conf, and the user's own command.
 */
#ifndef COLLECTOR_KIND_H
#define COLLECTOR_KIND_H

#include <stdbool.h>
#include <stddef.h>

enum { KIND_MAX = 32, KIND_STRESSORS = 8, KIND_DIGITS = 16 };

struct load_kind {
	char name[32];
	char about[128];
	struct load_stressor {
		char name[32];
		double per_cpu;	   /* instances for each online CPU, at least one in all */
		char options[160]; /* a number in braces has at most KIND_DIGITS characters */
	} stressors[KIND_STRESSORS];
	size_t count;	     /* of stressors; 0, no command and no observer: idle */
	unsigned moves;	     /* 1 << enum effect for each that it must be seen to move */
	bool observer;	     /* another process times the same call, and its samples are kept */
	const char *command; /* the user's own load, run by /bin/sh -c; else NULL */
};

struct load_kinds {
	struct load_kind kind[KIND_MAX];
	size_t count;
};

/* Reads the kinds. Returns 0, or -1 with the reason in `why`. */
int kinds_read(struct load_kinds *kinds, const char *path, char *why, size_t size);

/* The kind of that name, or NULL. */
const struct load_kind *kinds_find(const struct load_kinds *kinds, const char *name);

/* Is nothing started under it? */
bool kind_is_idle(const struct load_kind *kind);

/* The kind without a load, and that of a command, which is borrowed. */
void kind_idle(struct load_kind *kind);
void kind_command(struct load_kind *kind, const char *command);

#endif
