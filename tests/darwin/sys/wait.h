/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_SYS_WAIT_H
#define DARWIN_SYS_WAIT_H

#include <signal.h>
#include <sys/resource.h>

typedef enum { P_ALL, P_PID, P_PGID } idtype_t;

#define WNOHANG 0x01
#define WUNTRACED 0x02
#define WEXITED 0x04
#define WNOWAIT 0x20
#define WIFEXITED(status) (((status)&0177) == 0)
#define WEXITSTATUS(status) (((status) >> 8) & 0xff)
#define WIFSIGNALED(status) (((status)&0177) != 0177 && ((status)&0177) != 0)
#define WTERMSIG(status) ((status)&0177)

int waitid(idtype_t idtype, id_t id, siginfo_t *infop, int options);
pid_t wait4(pid_t pid, int *stat_loc, int options, struct rusage *rusage);
pid_t waitpid(pid_t pid, int *stat_loc, int options);

#endif
