/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab show: a run at a glance.
 */
#include "err.h"
#include "glance_run.h"
#include "opt.h"
#include "output.h"
#include "screen.h"
#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *db = "data/ticklab.db";
static uint64_t rows = 12;

static const struct opt options[] = {
    {OPT_STRING, 'd', "db", "FILE", &db, "database ({})"},
    {OPT_U64, 0, "rows", "N", &rows, "rows of the histogram, at most ({})", 1, 1000},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {"ticklab show", "[RUN ...] [OPTION ...]",
    "Draws the histogram of a run, in ticks of its counter, with its tick, median, peaks and "
    "tail,\n"
    "from its samples. RUN is a UUID or its first 8 or more characters, or that of a session;\n"
    "without it the last run that was recorded is shown. No interval and no test: run\n"
    "'ticklab analyze' for these. 'ticklab db show' prints what is known of a run as JSON.",
    options};

struct job {
	struct store *s;
	struct screen screen;
	char last[STORE_UUID]; /* "" while no run was seen */
	int shown;
};

static int show_run(void *context, const struct store_run *run)
{
	struct job *job = context;
	struct glance g;
	char why[512];
	if (glance_read(&g, job->s, run, UINT64_MAX, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	if (job->shown++ > 0)
		fputc('\n', stdout);
	glance_print(stdout, &job->screen, &g, job->s, run, (unsigned)rows);
	glance_release(&g);
	return 0;
}

static int remember_run(void *context, const struct store_run *run)
{
	struct job *job = context;
	snprintf(job->last, sizeof job->last, "%s", run->uuid);
	return 0;
}

static void show_named(struct job *job, const char *uuid)
{
	if (store_runs(job->s, uuid, show_run, job) < 0)
		err_die("%s: %s", db, store_error(job->s));
}

int main(int argc, char **argv)
{
	int count = opt_parse(&program, argc, argv);
	struct job job = {.screen = screen_of(STDOUT_FILENO)};
	char why[512];
	if (!store_is_file(db))
		err_usage("--db requires the name of a file, not '%s'", db);
	if (store_open(&job.s, db, STORE_READ, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	if (count == 0 && store_runs(job.s, NULL, remember_run, &job) < 0)
		err_die("%s: %s", db, store_error(job.s));
	if (count == 0 && !job.last[0])
		err_die("%s holds no run: record one with 'ticklab collect --db %s'", db, db);
	screen_page();
	if (count == 0)
		show_named(&job, job.last);
	for (int i = 1; i <= count; i++)
		show_named(&job, argv[i]);
	store_close(job.s);
	output_finish();
	return EXIT_DONE;
}
