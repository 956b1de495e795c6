/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of a mixture assessed alone. The estimators of section 6.3 see one sequence; if it
 * alternates between two modes, what they credit to the alternation can hide a mode that is nearly
 * constant. So the whole is assessed beside each mode's own samples, in their order, and beside the
 * sequence of modes. @[SP800-90B, 6.3] Cost: an assessment for each mode, together as many samples
 * as the whole.
 */
#include "sp90b_modes.h"

#include "sp90b_mapping.h"

#include <stdlib.h>
#include <string.h>

static void assess_part(struct sp90b_modes *r, unsigned m, const uint16_t *x, const uint16_t *mode,
    size_t n, uint16_t *part, const struct sp90b_options *o, struct sp90b_memo *memo)
{
	for (size_t i = 0; i < n; i++)
		if (mode[i] == m)
			part[r->n[m]++] = x[i];
	r->part[m] = sp90b_assess_once(memo, part, r->n[m], o);
	double h = sp90b_h_of(&r->part[m]);
	if (h >= 0 && (r->worst < 0 || h < r->h_worst)) {
		r->worst = (int)m;
		r->h_worst = h;
	}
}

void sp90b_assess_modes(struct sp90b_modes *r, const uint16_t *x, const uint16_t *mode, size_t n,
    unsigned modes, const struct sp90b_options *o, struct sp90b_memo *memo)
{
	memset(r, 0, sizeof *r);
	r->status = SP90B_NOT_APPLICABLE;
	r->modes = modes;
	r->worst = -1;
	if (modes < 1 || modes > SP90B_MOST_MODES)
		return;
	uint16_t *part = malloc((n + 1) * sizeof *part);
	r->status = part ? SP90B_OK : SP90B_NO_MEMORY;
	if (!part)
		return;
	struct sp90b_options each = *o;
	each.width = 0;
	r->whole = sp90b_assess_once(memo, x, n, o);
	r->sequence = sp90b_assess_once(memo, mode, n, &each);
	for (unsigned m = 0; m < modes; m++)
		assess_part(r, m, x, mode, n, part, &each, memo);
	free(part);
	r->inflated = r->worst >= 0 && sp90b_h_of(&r->whole) > r->h_worst;
}
