/* SPDX-License-Identifier: MIT
 *
 * Probes: what is timed. Each one has a loop of its own (one file each, probe_*.c) in which the two
 * counter reads are inlined around the call; nothing else is in the loop but the stores.
 */
#ifndef TLP_PROBE_H
#define TLP_PROBE_H

#include "clock.h"
#include "page.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is known of a sample beside its duration. The page is read right before the first and right
 * after the last read of the counter. docs/instrument.md says what each flag can and cannot show.
 */
enum {
	TLP_FLAG_OVERLAP = 1,	   /* the page's sequence or stamp changed between the two reads */
	TLP_FLAG_ODD_AT_START = 2, /* it was being written at the first: sequence odd, stamp 0 */
	TLP_FLAG_FALLBACK = 4, /* the reader must call the kernel: clock_mode 0, stamp 0 or stale */
	TLP_FLAG_CPU_CHANGED = 8, /* another CPU than at the end of the sample before */
	TLP_FLAG_IRQ = 16,	  /* the kernel's trace has an interrupt inside (--trace) */
	TLP_FLAG_SCHED = 32,	  /* the kernel's trace has a task switch inside (--trace) */
	TLP_FLAG_RETRIED = 64,	  /* control probes, exactly: the reader read again */
	TLP_FLAG_FELL_BACK = 128, /* control probes, exactly: the reader called the kernel */
};

/* Where samples go: caller-owned arrays of at least the count that is asked for. */
struct tlp_samples {
	uint64_t *start;	     /* counter before the call */
	uint64_t *elapsed;	     /* counter after minus counter before, wrapping */
	uint8_t *flags;		     /* TLP_FLAG_*, 0 where nothing is known */
	const struct tlp_page *page; /* watched meanwhile; NULL or kind TLP_PAGE_NONE: none */
};

struct tlp_probe {
	const char *name;     /* "gettimeofday" */
	const char *describe; /* one line */
	const char *options;  /* what may follow the name and a ':', with its defaults; or NULL */
	bool own_page;	      /* flags are from the probe's own page, not from out->page */
	/* A control probe's thread is started before the first run and stopped after the last;
	 * there is one at a time in a process. With no clock, start only checks the options. NULL
	 * for others: use tlp_probe_start and _stop. */
	int (*start)(const struct tlp_clock *clock, const char *options, char *why, size_t size);
	void (*stop)(void);
	/* Times `count` calls with the given clock and stores them. No I/O, no allocation, no
	 * branch that depends on data. */
	void (*run)(const struct tlp_clock *clock, struct tlp_samples *out, size_t count);
};

/* Probes in a fixed order; ends with a null pointer. */
extern const struct tlp_probe *const tlp_probes[];

/* The probe of that name, or NULL. What follows a ':' in it are options: "seqlock:duty=0.1". */
const struct tlp_probe *tlp_probe_find(const char *spec);

/* Writes the names of the first `most` probes, in that order, and returns how many it wrote. */
size_t tlp_probe_names(const char **names, size_t most);

/* Makes a probe ready with the options of its spec, or, where clock is NULL, only checks them.
 * Every start requires a stop. Returns 0, or -1 with the reason in one line in `why`. */
int tlp_probe_start(const struct tlp_probe *probe, const struct tlp_clock *clock, const char *spec,
    char *why, size_t size);
void tlp_probe_stop(const struct tlp_probe *probe);

#ifdef __cplusplus
}
#endif

#endif
