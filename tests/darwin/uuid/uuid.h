/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_UUID_UUID_H
#define DARWIN_UUID_UUID_H

typedef unsigned char uuid_t[16];

#endif
