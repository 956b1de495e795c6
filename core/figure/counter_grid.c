/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "counter_grid.h"

#include "num.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const struct counter counter_native = {.name = "native"};
const struct counter counter_published = {.name = "24MHz", .hz = 24e6};
const struct counter counter_published_ns = {
    .name = "24MHz,rescale=125/3", .hz = 24e6, .num = 125, .den = 3};

static int parse_ratio(char *text, struct counter *c)
{
	uint64_t num, den;
	char *slash = strchr(text, '/');
	if (!slash)
		return -1;
	*slash = '\0';
	if (num_u64(text, &num) != 0 || num_u64(slash + 1, &den) != 0 || num < 1 || den < 1 ||
	    num > UINT32_MAX || den > UINT32_MAX)
		return -1;
	c->num = (uint32_t)num;
	c->den = (uint32_t)den;
	return 0;
}

static int parse_word(char *word, struct counter *c)
{
	if (strncmp(word, "rescale=", 8) == 0)
		return parse_ratio(word + 8, c);
	if (strcmp(word, "after") == 0)
		c->after = true;
	else if (strcmp(word, "phase=random") == 0)
		c->random_phase = true;
	else if (strncmp(word, "phase=", 6) == 0)
		return num_double(word + 6, &c->phase) == 0 && c->phase >= 0 && c->phase < 1 ? 0
											     : -1;
	else
		return -1;
	return 0;
}

int counter_parse(const char *text, struct counter *out)
{
	char copy[128];
	struct counter c = {.name = text};
	if (strlen(text) >= sizeof copy)
		return -1;
	snprintf(copy, sizeof copy, "%s", text);
	char *rest = copy, *word = strsep(&rest, ",");
	if (num_hz(word, &c.hz) != 0 || c.hz != round(c.hz))
		return -1;
	while ((word = strsep(&rest, ",")))
		if (parse_word(word, &c) != 0)
			return -1;
	if (c.after && !c.num)
		return -1;
	*out = c;
	return 0;
}

double counter_unit_hz(const struct counter *c, double native_hz)
{
	double hz = c->hz > 0 ? c->hz : native_hz;
	return c->num ? hz * c->num / c->den : hz;
}
