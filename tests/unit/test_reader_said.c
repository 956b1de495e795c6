/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is read of a small file, and every word that is said of it: tests/fixtures/readings.txt,
 * whose head says how a case is written. The expected words were written down from what the readers
 * say and then read; some bins of fio were computed by hand.
 */
#include "test.h"

#include "reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MOST = 1 << 16 };

static char folder[256], path[300];

struct text {
	char at[TEXT_MOST];
	size_t n;
};

static void text_put(struct text *t, const char *s, size_t n)
{
	assert_true(t->n + n < sizeof t->at);
	memcpy(t->at + t->n, s, n);
	t->n += n;
	t->at[t->n] = '\0';
}

/* A line of the input: \xHH is a byte, a line that ends in \c has no line end. */
static void line_put(struct text *t, const char *s)
{
	for (; *s && strcmp(s, "\\c") != 0; s++) {
		char byte = *s;
		if (strncmp(s, "\\x", 2) == 0) {
			char hex[3] = {s[2], s[3], '\0'};
			byte = (char)strtoul(hex, NULL, 16);
			s += 3;
		}
		text_put(t, &byte, 1);
	}
	if (!*s)
		text_put(t, "\n", 1);
}

/* "@ N A B [C D]": lines A + i B, or A + i B and C + i D. */
static void lines_put(struct text *t, const char *s)
{
	char line[80];
	long v[5] = {0};
	int n = sscanf(s, "@ %ld %ld %ld %ld %ld", &v[0], &v[1], &v[2], &v[3], &v[4]);
	assert_true(n == 3 || n == 5);
	for (long i = 0; i < v[0]; i++) {
		int k = n == 3 ? snprintf(line, sizeof line, "%ld\n", v[1] + i * v[2])
			       : snprintf(line, sizeof line, "%ld %ld\n", v[1] + i * v[2],
				     v[3] + i * v[4]);
		text_put(t, line, (size_t)k);
	}
}

static void option_take(struct reader_options *o, char *word)
{
	char *value = strchr(word, '=');
	if (value)
		*value++ = '\0';
	const struct {
		const char *name;
		const char **text;
		bool *flag;
	} all[] = {{"from", &o->from, NULL}, {"column", &o->column, NULL}, {"unit", &o->unit, NULL},
	    {"probe", &o->probe, NULL}, {"stamps", NULL, &o->time_stamps},
	    {"as-is", NULL, &o->as_is}, {"any-hz", NULL, &o->any_hz}, {"stream", NULL, &o->stream}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(word, all[i].name) == 0) {
			if (all[i].text)
				*all[i].text = value;
			else
				*all[i].flag = true;
			return;
		}
	assert_non_null(value);
	if (strcmp(word, "hz") == 0)
		o->counter_hz = strtod(value, NULL);
	else if (strcmp(word, "shift") == 0)
		o->shift = (unsigned)strtoul(value, NULL, 0);
	else if (strcmp(word, "mask") == 0) {
		o->mask = strtoull(value, NULL, 0);
		o->masked = true;
	} else
		fail_msg("no option '%s'", word);
}

static void options_take(struct reader_options *o, char *line)
{
	*o = (struct reader_options){0};
	for (char *rest = line, *word; (word = strsep(&rest, " "));)
		if (*word)
			option_take(o, word);
}

/* More than 12 samples: their number, the first, the last and the sum of all. */
static void samples_say(struct text *t, const struct recording *r)
{
	char word[120];
	uint64_t sum = 0;
	for (size_t i = 0; i < r->count; i++) {
		char start[24] = "", flags[8] = "";
		sum += r->elapsed[i];
		if (r->start)
			snprintf(start, sizeof start, "%" PRIu64 "+", r->start[i]);
		if (r->flags)
			snprintf(flags, sizeof flags, "/%d", r->flags[i]);
		snprintf(word, sizeof word, " %s%" PRIu64 "%s", start, r->elapsed[i], flags);
		if (r->count <= 12 || i == 0 || i + 1 == r->count)
			text_put(t, word, strlen(word));
	}
	if (r->count > 12) {
		snprintf(word, sizeof word, " (%zu, sum %" PRIu64 ")", r->count, sum);
		text_put(t, word, strlen(word));
	}
	for (size_t i = 0; i < r->restarts; i++) {
		snprintf(word, sizeof word, " @%zu", r->restart[i]);
		text_put(t, word, strlen(word));
	}
	text_put(t, "\n", 1);
}

static void recording_say(struct text *t, const struct recording *r)
{
	char head[80];
	snprintf(
	    head, sizeof head, "%s %.10g %s:", r->form, r->hz, r->ordered ? "ordered" : "counted");
	text_put(t, head, strlen(head));
	samples_say(t, r);
	for (size_t i = 0; i < r->remarks; i++) {
		const char *kind = r->remark[i].warning ? "warning: " : "remark: ";
		text_put(t, kind, strlen(kind));
		text_put(t, r->remark[i].text, strlen(r->remark[i].text));
		text_put(t, "\n", 1);
	}
}

/* The path of the file is IN there. */
static void refusal_say(struct text *t, int rc, const char *why)
{
	const char *at = strstr(why, path), *kind = rc == READER_USAGE ? "usage: " : "refused: ";
	text_put(t, kind, strlen(kind));
	if (at) {
		text_put(t, why, (size_t)(at - why));
		text_put(t, "IN", 2);
		why = at + strlen(path);
	}
	text_put(t, why, strlen(why));
	text_put(t, "\n", 1);
}

static void case_check(
    int line, const struct text *in, const struct reader_options *o, const struct text *want)
{
	static struct text got;
	struct recording r;
	char why[READER_WHY] = "";
	FILE *f = fopen(path, "wb");
	got.n = 0;
	assert_non_null(f);
	assert_int_equal(fwrite(in->at, 1, in->n, f), in->n);
	assert_int_equal(fclose(f), 0);
	int rc = reader_read(&r, path, o, why);
	if (rc == 0) {
		recording_say(&got, &r);
		recording_release(&r);
	} else
		refusal_say(&got, rc, why);
	if (strcmp(got.at, want->at) != 0)
		fail_msg("line %d: read as\n%swanted\n%s", line, got.at, want->at);
}

static void each_reading_is_as_it_is_written_down(void **state)
{
	static struct text in, want;
	static char line[16384], head[16384];
	struct reader_options o = {0};
	int number = 0, begun = 0, cases = 0;
	bool wanted = false;
	FILE *f = fopen("tests/fixtures/readings.txt", "r");
	(void)state;
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "== ", 3) == 0) {
			if (begun)
				case_check(begun, &in, &o, &want);
			snprintf(head, sizeof head, "%s", line + 3);
			options_take(&o, head);
			begun = number;
			cases++;
			in.n = want.n = 0;
			wanted = false;
		} else if (strcmp(line, "->") == 0)
			wanted = true;
		else if (wanted) {
			text_put(&want, line, strlen(line));
			text_put(&want, "\n", 1);
		} else if (begun && strncmp(line, "@ ", 2) == 0)
			lines_put(&in, line);
		else if (begun)
			line_put(&in, line);
	}
	fclose(f);
	case_check(begun, &in, &o, &want);
	assert_true(cases > 100);
}

static int make_folder(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%s/test-said-XXXXXX", tmp && tmp[0] ? tmp : "/tmp");
	bool made = mkdtemp(folder) != NULL;
	snprintf(path, sizeof path, "%s/in", folder);
	return made ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return remove(path) == 0 ? rmdir(folder) : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_reading_is_as_it_is_written_down)};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
