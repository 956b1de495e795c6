/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_STRING_H
#define DARWIN_STRING_H

#include <stddef.h>
#include <strings.h>

void *memchr(const void *s, int c, size_t n);
int memcmp(const void *s1, const void *s2, size_t n);
void *memmem(const void *big, size_t big_len, const void *little, size_t little_len);
void *memcpy(void *restrict dst, const void *restrict src, size_t n);
void *memmove(void *dst, const void *src, size_t len);
void *memset(void *b, int c, size_t len);
char *strcasestr(const char *big, const char *little);
char *strchr(const char *s, int c);
int strcmp(const char *s1, const char *s2);
size_t strcspn(const char *s, const char *charset);
char *strdup(const char *s1);
char *strerror(int errnum);
size_t strlen(const char *s);
int strncmp(const char *s1, const char *s2, size_t n);
char *strndup(const char *s1, size_t n);
size_t strnlen(const char *s, size_t maxlen);
char *strpbrk(const char *s, const char *charset);
char *strrchr(const char *s, int c);
char *strsep(char **stringp, const char *delim);
size_t strspn(const char *s, const char *charset);
char *strstr(const char *big, const char *little);

#endif
