/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COMPARE_PRINT_CELLS_H
#define COMPARE_PRINT_CELLS_H

#include "json.h"
#include "store.h"

/* Prints the cells of every campaign: as lines, or as the member "cells" of an open JSON object
 * (j not NULL). Returns 0, or -1 with one line in `why`. */
int print_campaign_cells(struct store *s, struct json *j, char *why, size_t size);

#endif
