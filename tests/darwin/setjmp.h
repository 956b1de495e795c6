/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_SETJMP_H
#define DARWIN_SETJMP_H

typedef int jmp_buf[48];

void longjmp(jmp_buf env, int val) __attribute__((noreturn));
int setjmp(jmp_buf env) __attribute__((returns_twice));

#endif
