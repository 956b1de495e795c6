/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every unit test includes: cmocka with its prerequisites, in the order it wants them.
 */
#ifndef TEST_H
#define TEST_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

/* Skips the test; scripts/run-tests prints the reason. */
#define skip_because(reason)                                                                       \
	do {                                                                                       \
		print_message("skip: %s\n", reason);                                               \
		skip();                                                                            \
	} while (0)

/* |got - want| <= tolerance * |want|, both finite; prints both figures otherwise. */
#define assert_near(got, want, tolerance)                                                          \
	do {                                                                                       \
		double got_ = (got), want_ = (want), tol_ = (tolerance)*fabs(want_);               \
		if (!(fabs(got_ - want_) <= tol_))                                                 \
			fail_msg("%s = %.17g, want %.17g within %g", #got, got_, want_, tol_);     \
	} while (0)

/* |got - want| <= tolerance. */
#define assert_within(got, want, tolerance)                                                        \
	do {                                                                                       \
		double got_ = (got), want_ = (want), tol_ = (tolerance);                           \
		if (!(fabs(got_ - want_) <= tol_))                                                 \
			fail_msg("%s = %.17g, want %.17g within %g", #got, got_, want_, tol_);     \
	} while (0)

#endif
