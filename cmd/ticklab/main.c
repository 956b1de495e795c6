/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The front door: `ticklab NAME ...` runs the program ticklab-NAME in the same folder, or
 * else the first one on PATH.
 */
#include "build_info.h"
#include "datafile.h"
#include "err.h"
#include "nearest.h"
#include "output.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *name, *does;
} commands[] = {
    {"collect", "record tick samples of this machine into a database"},
    {"watch", "follow a recording as it is made"},
    {"show", "draw the histogram of a run"},
    {"analyze", "compute the figures of every recorded run"},
    {"compare", "compare machines: differences with intervals"},
    {"judge", "give the published claims their verdicts"},
    {"report", "write Markdown, HTML and plots from the stored results"},
    {"db", "list, show, verify, export and import runs"},
    {"extract", "run the shipped extractor, live or on given durations"},
    {"entropy", "assess a file of symbols by NIST SP 800-90B"},
    {"esv", "write or check the folder that an Entropy Source Validation server takes"},
};

static void print_help(FILE *out)
{
	fputs("usage: ticklab COMMAND [OPTION ...]\n\n"
	      "Records timing samples, analyses them and judges published claims about them.\n\n"
	      "commands:\n",
	    out);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].does);
	fputs(
	    "\n'ticklab COMMAND --help' lists the options of a command; 'ticklab --version' prints "
	    "the version.\n",
	    out);
}

/* Runs the program `path`, if there is one. Of a name that is looked for on PATH, "permission
 * denied" says no more than that one of the folders may not be searched. */
static void try_path(const char *path, char **argv)
{
	execvp(path, argv);
	if (errno != ENOENT && !(errno == EACCES && !strchr(path, '/')))
		err_die("cannot run %s: %s", path, strerror(errno));
}

static _Noreturn void refuse_unknown(const char *word)
{
	enum { COUNT = sizeof commands / sizeof *commands };
	const char *names[COUNT];
	for (size_t i = 0; i < COUNT; i++)
		names[i] = commands[i].name;
	const char *near = nearest_name(word, names, COUNT);
	if (near)
		err_usage("unknown command '%s'; did you mean '%s'?", word, near);
	err_usage("unknown command '%s'", word);
}

/* Beside this program, wherever a symbolic link to it lies; then on PATH. */
static _Noreturn void run_program(char **argv)
{
	char own[PATH_MAX], path[PATH_MAX + 80], *name = argv[0];
	size_t folder =
	    datafile_self(own, sizeof own) == 0 ? (size_t)(strrchr(own, '/') - own) + 1 : 0;
	if (strlen(name) > 64)
		refuse_unknown(name);
	int n = snprintf(path, sizeof path, "%.*sticklab-%s", (int)folder, own, name);
	if (n < 0 || (size_t)n >= sizeof path)
		err_die("the path of ticklab-%s is too long", name);
	argv[0] = path;
	try_path(path, argv);
	try_path(path + folder, argv);
	refuse_unknown(name);
}

int main(int argc, char **argv)
{
	err_set_program("ticklab");
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "help") == 0 && argc > 2) {
		char option[] = "--help";
		char *help[] = {argv[2], option, NULL};
		run_program(help);
	}
	if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		print_help(stdout);
		output_finish();
		return EXIT_DONE;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		printf("ticklab %s\n", build_version);
		output_finish();
		return EXIT_DONE;
	}
	if (argv[1][0] == '-' || strchr(argv[1], '/'))
		err_usage("'%s' is not a command", argv[1]);
	run_program(argv + 1);
}
