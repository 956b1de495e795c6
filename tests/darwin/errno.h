/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_ERRNO_H
#define DARWIN_ERRNO_H

int *__error(void);

#define errno (*__error())
#define EPERM 1
#define ENOENT 2
#define ESRCH 3
#define EINTR 4
#define EIO 5
#define EBADF 9
#define EAGAIN 35
#define ENOMEM 12
#define EACCES 13
#define EEXIST 17
#define ENOTDIR 20
#define EISDIR 21
#define EINVAL 22
#define EFBIG 27
#define ENOSPC 28
#define EPIPE 32
#define ERANGE 34
#define ECANCELED 89

#endif
