/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of a load: its folder, the guard of its generator, and what is recorded of it.
 */
#ifndef COLLECTOR_LOAD_PARTS_H
#define COLLECTOR_LOAD_PARTS_H

#include "generator_private.h"
#include "load_private.h"

void load_sleep_ms(int ms);

/* Makes l->folder. 0, or -1 with errno. */
int load_folder_make(struct load *l);

/* Why the generator could not write there: tries to, as it does. 0 if nothing is in the way. */
int load_folder_errno(const struct load *l);

/* Removes what a trial wrote; the folder with all that is in it. */
void load_folder_empty(const struct load *l);
void load_folder_remove(struct load *l);

/* Starts the guard, and through it the generator. 0, or -1 with the reason. */
int load_guard_launch(struct load *l, const struct generator_arguments *a, char *why, size_t size);

/* Lets go of the guard and waits until nothing of the generator is left. Its exit code, or minus
 * the signal that ended the guard, which then did not end the generator. */
int load_guard_let_go(struct load *l);

/* The load as a JSON object, to be freed; operations: NULL while it runs. */
char *load_detail_make(const struct load *l, const uint64_t *operations);

#endif
