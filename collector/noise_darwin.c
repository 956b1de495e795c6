/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "noise_private.h"

void noise_json(struct json *j, int cpu, const char *root)
{
	static const char *const key[] = {"noise.smi_count", "noise.nmi_count", "noise.kvm_exits",
	    "noise.osnoise", "noise.timerlat", "noise.rdpmc"};
	(void)cpu;
	(void)root;
	for (int i = 0; i < 6; i++)
		json_string(j, key[i], "not measurable here, because macOS has no interface to it");
}
