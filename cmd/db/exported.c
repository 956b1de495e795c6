/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where an export goes: a file, a device or standard output.
 */
#include "exported.h"

#include "err.h"
#include "outfile.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int write_samples(struct export_job *job, const struct store_run *r, FILE *out)
{
	return job->session[0]
		   ? export_session(job->s, job->session, out, job->why, sizeof job->why)
		   : export_run(job->s, r, job->format, job->map, &job->mapped, out, job->why,
			 sizeof job->why);
}

/* A plain file appears whole or not at all; anything else, such as a device, is written to as it is
 * and never removed. */
static int write_plain(struct export_job *job, const struct store_run *r)
{
	struct outfile f;
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

static int write_stream(struct export_job *job, const struct store_run *r)
{
	FILE *out = job->output ? fopen(job->output, "wb") : stdout;
	const char *name = job->output ? job->output : "standard output";
	if (!out)
		return err_error("%s: %s", name, strerror(errno));
	int rc = write_samples(job, r, out);
	if (job->output && fclose(out) != 0 && rc == 0) {
		snprintf(job->why, sizeof job->why, "cannot write: %s", strerror(errno));
		rc = -1;
	}
	return rc == 0 ? 0 : err_error("%s: %s", name, job->why);
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
	struct stat there;
	bool known = job->output && stat(job->output, &there) == 0;
	char why[PATH_MAX + 128];
	if (job->output && store_check_output(job->output, &job->db, 1, why, sizeof why) != 0)
		err_die("%s", why);
	int rc = job->output && (!known || S_ISREG(there.st_mode)) ? write_plain(job, r)
								   : write_stream(job, r);
	if (rc != 0)
		exit(EXIT_FAILED);
	say_mapped(job, r);
	return job->session[0] != '\0'; /* which was all of it */
}
