/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of probes and loads that look like a slip of a known one.
 */
#ifndef DB_MISSPELT_H
#define DB_MISSPELT_H

/* The known name that was most likely meant; NULL: it is one itself, or like none. */
const char *misspelt_probe(const char *word);
const char *misspelt_load(const char *word);

#endif
