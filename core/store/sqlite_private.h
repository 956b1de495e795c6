/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQLite, linked or, in the loadable extension, that of the program that loads it. Nobody outside
 * of this room includes it.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#ifdef TICKLAB_EXTENSION
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT3
#else
#include <sqlite3.h>
#endif

#endif
