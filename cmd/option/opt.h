/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Command lines from one declarative table: the table is the parser, the --help text and the
 * list that the tests read.
 */
#ifndef OPTION_OPT_H
#define OPTION_OPT_H

#include <stdbool.h>
#include <stdint.h>

enum opt_kind {
	OPT_END = 0, /* closes a table */
	OPT_GROUP,   /* a heading in the help: only `help` is read */
	OPT_FLAG,    /* bool *: set true, takes no argument */
	OPT_ORDER,   /* unsigned *: as a flag, set to how many of its kind came before it, plus 1;
		      * of two that exclude each other the greater came last */
	OPT_STRING,  /* const char **: borrowed from argv */
	OPT_U64,     /* uint64_t *: see num_u64; UINT64_MAX is refused: it is the value before
		      * the parse that says "not given" */
	OPT_DOUBLE,  /* double *: see num_double */
	OPT_HZ,	     /* double *: see num_hz */
	OPT_SECONDS, /* double *: see num_seconds; a number without its unit is refused */
};

/* One option; a table has at most OPT_MAX. `into` must outlive the parse; its value before the
 * parse is the default. Lists of words have spaces between them, and NULL is no condition. */
struct opt {
	enum opt_kind kind;
	char letter;	  /* 0: long form only */
	const char *name; /* long form without dashes */
	const char *arg;  /* placeholder of the argument in the help; NULL for a flag */
	void *into;
	const char *help; /* one or more lines, separated by '\n'; "{}" becomes the default */
	/* Of OPT_U64 the value, of OPT_STRING its bytes; inclusive; greatest 0: no limit. */
	uint64_t least, greatest;
	bool *given;	      /* set true where the option is on the command line; or NULL */
	const char *commands; /* subcommands that use it */
	/* Of OPT_DOUBLE, OPT_HZ and OPT_SECONDS; inclusive, but for `low` where `above` is set; a
	 * `high` of 0: no limit. */
	double low, high;
	bool above;
	const char *words;   /* of OPT_STRING: what it may be */
	const char *with;    /* options of which one at least must be given too */
	const char *without; /* options that cannot be combined with it */
	const char *only;    /* the only options that can; "": none */
};

enum { OPT_MAX = 64 };

struct opt_program {
	const char *name;     /* "ticklab collect" */
	const char *synopsis; /* what follows the name on a usage line; '\n' starts another line */
	const char *summary;  /* what the program does, one or more lines */
	const struct opt *options;
};

/* Parses argv[1..argc) by the table. Options may come before or after other arguments; `--`
 * ends them. --help and --version (-h, -V) are always there: they print on stdout and exit 0.
 * A wrong command line ends the program by err_usage (exit 2), with the
 * nearest option where one is near: also where the options that were given do not go together by
 * `with`, `without` and `only`. Returns the number of remaining
 * arguments, which are moved to argv[1..]; so argv[1] is the first of them. */
int opt_parse(const struct opt_program *program, int argc, char **argv);

/* After opt_parse, for a program with subcommands: ends the program by err_usage where an option
 * was given that `command` does not use. */
void opt_check_command(const struct opt_program *program, const char *command);

#endif
