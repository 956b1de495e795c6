/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measured.h"

#include <string.h>

#define PLACE(name, words, topic)                                                                  \
	{                                                                                          \
		name, "all", name, words, "ticks", LATTICE_TICKS, topic, false                     \
	}
#define SHARE(name, words)                                                                         \
	{                                                                                          \
		name, "all", name, words, "", LATTICE_NONE, TOPIC_OTHER, false                     \
	}
#define BITS(name, words, topic, by_size)                                                          \
	{                                                                                          \
		name, "all", name, words, "bits", LATTICE_NONE, topic, by_size                     \
	}
#define MODE(k)                                                                                    \
	{"mode_peak_ticks", "mode " k, "mode_peak_ticks (mode " k ")", "place of mode " k,         \
	    "ticks", LATTICE_TICKS, TOPIC_OTHER, false},                                           \
	{                                                                                          \
		"mode_share", "mode " k, "mode_share (mode " k ")", "share of mode " k, "",        \
		    LATTICE_NONE, TOPIC_OTHER, false                                               \
	}
#define CAUSE(scope, words)                                                                        \
	{                                                                                          \
		"slow_cause_share", scope, "slow_cause_share (" scope ")",                         \
		    "share of the slow samples with " words, "", LATTICE_NONE, TOPIC_OTHER, false  \
	}

/* Of those of one topic the first that both sides have is in the sentence. */
static const struct measured measured[] = {
    {"median_ns", "all", "median_ns", "median", "ns", LATTICE_NS, TOPIC_MEDIAN, false},
    BITS("min_entropy_90b_bits", "assessed entropy", TOPIC_ENTROPY, true),
    PLACE("q999_ticks", "tail (99.9 %)", TOPIC_TAIL),
    PLACE("q99_ticks", "tail (99 %)", TOPIC_TAIL),
    PLACE("q95_ticks", "tail (95 %)", TOPIC_TAIL),
    BITS("shannon_mm_bits", "Shannon entropy", TOPIC_OTHER, false),
    BITS("min_entropy_mcv_bits", "min-entropy of the values", TOPIC_OTHER, true),
    SHARE("cv", "coefficient of variation"),
    SHARE("lsb_share", "share of odd values"),
    SHARE("fast_window_share", "share in the claim's fast window"),
    SHARE("slow_window_share", "share in the claim's slow window"),
    MODE("1"),
    MODE("2"),
    MODE("3"),
    MODE("4"),
    CAUSE("fallback", "a fallback"),
    CAUSE("preemption", "a task switch"),
    CAUSE("interrupt", "an interrupt"),
    CAUSE("overlap", "an update of the page"),
    CAUSE("cpu_change", "a change of CPU"),
    CAUSE("outside_kernel", "nothing of the kernel's"),
    CAUSE("unexplained", "no recorded cause"),
};

const struct measured *measured_at(size_t i)
{
	return i < sizeof measured / sizeof *measured ? &measured[i] : NULL;
}

int measured_find(const char *name, const char *scope)
{
	for (size_t i = 0; i < sizeof measured / sizeof *measured; i++)
		if (strcmp(measured[i].name, name) == 0 && strcmp(measured[i].scope, scope) == 0)
			return (int)i;
	return -1;
}
