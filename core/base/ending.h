/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signals that ask a program to end.
 */
#ifndef BASE_ENDING_H
#define BASE_ENDING_H

#include <signal.h>

/* Sets the action, unless whoever started this program has the signal ignored: nohup, a script that
 * starts a job in the background, a shell without job control. Then it stays ignored (POSIX,
 * Shell Command Language, 2.12). Interrupted system calls are not restarted unless the action says
 * so. */
void ending_catch(int number, const struct sigaction *action);

#endif
