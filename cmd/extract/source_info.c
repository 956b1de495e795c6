/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source_info.h"

#include "commpage_clock_timing.h"
#include "err.h"
#include "json.h"
#include "output.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct info {
	struct tls_description source;
	bool available;
	const char *why;
	struct tlp_clock clock;
	uint64_t limit_ticks;
};

static void print_clock_json(struct json *j, const struct info *i)
{
	json_begin_object(j, "clock");
	json_string(j, "name", i->clock.name);
	json_string(j, "why", i->clock.why);
	json_double(j, "hz", i->clock.hz);
	json_string(j, "hz_source", tlp_hz_source_name(i->clock.hz_source));
	json_double(j, "hz_calibrated", i->clock.hz_calibrated);
	json_u64(j, "effective_tick_ticks", i->clock.effective_tick_ticks);
	json_end_object(j);
}

static void print_json(const struct info *i)
{
	struct json j;
	json_init(&j, stdout);
	json_begin_object(&j, NULL);
	json_string(&j, "name", i->source.name);
	json_string(&j, "description", i->source.description);
	json_string(&j, "physics", i->source.physics);
	json_string(&j, "category", i->source.category);
	json_string(&j, "platform", i->source.platform);
	json_begin_array(&j, "requirements");
	for (const char *const *r = i->source.requirements; *r; r++)
		json_string(&j, NULL, *r);
	json_end_array(&j);
	json_bool(&j, "available", i->available);
	json_string(&j, "why", i->why);
	json_double(&j, "claimed_bits_per_sample", i->source.claimed_bits_per_sample);
	json_double(&j, "measured_bits_per_sample", i->source.measured_bits_per_sample);
	json_u64(&j, "rejected_from_ticks", i->limit_ticks);
	print_clock_json(&j, i);
	json_end_object(&j);
	json_finish(&j);
}

static void print_clock(const struct info *i)
{
	const struct tlp_clock *c = &i->clock;
	printf("clock         %s (%s)\n", c->name, c->why);
	printf("frequency     %.0f Hz (%s); %.0f Hz by calibration\n", c->hz,
	    tlp_hz_source_name(c->hz_source), c->hz_calibrated);
	printf("steps         of %" PRIu64 " ticks\n", c->effective_tick_ticks);
	printf("rejects       calls of %" PRIu64 " ticks (5 ms) and longer\n", i->limit_ticks);
}

static void print_text(const struct info *i)
{
	const struct tls_description *s = &i->source;
	printf("name          %s\n", s->name);
	printf("description   %s\n", s->description);
	printf("physics       %s\n", s->physics);
	printf("category      %s\n", s->category);
	printf("platform      %s\n", s->platform);
	printf("requirements ");
	for (const char *const *r = s->requirements; *r; r++)
		printf(" %s", *r);
	printf("%s\n", s->requirements[0] ? "" : " none");
	printf("available     %s: %s\n", i->available ? "yes" : "no", i->why);
	printf("claimed       %g bits/sample\n", s->claimed_bits_per_sample);
	if (isnan(s->measured_bits_per_sample))
		printf("measured      unknown: see 'ticklab analyze', and --measured\n");
	else
		printf("measured      %g bits/sample\n", s->measured_bits_per_sample);
	print_clock(i);
}

int source_info_print(bool json, double measured)
{
	struct info i = {.source = tls_commpage_clock_timing};
	i.source.measured_bits_per_sample = measured;
	i.available = tls_commpage_clock_timing_available(&i.why);
	if (tlp_clock_open(&i.clock) != 0)
		return err_error("this system has no clock to time with");
	i.limit_ticks = tls_commpage_clock_timing_limit(i.clock.hz);
	(json ? print_json : print_text)(&i);
	output_finish();
	return 0;
}
