/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_SYS_RESOURCE_H
#define DARWIN_SYS_RESOURCE_H

#include <stdint.h>
#include <sys/time.h>

#define RUSAGE_SELF 0
#define RUSAGE_CHILDREN (-1)

struct rusage {
	struct timeval ru_utime, ru_stime;
	long ru_maxrss, ru_ixrss, ru_idrss, ru_isrss, ru_minflt, ru_majflt, ru_nswap, ru_inblock,
	    ru_oublock, ru_msgsnd, ru_msgrcv, ru_nsignals, ru_nvcsw, ru_nivcsw;
};

#define RLIM_INFINITY (((uint64_t)1 << 63) - 1)
#define RLIMIT_STACK 3
#define RLIMIT_CORE 4

typedef uint64_t rlim_t;

struct rlimit {
	rlim_t rlim_cur, rlim_max;
};

int getrlimit(int resource, struct rlimit *rlp);
int setrlimit(int resource, const struct rlimit *rlp);
int getrusage(int who, struct rusage *r_usage);

#endif
