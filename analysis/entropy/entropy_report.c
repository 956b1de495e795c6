/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entropy.h"

#include "build_info.h"
#include "err.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool talks(const struct request *q)
{
	return !q->json && !q->quiet;
}

void finish_output(void)
{
	if (fflush(stdout) || ferror(stdout))
		err_die("cannot write standard output: %s", strerror(errno));
}

struct json *document_open(const struct request *q, const char *what, const struct input *in)
{
	static struct json j;
	FILE *out = q->json ? stdout : NULL;
	if (q->output) {
		out = fopen(q->output, "w");
		if (!out)
			err_die("cannot create %s: %s", q->output, strerror(errno));
	}
	if (!out)
		return NULL;
	json_init(&j, out);
	json_begin_object(&j, NULL);
	json_string(&j, "tool", "ticklab entropy");
	json_string(&j, "version", build_version);
	json_string(&j, "standard", "NIST SP 800-90B, January 2018");
	json_string(&j, "assessment", what);
	if (in) {
		json_string(&j, "file", in->name);
		json_string(&j, "sha256", in->sha256);
		json_u64(&j, "bytes", in->bytes);
		if (q->index)
			json_string(&j, "index_samples", q->index);
	}
	return &j;
}

void document_close(struct json *j, const struct request *q)
{
	json_end_object(j);
	int bad = json_finish(j);
	if (q->output && fclose(j->out))
		bad = -1;
	if (bad)
		err_die("cannot write %s: %s", q->output ? q->output : "standard output",
		    strerror(errno));
}

void write_estimate(struct json *j, const char *key, const struct sp90b_estimate *e)
{
	json_begin_object(j, key);
	json_string(j, "status", sp90b_status_name(e->status));
	if (e->status == SP90B_OK)
		json_double(j, "h", e->h);
	else
		json_null(j, "h");
	for (unsigned i = 0; i < e->figures; i++) {
		const struct sp90b_figure *f = &e->figure[i];
		if (f->is_count)
			json_u64(j, f->name, f->count);
		else
			json_double(j, f->name, f->real);
	}
	json_end_object(j);
}

void print_estimate(const struct sp90b_estimate *e, const char *indent)
{
	for (unsigned i = 0; i < e->figures; i++) {
		const struct sp90b_figure *f = &e->figure[i];
		if (f->is_count)
			printf("%s%-16s %" PRIu64 "\n", indent, f->name, f->count);
		else
			printf("%s%-16s %.17g\n", indent, f->name, f->real);
	}
	if (e->status == SP90B_OK)
		printf("%s%-16s %.17g\n", indent, "h", e->h);
	else
		printf("%s%s\n", indent, sp90b_status_name(e->status));
}
