/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The time since some moment of this boot.
 */
#ifndef BASE_MONOTONIC_H
#define BASE_MONOTONIC_H

/* In seconds, of a clock that is never set. */
double monotonic_seconds(void);

#endif
