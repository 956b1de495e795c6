/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_TIME_H
#define DARWIN_TIME_H

#include <sys/types.h>

struct timespec {
	time_t tv_sec;
	long tv_nsec;
};
struct tm {
	int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
	long tm_gmtoff;
	char *tm_zone;
};
typedef enum {
	CLOCK_REALTIME = 0,
	CLOCK_MONOTONIC_RAW = 4,
	CLOCK_MONOTONIC = 6,
	CLOCK_PROCESS_CPUTIME_ID = 12,
} clockid_t;

#define CLOCKS_PER_SEC ((clock_t)1000000)

clock_t clock(void);
int clock_gettime(clockid_t clock_id, struct timespec *tp);
struct tm *gmtime_r(const time_t *restrict clock, struct tm *restrict result);
int nanosleep(const struct timespec *rqtp, struct timespec *rmtp);
size_t strftime(char *restrict buf, size_t maxsize, const char *restrict format,
    const struct tm *restrict timeptr);
time_t time(time_t *tloc);

#endif
