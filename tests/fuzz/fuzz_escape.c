/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Free text on its way into a report, a plot, JSON and the terminal: nothing in what comes out has
 * a meaning there, or moves, hides or turns what surrounds it.
 */
#include "fuzz.h"

#include "doc.h"
#include "escape.h"
#include "json.h"
#include "text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check_shown(const char *text, const char *breaks)
{
	uint32_t cp;
	for (size_t n; *text; text += n) {
		FUZZ_HOLDS((n = text_decode(text, &cp)) > 0);
		FUZZ_HOLDS(!text_hidden(cp) || (cp < 0x80 && strchr(breaks, (int)cp)));
	}
}

/* What a writer makes of the text, to be freed. */
static char *text_through(void (*escape)(FILE *out, const char *text), const char *text)
{
	char *got = NULL;
	size_t size;
	FILE *out = open_memstream(&got, &size);
	FUZZ_HOLDS(out != NULL);
	escape(out, text);
	FUZZ_HOLDS(fclose(out) == 0);
	FUZZ_HOLDS(strlen(got) == size);
	return got;
}

static void check_stream(
    void (*escape)(FILE *out, const char *text), const char *text, const char *banned)
{
	char *got = text_through(escape, text);
	check_shown(got, "");
	FUZZ_HOLDS(strpbrk(got, banned) == NULL);
	free(got);
}

static void check_markdown(const char *text)
{
	char *got = text_through(escape_markdown, text);
	check_shown(got, "");
	for (const char *s = got; *s; s++)
		if (*s == '\\')
			s++;
		else
			FUZZ_HOLDS(!strchr("|`*[]<>", *s));
	FUZZ_HOLDS(!strstr(got, "://"));
	free(got);
}

static void check_csv(const char *text)
{
	char *got = text_through(escape_csv, text);
	size_t size = strlen(got);
	check_shown(got, "");
	FUZZ_HOLDS(size >= 2 && got[0] == '"' && got[size - 1] == '"' && !strchr("=+-@", got[1]));
	for (size_t i = 1; i < size - 1; i++)
		FUZZ_HOLDS(got[i] != '"' || got[++i] == '"');
	free(got);
}

static void check_url(const char *text)
{
	char *got = text_through(escape_url, text);
	for (const char *s = got; *s; s++)
		FUZZ_HOLDS(isalnum((unsigned char)*s) || strchr("-._~/%", *s));
	free(got);
}

static void check_plot(const char *text)
{
	char small[24], large[4096];
	escape_plot(small, sizeof small, text);
	escape_plot(large, sizeof large, text);
	check_shown(small, "");
	check_shown(large, "");
	for (const char *s = large; *s; s++)
		FUZZ_HOLDS(*s != '`' && *s != '"' && *s != '\\' && *s != '\'');
	if (escape_plot_path(large, sizeof large, text) == 0)
		for (const char *s = large; *s; s++)
			FUZZ_HOLDS(*s != '\'' || *++s == '\'');
}

static void check_json(const char *text)
{
	struct json j;
	char *got;
	FUZZ_HOLDS(json_open_text(&j, &got) == 0);
	json_begin_object(&j, NULL);
	json_string(&j, text, text);
	json_raw(&j, "raw", text);
	json_end_object(&j);
	FUZZ_HOLDS(json_close_text(&j, &got) == 0);
	check_shown(got, "\n\t");
	json_compact(got);
	free(got);
}

static void check_document(const char *text)
{
	char *html = NULL, *markdown = NULL;
	size_t html_size, markdown_size;
	struct column columns[] = {{text, false, false}, {text, true, false}};
	struct cell cells[] = {{.text = text, .tone = TONE_PROSE},
	    {.text = text, .tone = TONE_WORD, .under = text, .lacks = text}};
	struct doc d = {.html = open_memstream(&html, &html_size),
	    .markdown = open_memstream(&markdown, &markdown_size)};
	FUZZ_HOLDS(d.html && d.markdown);
	doc_begin(&d, text);
	doc_lead(&d, text, text, "%s", text);
	doc_code(&d, text);
	doc_table(&d, text, columns, 2);
	doc_group(&d, text);
	doc_row(&d, cells);
	doc_table_end(&d);
	doc_reasons(&d);
	doc_end(&d);
	FUZZ_HOLDS(fclose(d.html) == 0 && fclose(d.markdown) == 0);
	check_shown(html, "\n\t");
	check_shown(markdown, "\n");
	free(html);
	free(markdown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char plain[64], *text = fuzz_text(data, size);
	check_stream(escape_html, text, "<>\"'");
	check_stream(escape_text, text, "");
	check_csv(text);
	check_url(text);
	check_markdown(text);
	check_plot(text);
	check_json(text);
	check_shown(text_plain(plain, sizeof plain, text), "");
	check_document(text);
	free(text);
	return 0;
}
