/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outfile.h"

#include "litter.h"
#include "mem.h"
#include "outfile_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_MAX = 64 << 20 };

/* The rights a plain open() would give: mkstemp makes files for their owner alone. */
static void usual_rights(int fd)
{
	mode_t mask = umask(0);
	umask(mask);
	(void)fchmod(fd, 0666 & ~mask);
}

int outfile_sink_write(struct outfile_sink *sink, const char *bytes, size_t n)
{
	while (n > 0 && !sink->fault) {
		ssize_t k = write(sink->fd, bytes, n);
		if (k >= 0) {
			bytes += k;
			n -= (size_t)k;
		} else if (errno != EINTR)
			sink->fault = errno;
	}
	return sink->fault ? -1 : 0;
}

static void forget_file(struct outfile *f)
{
	if (f->temp)
		litter_keep(f->temp);
	free(f->sink);
	free(f->path);
	free(f->temp);
	*f = (struct outfile){0};
}

static void discard_temporary(const struct outfile *f)
{
	if (f->temp)
		unlink(f->temp);
}

static int make_temporary(struct outfile *f)
{
	f->temp = mem_print("%s.XXXXXX", f->path);
	litter_begin();
	litter_add(f->temp, false); /* first: it may end the program */
	int fd = mkstemp(f->temp), why = errno;
	litter_end();
	if (fd >= 0)
		usual_rights(fd);
	errno = why;
	return fd;
}

static bool is_device(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

int outfile_open(struct outfile *f, const char *path)
{
	*f = (struct outfile){.path = mem_print("%s", path), .sink = mem_zero(1, sizeof *f->sink)};
	int fd = f->sink->fd = is_device(path) ? open(path, O_WRONLY) : make_temporary(f);
	int why = errno;
	f->stream = fd >= 0 ? outfile_stream(f->sink) : NULL;
	if (f->stream)
		return 0;
	if (fd >= 0) {
		why = errno;
		close(fd);
		discard_temporary(f);
	}
	forget_file(f);
	errno = why;
	return -1;
}

int outfile_close(struct outfile *f)
{
	if (!f->stream) {
		errno = f->sink ? f->sink->fault : 0;
		return errno ? -1 : 0;
	}
	bool failed = fflush(f->stream) != 0 || ferror(f->stream);
	if (fclose(f->stream) != 0 && !f->sink->fault)
		f->sink->fault = errno;
	/* Nothing but a write can have failed before that. */
	if (failed && !f->sink->fault)
		f->sink->fault = EIO;
	f->stream = NULL;
	errno = f->sink->fault;
	return errno ? -1 : 0;
}

int outfile_commit(struct outfile *f)
{
	outfile_close(f);
	int why = f->sink->fault;
	if (!why && f->temp && rename(f->temp, f->path) != 0)
		why = errno;
	if (why)
		discard_temporary(f);
	forget_file(f);
	errno = why;
	return why ? -1 : 0;
}

void outfile_abandon(struct outfile *f)
{
	if (!f->path)
		return;
	outfile_close(f);
	discard_temporary(f);
	forget_file(f);
}

int outfile_folder(const char *path)
{
	char *copy = mem_print("%s/", path);
	int rc = 0;
	for (char *s = copy + 1; rc == 0 && (s = strchr(s, '/')); s++) {
		*s = '\0';
		if (mkdir(copy, 0777) != 0 && errno != EEXIST)
			rc = -1;
		*s = '/';
	}
	struct stat st;
	if (rc == 0 && stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		rc = -1;
	}
	int why = errno;
	free(copy);
	errno = why;
	return rc;
}

static char *read_stream(FILE *in)
{
	char *text = NULL;
	size_t size = 0, room = 0;
	for (;;) {
		if (room - size < 2) {
			room = room ? room * 2 : 65536;
			char *more = room <= READ_MAX ? realloc(text, room) : NULL;
			if (!more) {
				free(text);
				errno = room <= READ_MAX ? ENOMEM : EFBIG;
				return NULL;
			}
			text = more;
		}
		size_t n = fread(text + size, 1, room - size - 1, in);
		size += n;
		if (n == 0)
			break;
	}
	text[size] = '\0';
	if (ferror(in)) {
		free(text);
		return NULL;
	}
	return text;
}

char *outfile_read(const char *path)
{
	FILE *in = fopen(path, "r");
	if (!in)
		return NULL;
	char *text = read_stream(in);
	int why = errno;
	fclose(in);
	errno = why;
	return text;
}
