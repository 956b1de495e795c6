/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text, numbers, names, settings and terminals at the bounds that their headers state.
 */
#include "test.h"

#include "conf.h"
#include "idle.h"
#include "json.h"
#include "litter.h"
#include "mem.h"
#include "nearest.h"
#include "num.h"
#include "outfile.h"
#include "rng.h"
#include "screen.h"
#include "standard.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- UTF-8 ---------------------------------------------------------------------------------- */

/* RFC 3629, section 3. */
static size_t utf8_encode(uint32_t cp, char out[5])
{
	static const uint8_t lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
	size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	for (size_t i = n; i-- > 1; cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3F));
	out[0] = (char)(lead[n] | cp);
	out[n] = '\0';
	return n;
}

static void every_code_point_is_decoded(void **state)
{
	(void)state;
	char bytes[5];
	uint32_t got;
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		size_t n = utf8_encode(cp, bytes), want = cp >= 0xD800 && cp <= 0xDFFF ? 0 : n;
		if (text_decode(bytes, &got) != want || (want && got != cp))
			fail_msg("U+%04X", (unsigned)cp);
	}
	static const char *const bad[] = {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF",
	    "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC2",
	    "\xC2"
	    "A",
	    "\xE2\x82",
	    "\xE2\x82"
	    "A",
	    "\xF0\x9F\x98", "\xF0\x9F\x98\xC0"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(text_decode(bad[i], &got), 0);
}

/* Categories Cc, Cf, Zl, Zp of Unicode 15.0 but for signs of single scripts. */
static void hidden_characters_are_those_of_the_table(void **state)
{
	(void)state;
	static const uint32_t range[][2] = {{0, 0x1F}, {0x7F, 0x9F}, {0xAD, 0xAD}, {0x61C, 0x61C},
	    {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},
	    {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE0FFF}};
	uint32_t cp = 0;
	for (size_t i = 0; i < sizeof range / sizeof *range; i++) {
		for (; cp < range[i][0]; cp++)
			assert_false(text_hidden(cp));
		for (; cp <= range[i][1]; cp++)
			assert_true(text_hidden(cp));
	}
	for (; cp <= 0x10FFFF; cp += 7)
		assert_false(text_hidden(cp));
	assert_false(text_hidden(0xE1000));
}

static void plain_text_fits_and_hides_nothing(void **state)
{
	(void)state;
	char out[8];
	assert_string_equal(text_plain(out, sizeof out, "a\x1b\xff\xC2\xB5z"), "a??\xC2\xB5z");
	assert_string_equal(text_plain(out, 3, "\xC2\xB5z"), "\xC2\xB5");
	assert_string_equal(text_plain(out, 2, "\xC2\xB5z"), ""); /* no half of a character */
	assert_string_equal(text_plain(out, 1, "a"), "");
	assert_string_equal(text_plain(out, sizeof out, NULL), "");
	out[0] = 'x';
	text_plain(out, 0, "a");
	assert_int_equal(out[0], 'x');
}

/* ---- commands ------------------------------------------------------------------------------- */

static void expect_shell(const char *text, const char *want)
{
	char *got = NULL, *line;
	size_t size;
	FILE *out = open_memstream(&got, &size);
	text_shell(out, text);
	fclose(out);
	assert_string_equal(got, want);
	line = mem_print("t %s %s", got, got);
	assert_true(text_is_command(line, "t"));
	free(line);
	free(got);
}

static void words_are_quoted_for_a_shell_and_known_again(void **state)
{
	(void)state;
	expect_shell("azAZ09-._/:=+,", "azAZ09-._/:=+,");
	expect_shell("", "''");
	expect_shell("-x", "'-x'");
	expect_shell("a b", "'a b'");
	expect_shell("a~!", "'a~!'");
	expect_shell("it's", "'it'\\''s'");
	expect_shell("a\t\\'~ \x7f", "$'a\\011\\134\\047~ \\177'");
	expect_shell("\xff", "$'\\377'");
	static const struct {
		const char *text;
		bool is;
	} want[] = {{"t", true}, {"t a", true}, {"u a", false}, {"t  a", false}, {"t ", false},
	    {"t 'a", false}, {"t $'\\011'", true}, {"t $'\\777'", true}, {"t $'\\8'", false},
	    {"t $'\\/'", false}, {"t $'\\0", false}, {"t $'a", false}, {"t a;b", false},
	    {"t \\'", true}, {"t \\a", false}, {"t $a", false}, {"ta", false}, {"t 'a b'c", true},
	    {"t a'", false}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		if (text_is_command(want[i].text, "t") != want[i].is)
			fail_msg("%s", want[i].text);
}

/* ---- numbers -------------------------------------------------------------------------------- */

static void counts_are_grouped_by_thousands(void **state)
{
	(void)state;
	static const struct {
		uint64_t n;
		const char *text;
	} want[] = {{0, "0"}, {999, "999"}, {1000, "1,000"}, {12345, "12,345"}, {123456, "123,456"},
	    {UINT64_MAX, "18,446,744,073,709,551,615"}};
	char out[32];
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		assert_string_equal(text_count(out, sizeof out, want[i].n), want[i].text);
	out[0] = 'x';
	text_count(out, 0, 5);
	assert_int_equal(out[0], 'x');
	assert_string_equal(text_count(out, 1, 5), "");
	assert_string_equal(text_count(out, 3, 5), "5");
	assert_string_equal(text_count(out, 7, 1234), "1,234");
}

static void seconds_have_the_unit_below_them(void **state)
{
	(void)state;
	static const struct {
		double s;
		const char *text;
	} want[] = {{0, "0 s"}, {-1, "0 s"}, {1, "1 s"}, {0.999, "999 ms"}, {1e-3, "1 ms"},
	    {2.5e-6, "2.5 us"}, {1e-6, "1 us"}, {1e-9, "1 ns"}, {3.25e-10, "325 ps"},
	    {1234.5, "1.23e+03 s"}};
	char out[32];
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		assert_string_equal(text_seconds(out, sizeof out, want[i].s, 3), want[i].text);
}

static void numbers_are_read_up_to_their_bounds(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		double value; /* nan: refused */
	} hz[] = {{"1", 1}, {"0.999", NAN}, {"1e12", 1e12}, {"1000.1G", NAN}, {"1k", 1e3},
	    {"1kHz", 1e3}, {"3m", 3e6}, {"3MHZ", 3e6}, {"2g", 2e9}, {"2GHz", 2e9}, {"5hz", 5},
	    {"+5", 5}, {".5k", 500}, {"1s", NAN}, {"", NAN}, {"Hz", NAN}, {"0X1", NAN},
	    {"+0x1", NAN}, {"1e400", NAN}},
	  seconds[] = {{"0", 0}, {"-0.1", NAN}, {"1s", 1}, {"1ms", 1e-3}, {"1us", 1e-6},
	      {"1ns", 1e-9}, {"1min", 60}, {"1h", 3600}, {"1hz", NAN}, {"1e308h", NAN},
	      {"1e-400", 0}},
	  plain[] = {{"-2.5", -2.5}, {"1k", NAN}, {"1 ", NAN}, {"- 1", NAN}, {"-", NAN}, {".", NAN},
	      {"inf", NAN}, {"-inf", NAN}, {"0.5", 0.5}, {"00", 0}};
	double v;
	for (size_t i = 0; i < sizeof hz / sizeof *hz; i++)
		assert_true(isnan(hz[i].value) ? num_hz(hz[i].text, &v) == -1
					       : num_hz(hz[i].text, &v) == 0 && v == hz[i].value);
	for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++)
		assert_true(isnan(seconds[i].value)
				? num_seconds(seconds[i].text, &v) == -1
				: num_seconds(seconds[i].text, &v) == 0 && v == seconds[i].value);
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		assert_true(isnan(plain[i].value)
				? num_double(plain[i].text, &v) == -1
				: num_double(plain[i].text, &v) == 0 && v == plain[i].value);
	uint64_t n;
	assert_int_equal(num_u64("9007199254740992.0", &n), 0);
	assert_int_equal(n, UINT64_C(1) << 53);
	assert_int_equal(num_u64("9007199254740994.0", &n), -1);
	assert_int_equal(num_u64("0.0", &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(num_u64("0XfF", &n), 0);
	assert_int_equal(n, 255);
	assert_int_equal(num_u64("2G", &n), 0);
	assert_int_equal(n, 2000000000);
	assert_int_equal(num_u64("010", &n), 0);
	assert_int_equal(n, 10);
	assert_int_equal(num_gcd(12, 18), 6);
	assert_int_equal(num_gcd(0, 5), 5);
	assert_int_equal(num_gcd(5, 0), 5);
	assert_int_equal(num_gcd(UINT64_MAX, 15), 15);
}

/* ---- names ---------------------------------------------------------------------------------- */

static void slips_are_counted_as_damerau_does(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		size_t edits;
	} want[] = {{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0},
	    {"abc", "axc", 1}, {"abc", "ac", 1}, {"ac", "abc", 1}, {"abc", "acb", 1},
	    {"ab", "ba", 1}, {"abcd", "badc", 2}, {"kitten", "sitting", 3}, {"ca", "abc", 3},
	    {"abcdef", "fedcba", 5}, {"aabb", "bbaa", 3}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		if (nearest_edits(want[i].a, want[i].b) != want[i].edits)
			fail_msg("%s %s: %zu", want[i].a, want[i].b,
			    nearest_edits(want[i].a, want[i].b));
}

static void a_third_of_the_letters_may_be_wrong(void **state)
{
	(void)state;
	char longest[65], longer[66];
	memset(longest, 'a', 63), longest[63] = '\0';
	memset(longer, 'a', 64), longer[64] = '\0';
	static const char *const names[] = {"abcdef", "abcdeg", "xy"};
	assert_string_equal(nearest_name("abcdxx", names, 3), "abcdef"); /* the first of equals */
	assert_string_equal(nearest_name("abcdeh", names, 3), "abcdef");
	assert_null(nearest_name("abcxxx", names, 3));
	assert_string_equal(nearest_name("x", names, 3), "xy");
	assert_string_equal(nearest_name("abcdeg", names, 3), "abcdeg");
	const char *own[] = {longest, longer};
	assert_ptr_equal(nearest_name(longest, own, 2), longest);
	assert_null(nearest_name(longer, own, 2));
	longest[62] = '\0';
	assert_null(nearest_name(longest, own + 1, 1)); /* as long as it is, it is not looked at */
	static const char *const words[] = {"abcdefghi"};
	assert_string_equal(nearest_misspelt("abcdefgxx", words, 1), "abcdefghi");
	assert_null(nearest_misspelt("abcdefxxx", words, 1));
}

/* ---- settings ------------------------------------------------------------------------------- */

static const char *note_setting(
    void *context, const char *section, const char *key, const char *value)
{
	char *all = context;
	size_t n = strlen(all);
	if (!key)
		return NULL;
	snprintf(all + n, 1100 - n, "(%s|%s|%s)", section, key, value);
	return NULL;
}

static void read_settings(const char *text, int rc, const char *want)
{
	char path[] = "/tmp/ticklab-text-XXXXXX", all[1100] = "", why[1400];
	int file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
	assert_int_equal(conf_read(path, note_setting, all, why, sizeof why), rc);
	unlink(path);
	assert_string_equal(rc == 0 ? all : why + strlen(path), want);
}

static void settings_are_trimmed_and_their_faults_placed(void **state)
{
	(void)state;
	char line[1100], want[1100];
	read_settings("[s]\n\t a =\tb c \t\r\n#x\na=b#c\t#d\n \n[]]\na==b\n[x\t]\nk=\n", 0,
	    "(s|a|b c)(s|a|b#c)(]|a|=b)(x|k|)");
	read_settings("=\n", 0, "(||)");
	read_settings("\n[]\n", -1, ":2: a section requires a name");
	read_settings("[\n", -1, ":1: not '[section]', 'key = value' or a comment");
	read_settings("]\n", -1, ":1: not '[section]', 'key = value' or a comment");
	memset(line, 'a', sizeof line);
	memcpy(line + 1020, "=1\n", 4); /* 1023 bytes, as many as there is room for */
	memcpy(want, "(|", 2);
	memset(want + 2, 'a', 1020);
	memcpy(want + 1022, "|1)", 4);
	read_settings(line, 0, want);
	line[1022] = '1';
	memcpy(line + 1023, "\n", 2);
	read_settings(line, -1, ":1: the line is too long");
	line[1022] = '\0'; /* the last line may have no end */
	read_settings(line, 0, want);
}

/* ---- a busy machine ------------------------------------------------------------------------- */

static void signs_of_other_work_are_listed(void **state)
{
	(void)state;
	static const struct {
		struct idle_signs signs;
		const char *words;
	} want[] = {{{NAN, NAN, NAN, NAN}, ""}, {{.load = 5, .cpus = 0}, ""},
	    {{.load = IDLE_LOAD_PER_CPU, .cpus = 1}, ""},
	    {{.load = 1.25, .cpus = 1}, "load was 1.25 on 1 CPU"},
	    {{.load = 12.34, .cpus = 2}, "load was 12.3 on 2 CPUs"},
	    {{.pressure = IDLE_PRESSURE_PERCENT, .others = IDLE_OTHERS_CPUS}, ""},
	    {{.pressure = 9.96}, "CPU pressure was 10.0 %"},
	    {{.pressure = 10}, "CPU pressure was 10 %"},
	    {{.pressure = 55.5, .others = 1.26},
		"CPU pressure was 56 %, other processes used 1.3 CPUs"},
	    {{.load = 4, .pressure = 20, .others = 2, .cpus = 2},
		"load was 4 on 2 CPUs, CPU pressure 20 %, other processes used 2 CPUs"}};
	char out[100], cut[12];
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		assert_int_equal(
		    idle_busy_words(out, sizeof out, &want[i].signs), want[i].words[0] != '\0');
		assert_string_equal(out, want[i].words);
	}
	assert_true(idle_busy_words(cut, sizeof cut, &want[9].signs));
	assert_string_equal(cut, "load was 4 ");
}

/* ---- random numbers ------------------------------------------------------------------------- */

/* splitmix64 as its author printed it, of the seeds 0 and, hashed, 1. */
static uint64_t next_splitmix(uint64_t *x)
{
	uint64_t z = (*x += 0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static void a_seed_and_a_stream_make_a_state(void **state)
{
	(void)state;
	struct rng r;
	uint64_t stream = 0, at = 5;
	assert_true(next_splitmix(&(uint64_t){0}) == 0xe220a8397b1dcdaf);
	at ^= next_splitmix(&stream);
	rng_init(&r, 5, 0);
	for (int i = 0; i < 4; i++)
		assert_true(r.s[i] == next_splitmix(&at));
	stream = 9, at = 5;
	at ^= next_splitmix(&stream);
	rng_init(&r, 5, 9);
	for (int i = 0; i < 4; i++)
		assert_true(r.s[i] == next_splitmix(&at));
	/* Marsaglia's polar method on the same stream. */
	struct rng copy = r;
	double u, v, s;
	do {
		u = 2 * rng_double(&copy) - 1;
		v = 2 * rng_double(&copy) - 1;
		s = u * u + v * v;
	} while (s >= 1 || s <= 0);
	assert_near(rng_normal(&r), u * sqrt(-2 * log(s) / s), 1e-15);
	double sum = 0, squares = 0;
	for (int i = 0; i < 20000; i++) {
		double x = rng_normal(&r);
		sum += x, squares += x * x;
	}
	assert_within(sum / 20000, 0, 0.03);
	assert_within(squares / 20000, 1, 0.05);
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static void a_document_is_written_with_its_levels(void **state)
{
	(void)state;
	struct json j;
	char *text;
	assert_int_equal(json_open_text(&j, &text), 0);
	json_begin_object(&j, NULL);
	json_u64(&j, "u", UINT64_MAX);
	json_i64(&j, "i", INT64_MIN);
	json_double(&j, "d", 0.1);
	json_double(&j, "n", INFINITY);
	json_fixed(&j, "f", 1.00005);
	json_fixed(&j, "g", NAN);
	json_bool(&j, "b", true);
	json_string(&j, "s", NULL);
	json_begin_array(&j, "a");
	json_end_array(&j);
	json_begin_array(&j, "c");
	json_i64(&j, NULL, 1);
	json_bool(&j, NULL, false);
	json_end_array(&j);
	json_raw(&j, "r", "{\r\n}");
	json_end_object(&j);
	assert_int_equal(json_close_text(&j, &text), 0);
	assert_string_equal(text,
	    "{\n \"u\": 18446744073709551615,\n \"i\": -9223372036854775808,\n"
	    " \"d\": 0.10000000000000001,\n \"n\": null,\n \"f\": 1.0001,\n \"g\": null,\n"
	    " \"b\": true,\n \"s\": null,\n \"a\": [],\n \"c\": [\n  1,\n  false\n ],\n"
	    " \"r\": { \n}\n}");
	json_compact(text);
	assert_string_equal(text,
	    "{\"u\": 18446744073709551615,\"i\": -9223372036854775808,\"d\": 0.10000000000000001,"
	    "\"n\": null,\"f\": 1.0001,\"g\": null,\"b\": true,\"s\": null,\"a\": [],\"c\": "
	    "[1,false],"
	    "\"r\": { }}");
	free(text);
}

/* ---- files and memory ----------------------------------------------------------------------- */

static void a_file_of_64_mib_is_too_large(void **state)
{
	(void)state;
	char path[] = "/tmp/ticklab-text-XXXXXX", *text;
	int file = mkstemp(path);
	assert_true(file >= 0);
	static const off_t size[] = {0, 65534, 65535, 65536, (64 << 20) - 2};
	for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
		assert_int_equal(ftruncate(file, size[i]), 0);
		if (size[i] > 0)
			assert_int_equal(pwrite(file, "e", 1, size[i] - 1), 1);
		text = outfile_read(path);
		assert_non_null(text);
		assert_true(size[i] == 0 || text[size[i] - 1] == 'e');
		assert_int_equal(text[size[i]], '\0');
		free(text);
	}
	assert_int_equal(ftruncate(file, (64 << 20) - 1), 0);
	close(file);
	assert_null(outfile_read(path));
	assert_int_equal(errno, EFBIG);
	unlink(path);
	assert_null(outfile_read("/tmp")); /* it is opened and cannot be read */
	assert_int_equal(errno, EISDIR);
}

/* As open() would make it; what is no file is written as it is. */
static void a_new_file_has_the_usual_rights(void **state)
{
	(void)state;
	char path[] = "/tmp/ticklab-text-XXXXXX";
	struct outfile f;
	struct stat st;
	int file = mkstemp(path);
	assert_true(file >= 0);
	close(file);
	mode_t mask = umask(026);
	assert_int_equal(outfile_open(&f, path), 0);
	assert_int_equal(outfile_commit(&f), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(umask(mask), 026);
	unlink(path);
	assert_int_equal(outfile_open(&f, "/dev/null"), 0);
	assert_null(f.temp);
	assert_int_equal(outfile_commit(&f), 0);
	if (access("/dev/full", W_OK) != 0)
		return;
	assert_int_equal(outfile_open(&f, "/dev/full"), 0);
	fputs("x", f.stream);
	assert_int_equal(outfile_close(&f), -1);
	assert_int_equal(errno, ENOSPC);
	assert_int_equal(outfile_close(&f), -1);
	assert_int_equal(errno, ENOSPC);
	assert_int_equal(outfile_commit(&f), -1);
	assert_int_equal(errno, ENOSPC);
}

static void memory_of_nothing_is_memory(void **state)
{
	(void)state;
	char *zero[] = {mem_zero(0, 8), mem_zero(8, 0), mem_grow(NULL, 0, 8), mem_grow(NULL, 8, 0)};
	for (size_t i = 0; i < 4; i++) {
		assert_non_null(zero[i]);
		free(zero[i]);
	}
	char *part = mem_copy_part("abc", 2);
	assert_string_equal(part, "ab");
	free(part);
	uint64_t *wide = mem_zero(3, sizeof *wide);
	assert_true(wide[0] == 0 && wide[2] == 0);
	wide = mem_grow(wide, 5, sizeof *wide);
	wide[4] = 1;
	free(wide);
}

/* ---- a terminal ----------------------------------------------------------------------------- */

static int open_terminal(int *master)
{
	*master = posix_openpt(O_RDWR | O_NOCTTY);
	if (*master < 0 || grantpt(*master) != 0 || unlockpt(*master) != 0)
		return -1;
	return open(ptsname(*master), O_RDWR | O_NOCTTY);
}

static void set_or_unset(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

static void a_screen_is_what_its_variables_say(void **state)
{
	(void)state;
	static const struct {
		const char *all, *ctype, *lang;
		bool utf8;
	} locale[] = {{"C.UTF-8", NULL, NULL, true}, {"", "de_DE.utf8", "C", true},
	    {"", "", "en_US.UTF-8@x", true}, {"C", "en.UTF-8", "en.UTF-8", false},
	    {"", "C", "en.UTF-8", false}, {NULL, NULL, NULL, false},
	    {"en.ISO-8859-1", NULL, NULL, false}, {"UTF-8", NULL, NULL, false},
	    {"x.UTF-9", NULL, NULL, false}, {"x.utf7", NULL, NULL, false}};
	static const struct {
		const char *columns;
		unsigned want;
	} size[] = {{NULL, 80}, {"1", 1}, {"0", 80}, {"10000", 10000}, {"10001", 80}, {"x", 80}};
	int none = open("/dev/null", O_WRONLY);
	for (size_t i = 0; i < sizeof locale / sizeof *locale; i++) {
		set_or_unset("LC_ALL", locale[i].all);
		set_or_unset("LC_CTYPE", locale[i].ctype);
		set_or_unset("LANG", locale[i].lang);
		assert_int_equal(screen_of(none).utf8, locale[i].utf8);
	}
	for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
		set_or_unset("COLUMNS", size[i].columns);
		set_or_unset("LINES", size[i].columns);
		struct screen s = screen_of(none);
		assert_false(s.terminal || s.redraw || s.colour);
		assert_int_equal(s.columns, size[i].want);
		assert_int_equal(s.lines, size[i].want == 80 ? 24 : size[i].want);
		assert_string_equal(screen_style(&s, (enum screen_style)1), "");
	}
	close(none);
}

static void a_terminal_is_measured(void **state)
{
	(void)state;
	static const struct {
		const char *term, *no_color;
		bool redraw, colour;
	} want[] = {{"xterm", NULL, true, true}, {"xterm", "", true, true},
	    {"xterm", "1", true, false}, {"dumb", NULL, false, false}, {"", NULL, false, false},
	    {NULL, NULL, false, false}};
	int master, terminal = open_terminal(&master);
	if (terminal < 0)
		skip_because("no terminal can be made here");
	struct winsize w = {.ws_col = 33, .ws_row = 12};
	assert_int_equal(ioctl(terminal, TIOCSWINSZ, &w), 0);
	setenv("COLUMNS", "50", 1);
	setenv("LINES", "51", 1);
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		set_or_unset("TERM", want[i].term);
		set_or_unset("NO_COLOR", want[i].no_color);
		struct screen s = screen_of(terminal);
		assert_true(s.terminal);
		assert_int_equal(s.redraw, want[i].redraw);
		assert_int_equal(s.colour, want[i].colour);
		assert_true(s.columns == 33 && s.lines == 12);
		if (s.colour) {
			static const char *const codes[] = {
			    "\033[0m", "\033[1m", "\033[2m", "\033[33m", "\033[36m"};
			for (int k = 0; k < 5; k++)
				assert_string_equal(
				    screen_style(&s, (enum screen_style)k), codes[k]);
		}
	}
	w = (struct winsize){0};
	assert_int_equal(ioctl(terminal, TIOCSWINSZ, &w), 0);
	struct screen s = screen_of(terminal);
	assert_true(s.columns == 50 && s.lines == 51);
	close(terminal);
	close(master);
}

/* ---- standard streams ----------------------------------------------------------------------- */

/* A stream that was closed is there afterwards, and its use fails as of one that is closed. */
static void closed_streams_are_taken_up(void **state)
{
	(void)state;
	int status;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		char c;
		for (int fd = 0; fd < 3; fd++)
			close(fd);
		standard_open();
		bool ok = read(0, &c, 1) == -1 && errno == EBADF && write(1, "x", 1) == -1 &&
			  errno == EBADF && write(2, "x", 1) == -1 && errno == EBADF;
		_exit(ok ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_code_point_is_decoded),
	    cmocka_unit_test(hidden_characters_are_those_of_the_table),
	    cmocka_unit_test(plain_text_fits_and_hides_nothing),
	    cmocka_unit_test(words_are_quoted_for_a_shell_and_known_again),
	    cmocka_unit_test(counts_are_grouped_by_thousands),
	    cmocka_unit_test(seconds_have_the_unit_below_them),
	    cmocka_unit_test(numbers_are_read_up_to_their_bounds),
	    cmocka_unit_test(slips_are_counted_as_damerau_does),
	    cmocka_unit_test(a_third_of_the_letters_may_be_wrong),
	    cmocka_unit_test(settings_are_trimmed_and_their_faults_placed),
	    cmocka_unit_test(signs_of_other_work_are_listed),
	    cmocka_unit_test(a_seed_and_a_stream_make_a_state),
	    cmocka_unit_test(a_document_is_written_with_its_levels),
	    cmocka_unit_test(a_file_of_64_mib_is_too_large),
	    cmocka_unit_test(a_new_file_has_the_usual_rights),
	    cmocka_unit_test(memory_of_nothing_is_memory),
	    cmocka_unit_test(a_screen_is_what_its_variables_say),
	    cmocka_unit_test(a_terminal_is_measured),
	    cmocka_unit_test(closed_streams_are_taken_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
