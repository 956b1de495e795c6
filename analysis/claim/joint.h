/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The joint verdict on a body of published tables: what one hypothesis explains of them. From the
 * registry alone.
 */
#ifndef CLAIM_JOINT_H
#define CLAIM_JOINT_H

#include "audit.h"

enum { JOINT_MANY = 64 };

struct joint {
	const char *body, *hypothesis; /* the registry's own */
	int explained, of;
	const struct claim *exceptions[JOINT_MANY]; /* of - explained tables */
	double chance; /* that so many tables or more would fit if their figures knew nothing of
			* each other */
	enum verdict verdict;
	struct words text; /* one sentence */
};

/* The i-th body of a finished registry in the order of its first table. Returns 0, or -1 where
 * there are not so many. A table is explained where every relation of it holds. With explained of
 * the tables and `chance`: supported where chance < 0.001 and more than half are explained; refuted
 * where fewer than half are; else undecided. At most JOINT_MANY tables of a body are read. */
int joint_find(const struct registry *r, int i, struct joint *out);

/* The body of that name; -1 where there is none. */
int joint_named(const struct registry *r, const char *body, struct joint *out);

#endif
