/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small files of settings that people write: `key = value` lines under `[section]` lines, `#`
 * comments, blank lines. Blanks around a key, a value and the name of a section are no part of it.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include <stddef.h>

/* Calls each() with every setting in order, and with a NULL key and value where a section begins;
 * section is "" before the first one. Text lives for the call. each() returns NULL, or a constant
 * text that says what is wrong with the line, which ends the reading. Returns 0, or -1 with file,
 * line and reason in `why`. */
int conf_read(const char *path,
    const char *(*each)(void *context, const char *section, const char *key, const char *value),
    void *context, char *why, size_t size);

#endif
