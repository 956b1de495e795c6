/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What distinguishes a process from others of the same number, private to this room: the boot, and
 * the process's start.
 */
#ifndef STORE_PROCESS_H
#define STORE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

/* The system's random id of this boot; "-" where it has none. Nothing in it says which machine. */
void process_boot(char *out, size_t size);

/* When the process started, in the system's own units, without a ':'. "0" where it cannot be known;
 * "dead" for a process that has ended and only waits for its parent. */
void process_start(long pid, char *out, size_t size);

/* Whether numbers of processes in /proc are those of this process's own PID namespace; false where
 * there is no /proc. */
bool process_own_proc(void);

#endif
