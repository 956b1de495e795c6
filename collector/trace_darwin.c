/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace_private.h"

#include <stdio.h>

int trace_open(struct trace **out, const struct tlp_clock *clock, int cpu, char *why, size_t size)
{
	(void)clock;
	(void)cpu;
	*out = NULL;
	snprintf(why, size, "--trace reads Linux's tracefs; macOS has none");
	return -1;
}

void trace_start(struct trace *t)
{
	(void)t;
}

int trace_join(struct trace *t, const struct tlp_samples *block, size_t count)
{
	(void)t;
	(void)block;
	(void)count;
	return -1;
}

void trace_summary(const struct trace *t, char *out, size_t size)
{
	(void)t;
	snprintf(out, size, "none");
}

void trace_close(struct trace *t)
{
	(void)t;
}
