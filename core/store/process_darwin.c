/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * macOS: kern.bootsessionuuid is drawn at each boot; where it is missing, kern.boottime, which a
 * set clock moves, must do. The start of a process is proc_pidinfo(PROC_PIDTBSDINFO)'s, to the
 * microsecond. Never run on a Mac by its author.
 */
#include "process_private.h"

#include <errno.h>
#include <libproc.h>
#include <stdio.h>
#include <sys/sysctl.h>
#include <sys/time.h>

void process_boot(char *out, size_t size)
{
	struct timeval boot = {0};
	size_t bytes = size, room = sizeof boot;
	if (sysctlbyname("kern.bootsessionuuid", out, &bytes, NULL, 0) == 0 && bytes > 1)
		return;
	if (sysctlbyname("kern.boottime", &boot, &room, NULL, 0) == 0 && boot.tv_sec > 0)
		snprintf(out, size, "%lld", (long long)boot.tv_sec);
	else
		snprintf(out, size, "-");
}

void process_start(long pid, char *out, size_t size)
{
	struct proc_bsdinfo info;
	errno = 0;
	int n = proc_pidinfo((int)pid, PROC_PIDTBSDINFO, 0, &info, sizeof info);
	if (n == (int)sizeof info)
		snprintf(out, size, "%llu.%llu", (unsigned long long)info.pbi_start_tvsec,
		    (unsigned long long)info.pbi_start_tvusec);
	else
		snprintf(out, size, "%s", errno == ESRCH ? "dead" : "0");
}

bool process_own_proc(void)
{
	return false;
}
