/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_PTHREAD_QOS_H
#define DARWIN_PTHREAD_QOS_H

typedef unsigned qos_class_t;

qos_class_t qos_class_self(void);

#endif
