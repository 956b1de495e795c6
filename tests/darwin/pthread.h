/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_PTHREAD_H
#define DARWIN_PTHREAD_H

#include <sched.h>
#include <sys/types.h>

typedef struct {
	long sig;
	char opaque[56];
} pthread_attr_t, pthread_mutex_t;
typedef struct {
	long sig;
	char opaque[40];
} pthread_cond_t;
typedef struct {
	long sig;
	char opaque[8];
} pthread_mutexattr_t, pthread_condattr_t, pthread_once_t;

#define PTHREAD_ONCE_INIT                                                                          \
	{                                                                                          \
		0x30B1BCBA,                                                                        \
		{                                                                                  \
			0                                                                          \
		}                                                                                  \
	}
#define PTHREAD_MUTEX_INITIALIZER                                                                  \
	{                                                                                          \
		0x32AAABA7,                                                                        \
		{                                                                                  \
			0                                                                          \
		}                                                                                  \
	}

int pthread_attr_destroy(pthread_attr_t *attr);
int pthread_attr_init(pthread_attr_t *attr);
int pthread_attr_setstacksize(pthread_attr_t *attr, size_t stacksize);
int pthread_cond_broadcast(pthread_cond_t *cond);
int pthread_cond_destroy(pthread_cond_t *cond);
int pthread_cond_init(pthread_cond_t *restrict cond, const pthread_condattr_t *restrict attr);
int pthread_cond_signal(pthread_cond_t *cond);
int pthread_cond_wait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict mutex);
/* macOS 11 and later. */
int pthread_cpu_number_np(size_t *cpu_number_out);
int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attr,
    void *(*start_routine)(void *), void *restrict arg);
int pthread_join(pthread_t thread, void **value_ptr);
int pthread_mutex_destroy(pthread_mutex_t *mutex);
int pthread_mutex_init(pthread_mutex_t *restrict mutex, const pthread_mutexattr_t *restrict attr);
int pthread_mutex_lock(pthread_mutex_t *mutex);
int pthread_mutex_unlock(pthread_mutex_t *mutex);
int pthread_once(pthread_once_t *once_control, void (*init_routine)(void));

#endif
