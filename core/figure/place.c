/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "place.h"

#include "counter_grid.h"
#include "nearest.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static const char *const scopes[] = {
#define SCOPE(name) name,
#include "scopes.def"
#undef SCOPE
};

static const char *const grids[] = {"native", "recorded", "24MHz", "24MHz,rescale=125/3", "1GHz",
    "500MHz", "200MHz", "100MHz", "50MHz", "20MHz", "10MHz"};

enum { SCOPES = sizeof scopes / sizeof *scopes, GRIDS = sizeof grids / sizeof *grids };

static bool is_listed(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static const char *find_nearest(const char *name, const char *const *names, size_t count)
{
	size_t best = 0, fewest = SIZE_MAX;
	for (size_t i = 0; i < count; i++) {
		size_t edits = nearest_edits(name, names[i]);
		if (edits < fewest) {
			fewest = edits;
			best = i;
		}
	}
	return names[best];
}

bool place_is_scope(const char *name)
{
	return is_listed(name, scopes, SCOPES);
}

/* The listed grid of that counter: "24MHz" of "24000000"; NULL if there is none. */
static const char *find_same(const struct counter *c)
{
	for (size_t i = 0; i < GRIDS; i++) {
		struct counter known;
		if (counter_parse(grids[i], &known) == 0 && known.hz == c->hz &&
		    known.num == c->num && known.den == c->den && known.after == c->after &&
		    known.random_phase == c->random_phase && known.phase == c->phase)
			return grids[i];
	}
	return NULL;
}

bool place_is_grid(const char *name)
{
	struct counter other;
	return is_listed(name, grids, GRIDS) ||
	       (counter_parse(name, &other) == 0 && !find_same(&other));
}

const char *place_nearest_scope(const char *name)
{
	return find_nearest(name, scopes, SCOPES);
}

const char *place_nearest_grid(const char *name)
{
	struct counter same;
	const char *spelt = counter_parse(name, &same) == 0 ? find_same(&same) : NULL;
	return spelt ? spelt : find_nearest(name, grids, GRIDS);
}
