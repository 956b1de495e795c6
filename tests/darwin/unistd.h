/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_UNISTD_H
#define DARWIN_UNISTD_H

#include <sys/types.h>

struct timespec;

#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2
#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4
#define _SC_CLK_TCK 3
#define _SC_PAGESIZE 29
#define _SC_NPROCESSORS_ONLN 58

void _exit(int status) __attribute__((noreturn));
int access(const char *path, int mode);
int chdir(const char *path);
int close(int fildes);
int dup(int fildes);
int dup2(int fildes, int fildes2);
int execl(const char *path, const char *arg0, ...);
int execv(const char *path, char *const argv[]);
int execvp(const char *file, char *const argv[]);
pid_t fork(void);
int ftruncate(int fildes, off_t length);
/* 16 bytes into id, as uuid_t of <uuid/uuid.h>. */
int gethostuuid(unsigned char id[16], const struct timespec *wait);
int gethostname(char *name, size_t namelen);
pid_t getpgrp(void);
pid_t getpid(void);
pid_t getppid(void);
int isatty(int fd);
int link(const char *path1, const char *path2);
int pipe(int fildes[2]);
ssize_t pread(int d, void *buf, size_t nbyte, off_t offset);
ssize_t pwrite(int fildes, const void *buf, size_t nbyte, off_t offset);
ssize_t read(int fildes, void *buf, size_t nbyte);
ssize_t readlink(const char *restrict path, char *restrict buf, size_t bufsize);
int rmdir(const char *path);
int setpgid(pid_t pid, pid_t pgid);
/* Deprecated since macOS 10.12, and there is nothing else. */
int syscall(int number, ...) __attribute__((deprecated));
long sysconf(int name);
int symlink(const char *path1, const char *path2);
int truncate(const char *path, off_t length);
int unlink(const char *path);
int unlinkat(int fd, const char *path, int flag);
int usleep(useconds_t microseconds);
ssize_t write(int fildes, const void *buf, size_t nbyte);

#endif
