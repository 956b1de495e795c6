/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_POLL_H
#define DARWIN_POLL_H

#define POLLIN 0x0001

struct pollfd {
	int fd;
	short events, revents;
};
typedef unsigned nfds_t;

int poll(struct pollfd fds[], nfds_t nfds, int timeout);

#endif
