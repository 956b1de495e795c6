/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "byte_sink.h"

#include "err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static _Noreturn void die_of_write(void)
{
	err_die("cannot write to standard output: %s", strerror(errno));
}

void byte_sink_write(struct byte_sink *sink, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	if (!sink->hex && fwrite(bytes, 1, n, stdout) != n)
		die_of_write();
	for (size_t i = 0; sink->hex && i < n; i++) {
		if (putchar(digits[bytes[i] >> 4]) == EOF || putchar(digits[bytes[i] & 15]) == EOF)
			die_of_write();
	}
	sink->written += n;
}

void byte_sink_finish(struct byte_sink *sink)
{
	if (sink->hex && sink->written > 0 && putchar('\n') == EOF)
		die_of_write();
	if (fflush(stdout) != 0)
		die_of_write();
}
