/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "progress.h"

#include "monotonic.h"

#include <stdio.h>
#include <unistd.h>

void progress_init(struct progress *p, const char *what, const char *unit, uint64_t total)
{
	*p = (struct progress){
	    .what = what, .unit = unit, .total = total, .started = monotonic_seconds()};
	p->shown = isatty(STDERR_FILENO) && total > 0;
	p->drawn = p->started; /* a rate of the first moment would mean nothing */
}

static void draw_progress(const struct progress *p, double elapsed)
{
	char bar[31];
	double share = (double)p->done / (double)p->total;
	int full = (int)(share * 30);
	for (int i = 0; i < 30; i++)
		bar[i] = i < full ? '#' : '.';
	bar[30] = '\0';
	double rate = elapsed > 0 ? (double)p->done / elapsed : 0;
	double left = rate > 0 ? (double)(p->total - p->done) / rate : 0;
	fprintf(stderr, "\r%s [%s] %3.0f %%  %.3g %s/s  %.0f s left \033[K", p->what, bar,
	    100 * share, rate, p->unit, left);
	fflush(stderr);
}

void progress_update(struct progress *p, uint64_t done)
{
	p->done = done < p->total ? done : p->total;
	if (!p->shown)
		return;
	double t = monotonic_seconds();
	if (t - p->drawn < 0.1 && p->done < p->total)
		return;
	p->drawn = t;
	draw_progress(p, t - p->started);
}

void progress_finish(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}
