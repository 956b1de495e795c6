/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaving nothing behind: what a process started may have started others and ended before them, or
 * have moved them to a session of their own, where a signal to the process group does not reach.
 */
#ifndef COLLECTOR_REAP_H
#define COLLECTOR_REAP_H

#include <stdbool.h>
#include <sys/types.h>

/* From now on descendants whose parent has ended become this process's children. False where that
 * is not to be had: macOS offers no way to. */
bool reap_adopt(void);

/* In a child just forked by `parent`: ends with it by SIGKILL, also after an exec. macOS offers no
 * way to. */
void reap_follow(pid_t parent);

/* Kills every child, those that it inherits meanwhile, and waits for them. */
void reap_all(void);

#endif
