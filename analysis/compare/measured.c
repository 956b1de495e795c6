/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measured_private.h"

#include <string.h>

#define PLACE(id, words, topic)                                                                    \
	{                                                                                          \
		FIGURE_##id, "all", NULL, words, "ticks", LATTICE_TICKS, topic, SIZE_FREE          \
	}
#define SHARE(id, words)                                                                           \
	{                                                                                          \
		FIGURE_##id, "all", NULL, words, "", LATTICE_NONE, TOPIC_OTHER, SIZE_FREE          \
	}
#define BITS(id, words, topic, by_size)                                                            \
	{                                                                                          \
		FIGURE_##id, "all", NULL, words, "bits", LATTICE_NONE, topic, by_size              \
	}
#define MODE(k, which)                                                                             \
	{FIGURE_MODE_PEAK, "mode " k, "mode_peak_ticks (mode " k ")",                              \
	    "place of the " which " mode", "ticks", LATTICE_TICKS, TOPIC_OTHER, SIZE_FREE},        \
	{                                                                                          \
		FIGURE_MODE_SHARE, "mode " k, "mode_share (mode " k ")",                           \
		    "share of the " which " mode", "", LATTICE_NONE, TOPIC_OTHER, SIZE_FREE        \
	}
#define CAUSE(scope, words)                                                                        \
	{                                                                                          \
		FIGURE_SLOW_CAUSE_SHARE, scope, "slow_cause_share (" scope ")",                    \
		    "share of the slow samples with " words, "", LATTICE_NONE, TOPIC_OTHER,        \
		    SIZE_FREE                                                                      \
	}

/* Of those of one topic the first that both sides have is in the sentence. */
static const struct measured measured[] = {
    {FIGURE_MEDIAN_NS, "all", NULL, "median", "ns", LATTICE_NS, TOPIC_MEDIAN, SIZE_FREE},
    BITS(MIN_MCV, "min-entropy of the values", TOPIC_ENTROPY, SIZE_REBASED),
    PLACE(Q999, "tail (99.9 %)", TOPIC_TAIL),
    PLACE(Q99, "tail (99 %)", TOPIC_TAIL),
    PLACE(Q95, "tail (95 %)", TOPIC_TAIL),
    /* One threshold for the runs of a machine, and the longest call of as many samples. */
    {FIGURE_SLOW_SHARE, "all", NULL, "share of slow samples", "", LATTICE_NONE, TOPIC_OTHER,
	SIZE_FREE, false, true},
    {FIGURE_MAX, "all", NULL, "longest", "ticks", LATTICE_TICKS, TOPIC_OTHER, SIZE_EQUAL, false,
	true},
    {FIGURE_FALLBACK_SHARE, "all", NULL, "share of calls that fall back to the system call", "",
	LATTICE_NONE, TOPIC_OTHER, SIZE_FREE, true},
    /* The least of ten estimators of different merits: its ratio may be that of two estimators. */
    BITS(MIN_90B, "assessed entropy", TOPIC_OTHER, SIZE_EQUAL),
    BITS(SHANNON_MM, "Shannon entropy", TOPIC_OTHER, SIZE_FREE),
    SHARE(CV, "coefficient of variation"),
    SHARE(LSB_SHARE, "share of odd values"),
    SHARE(FAST_WINDOW_SHARE, "share in the claim's fast window"),
    SHARE(SLOW_WINDOW_SHARE, "share in the claim's slow window"),
    MODE("1", "first"),
    MODE("2", "second"),
    MODE("3", "third"),
    MODE("4", "fourth"),
    CAUSE("fallback", "a fallback"),
    CAUSE("preemption", "a task switch"),
    CAUSE("interrupt", "an interrupt"),
    CAUSE("overlap", "an update of the page"),
    CAUSE("cpu_change", "a change of CPU"),
    CAUSE("counter", "a boundary of the counter's tick"),
    CAUSE("outside_kernel", "nothing of the kernel's"),
    CAUSE("unexplained", "no recorded cause"),
};

const struct measured *measured_at(size_t i)
{
	return i < sizeof measured / sizeof *measured ? &measured[i] : NULL;
}

const char *measured_name(const struct measured *m)
{
	return m->figure ? m->figure : figure_name(m->id);
}

int measured_find(enum figure_id id, const char *scope)
{
	for (size_t i = 0; i < sizeof measured / sizeof *measured; i++)
		if (measured[i].id == id && strcmp(measured[i].scope, scope) == 0)
			return (int)i;
	return -1;
}
