/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt.h"

#include "build_info.h"
#include "err.h"
#include "nearest.h"
#include "num.h"
#include "output.h"
#include "standard.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* By place in the table: the option was on the command line. */
static bool seen[OPT_MAX];

static void print_wrapped(const char *text, int indent)
{
	for (const char *line = text; *line;) {
		size_t n = strcspn(line, "\n");
		printf("%*s%.*s\n", indent, "", (int)n, line);
		line += n + (line[n] == '\n');
	}
}

/* 1000000 as 1e6, which the option takes too; 1000 as it is. */
static void format_count(char *out, size_t size, uint64_t v)
{
	int zeros = 0;
	uint64_t front = v;
	for (; front >= 10 && front % 10 == 0; front /= 10)
		zeros++;
	if (zeros >= 6)
		snprintf(out, size, "%" PRIu64 "e%d", front, zeros);
	else
		snprintf(out, size, "%" PRIu64, v);
}

static void format_default(char *out, size_t size, const struct opt *o)
{
	if (o->kind == OPT_U64)
		format_count(out, size, *(const uint64_t *)o->into);
	else if (o->kind == OPT_STRING)
		snprintf(out, size, "%s", *(const char *const *)o->into);
	else
		snprintf(out, size, "%.12g", *(const double *)o->into);
}

/* The help with its default in the place of "{}". */
static const char *help_text(char *out, size_t size, const struct opt *o)
{
	const char *mark = strstr(o->help, "{}");
	char value[128];
	if (!mark)
		return o->help;
	format_default(value, sizeof value, o);
	snprintf(out, size, "%.*s%s%s", (int)(mark - o->help), o->help, value, mark + 2);
	return out;
}

static void print_option(const struct opt *o)
{
	char left[64], text[1024];
	char letter[4] = "   ";
	const char *help = help_text(text, sizeof text, o);
	if (o->letter)
		snprintf(letter, sizeof letter, "-%c,", o->letter);
	snprintf(left, sizeof left, "  %s --%s%s%s", letter, o->name, o->arg ? " " : "",
	    o->arg ? o->arg : "");
	if (strlen(left) < 29)
		printf("%-30s", left);
	else
		printf("%s\n%30s", left, "");
	size_t n = strcspn(help, "\n");
	printf("%.*s\n", (int)n, help);
	if (help[n])
		print_wrapped(help + n + 1, 30);
}

/* What was asked for has been printed; a full disk is still an error. */
static _Noreturn void end_printed(void)
{
	output_finish();
	exit(EXIT_DONE);
}

static _Noreturn void print_help(const struct opt_program *p)
{
	const char *lead = "usage:";
	for (const char *line = p->synopsis;;) {
		size_t n = strcspn(line, "\n");
		printf("%s %s %.*s\n", lead, p->name, (int)n, line);
		if (!line[n])
			break;
		line += n + 1;
		lead = "      ";
	}
	printf("\n");
	print_wrapped(p->summary, 0);
	bool open_group = false;
	for (const struct opt *o = p->options; o->kind != OPT_END; o++) {
		if (o->kind == OPT_GROUP || !open_group)
			printf("\n%s:\n", o->kind == OPT_GROUP ? o->help : "options");
		open_group = true;
		if (o->kind != OPT_GROUP)
			print_option(o);
	}
	static const struct opt help = {
	    .letter = 'h', .name = "help", .help = "print this text and exit"};
	static const struct opt version = {
	    .letter = 'V', .name = "version", .help = "print the version and exit"};
	if (!open_group)
		printf("\noptions:\n");
	print_option(&help);
	print_option(&version);
	end_printed();
}

static _Noreturn void print_version(const struct opt_program *p)
{
	printf("%s %s\n", p->name, build_version);
	end_printed();
}

static const struct opt *find_option(
    const struct opt_program *p, const char *name, size_t n, char letter)
{
	for (const struct opt *o = p->options; o->kind != OPT_END; o++) {
		if (o->kind == OPT_GROUP)
			continue;
		if (name ? strlen(o->name) == n && strncmp(o->name, name, n) == 0
			 : o->letter == letter)
			return o;
	}
	return NULL;
}

static void mark_given(const struct opt_program *p, const struct opt *o)
{
	seen[o - p->options] = true;
	if (o->given)
		*o->given = true;
}

/* Sets an option that takes no argument. False if it takes one. */
static bool store_flag(const struct opt *o)
{
	static unsigned order;
	if (o->kind == OPT_FLAG)
		*(bool *)o->into = true;
	else if (o->kind == OPT_ORDER)
		*(unsigned *)o->into = ++order;
	else
		return false;
	return true;
}

/* Whether `word` is one of the words of `list`, which spaces separate. */
static bool is_listed(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (const char *at = list; (at = strstr(at, word)); at += n)
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

/* The words of a list as a sentence has them, each after `lead`: "a, b or c". */
static const char *words_joined(
    char *out, size_t size, const char *list, const char *lead, const char *last)
{
	size_t used = 0;
	out[0] = '\0';
	for (const char *at = list; *at && used < size;) {
		size_t n = strcspn(at, " ");
		const char *rest = at + n + strspn(at + n, " ");
		const char *before = at == list ? "" : *rest ? ", " : last;
		used +=
		    (size_t)snprintf(out + used, size - used, "%s%s%.*s", before, lead, (int)n, at);
		at = rest;
	}
	return out;
}

/* The word of the list that is nearest to `word`, if one is near. */
static const char *word_near(char *out, size_t size, const char *list, const char *word)
{
	char copy[512];
	const char *names[OPT_MAX];
	size_t count = 0;
	snprintf(copy, sizeof copy, "%s", list);
	for (char *rest = copy, *name; (name = strsep(&rest, " ")) && count < OPT_MAX;)
		names[count++] = name;
	const char *near = nearest_name(word, names, count);
	snprintf(out, size, "%s", near ? near : "");
	return near ? out : NULL;
}

static void store_text(const struct opt *o, const char *text)
{
	char words[512], near[64];
	if (o->words && !is_listed(o->words, text)) {
		words_joined(words, sizeof words, o->words, "", " or ");
		if (word_near(near, sizeof near, o->words, text))
			err_usage("--%s requires %s, not '%s'; did you mean '%s'?", o->name, words,
			    text, near);
		err_usage("--%s requires %s, not '%s'", o->name, words, text);
	}
	if (strlen(text) < o->least)
		err_usage("--%s requires %s that is not empty", o->name, o->arg);
	if (o->greatest && strlen(text) > o->greatest)
		err_usage("--%s requires at most %" PRIu64 " bytes", o->name, o->greatest);
	*(const char **)o->into = text;
}

static void store_count(const struct opt *o, const char *text)
{
	uint64_t v, greatest = o->greatest ? o->greatest : UINT64_MAX - 1;
	char least[32], most[32];
	if (num_u64(text, &v) == 0 && v >= o->least && v <= greatest) {
		*(uint64_t *)o->into = v;
		return;
	}
	format_count(least, sizeof least, o->least);
	format_count(most, sizeof most, greatest);
	if (o->greatest)
		err_usage("--%s requires a whole number from %s to %s, not '%s'", o->name, least,
		    most, text);
	err_usage("--%s requires a whole number from %s and below 2^64, such as 1000, 10k or 1e6, "
		  "not '%s'",
	    o->name, least, text);
}

/* 5 is no time: 5 s or 5 ns? */
static void refuse_unitless(const struct opt *o, const char *text)
{
	double v;
	if (num_double(text, &v) == 0)
		err_usage("--%s requires a time with its unit, not '%s': s, ms, us, ns, min or h, "
			  "such as %ss or %sns",
		    o->name, text, text, text);
}

/* Limits are said in the unit of the option: 0.05 s, 24000000 Hz. */
static void check_range(const struct opt *o, const char *text)
{
	double v = *(const double *)o->into;
	const char *unit = o->kind == OPT_SECONDS ? " s" : o->kind == OPT_HZ ? " Hz" : "";
	bool low = o->above ? !(v > o->low) : v < o->low;
	if ((o->above || o->low > 0) && low)
		err_usage("--%s requires %s %.12g%s, not '%s'", o->name,
		    o->above ? "more than" : "at least", o->low, unit, text);
	if (o->high > 0 && !(v <= o->high))
		err_usage("--%s requires at most %.12g%s, not '%s'", o->name, o->high, unit, text);
}

static void store_value(const struct opt *o, const char *text)
{
	int bad = 0;
	const char *required = "";
	switch (o->kind) {
	case OPT_STRING:
		store_text(o, text);
		return;
	case OPT_U64:
		store_count(o, text);
		return;
	case OPT_DOUBLE:
		bad = num_double(text, o->into);
		required = "a number";
		break;
	case OPT_HZ:
		bad = num_hz(text, o->into);
		required = "a frequency, such as 24MHz";
		break;
	case OPT_SECONDS:
		refuse_unitless(o, text);
		bad = num_seconds(text, o->into);
		required = "a time, such as 5s or 20ms";
		break;
	default:
		err_bug("option --%s has no argument to store", o->name);
	}
	if (bad)
		err_usage("--%s requires %s, not '%s'", o->name, required, text);
	check_range(o, text);
}

/* Ends the program: there is no such option. Names the nearest one. */
static _Noreturn void refuse_unknown(const struct opt_program *p, const char *word, size_t n)
{
	char given[64];
	const char *names[OPT_MAX + 2];
	size_t count = 0;
	for (const struct opt *o = p->options; o->kind != OPT_END; o++)
		if (o->kind != OPT_GROUP)
			names[count++] = o->name;
	names[count++] = "help";
	names[count++] = "version";
	snprintf(given, sizeof given, "%.*s", (int)n, word);
	const char *near = nearest_name(given, names, count);
	if (near)
		err_usage("unknown option '--%s'; did you mean --%s?", given, near);
	err_usage("unknown option '--%s'", given);
}

/* A long option: name, name=value or name value. Returns how many words were used. */
static int parse_long(const struct opt_program *p, const char *word, const char *next)
{
	const char *eq = strchr(word, '=');
	size_t n = eq ? (size_t)(eq - word) : strlen(word);
	if (strcmp(word, "help") == 0)
		print_help(p);
	if (strcmp(word, "version") == 0)
		print_version(p);
	const struct opt *o = find_option(p, word, n, 0);
	if (!o)
		refuse_unknown(p, word, n);
	mark_given(p, o);
	if (eq && (o->kind == OPT_FLAG || o->kind == OPT_ORDER))
		err_usage("--%s takes no argument", o->name);
	if (store_flag(o))
		return 1;
	if (!eq && !next)
		err_usage("--%s requires an argument (%s)", o->name, o->arg);
	store_value(o, eq ? eq + 1 : next);
	return eq ? 1 : 2;
}

/* A cluster of letters: -v, -vi, -n5, -n 5. Returns how many words were used. */
static int parse_letters(const struct opt_program *p, const char *letters, const char *next)
{
	for (; *letters; letters++) {
		const struct opt *o = find_option(p, NULL, 0, *letters);
		if (!o && *letters == 'h')
			print_help(p);
		if (!o && *letters == 'V')
			print_version(p);
		if (!o)
			err_usage("unknown option '-%c'", *letters);
		mark_given(p, o);
		if (store_flag(o))
			continue;
		if (letters[1]) {
			store_value(o, letters + 1);
			return 1;
		}
		if (!next)
			err_usage("-%c requires an argument (%s)", o->letter, o->arg);
		store_value(o, next);
		return 2;
	}
	return 1;
}

/* The first option of the table that was given and that the list has. */
static const struct opt *find_given(const struct opt_program *p, const char *list)
{
	for (const struct opt *o = p->options; o->kind != OPT_END; o++)
		if (seen[o - p->options] && is_listed(list, o->name))
			return o;
	return NULL;
}

/* `only` leaves the option itself. */
static const struct opt *find_stranger(const struct opt_program *p, const struct opt *o)
{
	for (const struct opt *x = p->options; x->kind != OPT_END; x++)
		if (x != o && seen[x - p->options] && !is_listed(o->only, x->name))
			return x;
	return NULL;
}

static void refuse_excluded(const struct opt_program *p, const struct opt *o)
{
	const struct opt *other = o->without ? find_given(p, o->without) : NULL;
	if (!other && o->only)
		other = find_stranger(p, o);
	if (other)
		err_usage("--%s cannot be combined with --%s", o->name, other->name);
}

static void refuse_lonely(const struct opt_program *p, const struct opt *o)
{
	char words[512];
	if (o->with && !find_given(p, o->with))
		err_usage("--%s requires %s", o->name,
		    words_joined(words, sizeof words, o->with, "--", " or "));
}

/* A stack without room ends a program by a signal and no word. The programs need half of this. */
static void refuse_small_stack(void)
{
	enum { STACK_MIN_KIB = 1024 };
	struct rlimit limit;
	if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
	    limit.rlim_cur < STACK_MIN_KIB * 1024)
		err_die("the stack is limited to %ju KiB and %d are needed: see 'ulimit -s'",
		    (uintmax_t)limit.rlim_cur / 1024, STACK_MIN_KIB);
}

int opt_parse(const struct opt_program *p, int argc, char **argv)
{
	standard_open();
	err_set_program(p->name);
	refuse_small_stack();
	/* A write beyond the size that a file may have must come back as an error. */
	signal(SIGXFSZ, SIG_IGN);
	int kept = 0;
	for (int i = 1; i < argc;) {
		const char *next = i + 1 < argc ? argv[i + 1] : NULL;
		if (strcmp(argv[i], "--") == 0) {
			for (i++; i < argc; i++)
				argv[++kept] = argv[i];
			break;
		}
		if (argv[i][0] == '-' && argv[i][1] == '-')
			i += parse_long(p, argv[i] + 2, next);
		else if (argv[i][0] == '-' && argv[i][1] != '\0')
			i += parse_letters(p, argv[i] + 1, next);
		else
			argv[++kept] = argv[i++];
	}
	for (const struct opt *o = p->options; o->kind != OPT_END; o++)
		if (seen[o - p->options])
			refuse_excluded(p, o);
	for (const struct opt *o = p->options; o->kind != OPT_END; o++)
		if (seen[o - p->options])
			refuse_lonely(p, o);
	return kept;
}

void opt_check_command(const struct opt_program *p, const char *command)
{
	for (const struct opt *o = p->options; o->kind != OPT_END; o++)
		if (seen[o - p->options] && o->commands && !is_listed(o->commands, command))
			err_usage("--%s does not apply to '%s'; it is an option of: %s", o->name,
			    command, o->commands);
}
