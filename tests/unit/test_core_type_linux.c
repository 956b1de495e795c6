/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kinds of CPUs, from trees as hybrid x86 and arm64 kernels have them.
 */
#include "mem.h"
#include "test.h"

#include "core_type_private.h"
#include "outfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char root[] = "/tmp/ticklab-core-type-XXXXXX";

static void put_file(const char *path, const char *text)
{
	char *name = mem_print("%s%s", root, path), *slash = strrchr(name, '/');
	*slash = '\0';
	assert_int_equal(outfile_folder(name), 0);
	*slash = '/';
	FILE *f = fopen(name, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	free(name);
}

static void assert_type(int cpu, const char *want)
{
	char got[64];
	core_type_read(cpu, root, got, sizeof got);
	assert_string_equal(got, want);
}

static void kinds_of_cpus(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(root));
	assert_type(0, "unknown");
	put_file("/sys/devices/system/cpu/cpu0/cpu_capacity", "446\n");
	put_file("/sys/devices/system/cpu/cpu1/cpu_capacity", "1024\n");
	put_file("/sys/devices/system/cpu/cpu2/cpu_capacity", "much\n");
	put_file("/sys/devices/system/cpu/cpu3/cpu_capacity", "99999999999999999999\n");
	assert_type(0, "capacity 446");
	assert_type(1, "capacity 1024");
	assert_type(2, "unknown");
	assert_type(3, "unknown");
	put_file("/sys/devices/cpu_core/cpus", "0-3,8\n");
	put_file("/sys/devices/cpu_atom/cpus", "4-7,10-x\n");
	for (int cpu = 0; cpu < 12; cpu++)
		assert_type(cpu, cpu < 4 || cpu == 8 ? "performance"
				 : cpu < 8	     ? "efficiency"
						     : "unknown");
	assert_type(-1, "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(kinds_of_cpus)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
