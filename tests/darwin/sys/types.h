/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_SYS_TYPES_H
#define DARWIN_SYS_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef long ssize_t;
typedef int64_t off_t;
typedef int pid_t;
typedef unsigned id_t;
typedef unsigned uid_t, gid_t;
typedef uint16_t mode_t, nlink_t;
typedef int dev_t;
typedef uint64_t ino_t;
typedef long time_t;
typedef int suseconds_t;
typedef unsigned useconds_t;
typedef unsigned long clock_t;
typedef unsigned sigset_t;
typedef struct darwin_thread *pthread_t;

#endif
