/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --check: what a validation server would refuse of a folder, found before it is sent. The folder
 * may come from anywhere: sizes are read before contents, and no file is read beyond what it may
 * hold.
 */
#include "esv.h"

#include "err.h"
#include "esv_schema.h"
#include "mem.h"
#include "outfile.h"
#include "sha256.h"
#include "text.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DATA_FILES = 2 * ESV_ENVIRONMENTS + 64, DEPTH = 3 };

struct check {
	const char *folder;
	struct seen {
		char name[64], hash[65];
	} data[DATA_FILES]; /* the data files so far */
	unsigned files;
	unsigned faults;
	double bits, environments, claim;
	bool conditioned[64]; /* positions of components whose output must be there */
};

static void fault_print(void *context, const char *line)
{
	struct check *c = context;
	char shown[600];
	c->faults++;
	printf("%s\n", text_plain(shown, sizeof shown, line));
}

__attribute__((format(printf, 2, 3))) static void fault_add(struct check *c, const char *fmt, ...)
{
	char line[600];
	va_list args;
	va_start(args, fmt);
	vsnprintf(line, sizeof line, fmt, args);
	va_end(args);
	fault_print(c, line);
}

/* Opens a file of exactly the size that is needed; NULL: a fault was reported. */
static FILE *data_open(struct check *c, const char *name)
{
	char *path = mem_print("%s/%s", c->folder, name);
	struct stat st;
	FILE *f = NULL;
	if (stat(path, &st) != 0)
		fault_add(c, "%s: %s", name, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		fault_add(c, "%s: no regular file", name);
	else if (st.st_size != ESV_SAMPLES)
		fault_add(c, "%s: has %jd bytes, must have exactly %d", name, (intmax_t)st.st_size,
		    ESV_SAMPLES);
	else if (!(f = fopen(path, "rb")))
		fault_add(c, "%s: %s", name, strerror(errno));
	free(path);
	return f;
}

static int file_hash(const char *path, char out[65])
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return -1;
	uint8_t piece[4096];
	struct sha256 h;
	sha256_open(&h);
	for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
		sha256_add(&h, piece, n);
	sha256_finish(&h, out);
	int rc = ferror(f) ? -1 : 0;
	fclose(f);
	return rc;
}

/* Independent recordings of a million samples are never the same. */
static void copy_check(struct check *c, const char *name)
{
	struct seen *own = &c->data[c->files];
	char *path = mem_print("%s/%s", c->folder, name);
	snprintf(own->name, sizeof own->name, "%s", name);
	if (c->files < DATA_FILES && file_hash(path, own->hash) == 0) {
		for (unsigned i = 0; i < c->files; i++)
			if (strcmp(c->data[i].hash, own->hash) == 0)
				fault_add(c, "%s: is a copy of %s", name, c->data[i].name);
		c->files++;
	}
	free(path);
}

/* `bits`: of a symbol; nan: not known, nothing is asked of the values. */
static void data_check(struct check *c, const char *name, double bits)
{
	FILE *f = data_open(c, name);
	if (!f)
		return;
	uint8_t piece[4096];
	bool seen[256] = {false};
	size_t at = 0, wide = 0, first = 0;
	for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0; at += n)
		for (size_t i = 0; i < n; i++) {
			seen[piece[i]] = true;
			if (piece[i] >= exp2(bits) && wide++ == 0)
				first = at + i;
		}
	fclose(f);
	unsigned distinct = 0;
	for (int v = 0; v < 256; v++)
		distinct += seen[v];
	if (wide > 0)
		fault_add(c, "%s: %zu symbols, the first at %zu, do not fit bitsPerSample %.0f",
		    name, wide, first, bits);
	if (distinct < 2)
		fault_add(c, "%s: holds one symbol: no entropy", name);
	copy_check(c, name);
}

/* ---- hashes -------------------------------------------------------------------------------- */

/* A name of the list that stays within the folder. */
static bool name_is_inside(const char *name)
{
	return *name && *name != '/' && !strstr(name, "..");
}

static void sum_check(struct check *c, const char *line, const char *name)
{
	char got[65], *path = mem_print("%s/%s", c->folder, name);
	struct stat st;
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		fault_add(c, "%s: is listed in " ESV_SUMS " and is not there", name);
	else if (file_hash(path, got) != 0)
		fault_add(c, "%s: cannot be read", name);
	else if (strncmp(line, got, 64) != 0)
		fault_add(c, "%s: SHA-256 differs from the one in " ESV_SUMS, name);
	free(path);
}

/* The text of a file; NULL: a fault was reported. A pipe in its place would be waited for. */
static char *text_read(struct check *c, const char *name)
{
	char *path = mem_print("%s/%s", c->folder, name), *text = NULL;
	struct stat st;
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		fault_add(c, "%s: no regular file", name);
	else if (!(text = outfile_read(path)))
		fault_add(c, "%s: %s", name, strerror(errno));
	free(path);
	return text;
}

static void sums_check(struct check *c)
{
	char *text = text_read(c, ESV_SUMS);
	unsigned lines = 0;
	for (char *line = text, *end; line && *line; line = end) {
		end = strchr(line, '\n');
		end = end ? (*end = '\0', end + 1) : line + strlen(line);
		size_t n = strlen(line);
		lines++;
		if (n < 67 || strspn(line, "0123456789abcdef") != 64 || line[64] != ' ' ||
		    n > 300 || !name_is_inside(line + 66))
			fault_add(c, ESV_SUMS ": line %u is no hash and name of a file", lines);
		else
			sum_check(c, line, line + 66);
	}
	if (text && lines == 0)
		fault_add(c, ESV_SUMS ": is empty");
	free(text);
}

/* Whether the list has this file: what has no hash can be changed unseen. */
static void listed_check(struct check *c, const char *name)
{
	char *path = mem_print("%s/" ESV_SUMS, c->folder);
	struct stat st;
	char *text = stat(path, &st) == 0 && S_ISREG(st.st_mode) ? outfile_read(path) : NULL;
	char *entry = mem_print("  %s\n", name);
	if (text && !strstr(text, entry))
		fault_add(c, "%s: has no hash in " ESV_SUMS, name);
	free(entry);
	free(text);
	free(path);
}

/* ---- registration -------------------------------------------------------------------------- */

static void components_note(
    struct check *c, const struct json_tree *t, const struct json_node *registration)
{
	const struct json_node *list = json_member(t, registration, "conditioningComponent");
	for (const struct json_node *n = json_child(t, list); n; n = json_next(t, n)) {
		const struct json_node *vetted = json_member(t, n, "vetted");
		double at = schema_number(t, n, "sequencePosition");
		if (vetted && span_is(vetted->text, "false") && at >= 1 && at < 64)
			c->conditioned[(int)at] = true;
	}
}

static void registration_check(struct check *c)
{
	char *text = text_read(c, ESV_REGISTRATION);
	struct json_tree t;
	size_t line;
	const char *what;
	if (!text)
		return;
	if (json_parse(&t, text, strlen(text), &line, &what) != 0) {
		fault_add(c, ESV_REGISTRATION ": line %zu: not well-formed JSON: %s", line, what);
	} else {
		const struct json_node *r = schema_check(&t, fault_print, c);
		c->bits = r ? schema_number(&t, r, "bitsPerSample") : (double)NAN;
		c->environments = r ? schema_number(&t, r, "numberOfOEs") : (double)NAN;
		c->claim = r ? schema_number(&t, r, "hminEstimate") : (double)NAN;
		if (r)
			components_note(c, &t, r);
	}
	json_release(&t);
	free(text);
}

/* What the facts of an environment allow; nan where they do not say. */
static double facts_claim(struct check *c, int environment)
{
	char name[64];
	struct json_tree t;
	size_t line;
	const char *what;
	double h = NAN;
	snprintf(name, sizeof name, "oe-%d/" ESV_FACTS, environment);
	char *text = text_read(c, name);
	if (!text)
		return NAN;
	if (json_parse(&t, text, strlen(text), &line, &what) != 0)
		fault_add(c, "%s: line %zu: not well-formed JSON: %s", name, line, what);
	else if (t.node[1].kind != JSON_OBJECT || isnan(h = schema_number(&t, &t.node[1], "h")))
		fault_add(c, "%s: has no estimate h", name);
	json_release(&t);
	free(text);
	return h;
}

/* The claim is the least of what the environments allow, as it was rounded when it was written. */
static void claim_check(struct check *c, int environments)
{
	double least = INFINITY;
	for (int i = 1; i <= environments; i++)
		least = fmin(least, facts_claim(c, i));
	if (isfinite(least) && !isnan(c->claim) && fabs(c->claim - claim_round(least)) > 1e-9)
		fault_add(c,
		    ESV_REGISTRATION ": hminEstimate is %g, the facts of the environments say %g",
		    c->claim, claim_round(least));
}

static void report_check(struct check *c)
{
	char *text = text_read(c, ESV_REPORT);
	if (text && text[strspn(text, " \t\r\n")] == '\0')
		fault_add(c, ESV_REPORT ": is empty");
	free(text);
}

/* ---- what else is there -------------------------------------------------------------------- */

static void walk_folder(struct check *c, const char *below, int depth);

static void entry_check(struct check *c, const char *name, int depth)
{
	char *path = mem_print("%s/%s", c->folder, name);
	struct stat st;
	if (lstat(path, &st) != 0)
		fault_add(c, "%s: %s", name, strerror(errno));
	else if (S_ISDIR(st.st_mode) && depth < DEPTH)
		walk_folder(c, name, depth + 1);
	else if (!S_ISREG(st.st_mode))
		fault_add(c, "%s: no regular file", name);
	else if (strcmp(name, ESV_SUMS) != 0)
		listed_check(c, name);
	free(path);
}

/* Every file has a hash, also one that nobody asked for. */
static void walk_folder(struct check *c, const char *below, int depth)
{
	char *path = mem_print("%s/%s", c->folder, below);
	DIR *folder = opendir(path);
	if (!folder)
		fault_add(c, "%s: %s", below, strerror(errno));
	for (const struct dirent *e; folder && (e = readdir(folder));) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		char *name = mem_print("%s%s%s", below, *below ? "/" : "", e->d_name);
		entry_check(c, name, depth);
		free(name);
	}
	if (folder)
		closedir(folder);
	free(path);
}

unsigned folder_check(const char *folder)
{
	struct check c = {.folder = folder, .bits = NAN, .environments = NAN, .claim = NAN};
	struct stat st;
	char name[64];
	if (stat(folder, &st) != 0)
		err_die("%s: %s", folder, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		err_die("%s is no folder", folder);
	registration_check(&c);
	int environments =
	    c.environments >= 1 && c.environments <= ESV_ENVIRONMENTS ? (int)c.environments : 1;
	for (int i = 1; i <= environments; i++) {
		static const char *const file[] = {ESV_RAW, ESV_MATRIX};
		for (int k = 0; k < 2; k++) {
			snprintf(name, sizeof name, "oe-%d/%s", i, file[k]);
			data_check(&c, name, c.bits);
		}
	}
	for (int i = 1; i < 64; i++) {
		snprintf(name, sizeof name, "conditioned-%d.bin", i);
		if (c.conditioned[i]) {
			data_check(&c, name, NAN);
		}
	}
	claim_check(&c, environments);
	report_check(&c);
	walk_folder(&c, "", 1);
	sums_check(&c);
	return c.faults;
}
