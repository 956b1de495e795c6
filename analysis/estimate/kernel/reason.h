/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why a figure has no interval, or what else is to be said of it, and the words for it.
 */
#ifndef REASON_H
#define REASON_H

enum reason {
	REASON_NONE, /* there is one, or there is never one */
	REASON_NOT_ASKED,
	REASON_CONSTANT,
	REASON_UNKNOWN_N_EFF,
	REASON_SMALL_N_EFF,
	REASON_LONG_MEMORY,
	REASON_FEW_BLOCKS,
	REASON_OUT_OF_REACH,
	REASON_GROWS,
	REASON_DOMINATED,
	REASON_HEAVY,
	REASON_RARE,
	REASON_UNDETERMINED,
	REASON_BELOW_RESOLUTION,
	REASON_FEW_FOR_MODES,
	REASON_SCALED,	 /* there is one, of batches widened for long memory */
	REASON_CHANGING, /* of modes */
	REASON_BOUND,	 /* of n_eff */
	REASONS
};

/* An initialiser of const char *[REASONS]: a method with its interval's, and the same with each
 * reason why there is none. */
#define REASON_WITHOUT(what, why) what "; no interval: " why
#define REASON_METHODS(what, how)                                                                  \
	{                                                                                          \
		[REASON_NONE] = what how,                                                          \
		[REASON_NOT_ASKED] = REASON_WITHOUT(what, "none asked for"),                       \
		[REASON_CONSTANT] = REASON_WITHOUT(what, "all samples are alike"),                 \
		[REASON_UNKNOWN_N_EFF] =                                                           \
		    REASON_WITHOUT(what, "the effective n is not determined"),                     \
		[REASON_SMALL_N_EFF] = REASON_WITHOUT(what, "the effective n is below 100"),       \
		[REASON_LONG_MEMORY] =                                                             \
		    REASON_WITHOUT(what, "memory as long as the series, or a level that moves"),   \
		[REASON_FEW_BLOCKS] = REASON_WITHOUT(what, "fewer than 10 blocks in the series"),  \
		[REASON_OUT_OF_REACH] = REASON_WITHOUT(what, "fewer than 5 blocks beyond it"),     \
		[REASON_GROWS] = REASON_WITHOUT(what, "batch variance grows with the batches"),    \
		[REASON_DOMINATED] = REASON_WITHOUT(what, "dominated by its largest samples"),     \
		[REASON_HEAVY] =                                                                   \
		    REASON_WITHOUT(what, "a tail index of 4 or less is not excluded"),             \
		[REASON_RARE] = REASON_WITHOUT(what, "its variance rests on too few episodes"),    \
		[REASON_UNDETERMINED] =                                                            \
		    REASON_WITHOUT(what, "the bootstrap does not determine it"),                   \
		[REASON_BELOW_RESOLUTION] =                                                        \
		    REASON_WITHOUT(what, "below the counter's resolution"),                        \
		[REASON_FEW_FOR_MODES] = REASON_WITHOUT(what, "the effective n is below 200"),     \
		[REASON_SCALED] =                                                                  \
		    what "; 95 % interval: 10 batches, widened to what its memory implies",        \
		[REASON_CHANGING] = REASON_WITHOUT(                                                \
		    what, "number or order of the modes changes from replicate to replicate"),     \
		[REASON_BOUND] =                                                                   \
		    REASON_WITHOUT(what, "memory as long as the series: a bound from above"),      \
	}

/* One that never has an interval, and why. */
#define REASON_ALIKE(text)                                                                         \
	{                                                                                          \
		text, text, text, text, text, text, text, text, text, text, text, text, text,      \
		    text, text, text, text, text                                                   \
	}
#define REASON_NEVER(what, why) REASON_ALIKE(REASON_WITHOUT(what, why))

#endif
