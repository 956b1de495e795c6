/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outfile_private.h"

#include <unistd.h>

/* 0 is a failure (fopencookie(3)). */
static ssize_t sink_write(void *cookie, const char *bytes, size_t n)
{
	return outfile_sink_write(cookie, bytes, n) == 0 ? (ssize_t)n : 0;
}

static int sink_close(void *cookie)
{
	const struct outfile_sink *sink = cookie;
	return close(sink->fd);
}

FILE *outfile_stream(struct outfile_sink *sink)
{
	return fopencookie(
	    sink, "w", (cookie_io_functions_t){.write = sink_write, .close = sink_close});
}
