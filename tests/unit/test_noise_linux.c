/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts of noise, from trees of files as kernels have them.
 */
#include "mem.h"
#include "test.h"

#include "noise_private.h"
#include "outfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char root[] = "/tmp/ticklab-noise-XXXXXX";

static void put_file(const char *path, const void *data, size_t n)
{
	char *name = mem_print("%s%s", root, path), *slash = strrchr(name, '/');
	*slash = '\0';
	assert_int_equal(outfile_folder(name), 0);
	*slash = '/';
	FILE *f = fopen(name, "w");
	assert_non_null(f);
	fwrite(data, 1, n, f);
	fclose(f);
	free(name);
}

static void assert_noise(int cpu, const char *member)
{
	char *text = NULL;
	struct json j;
	assert_int_equal(json_open_text(&j, &text), 0);
	json_begin_object(&j, NULL);
	noise_json(&j, cpu, root);
	json_end_object(&j);
	assert_int_equal(json_close_text(&j, &text), 0);
	if (!strstr(text, member))
		fail_msg("no %s in %s", member, text);
	free(text);
}

static void what_cannot_be_counted_has_a_reason(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(root));
	static const char *const key[] = {
	    "smi_count", "nmi_count", "kvm_exits", "osnoise", "timerlat", "rdpmc"};
	for (int i = 0; i < 6; i++) {
		char want[100];
		snprintf(
		    want, sizeof want, "\"noise.%s\": \"not measurable here, because ", key[i]);
		assert_noise(-1, want);
	}
}

static void what_can_is_counted(void **state)
{
	(void)state;
	static const char interrupts[] = "           CPU0       CPU2       \n"
					 "  0:         38          0   IO-APIC\n"
					 "NMI:          5         17   Non-maskable interrupts\n";
	uint8_t msr[0x34 + 8] = {[0x34] = 0x2a, [0x35] = 1};
	put_file("/proc/interrupts", interrupts, strlen(interrupts));
	put_file("/dev/cpu/2/msr", msr, sizeof msr);
	put_file("/sys/kernel/debug/kvm/exits", "123456\n", 7);
	put_file("/sys/kernel/tracing/available_tracers", "timerlat function nop\n", 22);
	put_file("/sys/bus/event_source/devices/cpu/rdpmc", "1\n", 2);
	assert_noise(-1, "\"noise.nmi_count\": \"22\"");
	assert_noise(2, "\"noise.nmi_count\": \"17\"");
	assert_noise(1, "\"noise.nmi_count\": \"not measurable here");
	assert_noise(2, "\"noise.smi_count\": \"298\"");
	assert_noise(0, "\"noise.smi_count\": \"not measurable here");
	assert_noise(2, "\"noise.kvm_exits\": \"123456\"");
	assert_noise(2, "\"noise.timerlat\": \"available\"");
	assert_noise(2, "\"noise.osnoise\": \"not measurable here");
	assert_noise(2, "\"noise.rdpmc\": \"available\"");
	put_file("/dev/cpu/2/msr", msr, 0x34);
	assert_noise(
	    2, "\"noise.smi_count\": \"not measurable here, because /dev/cpu/2/msr has no");
	put_file("/proc/interrupts", "NMI:", 4);
	assert_noise(-1, "\"noise.nmi_count\": \"not measurable here");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_cannot_be_counted_has_a_reason),
	    cmocka_unit_test(what_can_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
