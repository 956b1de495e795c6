/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaving nothing behind: what a process started may have started others and ended before them, or
 * have moved them to a session of their own, where a signal to the process group does not reach.
 */
#ifndef COLLECTOR_REAP_H
#define COLLECTOR_REAP_H

/* From now on descendants whose parent has ended become this process's children. macOS offers no
 * way to. */
void reap_adopt(void);

/* Kills every child, those that it inherits meanwhile, and waits for them. */
void reap_all(void);

#endif
