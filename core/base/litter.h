/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must not be left behind when the program ends before its work is done: temporary files and
 * folders, and a program that draws into them.
 */
#ifndef BASE_LITTER_H
#define BASE_LITTER_H

#include <stdbool.h>
#include <sys/types.h>

/* From now on SIGINT, SIGTERM and SIGHUP, and the end of the program, remove what is registered. A
 * signal then does what it would have done. */
void litter_watch(void);

/* Registers a file or an empty folder by its path, which must stay as it is until it is kept. Later
 * ones are removed first. Register before it is made: what is not there does no harm. This and
 * litter_keep from any thread. */
void litter_add(const char *path, bool folder);

/* No longer to be removed. Call before the path is freed. */
void litter_keep(const char *path);

/* Children to be killed first, of whom there may be LITTER_CHILDREN at a time. Before one is
 * started: litter_child_begin, false if all is being swept away and nothing may be started any
 * more; then litter_child with its number, 0 if it could not be started; litter_child_ended once it
 * has ended. From threads in which the signals of litter_watch are blocked: the sweep waits for
 * what has begun. */
enum { LITTER_CHILDREN = 64 };
bool litter_child_begin(void);
void litter_child(pid_t pid);
void litter_child_ended(pid_t pid);

#endif
