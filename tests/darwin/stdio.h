/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_STDIO_H
#define DARWIN_STDIO_H

#include <stdarg.h>
#include <sys/types.h>

typedef long long fpos_t;
typedef struct darwin_file FILE;
extern FILE *__stdinp, *__stdoutp, *__stderrp;

#define stdin __stdinp
#define stdout __stdoutp
#define stderr __stderrp
#define EOF (-1)
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

#define DARWIN_PRINTS(text, first) __attribute__((format(printf, text, first)))

int asprintf(char **ret, const char *restrict format, ...) DARWIN_PRINTS(2, 3);
int fclose(FILE *stream);
FILE *fdopen(int fildes, const char *mode);
FILE *fmemopen(void *restrict buf, size_t size, const char *restrict mode);
int feof(FILE *stream);
int ferror(FILE *stream);
int fflush(FILE *stream);
char *fgets(char *restrict str, int size, FILE *restrict stream);
int fileno(FILE *stream);
FILE *fopen(const char *restrict path, const char *restrict mode);
FILE *funopen(const void *cookie, int (*readfn)(void *, char *, int),
    int (*writefn)(void *, const char *, int), fpos_t (*seekfn)(void *, fpos_t, int),
    int (*closefn)(void *));
int fprintf(FILE *restrict stream, const char *restrict format, ...) DARWIN_PRINTS(2, 3);
int fputc(int c, FILE *stream);
int fputs(const char *restrict s, FILE *restrict stream);
size_t fread(void *restrict ptr, size_t size, size_t nitems, FILE *restrict stream);
FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict stream);
int fseek(FILE *stream, long offset, int whence);
long ftell(FILE *stream);
int fscanf(FILE *restrict stream, const char *restrict format, ...)
    __attribute__((format(scanf, 2, 3)));
size_t fwrite(const void *restrict ptr, size_t size, size_t nitems, FILE *restrict stream);
int fgetc(FILE *stream);
int getc(FILE *stream);
ssize_t getdelim(
    char **restrict linep, size_t *restrict linecapp, int delimiter, FILE *restrict stream);
ssize_t getline(char **restrict linep, size_t *restrict linecapp, FILE *restrict stream);
FILE *open_memstream(char **bufp, size_t *sizep);
void perror(const char *s);
int printf(const char *restrict format, ...) DARWIN_PRINTS(1, 2);
int putc(int c, FILE *stream);
int putchar(int c);
int puts(const char *s);
int remove(const char *path);
int rename(const char *old, const char *new);
void rewind(FILE *stream);
int snprintf(char *restrict str, size_t size, const char *restrict format, ...) DARWIN_PRINTS(3, 4);
int sscanf(const char *restrict s, const char *restrict format, ...)
    __attribute__((format(scanf, 2, 3)));
FILE *tmpfile(void);
int vasprintf(char **ret, const char *restrict format, va_list ap) DARWIN_PRINTS(2, 0);
int vfprintf(FILE *restrict stream, const char *restrict format, va_list ap) DARWIN_PRINTS(2, 0);
int vsnprintf(char *restrict str, size_t size, const char *restrict format, va_list ap)
    DARWIN_PRINTS(3, 0);

#endif
