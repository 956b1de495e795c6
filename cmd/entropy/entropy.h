/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of `ticklab entropy` share: the command line, the input, and the output of
 * results.
 */
#ifndef ENTROPY_H
#define ENTROPY_H

#include "entropy_decode.h"
#include "json.h"
#include "progress.h"
#include "sp90b.h"
#include "sp90b_iid.h"
#include "sp90b_mapping.h"

#include <stdio.h>

struct request {
	/* What to do; non-IID assessment if none is set. */
	bool iid, restart, conditioning, health;
	/* How, in the letters that NIST's programs use. */
	bool initial, conditioned, truncate, verbose, quiet, other_track;
	const char *index;  /* INDEX,SAMPLES */
	const char *output; /* file for JSON */
	bool json, dry_run;
	bool bits_given, window_given;
	uint64_t bits, threads, seed, permutations, rows, columns, rounds, window;
	double entropy;
	const char *alpha;
	const char *mapping;
	const char *source; /* of a session folder */
	const char *format; /* NULL: raw, unless it is text */
	const char *db, *run;
	bool db_given;	/* without `run`: all runs of it */
	bool each_part; /* --index all: the whole, and each part of part_samples */
	uint64_t part_samples;
	/* Arguments that are no options: args[0 .. n_args). */
	char **args;
	int n_args;
};

/* Samples read from a file or, by the name "-", from standard input. */
struct input {
	const char *name;
	uint16_t *raw;
	size_t n;
	char sha256[65]; /* of the whole input, also if only a part was asked for */
	uint64_t bytes;	 /* of the whole input */
};

/* Reads samples of one byte, or of two (the lower first) if bits > 8, or as --format says; of a
 * session folder, the bytes of --source. Text that no --format names is refused. Ends the program
 * if that fails, gives no sample or, but for --health, one distinct symbol; and as soon as there
 * are more than can be assessed. */
void input_read(struct input *in, const char *name, const struct request *q, uint64_t bits);
void input_release(struct input *in);

/* The same of the run of --run, in ticks of its counter, which --mapping makes symbols. */
void input_read_run(struct input *in, const struct request *q);
/* Takes samples in place of a file's: x[0 .. n) becomes the input, of which --index takes a part.
 */
void input_take(struct input *in, const struct request *q, const uint16_t *x, size_t n);

/* BITS: from --bits or from the argument; 0 if neither is there. Ends the program if it is no
 * number from 1 to 16. */
uint64_t bits_of(const struct request *q, const char *argument);

/* Ends the program with one line if the data cannot be assessed. */
void die_of_fault(enum sp90b_fault fault, const struct input *in, uint64_t bits, size_t at);

/* Warnings common to all assessments, on standard error. */
void warn_of_data(const struct request *q, size_t n, unsigned width, bool narrow);

/* Opens the document for --json or --output, with version, input and so on; NULL if neither was
 * asked for. */
struct json *document_open(const struct request *q, const char *what, const struct input *in);
/* Closes it. Ends the program if it could not be written. */
void document_close(struct json *j, const struct request *q);

/* Options of an assessment of samples. */
struct sp90b_options options_of(const struct request *q, uint64_t bits);

/* For --dry-run; releases the input. Returns the exit code. */
int dry_run(const struct request *q, struct input *in, const struct sp90b_options *o);

/* The last lines of NIST's ea_non_iid and ea_iid, in their spelling; below, ours. */
struct rating {
	bool original, bitstring; /* which tracks were run */
	unsigned width;
	double h_original, h_bitstring, h_assessed;
	bool failed; /* an IID test: what was computed on its assumption is no assessment */
};
void print_rating(const struct request *q, const struct rating *r);

/* The line of an estimate in the spelling of NIST's programs; `where` is "", " (bit string)",
 * " (Rows)" or " (Cols)". Nothing if the estimate is absent. */
void print_named(
    enum sp90b_estimator which, const struct sp90b_estimate *e, const char *where, unsigned width);

/* The end of an assessment: text, JSON, and release of the input. `result` is what both writers
 * take. */
struct result_output {
	const char *what;
	const void *result;
	void (*print)(const struct request *q, const struct input *in, const void *result);
	void (*write)(struct json *j, const struct request *q, const void *result);
};
void output_result(const struct request *q, struct input *in, const struct result_output *t);

/* The mapping of that name. Ends the program if there is none, or if it needs modes. */
enum sp90b_mapping mapping_of(const char *name);

/* FILE and BITS of the command line, read. */
uint64_t samples_of(const struct request *q, struct input *in);

void write_shape(struct json *j, size_t n, uint32_t k, unsigned width);
void write_track(struct json *j, const char *key, const struct sp90b_track *t);
void write_estimate(struct json *j, const char *key, const struct sp90b_estimate *e);
void print_estimate(const struct sp90b_estimate *e, const char *indent);

/* Whether text goes to standard output: not with --json or --quiet. */
bool talks(const struct request *q);

/* The number of files on the command line before BITS. */
int files_of(const struct request *q);

/* Assesses by the IID track, with the progress that belongs to it. Ends the program on a fault. */
struct sp90b_iid_result assess_iid(
    const struct request *q, const struct input *in, uint64_t bits, const struct sp90b_options *o);
/* Whether the verdict depends on permutations of which there were too few. */
bool iid_undecided(const struct sp90b_iid_result *r);

int run_non_iid(const struct request *q);
int run_iid(const struct request *q);
int run_iid_files(const struct request *q);
int run_parts(const struct request *q);
int run_runs(const struct request *q);
int run_restart(const struct request *q);
int run_conditioning(const struct request *q);
int run_health(const struct request *q);

#endif
