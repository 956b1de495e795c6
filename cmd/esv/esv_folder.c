/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folder: data, registration, facts, report, hashes. Each file appears whole; the list of
 * hashes comes last, so that a folder without one was not finished.
 */
#include "esv.h"

#include "err.h"
#include "json.h"
#include "litter.h"
#include "mem.h"
#include "outfile.h"
#include "sha256.h"
#include "sp90b.h"
#include "sp90b_conditioning.h"
#include "text.h"
#include "store.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct sums {
	char *text;
	size_t size;
	FILE *out;
};

struct target {
	const char *folder;
	const char *inputs[2]; /* the database and the conditioned output; NULL: none */
	struct sums sums;
};

/* Opens a file of the folder. Ends the program if it cannot. */
static struct outfile file_open(const struct target *t, const char *name)
{
	struct outfile f;
	char *path = mem_print("%s/%s", t->folder, name);
	char why[PATH_MAX + 128];
	if (store_check_output(path, t->inputs, 2, why, sizeof why) != 0)
		err_die("%s", why);
	if (outfile_open(&f, path) != 0)
		err_die("cannot create %s: %s", path, strerror(errno));
	free(path);
	return f;
}

static void file_commit(struct target *t, struct outfile *f, const char *name)
{
	char hash[65], *path = mem_print("%s/%s", t->folder, name), piece[4096];
	if (outfile_commit(f) != 0)
		err_die("cannot write %s: %s", path, strerror(errno));
	FILE *in = t->sums.out ? fopen(path, "rb") : NULL;
	if (t->sums.out && !in)
		err_die("cannot read %s: %s", path, strerror(errno));
	if (in) {
		struct sha256 h;
		sha256_open(&h);
		for (size_t n; (n = fread(piece, 1, sizeof piece, in)) > 0;)
			sha256_add(&h, piece, n);
		sha256_finish(&h, hash);
		fclose(in);
		fprintf(t->sums.out, "%s  %s\n", hash, name);
	}
	free(path);
}

static void data_write(struct target *t, const char *name, const uint8_t *x)
{
	struct outfile f = file_open(t, name);
	fwrite(x, 1, ESV_SAMPLES, f.stream);
	file_commit(t, &f, name);
}

/* ---- one environment ----------------------------------------------------------------------- */

static void mapping_write(struct target *t, const char *name, const struct esv_environment *e)
{
	struct outfile f = file_open(t, name);
	fputs("symbol\tleast_ticks\tgreatest_ticks\tsamples\n", f.stream);
	for (unsigned k = 0; k < e->table.symbols; k++)
		fprintf(f.stream, "%u\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n", k,
		    e->table.from[k], e->table.to[k], e->table.count[k]);
	file_commit(t, &f, name);
}

static void number_or_null(struct json *j, const char *key, double v)
{
	json_double(j, key, v);
}

/* What a data collection attestation says of how the samples came about. */
static void facts_write(struct target *t, const char *name, const struct esv_environment *e)
{
	struct outfile f = file_open(t, name);
	struct json j;
	json_init(&j, f.stream);
	json_begin_object(&j, NULL);
	json_string(&j, "run", e->uuid);
	json_string(&j, "restarts_run", e->restart_uuid);
	json_string(&j, "recorded_utc", e->started);
	json_string(&j, "command", e->command);
	json_string(&j, "tool", "ticklab");
	json_string(&j, "tool_version", e->tool);
	json_string(&j, "timing_code_sha256", e->platform_sha256);
	json_string(&j, "probe", e->probe);
	json_string(&j, "counter", e->counter);
	json_double(&j, "tick_hz", e->hz);
	json_string(&j, "load", e->load);
	json_string(&j, "core_type", e->core_type);
	if (e->cpu >= 0)
		json_i64(&j, "cpu", e->cpu);
	else
		json_null(&j, "cpu");
	number_or_null(&j, "h_original", e->assessed.original.h);
	number_or_null(
	    &j, "h_bitstring", e->assessed.bitstring.run ? e->assessed.bitstring.h : (double)NAN);
	number_or_null(&j, "h_submitter", e->model.there ? e->model.h_phase_known : (double)NAN);
	json_double(&j, "h_initial", e->h_initial);
	json_bool(&j, "restart_sanity_pass", !e->restart.fault && e->restart.sanity);
	json_bool(&j, "restart_validation_pass", !e->restart.fault && e->restart.validation);
	json_double(&j, "h", e->h);
	if (e->machine_facts)
		json_raw(&j, "machine", e->machine_facts);
	if (e->before)
		json_raw(&j, "environment", e->before);
	json_end_object(&j);
	json_finish(&j);
	file_commit(t, &f, name);
}

static void environment_write(struct target *t, const struct esv_environment *e, size_t number)
{
	static const char *const file[] = {ESV_RAW, ESV_MATRIX, ESV_MAPPING, ESV_FACTS};
	char name[64], *path = mem_print("%s/oe-%zu", t->folder, number);
	if (outfile_folder(path) != 0)
		err_die("cannot make %s: %s", path, strerror(errno));
	free(path);
	for (int i = 0; i < 4; i++) {
		snprintf(name, sizeof name, "oe-%zu/%s", number, file[i]);
		if (i < 2)
			data_write(t, name, i == 0 ? e->raw : e->matrix);
		else if (i == 2)
			mapping_write(t, name, e);
		else
			facts_write(t, name, e);
	}
}

/* ---- all ----------------------------------------------------------------------------------- */

/* The check, like a person who reads it, refuses what moves the cursor, hides or turns. */
static bool is_shown(const char *text)
{
	char plain[ESV_NAME + 64];
	return strcmp(text_plain(plain, sizeof plain, text), text) == 0;
}

static void noise_source_name(
    char *out, size_t size, const struct esv_request *q, const struct esv_environment *e)
{
	int n;
	if (q->noise_source)
		n = snprintf(out, size, "%s", q->noise_source);
	else
		n = snprintf(out, size, "timing of %s by %s", e->probe, e->counter);
	if (n < 1 || n > ESV_NAME)
		err_usage("primaryNoiseSource has 1 to %d characters, not %d: name it with "
			  "--noise-source",
		    ESV_NAME, n);
	if (!is_shown(out))
		err_usage("primaryNoiseSource has a character that is not shown: name it with "
			  "--noise-source");
}

static void component_write(struct json *j, const struct esv_request *q)
{
	json_begin_array(j, "conditioningComponent");
	if (q->component) {
		json_begin_object(j, NULL);
		json_u64(j, "sequencePosition", 1);
		json_bool(j, "vetted", false);
		json_bool(j, "bijectiveClaim", false);
		json_string(j, "description", q->description);
		json_u64(j, "minNin", q->min_n_in);
		json_double(j, "minHin", q->min_h_in);
		json_u64(j, "nw", q->nw);
		json_u64(j, "nOut", q->n_out);
		json_double(j, "hOut", q->h_out);
		json_end_object(j);
	}
	json_end_array(j);
}

static void registration_write(struct target *t, const struct esv_request *q,
    const struct esv_environment *e, size_t environments)
{
	char name[ESV_NAME + 64];
	unsigned bits = 1;
	double h = INFINITY;
	for (size_t i = 0; i < environments; i++) {
		unsigned own = esv_table_bits(&e[i].table);
		bits = own > bits ? own : bits;
		h = fmin(h, e[i].h);
	}
	noise_source_name(name, sizeof name, q, e);
	if (q->component && !is_shown(q->description))
		err_usage("--component: the description has a character that is not shown");
	struct outfile f = file_open(t, ESV_REGISTRATION);
	struct json j;
	json_init(&j, f.stream);
	json_begin_array(&j, NULL);
	json_begin_object(&j, NULL);
	json_string(&j, "esvVersion", "1.0");
	json_end_object(&j);
	json_begin_object(&j, NULL);
	json_string(&j, "primaryNoiseSource", name);
	json_bool(&j, "iidClaim", false);
	json_u64(&j, "bitsPerSample", bits);
	json_double(&j, "hminEstimate", claim_round(h));
	json_bool(&j, "physical", q->physical);
	json_u64(&j, "numberOfRestarts", ESV_RESTARTS);
	json_u64(&j, "samplesPerRestart", ESV_RESTARTS);
	json_bool(&j, "additionalNoiseSources", false);
	json_u64(&j, "numberOfOEs", environments);
	component_write(&j, q);
	json_end_object(&j);
	json_end_array(&j);
	json_finish(&j);
	file_commit(t, &f, ESV_REGISTRATION);
}

/* What the component is credited with, rounded down. It loses some entropy, however little: a
 * server takes no hOut that is as much as goes in or as the output is wide. */
static double credited_entropy(const struct esv_request *q, double per_bit)
{
	struct sp90b_conditioning c = sp90b_conditioning(
	    (uint32_t)q->min_n_in, (uint32_t)q->n_out, (uint32_t)q->nw, q->min_h_in, per_bit);
	double h = claim_round((double)c.h_out);
	return h < q->min_h_in && h < (double)q->n_out ? h : claim_round(nextafter(h, 0));
}

/* Exactly 1,000,000 bytes, as they are, and what their bits are worth. */
static void conditioned_copy(struct target *t, struct esv_request *q)
{
	const char *path = q->conditioned;
	uint8_t *x = malloc(ESV_SAMPLES + 1);
	uint16_t *wide = malloc(ESV_SAMPLES * sizeof *wide);
	FILE *in = fopen(path, "rb");
	if (!in || !x || !wide)
		err_die("%s: %s", path, strerror(errno));
	size_t n = fread(x, 1, ESV_SAMPLES + 1, in);
	if (ferror(in))
		err_die("cannot read %s: %s", path, strerror(errno));
	fclose(in);
	if (n != ESV_SAMPLES)
		err_die("%s holds %s than %d bytes; the server takes exactly so many", path,
		    n < ESV_SAMPLES ? "fewer" : "more", ESV_SAMPLES);
	for (size_t i = 0; i < n; i++)
		wide[i] = x[i];
	struct sp90b_options o = {.width = 8, .dataset = SP90B_CONDITIONED, .threads = q->threads};
	struct sp90b_result r = sp90b_assess(wide, n, &o);
	if (r.fault == SP90B_DATA_NO_MEMORY)
		err_die("%s: not enough memory to assess it", path);
	if (r.fault || !(r.bitstring.h > 0))
		err_die("%s: its bits have no entropy", path);
	q->h_out = credited_entropy(q, r.bitstring.h);
	data_write(t, ESV_CONDITIONED, x);
	free(wide);
	free(x);
}

void folder_write(struct esv_request *q, const struct esv_environment *e, size_t environments)
{
	struct target t = {.folder = q->out, .inputs = {q->db, q->conditioned}};
	t.sums.out = open_memstream(&t.sums.text, &t.sums.size);
	if (!t.sums.out)
		err_die("not enough memory");
	litter_watch();
	if (outfile_folder(q->out) != 0)
		err_die("cannot make %s: %s", q->out, strerror(errno));
	for (size_t i = 0; i < environments; i++)
		environment_write(&t, &e[i], i + 1);
	if (q->conditioned)
		conditioned_copy(&t, q);
	registration_write(&t, q, e, environments);
	struct outfile report = file_open(&t, ESV_REPORT);
	report_write(report.stream, q, e, environments);
	file_commit(&t, &report, ESV_REPORT);
	FILE *sums = t.sums.out;
	t.sums.out = NULL;
	if (fclose(sums) != 0)
		err_die("not enough memory");
	struct outfile f = file_open(&t, ESV_SUMS);
	fputs(t.sums.text, f.stream);
	file_commit(&t, &f, ESV_SUMS);
	free(t.sums.text);
}
