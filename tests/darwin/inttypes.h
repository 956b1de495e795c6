/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_INTTYPES_H
#define DARWIN_INTTYPES_H

#include <stdint.h>

#define PRIx32 "x"
#define PRId64 "lld"
#define PRIu32 "u"
#define PRIu64 "llu"
#define PRIx64 "llx"
#define SCNu64 "llu"

#endif
