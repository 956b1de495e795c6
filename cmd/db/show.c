/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All that is recorded of a run, as JSON.
 */
#include "show.h"

#include <math.h>

static void json_count(struct json *j, const char *key, bool known, uint64_t v)
{
	if (known)
		json_u64(j, key, v);
	else
		json_null(j, key);
}

void show_members(struct json *j, const struct store_run *r)
{
	json_string(j, "uuid", r->uuid);
	json_string(j, "label", r->label);
	json_string(j, "load", r->load);
	json_string(j, "probe", r->probe);
	json_string(j, "status", r->status);
	json_u64(j, "samples", r->samples);
	json_u64(j, "requested", r->requested);
	json_u64(j, "chunks", r->chunks);
	json_string(j, "origin", r->origin);
	json_string(j, "message", r->message);
	json_string(j, "counter", r->counter);
	json_double(j, "counter_hz", r->counter_hz);
	json_string(j, "hz_source", r->hz_source);
	json_bool(j, "has_start", r->has_start);
	json_string(j, "started_utc", r->started_utc);
	json_string(j, "ended_utc", r->ended_utc);
	json_string(j, "machine_fingerprint", r->machine_fingerprint);
	json_string(j, "session", r->session);
	json_string(j, "campaign", r->campaign);
	json_count(j, "cell", r->campaign != NULL, r->cell);
	json_count(j, "block", r->campaign != NULL, r->block);
	json_count(j, "restarts", r->restarts > 0, r->restarts);
}

static void json_text(struct json *j, const char *key, const char *text)
{
	if (text)
		json_raw(j, key, text);
	else
		json_null(j, key);
}

static void json_details(struct json *j, const struct store_run *r)
{
	json_double(j, "hz_calibrated", r->hz_calibrated);
	json_count(j, "effective_tick_ticks", r->effective_tick_ticks > 0, r->effective_tick_ticks);
	json_string(j, "ground_truth", r->ground_truth);
	json_string(j, "trace", r->trace);
	json_count(j, "cpu", r->cpu >= 0, (uint64_t)r->cpu);
	json_u64(j, "warmup", r->warmup);
	json_string(j, "tool_version", r->tool_version);
	json_string(j, "compiler", r->compiler);
	json_string(j, "cflags", r->cflags);
	json_string(j, "platform_sha256", r->platform_sha256);
	json_string(j, "extractor_sha256", r->extractor_sha256);
	json_string(j, "source_sha256", r->source_sha256);
	json_text(j, "machine", r->machine_facts);
	json_text(j, "environment_before", r->environment_before);
	json_text(j, "environment_after", r->environment_after);
	json_text(j, "load_detail", r->load_detail);
	json_text(j, "instrument", r->instrument);
	json_string(j, "form", r->form);
	json_bool(j, "order_known", !r->order_unknown);
	json_double(j, "tick_hz", r->tick_hz > 0 ? r->tick_hz : (double)NAN);
	json_string(j, "command", r->command);
	json_double(j, "seconds", r->seconds);
	json_text(j, "clock_check", r->clock_check);
}

int show_run(void *context, const struct store_run *r)
{
	struct json *j = context;
	json_begin_object(j, NULL);
	show_members(j, r);
	json_details(j, r);
	json_end_object(j);
	return 0;
}
