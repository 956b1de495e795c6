/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Verdicts of a registry that a test makes up, on the runs of a store that it makes up.
 */
#ifndef VERDICTS_MADE_H
#define VERDICTS_MADE_H

#include "test.h"

#include "registry.h"
#include "store.h"
#include "verdicts.h"

struct verdicts_made {
	struct store *s;
	struct registry r;
	struct verdicts v;
};

/* Of the runs of made->s; claims: what `file` of the registry holds. */
static inline void verdicts_make(struct verdicts_made *made, const char *file, const char *claims)
{
	char why[512];
	registry_init(&made->r);
	if (registry_add(&made->r, made->s, file, claims) != 0 || registry_finish(&made->r) != 0)
		fail_msg("%s", made->r.why);
	verdicts_init(&made->v, &made->r);
	assert_int_equal(verdicts_audit(&made->v), 0);
	if (verdicts_judge(&made->v, made->s, why, sizeof why) != 0)
		fail_msg("%s", why);
}

static inline void verdicts_unmake(struct verdicts_made *made)
{
	verdicts_release(&made->v);
	registry_release(&made->r);
	store_close(made->s);
}

#endif
