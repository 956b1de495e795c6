/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `ticklab entropy`: assesses a file of symbols by NIST SP 800-90B, as labs do with NIST's
 * programs, whose letters and arguments work here too.
 */
#include "entropy.h"

#include "err.h"
#include "num.h"
#include "opt.h"
#include "store.h"

#include <limits.h>
#include <string.h>

static const char synopsis[] = "[OPTION ...] FILE [BITS]\n"
			       "[OPTION ...] --run UUID [--db FILE] | --db FILE\n"
			       "--iid [OPTION ...] FILE ... [BITS]\n"
			       "--restart [OPTION ...] FILE [BITS] H_I\n"
			       "--conditioning [-n] N_IN N_OUT NW H_IN [H' | FILE]\n"
			       "--health --entropy H [--alpha A] [--window W] [FILE [BITS]]";

static const char summary[] =
    "Assesses samples by NIST SP 800-90B (January 2018). FILE holds one sample a byte, or two "
    "bytes\n"
    "(the lower first) if BITS is above 8; - reads standard input. BITS is the width of a symbol,\n"
    "1 to 16; without it the width is that of the greatest sample. Without --iid, --restart,\n"
    "--conditioning or --health the non-IID estimators run.";

/* Position of each of the letters that exclude each other; 0: not given. */
struct order {
	unsigned initial, conditioned, all_bits, truncate, other_track;
};

/* Of two that exclude each other the last one counts, as in NIST's programs. */
static void settle_pair(const struct request *q, unsigned *a, unsigned *b, const char *names)
{
	if (!*a || !*b)
		return;
	if (!q->quiet)
		err_warning("%s cannot be combined; the last one counts", names);
	*(*a < *b ? a : b) = 0;
}

/* "all" or "all,SAMPLES". */
static void settle_index(struct request *q)
{
	if (!q->index || strncmp(q->index, "all", 3) != 0)
		return;
	const char *samples = q->index[3] == ',' ? q->index + 4 : q->index + 3;
	q->each_part = true;
	q->part_samples = SP90B_LEAST_SAMPLES;
	if (q->index[3] &&
	    (q->index[3] != ',' || num_u64(samples, &q->part_samples) != 0 || q->part_samples == 0))
		err_usage(
		    "--index takes all, or all,SAMPLES such as all,1000000, not '%s'", q->index);
	q->index = NULL;
}

static void settle_all(struct request *q, struct order *o)
{
	settle_index(q);
	if ((q->run || q->db_given) && !q->mapping)
		q->mapping = sp90b_mapping_name(SP90B_RANK);
	settle_pair(q, &o->initial, &o->conditioned, "-i and -c");
	settle_pair(q, &o->all_bits, &o->truncate, "-a and -t");
	if (q->restart)
		settle_pair(q, &o->initial, &o->other_track, "-i and -n");
	q->initial = o->initial;
	q->conditioned = o->conditioned;
	q->truncate = o->truncate;
	q->other_track = o->other_track;
	if (q->output && strcmp(q->output, "-") == 0) {
		q->json = true;
		q->output = NULL;
	}
}

/* What depends on values, or on an option that is absent; the table holds the rest. */
static void check_request(const struct request *q)
{
	if (q->mapping && !q->run && (q->iid || q->restart))
		err_usage("--mapping is for the non-IID assessment");
	if (q->each_part &&
	    (q->restart || q->health || q->iid || q->dry_run || (q->db_given && !q->run)))
		err_usage("--index all is for the non-IID assessment of one file or run");
	if (q->db_given && !q->run && (q->iid || q->dry_run || q->n_args > 0))
		err_usage("--db without --run assesses all runs of a database, without --iid, "
			  "--dry-run and FILE");
}

/* What is read must not be written over. */
static void check_output(const struct request *q)
{
	char why[PATH_MAX + 128];
	const char *const *args = (const char *const *)q->args;
	if (q->output &&
	    (store_check_output(q->output, &q->db, 1, why, sizeof why) != 0 ||
		store_check_output(q->output, args, (size_t)q->n_args, why, sizeof why) != 0))
		err_die("%s", why);
}

static int run_request(const struct request *q)
{
	if (q->db_given && !q->run)
		return run_runs(q);
	if (q->each_part)
		return run_parts(q);
	if (q->conditioning)
		return run_conditioning(q);
	if (q->health)
		return run_health(q);
	if (q->restart)
		return run_restart(q);
	return q->iid ? run_iid(q) : run_non_iid(q);
}

int main(int argc, char **argv)
{
	struct request q = {.threads = 1,
	    .permutations = 10000,
	    .rows = 1000,
	    .columns = 1000,
	    .rounds = 5000000,
	    .seed = 1,
	    .db = "data/ticklab.db",
	    .alpha = "2^-20"};
	struct order o = {0};
	const struct opt options[] = {
	    {OPT_GROUP, 0, NULL, NULL, NULL, "what to do"},
	    {OPT_FLAG, 0, "iid", NULL, &q.iid, "test whether samples are IID (section 5)",
		.without = "restart conditioning health"},
	    {OPT_FLAG, 0, "restart", NULL, &q.restart, "restart tests of a matrix (3.1.4)",
		.without = "conditioning health run db"},
	    {OPT_FLAG, 0, "conditioning", NULL, &q.conditioning,
		"entropy of a conditioning component's output (3.1.5)",
		.only = "non-vetted initial conditioned verbose quiet json output threads bits "
			"format source truncate "
			"all-bits"},
	    {OPT_FLAG, 0, "health", NULL, &q.health,
		"cutoffs of the health tests (4.4), and their replay over FILE",
		.only = "entropy alpha window bits format source index verbose quiet json output"},
	    {OPT_GROUP, 0, NULL, NULL, NULL, "data"},
	    {OPT_ORDER, 'i', "initial", NULL, &o.initial,
		"samples of the noise source (default); with --restart: take them as IID,\n"
		"which the tests of section 5 must not contradict"},
	    {OPT_ORDER, 'c', "conditioned", NULL, &o.conditioned,
		"output of a conditioning component: only the bit string (3.1.5.2)"},
	    {OPT_ORDER, 'n', "non-vetted", NULL, &o.other_track,
		"with --conditioning: the component is not vetted;\nwith --restart: not IID "
		"(default)",
		.with = "conditioning restart"},
	    {OPT_ORDER, 'a', "all-bits", NULL, &o.all_bits, "the whole bit string (default)"},
	    {OPT_ORDER, 't', "truncate", NULL, &o.truncate, "the first 1,000,000 bits of it"},
	    {OPT_U64, 'b', "bits", "N", &q.bits, "as BITS", .least = 1, .greatest = 16,
		.given = &q.bits_given},
	    {OPT_STRING, 'f', "format", "NAME", &q.format,
		"raw (a byte or two a sample), text (0 and 1), hex, dec,\n"
		"packed-msb or packed-lsb (eight bits a byte)",
		.words = "raw text hex dec packed-msb packed-lsb"},
	    {OPT_STRING, 0, "source", "NAME", &q.source,
		"of an openentropy session folder, the bytes of this\nsource's extractor"},
	    {OPT_STRING, 'l', "index", "I,SAMPLES", &q.index,
		"part I of SAMPLES samples, from 0; all or all,SAMPLES: every part\n"
		"(1,000,000), the whole, and which estimate makes them differ"},
	    {OPT_STRING, 'r', "run", "UUID", &q.run,
		"the samples of this run of the database, in ticks of its\ncounter, by --mapping "
		"(rank)",
		.without = "bits format source"},
	    {OPT_STRING, 'd', "db", "FILE", &q.db,
		"the database (data/ticklab.db); without --run all its runs", .given = &q.db_given,
		.without = "bits format source"},
	    {OPT_STRING, 'm', "mapping", "NAME", &q.mapping,
		"map wide samples first: low8, divide-by-effective-tick, rank,\n"
		"active-bits or clip"},
	    {OPT_GROUP, 0, NULL, NULL, NULL, "tests"},
	    {OPT_U64, 0, "seed", "N", &q.seed, "seed of the permutations ({})",
		.with = "iid restart"},
	    {OPT_U64, 0, "permutations", "N", &q.permutations, "of --iid, and of --restart -i ({})",
		1, 100000000, .with = "iid restart"},
	    {OPT_U64, 0, "rows", "N", &q.rows, "restarts of --restart ({})", 2, 100000000,
		.with = "restart"},
	    {OPT_U64, 0, "columns", "N", &q.columns, "samples after each restart ({})", 2, 100000,
		.with = "restart"},
	    {OPT_U64, 's', "simulate", "N", &q.rounds,
		"accepted for compatibility; the cutoff is computed,\nnot simulated",
		.with = "restart"},
	    {OPT_DOUBLE, 'H', "entropy", "H", &q.entropy,
		"claimed min-entropy of a sample of --health", .high = 64, .above = true,
		.with = "health"},
	    {OPT_STRING, 0, "alpha", "A", &q.alpha, "false alarm rate of --health, as 1e-9 ({})",
		.with = "health"},
	    {OPT_U64, 'w', "window", "W", &q.window,
		"of the adaptive proportion test\n(1024 for binary data, else 512)", 1, 1000000,
		.given = &q.window_given, .with = "health"},
	    {OPT_GROUP, 0, NULL, NULL, NULL, "run"},
	    {OPT_FLAG, 'v', "verbose", NULL, &q.verbose, "print every figure, with all digits"},
	    {OPT_FLAG, 'q', "quiet", NULL, &q.quiet, "no text, no warnings"},
	    {OPT_FLAG, 'j', "json", NULL, &q.json, "JSON on standard output", .without = "output"},
	    {OPT_STRING, 'o', "output", "FILE", &q.output, "JSON into FILE; - is standard output"},
	    {OPT_U64, 0, "threads", "N", &q.threads, "threads ({}); results do not depend on it", 1,
		1024},
	    {OPT_FLAG, 0, "dry-run", NULL, &q.dry_run, "print samples, memory and time, and exit"},
	    {OPT_END, 0, NULL, NULL, NULL, NULL},
	};
	const struct opt_program program = {"ticklab entropy", synopsis, summary, options};
	q.n_args = opt_parse(&program, argc, argv);
	q.args = argv + 1;
	settle_all(&q, &o);
	check_request(&q);
	check_output(&q);
	return run_request(&q);
}
