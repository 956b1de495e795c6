/* SPDX-License-Identifier: MIT
 *
 * The probes by name, private to this room: one file each, listed in probe.c.
 */
#ifndef TLP_PROBES_H
#define TLP_PROBES_H

#include "probe.h"

extern const struct tlp_probe tlp_probe_gettimeofday;
extern const struct tlp_probe tlp_probe_null;
extern const struct tlp_probe tlp_probe_syscall;

#endif
