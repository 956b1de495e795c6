/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An SVG file made fit for an HTML page that holds several.
 */
#ifndef REPORT_SVG_H
#define REPORT_SVG_H

#include <stddef.h>

/* Returns the SVG as an element for HTML: without XML head and namespaces, ids and references to
 * them led by `prefix`, with role=img and `label` as its name for those who cannot see it. Only
 * elements that draw are let in, and of those not what leaves no mark: empty groups, unused
 * symbols, titles, attributes that repeat the default, white space. Returns NULL and a reason in
 * `why` if it holds anything else: a script, a handler, a style sheet, an address outside the file,
 * or is cut off. To be freed. */
char *svg_inline(const char *svg, const char *prefix, const char *label, char *why, size_t size);

#endif
