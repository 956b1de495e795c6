/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the bytes go: standard output, raw or as hex. A failed write ends the program with exit 1.
 */
#ifndef EXTRACT_BYTE_SINK_H
#define EXTRACT_BYTE_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct byte_sink {
	bool hex; /* one line of lower-case digits; no line where there are no bytes */
	uint64_t written;
};

void byte_sink_write(struct byte_sink *sink, const uint8_t *bytes, size_t n);

/* Closes the line and flushes: only now are all writes known to have worked. */
void byte_sink_finish(struct byte_sink *sink);

#endif
