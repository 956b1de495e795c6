/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts of the kernel as the conditions of a block: differences between two readings, and shares
 * of a whole. A count that one reading lacks, or that went back, has no difference and becomes null
 * rather than 0, which would say that nothing happened. Cost: a few hundred bytes of text a block.
 */
#include "activity_private.h"

#include <math.h>

static void put_difference(struct json *j, const char *key, uint64_t before, uint64_t after)
{
	if (before == ACTIVITY_UNKNOWN || after == ACTIVITY_UNKNOWN || after < before)
		json_null(j, key);
	else
		json_u64(j, key, after - before);
}

/* Difference of parts by difference of wholes; both in the same unit. */
static void put_share(
    struct json *j, const char *key, uint64_t before, uint64_t after, double whole)
{
	bool known =
	    before != ACTIVITY_UNKNOWN && after != ACTIVITY_UNKNOWN && after >= before && whole > 0;
	json_fixed(j, key, known ? (double)(after - before) / whole : NAN);
}

void activity_thread_json(
    struct json *j, const struct activity_thread *before, const struct activity_thread *after)
{
	if (before->cpu >= 0)
		json_i64(j, "cpu", before->cpu);
	else
		json_null(j, "cpu");
	if (after->cpu >= 0)
		json_i64(j, "cpu_after", after->cpu);
	else
		json_null(j, "cpu_after");
	put_difference(j, "switches_voluntary", before->voluntary, after->voluntary);
	put_difference(j, "switches_involuntary", before->involuntary, after->involuntary);
	put_difference(j, "faults_minor", before->minor_faults, after->minor_faults);
	put_difference(j, "faults_major", before->major_faults, after->major_faults);
}

void activity_system_json(
    struct json *j, const struct activity_system *before, const struct activity_system *after)
{
	static const char *const pressure[] = {"pressure_cpu", "pressure_memory", "pressure_io"};
	double seconds = after->seconds - before->seconds;
	json_fixed(j, "seconds", seconds);
	put_share(
	    j, "utilisation", before->busy, after->busy, (double)(after->total - before->total));
	put_share(j, "cpu_utilisation", before->cpu_busy, after->cpu_busy,
	    (double)(after->cpu_total - before->cpu_total));
	put_share(j, "steal", before->steal, after->steal, (double)(after->total - before->total));
	put_difference(j, "switches", before->switches, after->switches);
	put_difference(j, "cpu_interrupts", before->cpu_interrupts, after->cpu_interrupts);
	put_difference(j, "migrations", before->migrations, after->migrations);
	for (int i = 0; i < 3; i++)
		put_share(
		    j, pressure[i], before->pressure_us[i], after->pressure_us[i], 1e6 * seconds);
}
