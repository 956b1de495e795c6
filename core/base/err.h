/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ways a program speaks of trouble. All of them print one line on stderr, prefixed
 * with the program's name. Only programs (cmd/) call them: a library returns a status and, where
 * there is a reason, err_why()'s line. Two calls are made below cmd/: err_bug(), which is an
 * assertion, and err_die() by the allocator mem.h.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stddef.h>

#define ERR_PRINTF(f, a) __attribute__((format(printf, f, a)))

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* Sets the name printed in front of every message. `name` is borrowed for the program's life. */
void err_set_program(const char *name);

/* A promise of the program to itself was broken. Prints and aborts. */
_Noreturn void err_bug(const char *fmt, ...) ERR_PRINTF(1, 2);

/* The work cannot be done. Prints and exits 1. */
_Noreturn void err_die(const char *fmt, ...) ERR_PRINTF(1, 2);

/* The command line is wrong. Prints, points at --help and exits 2. */
_Noreturn void err_usage(const char *fmt, ...) ERR_PRINTF(1, 2);

/* Something failed; the caller decides what follows. Prints and returns -1. */
int err_error(const char *fmt, ...) ERR_PRINTF(1, 2);

/* The same of a line that a walk gives to its callback: `file` is the address of the name of what
 * the line is about, a const char *. */
void err_line(void *file, const char *line);

/* Asks on stderr: the line stays open for the answer. */
void err_question(const char *fmt, ...) ERR_PRINTF(1, 2);

/* For a library: writes the line to why[0..size) instead. Returns -1. */
int err_why(char *why, size_t size, const char *fmt, ...) ERR_PRINTF(3, 4);

/* Something deserves a look; the work goes on. */
void err_warning(const char *fmt, ...) ERR_PRINTF(1, 2);

#endif
