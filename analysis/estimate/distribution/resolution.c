/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "resolution.h"

#include "entropy.h"
#include "entropy_series.h"
#include "histogram.h"
#include "lattice.h"

struct resolution_point resolution_at(const struct grid *grid, const uint64_t *start,
    const uint64_t *elapsed, size_t n, uint64_t *scratch)
{
	struct resolution_point p = {.grid = *grid};
	struct histogram h = {0};
	enum estimate_status status = grid_emulate(grid, start, elapsed, n, scratch);
	if (status == EST_OK)
		status = histogram_init(&h, scratch, n);
	p.distinct = p.shannon_bits = p.shannon_mm_bits = p.min_entropy_mcv_bits =
	    estimate_absent(status, n);
	if (status == EST_OK) {
		p.distinct = lattice_distinct(&h);
		p.shannon_bits = entropy_shannon(&h);
		p.shannon_mm_bits = entropy_shannon_mm(&h);
		p.min_entropy_mcv_bits = entropy_min_mcv(&h);
		status =
		    entropy_series_shannon(&p.shannon_bits, &p.shannon_mm_bits, scratch, n, &h);
	}
	if (status == EST_NO_MEMORY)
		p.shannon_bits = p.shannon_mm_bits = estimate_absent(status, n);
	histogram_release(&h);
	return p;
}
