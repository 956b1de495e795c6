/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text that came from data, made safe for where it goes. Labels, facts and messages are free text
 * that may have come from another machine's database, so none of these trusts it: bytes that are
 * not UTF-8, control characters and those that turn the direction of writing become U+FFFD, and
 * line breaks and tabs become spaces.
 */
#ifndef REPORT_ESCAPE_H
#define REPORT_ESCAPE_H

#include <stddef.h>
#include <stdio.h>

/* Into HTML or SVG, as text or inside a quoted attribute. */
void escape_html(FILE *out, const char *text);

/* Into Markdown (CommonMark with GitHub's tables), as text or in a cell: no character keeps a
 * meaning of its own, and no address becomes a link. */
void escape_markdown(FILE *out, const char *text);

/* Into a block of lines that are shown as they are: only what may not be shown is replaced. */
void escape_text(FILE *out, const char *text);

/* Into CSV as a quoted field (RFC 4180). One that a spreadsheet would take for a formula is led by
 * an apostrophe. */
void escape_csv(FILE *out, const char *text);

/* Into a gnuplot string in single quotes, in which gnuplot reads nothing but a doubled quote.
 * Quotes, backquotes and backslashes, which would have a meaning elsewhere, are replaced by
 * look-alikes. Cuts what does not fit, between characters. */
void escape_plot(char *out, size_t size, const char *text);

/* A path into the same kind of string, unchanged in meaning. Returns 0, or -1 if it is too long or
 * holds a control character. */
int escape_plot_path(char *out, size_t size, const char *path);

/* A path into a relative URL: everything but letters, digits and -._~/ as %XX. */
void escape_url(FILE *out, const char *path);

#endif
