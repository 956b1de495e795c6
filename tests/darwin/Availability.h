/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_AVAILABILITY_H
#define DARWIN_AVAILABILITY_H

#define __MAC_OS_X_VERSION_MAX_ALLOWED 120000

#endif
