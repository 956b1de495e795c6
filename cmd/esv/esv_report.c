/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The entropy assessment report: for each environment the data, symbols, estimates, model and
 * restarts, then what sections 3 and 4 of the standard require, each with the file or figure that
 * answers it. The requirements are in our words, by section; what no recording can answer is left
 * to the vendor in so many words.
 */
#include "esv.h"

#include "build_info.h"
#include "sp90b_health.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static const char vendor[] = "the vendor must state";

/* ---- requirements -------------------------------------------------------------------------- */

struct requirement {
	const char *section, *text, *answer; /* answer NULL: the vendor must state */
};

static const struct requirement requirements[] = {
    {"3.1.1", "a sequential dataset of at least 1,000,000 samples of the noise source",
	"`oe-N/" ESV_RAW "`: exactly 1,000,000 consecutive samples of one process"},
    {"3.1.1", "a restart dataset of 1000 restarts of 1000 samples",
	"`oe-N/" ESV_MATRIX "`, a row a restart; each a fresh process"},
    {"3.1.1", "a conditioned dataset of at least 1,000,000 outputs of a non-vetted component",
	"`" ESV_CONDITIONED "` where the registration has such a component"},
    {"3.1.2", "the track: IID only where it is claimed and every test passes",
	"iidClaim is false: the non-IID track"},
    {"3.1.3", "H_original, and H_bitstring for symbols that are not binary",
	"section Estimates of each environment"},
    {"3.1.3", "H_submitter, from a documented analysis of the noise source",
	"section Model of each environment; the vendor may state another, with its own analysis"},
    {"3.1.4", "restart tests: sanity check, then validation against half of H_I",
	"section Restarts of each environment"},
    {"3.1.5", "entropy of the output of each conditioning component",
	"`ticklab entropy --conditioning` with the numbers of the registration"},
    {"3.1.6", "further noise sources: none counts for the claim unless they are independent",
	"additionalNoiseSources is false"},
    {"3.2.1", "a design of the entropy source with all its components and their interactions",
	NULL},
    {"3.2.1", "a security boundary, and how it protects the source", NULL},
    {"3.2.1", "the ranges of operating conditions under which the source works",
	"the environments of this folder are what was recorded; the ranges the vendor must state"},
    {"3.2.1", "the source's entropy rate holds in all of these conditions", NULL},
    {"3.2.1", "use of validated components for vetted conditioning", NULL},
    {"3.2.2", "how the noise source works, and why it has entropy",
	"sections Symbols and Model say what was measured; the rest the vendor must state"},
    {"3.2.2", "the noise source is stationary: its probabilities do not move much",
	"section Estimates: change-points and the p of a constant level"},
    {"3.2.2", "protection of the noise source against influence and observation",
	"H_submitter is against an observer of the start's phase; other access the vendor must "
	"state"},
    {"3.2.2", "raw samples can be had for tests",
	"`ticklab collect` records them; in the product the vendor must state"},
    {"3.2.2", "the sample space: fixed length of the noise source's outputs",
	"bitsPerSample, by `oe-N/" ESV_MAPPING "`"},
    {"3.2.3", "conditioning components: inputs, outputs, narrowest width, order",
	"conditioningComponent of the registration, as the vendor gave it"},
    {"3.2.3", "vetted components: correct implementation, with a validation", NULL},
    {"3.2.4", "data are collected from the source itself, raw, under stated conditions",
	"`oe-N/" ESV_FACTS "`: command, time, tool and the hash of the code that timed the calls"},
    {"3.2.4", "an attestation of the data collection by who did it",
	"its facts are in `oe-N/" ESV_FACTS "`; name and signature the vendor must state"},
    {"4.2", "start-up, continuous and on-demand health tests", NULL},
    {"4.3", "what the source does when a health test fails, and who is informed", NULL},
    {"4.3", "false alarm probability of each test, with its reason",
	"cutoffs for 2^-30 are in section Health tests of each environment; the choice the vendor "
	"must state"},
    {"4.3", "continuous tests run on raw samples, before conditioning", NULL},
    {"4.3", "start-up tests see at least 1024 samples, and none of them is used before they pass",
	NULL},
    {"4.4", "repetition count and adaptive proportion tests, with cutoffs from the claim",
	"section Health tests of each environment; that the product runs them the vendor must "
	"state"},
    {"4.5", "other tests in their place detect the same failures as likely", NULL},
};

static void requirements_write(FILE *out)
{
	fprintf(out, "\n## What sections 3 and 4 require\n\n"
		     "In our words, by section; the published text decides. N is the number of the "
		     "environment.\n\n| section | required | answered by |\n| --- | --- | --- |\n");
	for (size_t i = 0; i < sizeof requirements / sizeof *requirements; i++)
		fprintf(out, "| %s | %s | %s |\n", requirements[i].section, requirements[i].text,
		    requirements[i].answer ? requirements[i].answer : vendor);
}

/* ---- one environment ----------------------------------------------------------------------- */

static void figure_row(FILE *out, const char *name, double v, const char *unit)
{
	if (isnan(v))
		fprintf(out, "| %s | not computed |\n", name);
	else
		fprintf(out, "| %s | %.3g %s |\n", name, v, unit);
}

static void facts_section(FILE *out, const struct esv_environment *e)
{
	fprintf(out,
	    "\n### Data\n\n| | |\n| --- | --- |\n| run | %s, recorded %s |\n| restarts | %s |\n"
	    "| command | `%s` |\n| machine | %s, %s |\n| system | %s, kernel %s |\n",
	    e->uuid, e->started, e->restart_uuid, e->command, e->machine, e->cpu_model, e->system,
	    e->kernel);
	if (e->cpu >= 0)
		fprintf(out, "| CPU | %d, of kind %s |\n", e->cpu, e->core_type);
	else
		fprintf(out, "| CPU | not kept on one; kind %s |\n", e->core_type);
	fprintf(out,
	    "| what is timed | %s, load %s |\n| counter | %s, %.6g Hz |\n| recorded by | ticklab "
	    "%s; SHA-256 of the timing code %s |\n",
	    e->probe, e->load, e->counter, e->hz, e->tool, e->platform_sha256);
}

static void symbols_section(FILE *out, const struct esv_environment *e)
{
	const struct esv_figures *f = &e->figure;
	fprintf(out, "\n### Symbols\n\nFrom a duration to a symbol of %u bits:\n\n",
	    esv_table_bits(&e->table));
	if (isnan(f->tick_ns))
		fprintf(out, "1. The counter's own tick was not identified: durations are in the "
			     "unit of the recording.\n");
	else
		fprintf(out,
		    "1. Durations are whole ticks of the counter, %.6g ns each (`counter_tick_ns`; "
		    "odds 2^%.3g for that tick, share of whole ticks %.4g). The unit of the "
		    "recording "
		    "is finer and holds nothing more.\n",
		    f->tick_ns, f->tick_evidence, f->tick_share);
	fprintf(out,
	    "2. The first 1,000,000 samples have %" PRIu64 " different durations; `" ESV_MAPPING
	    "` gives each its rank",
	    e->distinct);
	if (e->merged)
		fprintf(out,
		    ", where neighbours share one of %u symbols (%" PRIu64
		    " samples have a shared symbol). A function of a sample has at most the "
		    "sample's min-entropy, so the reduction cannot raise the assessment of "
		    "the most common value",
		    e->table.symbols, e->merged);
	fprintf(out,
	    ".\n3. The restarts are read by the same table; a duration between two of its entries "
	    "has the lower one's symbol.\n");
}

static void estimates_section(FILE *out, const struct esv_environment *e)
{
	const struct sp90b_result *r = &e->assessed;
	fprintf(out, "\n### Estimates\n\n| estimator | bits per symbol | bits per bit |\n"
		     "| --- | --- | --- |\n");
	for (int i = 0; i < SP90B_ESTIMATORS; i++) {
		const struct sp90b_estimate *both[] = {
		    &r->original.estimate[i], &r->bitstring.estimate[i]};
		bool run[] = {r->original.run, r->bitstring.run};
		fprintf(out, "| %s %s ", sp90b_estimator_section(i), sp90b_estimator_title(i));
		for (int k = 0; k < 2; k++)
			if (run[k] && both[k]->status == SP90B_OK)
				fprintf(out, "| %.6f ", both[k]->h);
			else
				fprintf(out, "| %s ",
				    run[k] ? sp90b_status_name(both[k]->status) : "-");
		fprintf(out, "|\n");
	}
	fprintf(out, "| H_original, H_bitstring | %.6f | ", r->original.h);
	if (r->bitstring.run)
		fprintf(out, "%.6f |\n", r->bitstring.h);
	else
		fprintf(out, "- |\n");
	fprintf(out, "\nOf the order of the samples, from the analysis of the run:\n\n| figure | "
		     "value |\n| --- | --- |\n");
	figure_row(out, "`conditional_entropy_bits`", e->figure.conditional_bits, "bits");
	figure_row(out, "`changepoint_count`", e->figure.changepoints, "");
	figure_row(out, "`stationarity_p`", e->figure.stationarity_p, "");
	figure_row(out, "`min_entropy_90b_bits`", e->figure.h_analyzed, "bits");
}

static void model_section(FILE *out, const struct esv_environment *e)
{
	const struct esv_figures *f = &e->figure;
	fprintf(out, "\n### Model and H_submitter\n\n");
	if (!e->model.there) {
		fprintf(out, "No model of cost and phase was fitted to this run: H_submitter %s.\n",
		    vendor);
		return;
	}
	fprintf(out,
	    "A call costs %.6g ns with a spread of %.3g ns (`beat_cost_ns`, `beat_jitter_ns`%s), "
	    "%.4g and %.3g ticks. The counter reads floor(phase + cost + jitter).\n\n"
	    "| observer | min-entropy of a sample |\n| --- | --- |\n"
	    "| knows the phase of the start within its tick | **%.3g bits: H_submitter** |\n"
	    "| does not | %.3g bits |\n\n",
	    f->cost_ns, f->jitter_ns,
	    isnan(f->jitter_lo_ns) ? "; no interval, the value itself"
				   : "; the lower end of its interval",
	    e->model.cost_ticks, e->model.jitter_ticks, e->model.h_phase_known,
	    e->model.h_phase_unknown);
	fprintf(out,
	    "Assumptions: phases are uniform and new in every sample; the jitter is normal, "
	    "independent from sample to sample, and unknown to the observer; nothing else about "
	    "the call varies. Whether the jitter itself is unpredictable %s.\n\n| figure | value "
	    "|\n| --- | --- |\n",
	    vendor);
	figure_row(out, "`beat_misfit_bits`", f->misfit, "bits");
	figure_row(out, "`quantisation_explained_share`", f->explained_share, "");
}

static void restarts_section(FILE *out, const struct esv_environment *e)
{
	const struct sp90b_restart_result *r = &e->restart;
	fprintf(out, "\n### Restarts\n\nH_I %.6f%s. ", e->h_initial,
	    e->h_initial > 0 ? ""
			     : ", which no data can fail: the tests take what the data alone gave");
	if (r->fault == SP90B_DATA_ONE_SYMBOL) {
		fprintf(out, "The restarts hold one symbol: failed.\n");
		return;
	}
	fprintf(out,
	    "Sanity check (3.1.4.3): commonest count in a row %" PRIu64 ", cutoff %" PRIu64
	    "; in a column %" PRIu64 ", cutoff %" PRIu64 ": %s.\n",
	    r->row_max, r->row_cutoff, r->column_max, r->column_cutoff,
	    !r->decides ? "no data could fail it"
	    : r->sanity ? "passed"
			: "**failed**");
	if (r->sanity)
		fprintf(out,
		    "Validation (3.1.4.2): H_r %.6f, H_c %.6f: %s. min(H_r, H_c, H_I) "
		    "%.6f.\n",
		    r->h_row, r->h_column, r->validation ? "passed" : "**failed**", r->h);
}

/* 2^-30, within the range that 4.3 gives. */
static void health_section(FILE *out, const struct esv_environment *e)
{
	double h = claim_round(e->h), alpha = 0x1p-30;
	uint32_t window = e->table.symbols == 2 ? SP90B_WINDOW_BINARY : SP90B_WINDOW;
	fprintf(out, "\n### Health tests\n\n");
	if (!(h > 0)) {
		fprintf(out, "Without a claim there are no cutoffs.\n");
		return;
	}
	uint64_t share = sp90b_proportion_cutoff(h, alpha, window);
	fprintf(out,
	    "For H = %.3g and a false alarm probability of 2^-30: repetition count test, cutoff "
	    "%" PRIu64 "; adaptive proportion test, cutoff %" PRIu64 " in a window of %" PRIu32
	    "%s.\n",
	    h, sp90b_repetition_cutoff(h, alpha), share, window,
	    share > window ? ", which it can never reach: the vendor must choose another test"
			   : "");
}

static void environment_section(FILE *out, const struct esv_environment *e, size_t number)
{
	fprintf(out, "\n## Environment %zu: %s, %s, CPUs of kind %s\n", number, e->cpu_model,
	    e->kernel, e->core_type);
	facts_section(out, e);
	symbols_section(out, e);
	estimates_section(out, e);
	model_section(out, e);
	restarts_section(out, e);
	health_section(out, e);
}

/* ---- all ----------------------------------------------------------------------------------- */

void report_write(
    FILE *out, const struct esv_request *q, const struct esv_environment *e, size_t environments)
{
	fprintf(out,
	    "# Entropy assessment report\n\nWritten by ticklab %s from recorded runs. It answers "
	    "what recordings can answer of NIST SP 800-90B; the rest is marked \"%s\".\n\n"
	    "| environment | run | H_original | n x H_bitstring | H_submitter | restarts | claim "
	    "|\n| --- | --- | --- | --- | --- | --- | --- |\n",
	    build_version, vendor);
	for (size_t i = 0; i < environments; i++) {
		const struct esv_environment *x = &e[i];
		char bits[32] = "-", model[32] = "not known";
		if (x->assessed.bitstring.run)
			snprintf(
			    bits, sizeof bits, "%.6f", x->assessed.width * x->assessed.bitstring.h);
		if (x->model.there)
			snprintf(model, sizeof model, "%.3g", x->model.h_phase_known);
		fprintf(out, "| %zu, %s | %.8s | %.6f | %s | %s | %s | %.3g |\n", i + 1,
		    x->core_type, x->uuid, x->assessed.original.h, bits, model,
		    x->h > 0					 ? "passed"
		    : x->restart.sanity && x->restart.validation ? "passed; no claim"
								 : "**failed**",
		    claim_round(x->h));
	}
	fprintf(out,
	    "\nThe registration's hminEstimate is the least claim of all environments, rounded "
	    "down "
	    "to three digits. A claim of 0: the source cannot be validated as it was recorded.\n"
	    "The noise source is registered as %s, as the vendor %s.\n",
	    q->physical ? "physical" : "non-physical",
	    q->physical ? "stated" : "did not state otherwise");
	for (size_t i = 0; i < environments; i++)
		environment_section(out, &e[i], i + 1);
	requirements_write(out);
}
