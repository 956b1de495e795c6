/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The description of a registration, in one table, by which one is both written and checked.
 */
#ifndef ESV_SCHEMA_H
#define ESV_SCHEMA_H

#include "json_tree.h"

/* Checks a registration of the whole document. Calls bad(context, line) for each fault. Returns the
 * object with the registration's members, or NULL. */
const struct json_node *schema_check(
    const struct json_tree *t, void (*bad)(void *context, const char *line), void *context);

/* A member that is a number, or nan. */
double schema_number(const struct json_tree *t, const struct json_node *object, const char *key);

#endif
