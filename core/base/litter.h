/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must not be left behind when the program ends before its work is done: temporary files and
 * folders, and a program that draws into them.
 */
#ifndef BASE_LITTER_H
#define BASE_LITTER_H

#include <stdbool.h>
#include <sys/types.h>

/* From now on every signal that would end the program, but for those of its own faults, and its
 * end remove what is registered. A signal then does what it would have done. */
void litter_watch(void);

/* What is to be removed or killed is made and registered between these two, from any thread: a
 * sweep waits for what has begun, and once it runs litter_begin does not return. They nest. The
 * signals of litter_watch are blocked for the calling thread in between. */
void litter_begin(void);
void litter_end(void);

/* Registers a file or an empty folder by its path, which must stay as it is until it is kept. Later
 * ones are removed first. What is not there does no harm. */
void litter_add(const char *path, bool folder);

/* No longer to be removed. Call before the path is freed. */
void litter_keep(const char *path);

/* A child, to be killed before files are removed, of whom there may be LITTER_CHILDREN at a time;
 * and that it has ended, from any thread. */
enum { LITTER_CHILDREN = 64 };
void litter_child(pid_t pid);
void litter_child_ended(pid_t pid);

#endif
