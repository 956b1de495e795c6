/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outfile_private.h"

#include <unistd.h>

static int sink_write(void *cookie, const char *bytes, int n)
{
	return outfile_sink_write(cookie, bytes, (size_t)n) == 0 ? n : -1;
}

static int sink_close(void *cookie)
{
	const struct outfile_sink *sink = cookie;
	return close(sink->fd);
}

FILE *outfile_stream(struct outfile_sink *sink)
{
	return funopen(sink, NULL, sink_write, NULL, sink_close);
}
