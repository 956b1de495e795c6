/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "byte_sink.h"

#include "output.h"

#include <stdio.h>

void byte_sink_write(struct byte_sink *sink, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	if (!sink->hex)
		fwrite(bytes, 1, n, stdout);
	for (size_t i = 0; sink->hex && i < n; i++) {
		putchar(digits[bytes[i] >> 4]);
		putchar(digits[bytes[i] & 15]);
	}
	if (ferror(stdout))
		output_finish();
	sink->written += n;
}

void byte_sink_finish(struct byte_sink *sink)
{
	if (sink->hex && sink->written > 0)
		putchar('\n');
	output_finish();
}
