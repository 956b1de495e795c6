/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reap.h"

void reap_adopt(void) {}

void reap_all(void) {}
