/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_SYS_SYSCALL_H
#define DARWIN_SYS_SYSCALL_H

#define SYS_gettimeofday 116

#endif
