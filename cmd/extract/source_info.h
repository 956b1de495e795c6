/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prints what the shipped source says of itself and which clock it would use here.
 */
#ifndef EXTRACT_SOURCE_INFO_H
#define EXTRACT_SOURCE_INFO_H

#include <stdbool.h>

/* `measured` bits per sample are printed with the claimed ones; nan: not measured. Returns 0, or -1
 * after one line on stderr. */
int source_info_print(bool json, double measured);

#endif
