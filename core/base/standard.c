/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "standard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void standard_open(void)
{
	/* open() takes the least number that is free. The other direction: its use is EBADF, as of
	 * one that is closed. */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static int first_reason; /* errno of the first standard_flush() that failed */

void standard_flush(void)
{
	int was = errno;
	if (fflush(stdout) != 0 && first_reason == 0)
		first_reason = errno;
	errno = was;
}

int standard_finish(void)
{
	standard_flush();
	if (first_reason != 0) {
		errno = first_reason;
		return -1;
	}
	if (!ferror(stdout))
		return 0;
	/* stdio keeps that a write of its own failed, not why. The next one fails for the same
	 * reason, or what was in the way has gone and the output lacks a piece. */
	if (write(STDOUT_FILENO, "\n", 1) == 1)
		errno = EIO;
	return -1;
}
