/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plots of the comparison of machines.
 */
#ifndef REPORT_FLEET_H
#define REPORT_FLEET_H

#include "gallery.h"

/* What follows the run in the names of their files: ratios, and a map of distances. */
extern const char fleet_machines[], fleet_distances[];

/* Adds those for which there is something to draw. `folder` is that of href. */
void fleet_add(struct gallery *g, const struct book *b, const char *folder);

#endif
