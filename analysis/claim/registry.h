/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The claims of the registry's files, read and checked. docs/claims.md is the
 * description of the files; nothing in them is ever run. Claims lie in the order of their ids.
 */
#ifndef CLAIM_REGISTRY_H
#define CLAIM_REGISTRY_H

#include "figure.h"
#include "store.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	REGISTRY_ID = 32,
	REGISTRY_NAME = 64,
	REGISTRY_LINE = 256,
	REGISTRY_TEXT = 1024,
	REGISTRY_MANY = 12, /* members of any list of an entry */
	REGISTRY_POINTS = 16,
};

/* A published number, and how far from it the truth may lie according to the publication. The files
 * call it a figure; in the program a figure is what was measured. */
struct published_number {
	char name[REGISTRY_NAME];
	double value;
	double rounding; /* half of its last digit's unit */
	double n, count; /* nan: not said. Of a share: samples, and those of them that count */
	double error;	 /* half of the 95 % interval of its own sampling error; 0: not said */
	char error_why[REGISTRY_LINE];
};

struct target {
	enum figure_id figure; /* of the catalogue; "result" in the registry */
	char scope[REGISTRY_NAME], grid[REGISTRY_NAME];
};

/* A result that must be so much at least. */
struct condition {
	struct target target;
	double at_least; /* nan: there is no condition */
	char otherwise[REGISTRY_LINE];
};

enum rule_kind {
	RULE_EQUIVALENCE, /* the result is the published number, give or take the margin */
	RULE_DIFFERS,	  /* it is not */
	RULE_AT_LEAST,	  /* the result is the published number less the margin, or more */
	RULE_AT_MOST,
	RULE_UNCHANGED, /* the result in scope and in other_scope differ by the margin at most;
			   without one, that in other_scope lies in the interval of that in scope */
	RULE_YIELD,	/* bytes a sample of n bytes from samples_per_byte * n + extra_samples */
	RULE_NEEDS,	/* evidence that no result holds: `needs` says which */
};

/* What a rule's outcome may do to the verdict. */
enum rule_only { ONLY_ANY, ONLY_REFUTE, ONLY_SUPPORT };

/* What of a result is compared. */
enum rule_compare {
	COMPARE_INTERVAL,
	COMPARE_VALUE, /* as it is: its interval is not asked for */
	COMPARE_SHARE, /* the interval; if there is none, what decide_plain_*() say */
	COMPARE_SHANNON,
	COMPARE_MIN_ENTROPY,
};

struct rule {
	enum rule_kind kind;
	struct condition given; /* where it is not met the rule has nothing to say */
	struct target target;
	char other_scope[REGISTRY_NAME];
	/* Name of the number that it is compared with, "figure" in the files; "": bound. */
	char published[REGISTRY_NAME];
	double bound;  /* a number of the registry's own, not a published one */
	double margin; /* nan: none (RULE_UNCHANGED) */
	char margin_why[REGISTRY_LINE];
	enum rule_only only;
	enum rule_compare compare;
	double least_n, least_n_eff; /* with fewer samples it is undecided; 0: any will do */
	bool half_step;		     /* the interval is widened by half a step of the counter */
	char sense[REGISTRY_NAME];   /* of the claim's words that it tests; "": there is but one */
	char otherwise[REGISTRY_LINE]; /* said first where it fails */
	double samples_per_byte, extra_samples;
	char needs[REGISTRY_LINE];
};

/* A published number of this registry, or a number of its own instead. */
struct operand {
	char text[REGISTRY_NAME]; /* "fast_share", "C01/fast_share", "5"; "" where there is none */
	const struct published_number *published;
	double number;
};

enum relation_kind {
	RELATION_SHARE_OF_COUNT,
	RELATION_COUNTS_SUM,
	RELATION_TICKS_TO_NS,
	RELATION_ENTROPY_AT_MOST_LOG2_OUTCOMES,
	RELATION_ENTROPY_OF_TWO_POINT,
	RELATION_CV_OF_TWO_POINT,
	RELATION_ENTROPY_OF_POINTS,
	RELATION_MIN_ENTROPY_OF_POINTS,
	RELATION_CV_OF_POINTS,
	RELATION_LSB_OF_POINTS,
	RELATION_MIN_ENTROPY_GIVEN_SHANNON,
	RELATION_EXTRACTOR_CAPACITY,
	RELATION_COUNTS_ON_LATTICE,
	RELATION_MOMENTS_OF_TICKS,
	RELATION_ODD_SHARE_OF_TICKS,
	RELATION_SAME_LAW_TWO_COUNTERS,
	RELATION_ONE_COST,
};

struct relation {
	enum relation_kind kind;
	bool excludes;		     /* if it fails, the claim is impossible as stated */
	char reading[REGISTRY_LINE]; /* what is taken for granted beyond the text; "": nothing */
	char note[REGISTRY_LINE];
	struct operand published, low, high, low_count, high_count, ticks, ns, shannon, mean;
	struct operand min_entropy, fine_shannon, fine_min_entropy;
	double tick_num, tick_den, greatest, total, hz, outcomes, apart, tolerance,
	    samples_per_byte, extra_samples;
	char tolerance_why[REGISTRY_LINE];
	double value[REGISTRY_POINTS], weight[REGISTRY_POINTS];
	int points;
};

struct claim {
	char id[REGISTRY_ID];
	char file[REGISTRY_LINE];
	char title[REGISTRY_LINE];
	char published[REGISTRY_LINE]; /* the published figures as text */
	char note[REGISTRY_TEXT];      /* said with every verdict on a run */
	char source[REGISTRY_TEXT];    /* "repository: file, lines 1-2" */
	char subject[REGISTRY_TEXT];   /* one sentence on what was published; "": not said */
	char platform[REGISTRY_LINE];  /* on which it was measured; "": not said */
	/* A published table that is judged together with its siblings, never against a run: the
	 * name of the body it belongs to, and what may explain the whole of it. "": an ordinary
	 * claim. */
	char body[REGISTRY_NAME], hypothesis[REGISTRY_LINE];
	char siblings[REGISTRY_NAME]; /* the body whose joint verdict is evidence here; "": none */
	/* How a machine's facts identify that platform: words that they hold; "": any. */
	char system[REGISTRY_NAME], arch[REGISTRY_NAME], cpu[REGISTRY_NAME];
	char probes[REGISTRY_MANY][REGISTRY_NAME];
	struct published_number numbers[REGISTRY_MANY];
	struct rule rules[REGISTRY_MANY];
	struct target beside[REGISTRY_MANY];
	struct relation relations[REGISTRY_MANY];
	struct condition when; /* only runs that meet it are judged */
	double step_ns;	       /* nor those whose counter has a longer step; nan: any */
	char step_why[REGISTRY_LINE];
	struct target neighbours[2]; /* in ns: if they are a step apart, the verdict says so */
	int probes_n, numbers_n, rules_n, beside_n, relations_n, neighbours_n;
};

struct registry {
	struct claim **claims;
	size_t n;
	char why[1024]; /* the reason of the last -1, one line that names file, entry and member */
	bool misspelt;	/* it is a member, result, scope, grid or probe that is not known */
	bool no_memory; /* it is that memory was missing, where not the store says so */
};

void registry_init(struct registry *r);
void registry_release(struct registry *r);

/* Adds the entries of one file's text; `file` names it in messages. `s` lends its JSON functions;
 * the database is not touched. Returns 0, or -1 with the reason. */
int registry_add(struct registry *r, struct store *s, const char *file, const char *json);

/* Ties operands to the published numbers that they name, once all files are in. Returns 0, or -1
 * with the reason. */
int registry_finish(struct registry *r);

/* The claim's own published number of that name; NULL if there is none. */
const struct published_number *registry_number(const struct claim *c, const char *name);

#endif
