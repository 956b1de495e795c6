/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where an export goes: a file, a device or standard output.
 */
#include "exported.h"

#include "err.h"
#include "litter.h"
#include "outfile.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static int write_samples(struct export_job *job, const struct store_run *r, FILE *out)
{
	return job->session[0]
		   ? export_session(job->s, job->session, out, job->why, sizeof job->why)
		   : export_run(job->s, r, job->format, job->map, &job->mapped, out, job->why,
			 sizeof job->why);
}

static int write_file(struct export_job *job, const struct store_run *r)
{
	struct outfile f;
	litter_watch();
	if (outfile_open(&f, job->output) != 0)
		return err_error("%s: %s", job->output, strerror(errno));
	if (write_samples(job, r, f.stream) != 0) {
		outfile_abandon(&f);
		return err_error("%s: %s", job->output, job->why);
	}
	if (outfile_commit(&f) != 0)
		return err_error("%s: cannot write: %s", job->output, strerror(errno));
	return 0;
}

static int write_standard(struct export_job *job, const struct store_run *r)
{
	return write_samples(job, r, stdout) == 0 ? 0 : err_error("standard output: %s", job->why);
}

static void say_mapped(const struct export_job *job, const struct store_run *r)
{
	const struct export_mapped *m = &job->mapped;
	const char *width = job->format == EXPORT_U8	? "8"
			    : job->format == EXPORT_U32 ? "32"
							: "64";
	if (job->map == EXPORT_RANK)
		err_warning("values are ranks among %" PRIu64 " distinct ones; %" PRIu64
			    " of %" PRIu64
			    " samples have a rank beyond %s bits and got the last one",
		    m->distinct, m->changed, r->samples, width);
	else if (job->map != EXPORT_AS_IT_IS)
		err_warning("%" PRIu64 " of %" PRIu64 " samples did not fit %s bits and %s",
		    m->changed, r->samples, width,
		    job->map == EXPORT_CLIP ? "became the greatest value that does"
					    : "were cut to their lowest bits");
}

int export_one(void *context, const struct store_run *r)
{
	struct export_job *job = context;
	char why[PATH_MAX + 128];
	if (job->output && store_check_output(job->output, &job->db, 1, why, sizeof why) != 0)
		err_die("%s", why);
	if ((job->output ? write_file(job, r) : write_standard(job, r)) != 0)
		exit(EXIT_FAILED);
	say_mapped(job, r);
	return job->session[0] != '\0'; /* which was all of it */
}
