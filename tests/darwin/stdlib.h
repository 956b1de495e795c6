/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_STDLIB_H
#define DARWIN_STDLIB_H

#include <stddef.h>

#define EXIT_FAILURE 1
#define EXIT_SUCCESS 0

void abort(void) __attribute__((noreturn));
int abs(int i);
long long llabs(long long i);
int atexit(void (*func)(void));
void *calloc(size_t count, size_t size);
void exit(int status) __attribute__((noreturn));
void free(void *ptr);
char *getenv(const char *name);
int getloadavg(double loadavg[], int nelem);
void *malloc(size_t size);
char *mkdtemp(char *template);
int mkstemp(char *template);
void *bsearch(const void *key, const void *base, size_t nel, size_t width,
    int (*compar)(const void *, const void *));
void qsort(void *base, size_t nel, size_t width, int (*compar)(const void *, const void *));
void *realloc(void *ptr, size_t size);
char *realpath(const char *restrict file_name, char *restrict resolved_name);
int setenv(const char *name, const char *value, int overwrite);
double strtod(const char *restrict nptr, char **restrict endptr);
float strtof(const char *restrict text, char **restrict end);
long strtol(const char *restrict str, char **restrict endptr, int base);
long double strtold(const char *restrict nptr, char **restrict endptr);
unsigned long strtoul(const char *restrict str, char **restrict endptr, int base);
unsigned long long strtoull(const char *restrict str, char **restrict endptr, int base);
int unsetenv(const char *name);
int posix_openpt(int oflag);
int grantpt(int fildes);
int unlockpt(int fildes);
char *ptsname(int fildes);

#endif
