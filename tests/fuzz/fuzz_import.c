/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file that `ticklab db import` and `ticklab extract --durations` read, recognised or named:
 * text, CSV, counts, binary integers, NumPy, and the files of other tools, compressed or not. Two
 * bytes choose form and options. What comes out must be what the reader's contract says.
 */
#include "fuzz.h"

#include "reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *form_of(uint8_t choice)
{
	const char *help;
	size_t forms = 0;
	while (reader_form(forms, &help))
		forms++;
	size_t at = choice % (forms + 1);
	return at == forms ? NULL : reader_form(at, &help);
}

static struct reader_options options_of(uint8_t choice)
{
	static const char *const columns[] = {NULL, "1", "2", "elapsed"}, *const units[] = {NULL,
									      "ns", "s", "cycles"};
	return (struct reader_options){.column = columns[choice & 3],
	    .unit = units[choice >> 2 & 3],
	    .counter_hz = choice & 16 ? 24e6 : 0,
	    .time_stamps = choice & 32,
	    .as_is = choice & 64,
	    .any_hz = choice & 128,
	    .stream = (choice & 192) == 192,
	    .masked = (choice & 48) == 48,
	    .mask = 0xFFFF,
	    .shift = 1};
}

static void recording_check(const struct recording *r, const struct reader_options *o)
{
	FUZZ_HOLDS(r->form);
	if (r->count == 0) {
		FUZZ_HOLDS(o->stream);
		return;
	}
	FUZZ_HOLDS(r->elapsed);
	FUZZ_HOLDS(r->ordered || !r->start);
	FUZZ_HOLDS(o->any_hz || (isfinite(r->hz) && r->hz > 0));
	FUZZ_HOLDS(r->remarks <= READER_REMARKS);
	for (size_t i = 0; i < r->restarts; i++) {
		FUZZ_HOLDS(r->restart[i] < r->count);
		FUZZ_HOLDS(i == 0 ? r->restart[i] == 0 : r->restart[i] > r->restart[i - 1]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char why[READER_WHY];
	struct recording r;
	if (size < 2)
		return 0;
	struct reader_options o = options_of(data[1]);
	o.from = form_of(data[0]);
	char *path = fuzz_file("recording", data + 2, size - 2);
	int rc = reader_read(&r, path, &o, why);
	if (rc == 0) {
		recording_check(&r, &o);
		recording_release(&r);
	} else {
		FUZZ_HOLDS(why[0] && strnlen(why, sizeof why) < sizeof why && !strchr(why, '\n'));
	}
	free(path);
	return 0;
}
