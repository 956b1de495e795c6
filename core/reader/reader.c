/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which form a file has, and what is done with what its reader found: bits cut out, differences of
 * time stamps taken, the length of a tick settled, and a look at what seems misread.
 */
#include "err.h"
#include "reader_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In the order in which they are tried; text is what is left. */
static const struct form *const forms[] = {&form_text, &form_npy, &form_hyperfine,
    &form_google_benchmark, &form_cyclictest, &form_cyclictest_hist, &form_cyclictest_json,
    &form_fio, &form_fio_hist, &form_hgrm, &form_rtla, &form_ftrace_hist, &form_jitterentropy,
    &form_openentropy, &form_openentropy_table, &form_matrix, &form_csv, &form_counts, &form_u8,
    &form_u32, &form_u64, &form_u32be, &form_u64be};
enum { FORMS = sizeof forms / sizeof *forms };

static const struct {
	const char *name;
	double hz; /* 0: the counter's own */
} units[] = {{"s", 1}, {"ms", 1e3}, {"us", 1e6}, {"ns", 1e9}, {"cycles", 0}};

const char *reader_form(size_t i, const char **help)
{
	if (i >= FORMS)
		return NULL;
	*help = forms[i]->help;
	return forms[i]->name;
}

static const struct form *form_find(const char *name)
{
	for (size_t i = 0; i < FORMS; i++)
		if (strcmp(forms[i]->name, name) == 0)
			return forms[i];
	return NULL;
}

bool reader_has_form(const char *name)
{
	return form_find(name) != NULL;
}

double reader_unit_hz(const char *name)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(units[i].name, name) == 0)
			return units[i].hz;
	return 0;
}

void recording_release(struct recording *r)
{
	free(r->start);
	free(r->elapsed);
	free(r->flags);
	free(r->restart);
	*r = (struct recording){0};
}

static const struct form *form_recognise(const struct source *s)
{
	for (size_t i = 0; i < FORMS; i++)
		if (forms[i]->recognise && (forms[i]->folder || !s->folder) &&
		    forms[i]->recognise(s))
			return forms[i];
	return &form_text;
}

/* ---- what is done with the numbers
 * ------------------------------------------------------------------- */

static void bits_cut(struct sink *k)
{
	struct recording *r = k->out;
	for (size_t i = 0; k->o->masked && i < r->count; i++) {
		r->elapsed[i] = (r->elapsed[i] & k->o->mask) >> k->o->shift;
		if (r->start && k->o->time_stamps)
			r->start[i] = (r->start[i] & k->o->mask) >> k->o->shift;
	}
}

/* A difference of stamps; of a counter of as many bits as the mask has, one that wrapped. Returns
 * 0, or -1. */
static int take_difference(struct sink *k, size_t line, uint64_t from, uint64_t to, uint64_t *out)
{
	uint64_t width = k->o->masked ? k->o->mask >> k->o->shift : UINT64_MAX;
	*out = (to - from) & width;
	if (to >= from || (k->o->masked && (width & (width + 1)) == 0))
		return 0;
	return sink_fail(k, line,
	    "the time stamp %llu is before %llu; if the counter wrapped, --bits MASK says how many "
	    "bits it has, "
	    "such as 0xffffffff",
	    (unsigned long long)to, (unsigned long long)from);
}

/* Start and end become start and duration. */
static int spans_take(struct sink *k)
{
	struct recording *r = k->out;
	for (size_t i = 0; i < r->count; i++)
		if (take_difference(k, k->line[i], r->start[i], r->elapsed[i], &r->elapsed[i]) != 0)
			return -1;
	return 0;
}

/* Each stamp and the next become start and duration; not across a restart. */
static int stamps_take(struct sink *k)
{
	struct recording *r = k->out;
	size_t kept = 0, part = 0;
	r->start = malloc((r->count + 1) * sizeof *r->start);
	if (!r->start)
		return sink_fail(k, 0, "out of memory");
	for (size_t i = 0; i + 1 < r->count; i++) {
		uint64_t d, from = r->elapsed[i];
		while (part < r->restarts && r->restart[part] < i)
			part++;
		if (part < r->restarts && r->restart[part] == i)
			r->restart[part++] = kept;
		if (part < r->restarts && r->restart[part] == i + 1)
			continue;
		if (take_difference(k, k->line[i + 1], from, r->elapsed[i + 1], &d) != 0)
			return -1;
		r->start[kept] = from;
		k->line[kept] = k->line[i + 1];
		r->elapsed[kept++] = d;
	}
	for (; part < r->restarts; part++)
		r->restart[part] = kept;
	r->count = kept;
	sink_remark(k, "time stamps: each duration is from one to the next");
	return kept ? 0 : sink_fail(k, 0, "one time stamp has no difference");
}

static int difference_stamps(struct sink *k)
{
	if (!k->o->time_stamps)
		return 0;
	if (!k->out->ordered)
		return sink_fail(k, 0, "a histogram has no time stamps");
	return k->out->start ? spans_take(k) : stamps_take(k);
}

/* Forms that a person or a small program writes, with what they like to say above. */
static bool is_lines(const char *form)
{
	return strcmp(form, form_text.name) == 0 || strcmp(form, form_csv.name) == 0 ||
	       strcmp(form, form_counts.name) == 0;
}

static int hz_settle(struct sink *k)
{
	struct recording *r = k->out;
	double unit = k->unit ? reader_unit_hz(k->unit) : 0;
	size_t line = 0;
	if (unit > 0 && k->o->counter_hz > 0 && k->o->counter_hz != unit)
		return sink_fail(k, 0,
		    "--unit %s and --counter-hz %.17g contradict each other; --tick gives the "
		    "counter's own tick",
		    k->unit, k->o->counter_hz);
	for (int i = 0; i < k->places; i++)
		unit *= 10;
	if (unit > 0)
		r->hz = unit;
	else if (k->o->counter_hz > 0)
		r->hz = k->o->counter_hz;
	double stated = is_lines(r->form) ? stated_hz(k->source, &line) : 0;
	bool other = stated > 0 && fabs(stated - r->hz) > 1e-6 * stated;
	if (other && r->hz > 0 && !k->exported)
		sink_warn(k,
		    "line %zu states %.17g Hz: if the values are ticks of it, they are read with "
		    "--counter-hz %.17gHz",
		    line, stated, stated);
	if (r->hz > 0 || k->o->any_hz)
		return 0;
	if (other)
		sink_fail(k, line,
		    "the file states %.17g Hz: --counter-hz %.17gHz if the values are ticks of it, "
		    "--unit s, ms, us or ns if they are not",
		    stated, stated);
	else
		sink_fail(k, 0,
		    "nothing says how long a tick is: --counter-hz gives the ticks per second, "
		    "--unit "
		    "s, ms, us or ns what the values are in");
	return READER_USAGE;
}

/* Restarts are compared place by place: each must hold as many samples. */
static int restarts_check(struct sink *k)
{
	struct recording *r = k->out;
	if (r->restarts > 0 && r->restart[r->restarts - 1] == r->count)
		r->restarts--;
	for (size_t i = 1; i < r->restarts; i++) {
		size_t end = i + 1 < r->restarts ? r->restart[i + 1] : r->count;
		if (end - r->restart[i] != r->restart[1])
			return sink_fail(k, 0,
			    "restart %zu holds %zu samples, the first %zu: all must hold as many",
			    i + 1, end - r->restart[i], r->restart[1]);
	}
	return 0;
}

/* A file that was cut off may end within its last number. */
static void end_remark(struct sink *k)
{
	const struct source *s = k->source;
	if (is_lines(k->out->form) && !k->o->stream && s->size > 0 &&
	    !strchr("\r\n", s->at[s->size - 1]) && k->out->count > 1)
		sink_remark(k, "the last line has no line end: if the file was cut off, its last "
			       "value may be too");
}

static int finish_sink(struct sink *k)
{
	struct recording *r = k->out;
	if (r->count == 0)
		return k->o->stream ? 0 : sink_fail(k, 0, "no samples in it");
	end_remark(k);
	bits_cut(k);
	int rc = difference_stamps(k);
	if (rc == 0)
		rc = sink_end(k);
	if (rc == 0)
		rc = hz_settle(k);
	if (rc != 0)
		return rc;
	return restarts_check(k) == 0 ? audit_recording(k) : -1;
}

int reader_read(struct recording *out, const char *path, const struct reader_options *o, char *why)
{
	const struct form *form = o->from ? form_find(o->from) : NULL;
	struct source s;
	*out = (struct recording){.ordered = true};
	if (source_open(&s, path, !form || !form->binary, o, why) != 0)
		return -1;
	form = form ? form : form_recognise(&s);
	struct sink k = {
	    .out = out, .o = o, .source = &s, .why = why, .where = "line", .unit = o->unit};
	if (k.unit && strcmp(k.unit, "cycles") == 0)
		k.unit = NULL;
	out->form = form->name;
	int rc;
	if (s.folder && !form->folder)
		rc = err_why(why, READER_WHY,
		    "%s is a folder with no recording in it: looked for are jent-NAME-0001.data, "
		    "... (jitterentropy), and session.json with raw_index.csv (openentropy)",
		    path);
	else
		rc = form == &form_text || form == &form_csv || form == &form_counts
			 ? foreign_refuse(&k)
			 : 0;
	if (rc == 0)
		rc = form->read(&k);
	if (rc == 0)
		rc = finish_sink(&k);
	free(k.line);
	source_close(&s);
	if (rc != 0)
		recording_release(out);
	return rc;
}
