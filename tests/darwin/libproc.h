/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_LIBPROC_H
#define DARWIN_LIBPROC_H

#include <stdint.h>

#define PROC_PIDTBSDINFO 3

struct proc_bsdinfo {
	uint32_t pbi_flags, pbi_status, pbi_xstatus, pbi_pid, pbi_ppid;
	uint64_t pbi_start_tvsec, pbi_start_tvusec;
};

int proc_pidinfo(int pid, int flavor, uint64_t arg, void *buffer, int buffersize);

#endif
