/* SPDX-License-Identifier: MIT
 *
 * The probes by name, private to this room: one file each, listed in probe.c.
 */
#ifndef TLP_PROBES_H
#define TLP_PROBES_H

#include "probe.h"

extern const struct tlp_probe tlp_probe_commpage;
extern const struct tlp_probe tlp_probe_clock_monotonic;
extern const struct tlp_probe tlp_probe_clock_monotonic_raw;
extern const struct tlp_probe tlp_probe_clock_realtime;
extern const struct tlp_probe tlp_probe_gettimeofday;
extern const struct tlp_probe tlp_probe_null;
extern const struct tlp_probe tlp_probe_seqlock;
extern const struct tlp_probe tlp_probe_syscall;
extern const struct tlp_probe tlp_probe_repeat_1;
extern const struct tlp_probe tlp_probe_repeat_2;
extern const struct tlp_probe tlp_probe_repeat_3;
extern const struct tlp_probe tlp_probe_repeat_4;
extern const struct tlp_probe tlp_probe_repeat_5;
extern const struct tlp_probe tlp_probe_repeat_6;
extern const struct tlp_probe tlp_probe_repeat_7;
extern const struct tlp_probe tlp_probe_repeat_8;
extern const struct tlp_probe tlp_probe_repeat_9;
extern const struct tlp_probe tlp_probe_repeat_10;
extern const struct tlp_probe tlp_probe_repeat_11;
extern const struct tlp_probe tlp_probe_repeat_12;
extern const struct tlp_probe tlp_probe_repeat_13;
extern const struct tlp_probe tlp_probe_repeat_14;
extern const struct tlp_probe tlp_probe_repeat_15;
extern const struct tlp_probe tlp_probe_repeat_16;

/* The gettimeofday system call itself, past the page; in probe_syscall_*.c. */
void tlp_time_by_syscall(void);

#endif
