/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * measure COMMAND ...: runs a program with its output thrown away and prints its CPU seconds (user
 * and system, the whole process) and its greatest memory in KiB.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	pid_t child = fork();
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);
		dup2(null, 1);
		dup2(null, 2);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	int status;
	struct rusage used;
	if (child < 0 || wait4(child, &status, 0, &used) < 0)
		return 1;
	long kib = used.ru_maxrss;
#ifdef __APPLE__
	kib /= 1024; /* bytes there */
#endif
	printf("%.3f %ld\n", seconds_of(used.ru_utime) + seconds_of(used.ru_stime), kib);
	return WIFEXITED(status) && WEXITSTATUS(status) == 127;
}
