/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GSL's default error handler aborts the process. This is the one place where it is turned off:
 * every file of this room that calls a GSL function which can fail calls gsl_quiet() before it and
 * looks at what the function returns.
 */
#ifndef GSL_QUIET_H
#define GSL_QUIET_H

/* Turns GSL's error handler off for the process, once. Safe from any thread. */
void gsl_quiet(void);

#endif
