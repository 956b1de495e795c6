/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Recordings of other tools: what `ticklab db import` and `ticklab extract --durations` read. A
 * file is read whole before anything is made of it: one that is malformed gives nothing. gzip and
 * zstd are undone on the way. The form is recognised by what is in the file, or named; a form that
 * is in doubt is refused with the option that settles it.
 */
#ifndef READER_READER_H
#define READER_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	READER_WHY = 600,    /* room for a reason that a function here gives */
	READER_REMARKS = 12, /* remarks of a recording, at most */
	READER_USAGE = -2,
	READER_MOST_COUNTED = 1 << 28, /* samples that a histogram may hold */
};

struct reader_options {
	const char *from;   /* name of a form; NULL: recognised */
	const char *column; /* its name, or its number from 1; NULL: not given */
	const char *unit;   /* s, ms, us, ns or cycles; NULL: not given */
	const char *probe;  /* of a file with several, the rows of this one; NULL: not given */
	double counter_hz;  /* 0: not given */
	bool time_stamps;   /* values are points in time: their differences are the durations */
	bool masked;	    /* only (value AND mask) >> shift is looked at */
	uint64_t mask;
	unsigned shift;	       /* below 64 */
	bool as_is;	       /* what looks misread is a remark, not a refusal */
	bool any_hz;	       /* the length of a tick does not matter */
	bool stream;	       /* text of durations between blanks, and one without any, will do */
	uint64_t unpack_limit; /* bytes that what is packed may unpack to; 0: 256 MB, or 100 times
				* the packed ones if that is more */
};

struct reader_remark {
	bool warning;
	char text[400];
};

struct recording {
	const char *form; /* name of the form */
	uint64_t *start;  /* NULL: durations only */
	uint64_t *elapsed;
	uint8_t *flags; /* NULL: none */
	size_t count;
	bool ordered;	 /* false: a histogram, whose samples come by size */
	double hz;	 /* ticks per second; 0: not known (any_hz) */
	size_t *restart; /* first sample of each fresh process; NULL: one process */
	size_t restarts;
	size_t remarks;
	struct reader_remark remark[READER_REMARKS];
};

/* Reads `path` ("-": standard input; a folder where the form is one). Returns 0, or -1 with one
 * line in why[READER_WHY] that names the file, the line where there is one, and what to do; nothing
 * is to be released then. READER_USAGE instead of -1: an option is missing. */
int reader_read(struct recording *out, const char *path, const struct reader_options *o, char *why);

void recording_release(struct recording *r);

/* The i-th form: its name, or NULL behind the last; *help says in a few words what it is. */
const char *reader_form(size_t i, const char **help);

/* Whether there is such a form. */
bool reader_has_form(const char *name);

/* Output of an entropy source: bytes, not durations. Of an openentropy session, those of `source`
 * (NULL: of the only one there is). Bytes are made by malloc, for the caller to free. Returns 0,
 * with a warning in why[READER_WHY] or nothing, or -1 with one line there. */
int reader_session_bytes(
    const char *folder, const char *source, uint8_t **bytes, size_t *count, char *why);

/* What a file is that begins with these bytes, with what makes samples of it: packed, of another
 * program. NULL: nothing that is known. 16 bytes show all. */
const char *reader_binary_form(const uint8_t *head, size_t n);

/* Opens a file that must be a regular one, or what a shell names a pipe of its own (/dev/fd/N):
 * another pipe would wait for ever, a device give without end. NULL with the reason in
 * why[0..READER_WHY). */
FILE *reader_open_file(const char *path, char *why);

#endif
