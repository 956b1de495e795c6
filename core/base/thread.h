/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Threads of the programs, with room for the deepest of them on any system. The default of musl,
 * 128 KiB, is less than an analysis needs.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>

/* As pthread_create() with a stack of 4 MiB: 0, or an error number. The caller joins the thread. */
int thread_start(pthread_t *thread, void *(*work)(void *), void *argument);

#endif
