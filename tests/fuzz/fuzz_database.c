/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pages of a database. A sound one is made first; an input is a list of patches to its file: three
 * bytes of place, one of length, and the bytes. The result is opened, verified, and read by every
 * walk; then it is merged into a sound one, which is sound ever after.
 */
#include "fuzz.h"

#include "store.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAMPLES = 300, WHOLE = SAMPLES + SAMPLES / 2, MERGES = 200 };

static uint8_t *sound; /* the file, whole */
static size_t sound_size;
static char *patched, *target;

static void run_fill(struct store *s, const struct store_run *run)
{
	char uuid[STORE_UUID];
	uint64_t start[SAMPLES], elapsed[SAMPLES];
	uint8_t flags[SAMPLES];
	for (size_t i = 0; i < SAMPLES; i++) {
		start[i] = 1000 + 100 * i;
		elapsed[i] = 20 + i * i % 17;
		flags[i] = i % 3 == 0;
	}
	struct store_note note = {-1, "{\"cpu\":1}"};
	int64_t id = store_run_begin(s, run, uuid);
	FUZZ_HOLDS(id > 0);
	FUZZ_HOLDS(store_run_append_noted(s, id, start, elapsed, flags, SAMPLES, &note) == 0);
	FUZZ_HOLDS(store_run_append(s, id, start, elapsed, flags, SAMPLES / 2) == 0);
	FUZZ_HOLDS(store_run_end(s, id, "complete", NULL, "{\"load\":\"0.1\"}", NULL) == 0);
}

static void results_fill(struct store *s)
{
	struct store_result r = {.name = "median_ticks",
	    .scope = "all",
	    .grid = "native",
	    .value = 1,
	    .lo = 0,
	    .hi = 2,
	    .n = SAMPLES,
	    .n_eff = 10,
	    .unit = "ticks",
	    .status = "ok",
	    .method = "m"};
	struct store_point p = {.name = "acf",
	    .scope = "all",
	    .grid = "native",
	    .x = 1,
	    .y = 2,
	    .z = 3,
	    .lo = 0,
	    .hi = 4};
	struct store_verdict v = {.claim = "C1",
	    .run_id = 1,
	    .verdict = "refuted",
	    .value = 1,
	    .lo = NAN,
	    .hi = NAN,
	    .published = "p",
	    .why = "w"};
	static const char claims[] = "[{\"id\": \"C1\", \"title\": \"t\"}]";
	FUZZ_HOLDS(store_begin(s) == 0);
	int rc = store_put_result(s, 1, &r) | store_put_point(s, 1, &p);
	rc |= store_claims_load(s, "c", claims, sizeof claims - 1) == 1 ? 0 : -1;
	rc |= store_put_verdict(s, &v) | store_put_answer(s, "p", "l", "t");
	FUZZ_HOLDS(store_end(s, rc) == 0);
}

static void store_fill(struct store *s)
{
	struct store_cell cells[] = {
	    {0, 0, "null", "idle", false}, {1, 0, "syscall", "idle", false}};
	char uuid[STORE_UUID];
	struct store_run run = {.label = "lab",
	    .origin = "collect",
	    .probe = "null",
	    .load = "idle",
	    .machine_fingerprint = "0123456789abcdef0123456789abcdef",
	    .machine_facts = "{\"cpu\": \"x\"}",
	    .counter = "tsc",
	    .counter_hz = 24e6,
	    .hz_source = "hardware",
	    .hz_calibrated = NAN,
	    .ground_truth = "none: test",
	    .has_start = true,
	    .cpu = 0,
	    .requested = WHOLE,
	    .environment_before = "{}",
	    .instrument = "{}",
	    .command = "collect",
	    .seconds = NAN};
	run.campaign_id = store_campaign_begin(s, "c", "{}", 1, cells, 2, uuid);
	FUZZ_HOLDS(run.campaign_id > 0);
	run_fill(s, &run);
	struct store_run imported = {.label = "mac",
	    .origin = "import",
	    .probe = "imported",
	    .load = "unknown",
	    .counter = "stated",
	    .counter_hz = 1e9,
	    .hz_source = "stated",
	    .hz_calibrated = NAN,
	    .ground_truth = "none: imported",
	    .has_start = true,
	    .cpu = -1,
	    .requested = WHOLE,
	    .form = "text",
	    .seconds = NAN};
	run_fill(s, &imported);
	results_fill(s);
}

static void file_read(const char *path)
{
	FILE *in = fopen(path, "r");
	FUZZ_HOLDS(in && fseek(in, 0, SEEK_END) == 0);
	sound_size = (size_t)ftell(in);
	rewind(in);
	sound = malloc(sound_size);
	FUZZ_HOLDS(sound && fread(sound, sound_size, 1, in) == 1);
	fclose(in);
}

static void sound_make(void)
{
	struct store *s;
	char why[512], *path = fuzz_path("sound.db");
	FUZZ_HOLDS(store_open(&s, path, STORE_CREATE, why, sizeof why) == 0);
	store_fill(s);
	store_close(s);
	file_read(path);
	patched = fuzz_path("patched.db");
	target = fuzz_path("target.db");
	free(path);
}

static void patch_file(uint8_t *file, const uint8_t *data, size_t size)
{
	while (size > 4) {
		size_t at = (size_t)(data[0] | data[1] << 8 | data[2] << 16) % sound_size,
		       n = data[3];
		data += 4;
		size -= 4;
		n = n < size ? n : size;
		n = n < sound_size - at ? n : sound_size - at;
		memcpy(file + at, data, n);
		data += n;
		size -= n;
	}
}

static void line_seen(void *context, const char *line)
{
	(void)context;
	FUZZ_HOLDS(line && !strchr(line, '\n'));
}

static int chunk_seen(void *context, const struct store_chunk *c)
{
	uint64_t *sum = context;
	for (size_t i = 0; i < c->samples; i++)
		*sum += c->elapsed[i] + c->flags[i] + (c->start ? c->start[i] : 0);
	return 0;
}

static int result_seen(void *context, const struct store_result *r)
{
	*(uint64_t *)context += r->name && r->scope && r->grid && r->status;
	return 0;
}

static int member_seen(void *context, const char *path, const char *value)
{
	*(uint64_t *)context += strlen(path) + strlen(value);
	return 0;
}

struct walk {
	struct store *s;
	uint64_t sum;
};

static int run_seen(void *context, const struct store_run *r)
{
	struct walk *w = context;
	char digest[65], key[256];
	/* A member that the header does not say may be NULL. */
	FUZZ_HOLDS(r->uuid && r->label && r->origin && r->probe && r->load && r->status &&
		   r->counter && r->hz_source && r->started_utc);
	FUZZ_HOLDS(isfinite(r->counter_hz) && r->counter_hz > 0);
	FUZZ_HOLDS(strlen(r->uuid) == STORE_UUID - 1);
	store_run_digest(r, digest);
	store_samples(w->s, r->id, chunk_seen, &w->sum);
	store_results(w->s, r->id, result_seen, &w->sum);
	store_analysis_key(w->s, r, key, sizeof key);
	if (r->machine_facts)
		store_json_members(w->s, r->machine_facts, member_seen, &w->sum);
	return 0;
}

static int verdict_seen(void *context, const struct store_verdict *v)
{
	*(uint64_t *)context += v->claim && v->verdict;
	return 0;
}

static int claim_seen(void *context, const char *id, const char *body)
{
	*(uint64_t *)context += id && body;
	return 0;
}

static int cell_seen(void *context, const struct store_cell *c)
{
	*(uint64_t *)context += c->probe && c->load;
	return 0;
}

static int row_seen(void *context, const struct store_row *row)
{
	*(uint64_t *)context += (uint64_t)row->columns;
	return row->seq > 50;
}

static void database_read(void)
{
	struct walk w = {NULL, 0};
	char why[512];
	if (store_open(&w.s, patched, STORE_READ, why, sizeof why) != 0) {
		FUZZ_HOLDS(!w.s && why[0] && !strchr(why, '\n'));
		return;
	}
	store_verify(w.s, line_seen, NULL);
	store_bad_runs(w.s, line_seen, NULL);
	store_runs(w.s, NULL, run_seen, &w);
	store_verdicts(w.s, -1, verdict_seen, &w.sum);
	store_claims(w.s, claim_seen, &w.sum);
	store_cells(w.s, 1, cell_seen, &w.sum);
	store_sql(w.s, "SELECT * FROM runs; SELECT * FROM samples((SELECT uuid FROM run))",
	    row_seen, &w.sum);
	store_close(w.s);
}

/* Merging grows the sound one: it is made anew from time to time. */
static void database_merge(void)
{
	static unsigned merges;
	struct store *s;
	struct store_merged merged;
	char why[512];
	if (merges++ % MERGES == 0)
		free(fuzz_file("target.db", sound, sound_size));
	FUZZ_HOLDS(store_open(&s, target, STORE_WRITE, why, sizeof why) == 0);
	if (store_merge(s, patched, &merged) == 0 && merged.runs > 0)
		FUZZ_HOLDS(store_verify(s, line_seen, NULL) == 0);
	store_close(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!sound)
		sound_make();
	uint8_t *file = malloc(sound_size);
	FUZZ_HOLDS(file != NULL);
	memcpy(file, sound, sound_size);
	patch_file(file, data, size);
	free(fuzz_file("patched.db", file, sound_size));
	free(file);
	database_read();
	database_merge();
	return 0;
}
