/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_SYS_IOCTL_H
#define DARWIN_SYS_IOCTL_H

#define TIOCGWINSZ 0x40087468ul
#define TIOCSWINSZ 0x80087467ul

struct winsize {
	unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel;
};

int ioctl(int fd, unsigned long request, ...);

#endif
