/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of `ticklab esv` share: the command line, an operating environment with its
 * symbols and figures, and the names of the files. Private to this program.
 */
#ifndef ESV_H
#define ESV_H

#include "esv_model.h"
#include "esv_symbols.h"
#include "sp90b.h"
#include "sp90b_restart.h"
#include "store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	ESV_SAMPLES = 1000000, /* of raw noise, of the restart matrix and of conditioned output */
	ESV_RESTARTS = 1000,
	ESV_ENVIRONMENTS = 16,
	ESV_NAME = 64, /* bytes of primaryNoiseSource, at most */
	ESV_FACT = 200,
};

#define ESV_RAW "raw_noise.bin"
#define ESV_MATRIX "restart.bin"
#define ESV_MAPPING "mapping.tsv"
#define ESV_FACTS "facts.json"
#define ESV_REGISTRATION "registration.json"
#define ESV_REPORT "report.md"
#define ESV_SUMS "SHA256SUMS"
#define ESV_CONDITIONED "conditioned-1.bin"

struct esv_request {
	const char *db, *run, *restarts, *out, *noise_source, *component, *conditioned;
	bool physical;
	unsigned threads;
	/* Of --component. */
	char description[ESV_NAME + 1];
	uint64_t min_n_in, nw, n_out;
	double min_h_in;
	double h_out; /* of --conditioned: set by folder_write */
};

/* Figures of the run's analysis that the report shows; nan: not there. */
struct esv_figures {
	double tick_ns, tick_evidence, tick_share, cost_ns, jitter_ns, jitter_lo_ns, misfit;
	double explained_share, conditional_bits, stationarity_p, changepoints, h_analyzed;
};

/* An operating environment: one run, and the restarts that belong to it. */
struct esv_environment {
	char uuid[STORE_UUID], restart_uuid[STORE_UUID];
	char probe[ESV_FACT], counter[ESV_FACT], machine[ESV_FACT], load[ESV_FACT];
	char core_type[ESV_FACT], cpu_model[ESV_FACT], system[ESV_FACT], kernel[ESV_FACT];
	char started[ESV_FACT], tool[ESV_FACT], platform_sha256[ESV_FACT], command[1000];
	char *machine_facts, *before; /* JSON, or NULL */
	int cpu;
	double hz;
	struct esv_table table;
	uint64_t distinct, merged; /* values; samples whose value shares a symbol */
	uint8_t *raw, *matrix;	   /* ESV_SAMPLES each */
	struct sp90b_result assessed;
	struct sp90b_restart_result restart;
	struct esv_figures figure;
	struct esv_model model;
	double h_initial; /* min(H_original, n H_bitstring, H_submitter where there is one) */
	double h_tested; /* what the restarts are tested against: h_initial, or of the data alone */
	double h;	 /* that, and of the restarts where they passed; 0: they failed */
};

/* Reads the runs, makes symbols and assesses them. Ends the program where something is missing,
 * with the command that records or computes it. */
void environment_read(
    struct esv_environment *e, struct store *s, const char *uuid, const struct esv_request *q);
void environment_release(struct esv_environment *e);

/* Writes the folder. Ends the program if it cannot. */
void folder_write(struct esv_request *q, const struct esv_environment *e, size_t environments);

/* The report, in Markdown. */
void report_write(
    FILE *out, const struct esv_request *q, const struct esv_environment *e, size_t environments);

/* Rounded down to three significant digits: a claim may not exceed what was assessed. */
double claim_round(double h);

/* Prints each fault of a folder on standard output. Returns their number. */
unsigned folder_check(const char *folder);

#endif
