/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab esv: from runs of a database to the folder that an Entropy Source Validation server
 * takes, and the check of such a folder.
 */
#include "esv.h"

#include "err.h"
#include "num.h"
#include "opt.h"
#include "output.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct esv_request request = {.db = "data/ticklab.db"};
static uint64_t threads = 1;
static const char *check;

static const struct opt options[] = {
    {OPT_STRING, 'o', "out", "DIR", &request.out, "write the folder", .with = "run"},
    {OPT_STRING, 0, "check", "DIR", &check,
	"find what a server would refuse in a folder; exit 1\nif there is something", .only = ""},
    {OPT_GROUP, 0, NULL, NULL, NULL, "data"},
    {OPT_STRING, 'd', "db", "FILE", &request.db, "database ({})"},
    {OPT_STRING, 'r', "run", "UUID,...", &request.run,
	"run of 1,000,000 samples, one for each operating\nenvironment or kind of CPU, 16 at most"},
    {OPT_STRING, 0, "restarts", "UUID", &request.restarts,
	"run of 1000 restarts of 1000 samples (the last that\nfits the machine, probe, counter and "
	"kind of CPU)"},
    {OPT_STRING, 0, "conditioned", "FILE", &request.conditioned,
	"1,000,000 bytes of output of the component", .with = "component"},
    {OPT_STRING, 0, "component", "N_IN,H_IN,NW,N_OUT,TEXT", &request.component,
	"the non-vetted conditioning component: bits in,\nmin-entropy in, narrowest width, bits "
	"out, description",
	.with = "conditioned"},
    {OPT_GROUP, 0, NULL, NULL, NULL, "registration"},
    {OPT_STRING, 0, "noise-source", "TEXT", &request.noise_source,
	"primaryNoiseSource, at most 64 characters\n(timing of PROBE by COUNTER)", 1, ESV_NAME},
    {OPT_FLAG, 0, "physical", NULL, &request.physical,
	"the vendor states that the noise source is physical"},
    {OPT_U64, 0, "threads", "N", &threads, "at once ({})", 1, 1024},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {"ticklab esv",
    "--out DIR --run UUID[,UUID ...] [OPTION ...]\n--check DIR",
    "Writes raw noise, restarts, conditioned output, registration, facts and an entropy\n"
    "assessment report of recorded and analysed runs into DIR, with the SHA-256 of each file.\n"
    "What only the vendor can know is marked \"the vendor must state\": docs/esv.md.",
    options};

/* "512,300,256,256,SHA-256 of the durations". */
static void component_parse(struct esv_request *q)
{
	char word[4][32];
	const char *at = q->component;
	for (int i = 0; i < 4; i++) {
		size_t n = strcspn(at, ",");
		if (n == 0 || n >= sizeof word[i] || at[n] != ',')
			err_usage(
			    "--component takes N_IN,H_IN,NW,N_OUT,TEXT, not '%s'", q->component);
		snprintf(word[i], sizeof word[i], "%.*s", (int)n, at);
		at += n + 1;
	}
	bool ok = num_u64(word[0], &q->min_n_in) == 0 && num_double(word[1], &q->min_h_in) == 0 &&
		  num_u64(word[2], &q->nw) == 0 && num_u64(word[3], &q->n_out) == 0;
	if (!ok || q->min_n_in < 1 || q->nw < 1 || q->n_out < 1 || !(q->min_h_in > 0) ||
	    q->min_h_in > (double)q->min_n_in)
		err_usage("--component: N_IN, NW and N_OUT are whole numbers from 1, H_IN is above "
			  "0 and at most N_IN");
	if (q->n_out > q->nw || q->nw > q->min_n_in || q->min_n_in > UINT32_MAX)
		err_usage("--component: a component that is not bijective has N_OUT <= NW <= N_IN, "
			  "N_IN at most 4294967295");
	if (strlen(at) < 1 || strlen(at) > ESV_NAME)
		err_usage("--component: the description has 1 to %d characters", ESV_NAME);
	snprintf(q->description, sizeof q->description, "%s", at);
}

static void check_usage(int argc, char **argv)
{
	struct stat st;
	if (argc > 0)
		err_usage("'%s': no argument is expected", argv[1]);
	if (!check && !request.out)
		err_usage("give --out DIR and --run UUID, or --check DIR");
	if (request.out && stat(request.out, &st) == 0 && !S_ISDIR(st.st_mode))
		err_die("%s is no folder", request.out);
	if (request.component)
		component_parse(&request);
	request.threads = (unsigned)threads;
}

static int write_folder(void)
{
	static struct esv_environment e[ESV_ENVIRONMENTS];
	struct store *s;
	char why[512], uuid[STORE_UUID + 1];
	size_t n = 0;
	if (store_open(&s, request.db, STORE_READ, why, sizeof why) != 0)
		err_die("%s: %s", request.db, why);
	for (const char *at = request.run; at;) {
		size_t length = strcspn(at, ",");
		if (length == 0 || length >= sizeof uuid || n == ESV_ENVIRONMENTS)
			err_usage("--run takes 1 to %d UUIDs between commas, not '%s'",
			    ESV_ENVIRONMENTS, request.run);
		snprintf(uuid, sizeof uuid, "%.*s", (int)length, at);
		environment_read(&e[n++], s, uuid, &request);
		at = at[length] ? at + length + 1 : NULL;
	}
	store_close(s);
	folder_write(&request, e, n);
	for (size_t i = 0; i < n; i++) {
		printf("oe-%zu  run %s  restarts %s  hminEstimate %g\n", i + 1, e[i].uuid,
		    e[i].restart_uuid, claim_round(e[i].h));
		if (!(e[i].h > 0))
			err_warning("oe-%zu: no entropy can be claimed: %s", i + 1,
			    e[i].h_initial > 0 ? "a restart test failed"
					       : "the model leaves none to one who knows the "
						 "start's phase");
		environment_release(&e[i]);
	}
	return EXIT_DONE;
}

int main(int argc, char **argv)
{
	check_usage(opt_parse(&program, argc, argv), argv);
	int rc = EXIT_DONE;
	if (!check) {
		rc = write_folder();
	} else {
		unsigned faults = folder_check(check);
		if (faults == 0)
			printf("%s: nothing found that a server would refuse\n", check);
		rc = faults ? EXIT_FAILED : EXIT_DONE;
	}
	output_finish();
	return rc;
}
