/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The database: machines, runs, chunks of samples, results, curves, claims and verdicts. This is
 * the only room that knows SQLite. Functions return 0 or a count, or -1 and set store_error();
 * they print nothing. Text in structs that a callback is given lives until the callback returns;
 * text that a caller passes in is borrowed for the call.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

enum store_mode {
	STORE_READ,  /* the database must exist; what is read is of one moment, until store_renew */
	STORE_WRITE, /* the database must exist; results can be stored */
	STORE_CREATE /* made with its folder's parents if it is not there */
};

enum {
	STORE_CHUNK_SAMPLES = 65536, /* samples of a full chunk, as collect and import write them */
	STORE_UUID = 37,	     /* size of a UUID as text, with its end */
};

/* ---- open and close ------------------------------------------------------------------------ */

/* False for the names by which SQLite means something else than a file: what would be recorded
 * there would be lost. */
bool store_is_file(const char *path);

/* Whether `path` is the file of the database `db` or one that SQLite keeps beside it, by whatever
 * name: what must not be written over. True too where memory is missing to know it. */
bool store_owns(const char *db, const char *path);

/* Whether a command that reads the n inputs (NULL or "": none; "-": standard input) may write to
 * `path`. Not where that is one of them by whatever name, or a file that is in a folder among them,
 * or a SQLite database or a file of one (-wal, -shm, -journal). Returns 0, or -1 with the reason in
 * `why` (size bytes). */
int store_check_output(
    const char *path, const char *const *inputs, size_t n, char *why, size_t size);

/* Opens `path`, through symbolic links: a log beside the file is replayed, or it fails; a file with
 * a second name (a hard link, a mount of that file alone), beside which the log may be, is refused.
 * On failure *out is NULL and `why` (size bytes) holds the reason in one line: not there, not a
 * ticklab database, made by a newer ticklab, locked, no permission, ... */
int store_open(struct store **out, const char *path, enum store_mode mode, char *why, size_t size);
void store_close(struct store *s);

/* Whether the file is no longer where it was opened: nobody finds there what was written to it. */
bool store_has_moved(struct store *s);

/* Of a database opened to be read: from now on its present state is read. Returns 0 or -1. */
int store_renew(struct store *s);

/* The folder that store_open made for the file; NULL: it was there. Owned by the store. */
const char *store_made_folder(const struct store *s);

/* The reason of the last -1, one line. Owned by the store. */
const char *store_error(const struct store *s);

/* Whether a statement has failed since the store was opened, or since the last call, for want of
 * memory or as the disk did: readers that take what is not there for absent have then read less
 * than there is. Returns 0, or -1 with the reason of the first. Call before what was read is stored
 * or shown. */
int store_check_reads(struct store *s);

/* Everything between begin and end becomes visible at once or not at all. */
int store_begin(struct store *s);
/* The same for what was computed from the runs that the latest walk through all of them
 * (store_runs) visited: fails where one of them is no longer there. Its id may be another run's by
 * now. */
int store_begin_same(struct store *s);
/* What was done since stays if rc is 0, else it is undone. Returns 0, or -1: nothing stays, or it
 * stays in a file that is no longer where it was opened. */
int store_end(struct store *s, int rc);

/* ---- runs ---------------------------------------------------------------------------------- */

/* A run as it is recorded. NULL text is "not known". The same struct is used both ways. */
struct store_run {
	int64_t id;	  /* set by the store */
	const char *uuid; /* set by store_run_begin */
	const char *label, *origin, *probe, *load;
	const char *status; /* recording, complete, interrupted, failed; a run whose recorder is
			       dead reads as interrupted */
	const char *message;
	const char *machine_fingerprint,
	    *machine_facts; /* NULL: imported; facts are a JSON object */
	const char *counter;
	double counter_hz;
	const char *hz_source;	       /* hardware, calibrated, defined, stated */
	double hz_calibrated;	       /* nan: not measured */
	uint64_t effective_tick_ticks; /* 0: not known */
	const char *trace;	  /* of the kernel: NULL, "complete, ..." or "incomplete, why" */
	const char *ground_truth; /* "vvar", "commpage", "probe" (its own page), "none: why" */
	bool has_start;
	int cpu; /* -1: not pinned */
	uint64_t requested, warmup, samples, chunks;
	const char *started_utc, *ended_utc; /* ISO 8601, set by the store */
	const char *tool_version, *compiler, *cflags;
	const char *platform_sha256, *extractor_sha256, *source_sha256;
	const char *environment_before, *environment_after, *load_detail; /* JSON objects */
	const char *instrument; /* JSON object: how the loop was run */
	const char *session;	/* UUID that runs taken in turn share; NULL: none */
	uint64_t restarts;	/* fresh processes; 0: the recorder's own alone */
	int64_t campaign_id;	/* 0: of no campaign */
	const char *campaign;	/* its UUID, set by the store */
	uint64_t cell, block;	/* of the campaign; block is set by the store */
	/* What is known of an import; form is NULL for runs that were recorded by ticklab. */
	const char *form;   /* of the file, as a reader names it */
	bool order_unknown; /* a histogram: the samples come by size */
	double tick_hz;	    /* of the counter itself, as stated; 0: not stated */
	/* How it was recorded; all unknown where `command` is: imported, or of an older version. */
	const char *command;	 /* normalised command line, without the database */
	double seconds;		 /* begin to end by the monotonic clock; nan: not known */
	const char *clock_check; /* JSON object: what the clocks did meanwhile */
};

/* Begins a run with status `recording`; this process is its recorder. Runs whose recorder died are
 * marked `interrupted` on the way. Writes the new UUID to uuid; returns the run's id, or -1. */
int64_t store_run_begin(struct store *s, const struct store_run *run, char uuid[STORE_UUID]);

/* Appends samples [0, n) as one chunk, 1 <= n <= STORE_CHUNK_SAMPLES, in a transaction of its own.
 * start may be NULL for a run without start ticks, flags may be NULL for none. */
int store_run_append(struct store *s, int64_t run, const uint64_t *start, const uint64_t *elapsed,
    const uint8_t *flags, size_t n);

/* The same with what is known of the chunk beside its samples. */
struct store_note {
	int64_t restart;	/* which fresh process took it; -1: none */
	const char *conditions; /* JSON object, or NULL */
};
int store_run_append_noted(struct store *s, int64_t run, const uint64_t *start,
    const uint64_t *elapsed, const uint8_t *flags, size_t n, const struct store_note *note);

/* Notes how complete the kernel's trace of a run was. */
int store_run_trace(struct store *s, int64_t run, const char *trace);

/* Notes what the flags of a run are from, where that was learned only while it was recorded. */
int store_run_ground_truth(struct store *s, int64_t run, const char *ground_truth);

/* Notes what is known of a run's load while it runs: JSON. */
int store_run_load(struct store *s, int64_t run, const char *load_detail);

/* A new random UUID. Returns 0, or -1 if the system gives no random bytes. */
int store_uuid(struct store *s, char out[STORE_UUID]);

/* Notes how long a run took by the monotonic clock and what the clocks did meanwhile (JSON).
 * Nothing where the run has no command. */
int store_run_clocks(struct store *s, int64_t run, double seconds, const char *clock_check);

/* Ends a run. message, environment_after and load_detail may be NULL. A database whose file is no
 * longer where it was opened is a failure, for nobody will find the run. */
int store_run_end(struct store *s, int64_t run, const char *status, const char *message,
    const char *environment_after, const char *load_detail);

/* Calls each(context, run) for every run in the order of recording, or for the one of that UUID (an
 * unambiguous prefix of 8 or more characters will do), or for those of the session of that UUID. A
 * callback that returns non-zero ends the walk. A run whose row is not as ticklab writes it is left
 * out, and is a failure where it is named. Returns how many runs were visited, or -1. */
int store_runs(struct store *s, const char *uuid,
    int (*each)(void *context, const struct store_run *run), void *context);

/* Calls bad(context, line) for each run that store_runs leaves out, with what is wrong with it.
 * Returns how many there are, or -1. */
int store_bad_runs(struct store *s, void (*bad)(void *context, const char *line), void *context);

/* Replaces every text member of a run, which may be NULL, by what replace() returns: for one that
 * is kept beyond its callback. */
void store_run_texts(
    struct store_run *run, const char *(*replace)(void *context, const char *text), void *context);

/* SHA-256 of every member of a run but its label, its status and what belongs to this file: the
 * same as long as what an analysis may read of the row is the same. */
void store_run_digest(const struct store_run *run, char out[65]);

/* Whether a UUID or prefix is that of a session, whose whole name goes into `session`. Returns 1, 0
 * or -1. */
int store_session(struct store *s, const char *uuid, char session[STORE_UUID]);

/* The run of that UUID or prefix, also one that store_runs leaves out; one whose UUID is bad is
 * named by its row's number, as store_bad_runs does, and no other. Its whole name goes into `name`.
 * Returns its id, or -1. */
int64_t store_run_find(struct store *s, const char *run, char name[STORE_UUID]);

/* Whether there is a run of that whole UUID: 1, 0, or -1. */
int store_run_there(struct store *s, const char *uuid);

/* Removes a run and everything that refers to it; its cell of a campaign is left to take. `run` and
 * `name` are those of store_run_find, since when the run may have gone and its id be another's. A
 * run that is being recorded is refused. Returns 0, or -1: nothing was removed. */
int store_run_drop(struct store *s, const char *run, const char *name);

/* What the flags column says of a sample. The same bits as TLP_FLAG_* of platform/probe.h, which
 * the collector asserts; docs/instrument.md says what each can and cannot show. */
enum store_flag {
	STORE_FLAG_OVERLAP = 1,
	STORE_FLAG_ODD_AT_START = 2,
	STORE_FLAG_FALLBACK = 4,
	STORE_FLAG_CPU_CHANGED = 8,
	STORE_FLAG_IRQ = 16,
	STORE_FLAG_SCHED = 32,
	STORE_FLAG_RETRIED = 64,
	STORE_FLAG_FELL_BACK = 128,
};

/* ---- samples ------------------------------------------------------------------------------- */

/* A walk through a run's chunks in order. */
struct store_chunk {
	uint64_t seq, first_sample;
	size_t samples;
	const uint64_t *start;	 /* NULL: the run has no start ticks */
	const uint64_t *elapsed; /* never NULL */
	const uint8_t *flags;	 /* never NULL */
	int64_t restart;	 /* which fresh process took it; -1: none */
};

/* Calls each() with every chunk of a run. Checksums and counts are checked on the way. Returns the
 * number of samples, or -1 with the chunk named in store_error(). A callback that returns non-zero
 * ends the walk. */
int64_t store_samples(struct store *s, int64_t run,
    int (*each)(void *context, const struct store_chunk *chunk), void *context);

/* The same from chunk `seq` on, which begins at first_sample: what a recorder added since a walk
 * that ended there. */
int64_t store_samples_from(struct store *s, int64_t run, uint64_t seq, uint64_t first_sample,
    int (*each)(void *context, const struct store_chunk *chunk), void *context);

/* The same with the chunks of all runs of a session, in the order in which they were taken; run is
 * the id of each one's. */
int64_t store_session_samples(struct store *s, const char *session,
    int (*each)(void *context, int64_t run, const struct store_chunk *chunk), void *context);

/* Reads a whole run into arrays of at least run->samples values. start and flags may be NULL.
 * start is left alone where the run has none. Returns the number of samples, or -1. */
int64_t store_read(struct store *s, const struct store_run *run, uint64_t *start, uint64_t *elapsed,
    uint8_t *flags);

/* The frame of the log with the last commit, if that was not written to its end or is damaged:
 * which of both cannot be known, and what it held is not read. 0: no such frame. */
uint64_t store_torn_commit(const struct store *s);

/* Checks the file (SQLite's own check), every chunk and every count. Calls bad(context, line) for
 * each fault. Returns the number of faults, or -1 if it could not look or there is no database in
 * the file yet. */
int store_verify(struct store *s, void (*bad)(void *context, const char *line), void *context);

/* ---- campaigns ----------------------------------------------------------------------------- */

struct store_cell {
	uint64_t cell, block;
	const char *probe, *load;
	bool done; /* a complete run of it is there; set by the store */
};

/* At most one living process takes the cells of a plan: who begins or claims one that another holds
 * is refused with a reason that names it. */

/* Begins a campaign of n cells, cell numbers 0 .. n-1 in order. plan is JSON. Writes its new UUID.
 * Returns the id, or -1. */
int64_t store_campaign_begin(struct store *s, const char *name, const char *plan, uint64_t seed,
    const struct store_cell *cells, size_t n, char uuid[STORE_UUID]);

/* The latest campaign of that plan that has not ended, of that seed unless seed is NULL. Returns
 * its id with UUID and seed, 0 if there is none, or -1. */
int64_t store_campaign_open(struct store *s, const char *plan, const uint64_t *seed,
    char uuid[STORE_UUID], uint64_t *found_seed);

/* Calls each() with every cell in order. A callback that returns non-zero ends the walk. Returns
 * how many were visited, or -1. The callback may not use the store. */
int store_cells(struct store *s, int64_t campaign,
    int (*each)(void *context, const struct store_cell *cell), void *context);

/* Makes an unfinished campaign this process's own. */
int store_campaign_claim(struct store *s, int64_t campaign);

/* Lets go of a campaign; it has ended if no cells are left. */
int store_campaign_end(struct store *s, int64_t campaign, bool complete);

/* ---- merging ------------------------------------------------------------------------------- */

struct store_merged {
	uint64_t runs, samples; /* copied */
	uint64_t known;		/* were there already */
	uint64_t unfinished;	/* are being recorded right now, and were left */
};

/* Copies every run of another database that is not here yet, by UUID, with its machine, campaign
 * and chunks; results are not copied. All or nothing: nothing where store_verify finds a fault in
 * the other database, also in what would not be copied. */
int store_merge(struct store *s, const char *path, struct store_merged *out);

/* What a run's machine is called in lists, comparisons and reports: its label; where it has none
 * the latest that its machine was given, its processor, the front of its fingerprint, or
 * "unlabelled import". Returns out, never "". */
const char *store_machine_name(
    struct store *s, const struct store_run *run, char *out, size_t size);
/* What its cluster calls the run's machine; "": it is no node. Nodes that are copies of one image
 * have one fingerprint, so that a machine is the two together. */
void store_machine_node(struct store *s, const struct store_run *run, char *out, size_t size);

/* Labels every run of the machines whose fingerprint begins so. Returns how many runs, or -1. */
int64_t store_label_machine(struct store *s, const char *fingerprint, const char *label);

/* ---- results ------------------------------------------------------------------------------- */

/* A figure in `count` consecutive pieces of the series (0: none). `each`: JSON, [[value, lo, hi],
 * ...] in order, an end null where it is not known; NULL where the whole has an interval
 * of 100 effective samples or more. */
struct store_pieces {
	unsigned count;
	bool stationary;
	double least, greatest;
	const char *each;
};

struct store_result {
	const char *name, *scope, *grid;
	double value, lo, hi; /* nan: absent */
	uint64_t n;
	double n_eff; /* nan: not estimated */
	const char *unit, *status, *method;
	struct store_pieces pieces;
};

struct store_point {
	const char *name, *scope, *grid;
	uint64_t i;
	double x, y, z, lo, hi; /* z, lo and hi: nan where there is none */
};

/* The key of the analysis whose results are stored for a run, into key; "" if there is none, or if
 * the run's row is not as it was then (store_run_digest). */
int store_analysis_key(struct store *s, const struct store_run *run, char *key, size_t size);

/* Removes a run's results, curves and verdicts, and the comparison of machines, and notes the key
 * of the analysis that follows; fails where that run is no longer there. Call it, and the puts
 * after it, between store_begin and store_end. */
int store_analysis_begin(struct store *s, const struct store_run *run, const char *key);
/* A result of the same name, scope and grid is replaced, a point of the same place in a curve too.
 */
int store_put_result(struct store *s, int64_t run, const struct store_result *r);
int store_put_point(struct store *s, int64_t run, const struct store_point *p);

/* Calls each() with every result of a run in the order they were put. Returns the count, or -1. */
int store_results(struct store *s, int64_t run,
    int (*each)(void *context, const struct store_result *r), void *context);

/* One result into *r (value, lo, hi, n, n_eff; the text members are NULL but status, which is a
 * constant "ok"). Returns 1, 0 if there is none or its status is not ok, or -1. */
int store_result(struct store *s, int64_t run, const char *name, const char *scope,
    const char *grid, struct store_result *r);

/* Calls each() with the points of a curve in order; scope and grid must be given. */
int store_curve(struct store *s, int64_t run, const char *name, const char *scope, const char *grid,
    int (*each)(void *context, const struct store_point *p), void *context);

/* ---- one rule for what is slow ------------------------------------------------------------- */

/* Of the runs of a machine, probe and counter in a campaign, or outside any. */
struct store_slow_rule {
	int64_t id;	  /* set by the store */
	int64_t campaign; /* 0: none */
	const char *machine, *probe, *counter;
	const char *key; /* what the rule was made from */
	double threshold_ticks, tick_hz;
	uint64_t runs;
	const char *method;
};

/* The stored rule of rule->campaign, machine, probe and counter, if its key is rule->key: then id,
 * threshold, tick_hz and runs are set, and the method is copied to method[0..size). Returns 1, 0 if
 * there is none, or -1. */
int store_slow_rule(struct store *s, struct store_slow_rule *rule, char *method, size_t size);

/* Stores a rule in place of an older one, whose runs are by no rule from then on. Returns its id,
 * or -1: nothing is changed. */
int64_t store_put_slow_rule(struct store *s, const struct store_slow_rule *rule);

/* The id of the rule that a run's figures of slow samples are by; 0: its own; -1: failed. */
int64_t store_slow_rule_of(struct store *s, int64_t run);
/* Notes that they are by this rule. */
int store_put_slow_by_rule(struct store *s, int64_t run, int64_t rule);

/* ---- claims and verdicts ------------------------------------------------------------------- */

/* Replaces the stored registry by the entries of a JSON array of objects that each have an "id".
 * `name` is used in messages. Call between store_begin and store_end: first store_claims_clear
 * (which also removes all verdicts), then one call for each file. Returns the number of entries. */
int store_claims_clear(struct store *s);
int store_claims_load(struct store *s, const char *name, const char *json, size_t size);

/* Calls each(context, id, body) with every claim by id; body is the entry's JSON. */
int store_claims(
    struct store *s, int (*each)(void *context, const char *id, const char *body), void *context);

/* Members of a claim's JSON by SQLite path ("$.published.value"). Text: into out, "" if absent,
 * returns 1 if present, 0 if absent, -1 on failure. Number: the same with a double. */
int store_json_text(struct store *s, const char *json, const char *path, char *out, size_t size);
int store_json_number(struct store *s, const char *json, const char *path, double *out);
/* Number of elements of the array at path; 0 if there is none. */
int store_json_length(struct store *s, const char *json, const char *path);

/* Calls each() with the name of every member of every object in JSON, in the order of the text, and
 * with the SQLite path of its object ("$.rules[0]"). Returns 0, or -1 if it failed or each()
 * returned non-zero. */
int store_json_names(struct store *s, const char *json,
    int (*each)(void *context, const char *object, const char *name), void *context);

/* 1 with the object's SQLite path and the name of a member that it has twice, of which all others
 * read the first; 0: no object has one, -1: it failed. */
int store_json_twice(struct store *s, const char *json, char *object, size_t object_size,
    char *name, size_t name_size);

/* Calls each() with every text, number, true, false and null in a JSON object, in the order of the
 * text. What is nested is named by its path, "stressors.0.name"; a null is "unknown", a number is
 * as it is written. Deeper than 8 levels nothing is read; of NULL, no JSON or no object there is
 * nothing. Returns 0, or -1 if it failed or each() returned non-zero. */
int store_json_members(struct store *s, const char *json,
    int (*each)(void *context, const char *path, const char *value), void *context);

struct store_verdict {
	const char *claim, *run; /* run: its UUID, or NULL where the registry alone decides */
	int64_t run_id;		 /* 0: none */
	const char *verdict;
	double value, lo, hi;
	const char *published, *why;
};

int store_put_verdict(struct store *s, const struct store_verdict *v);

/* Calls each() with every verdict, by claim and run; run_id -1 for all, 0 for those without a run.
 */
int store_verdicts(struct store *s, int64_t run_id,
    int (*each)(void *context, const struct store_verdict *v), void *context);

/* ---- comparisons of machines ------------------------------------------------------------------
 */

/* One figure of machine b against machine a; nan: not known. docs/compare.md. */
struct store_comparison {
	const char *figure, *grid, *probe, *load, *a, *b;
	double value_a, value_b, difference, lo, hi, ratio, ratio_lo, ratio_hi;
	uint64_t runs_a, runs_b;
	double between_run_sd, p_adjusted;
};

/* Removes the last comparison; call it, and the puts after it, between store_begin and store_end.
 */
int store_comparisons_clear(struct store *s);
int store_put_comparison(struct store *s, const struct store_comparison *c);
int store_put_answer(struct store *s, const char *probe, const char *load, const char *text);

/* Calls each() with every row in the order they were put. Returns the count, or -1. */
int store_comparisons(
    struct store *s, int (*each)(void *context, const struct store_comparison *c), void *context);
int store_answers(struct store *s,
    int (*each)(void *context, const char *probe, const char *load, const char *text),
    void *context);

/* ---- SQL ----------------------------------------------------------------------------------- */

struct store_row {
	uint64_t seq; /* 0: the first of its statement */
	int columns;
	const char **name, **value; /* a NULL value is NULL */
	bool *number;		    /* the value is one */
};

/* Runs the statements of `sql`, with the views of views.sql and the table samples(RUN) beside the
 * tables, and calls each() with every row; a callback that returns non-zero ends its statement. In
 * a store that was opened to read nothing can be written; no other file is opened. Returns 0 or -1.
 */
int store_sql(struct store *s, const char *sql,
    int (*each)(void *context, const struct store_row *row), void *context);

#endif
