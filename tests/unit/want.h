/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts of a machine beside those that it is known to have.
 */
#ifndef WANT_H
#define WANT_H

#include "test.h"

#include "facts_private.h"

#include <string.h>

struct want {
	const char *key, *value;
};

static void check_facts(const struct tlp_facts *f, const struct want *want, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *got = tlp_facts_get(f, want[i].key);
		if (strcmp(got, want[i].value) != 0)
			fail_msg("%s is '%s', want '%s'", want[i].key, got, want[i].value);
	}
}
#define CHECK(f, want) check_facts(f, want, sizeof(want) / sizeof *(want))

#endif
