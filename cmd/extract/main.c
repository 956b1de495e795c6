/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab-extract: the production consumer. It turns timings into bytes with the archives that
 * ship, live or from given durations.
 */
#include "byte_sink.h"
#include "duration_file.h"
#include "err.h"
#include "extract.h"
#include "live_bytes.h"
#include "opt.h"
#include "source_info.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* A number that was not given. */
#define ABSENT UINT64_MAX

static uint64_t bytes = ABSENT, collect = ABSENT, give_up = 1000000;
static const char *durations_path;
static double measured = NAN;
static bool hex, info, json;

static const struct opt options[] = {
    {OPT_GROUP, 0, NULL, NULL, NULL, "what to do"},
    {OPT_U64, 'n', "bytes", "N", &bytes,
	"time calls on this machine until N bytes are made;\n"
	"with --durations: make at most N bytes"},
    {OPT_STRING, 0, "durations", "FILE", &durations_path,
	"take durations from FILE instead: unsigned whole\n"
	"numbers, '#' comments; '-' is standard input"},
    {OPT_U64, 0, "collect", "N", &collect,
	"what the published source does for N bytes: 3N+32\n"
	"timed calls and the bytes they give, N <= 10000000"},
    {OPT_FLAG, 0, "info", NULL, &info, "print what the source says of itself"},
    {OPT_GROUP, 0, NULL, NULL, NULL, "how"},
    {OPT_FLAG, 'x', "hex", NULL, &hex, "write hex instead of raw bytes"},
    {OPT_U64, 0, "give-up", "N", &give_up,
	"fail after N samples in a row without a byte\n(default 1000000)"},
    {OPT_FLAG, 0, "json", NULL, &json, "with --info: as JSON"},
    {OPT_DOUBLE, 0, "measured", "BITS", &measured,
	"with --info: the measured bits per sample, to stand\nbeside the claimed ones"},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {
    .name = "ticklab extract",
    .synopsis = "--bytes N [--hex]\n--durations FILE [--bytes N] [--hex]\n--collect N [--hex]\n"
		"--info [--json] [--measured BITS]",
    .summary = "Makes bytes of timings by the rule of the source commpage_clock_timing, with the\n"
	       "same object code that a consumer would ship. The bytes are what the rule gives;\n"
	       "whether they are random is what 'ticklab analyze' and 'ticklab judge' ask.",
    .options = options,
};

static void check_usage(int argc, char **argv)
{
	bool live = bytes != ABSENT && !durations_path;
	int modes = info + live + (collect != ABSENT) + (durations_path != NULL);
	if (argc > 0)
		err_usage("'%s' is one argument too many", argv[1]);
	if (modes == 0)
		err_usage("nothing to do: give --bytes, --durations, --collect or --info");
	if (modes > 1 || (bytes != ABSENT && (info || collect != ABSENT)))
		err_usage("--info, --collect and --bytes or --durations exclude each other");
	if (!info && (json || !isnan(measured)))
		err_usage("--json and --measured go with --info");
	if (info && hex)
		err_usage("--hex does not go with --info");
	if (collect != ABSENT && collect > LIVE_COLLECT_MAX)
		err_usage("--collect takes at most %d", LIVE_COLLECT_MAX);
	if (give_up == 0)
		err_usage("--give-up wants at least 1");
	if (!info && !hex && isatty(STDOUT_FILENO))
		err_usage("standard output is a terminal: give --hex, or send the bytes elsewhere");
}

/* Sixteen durations and one before them are the least that a byte can come from. */
static int from_durations(struct byte_sink *sink)
{
	struct durations d;
	int status = durations_open(&d, durations_path);
	size_t most = d.count / 16 + 1;
	size_t capacity = bytes < most ? (size_t)bytes : most;
	uint8_t *out = status == 0 ? malloc(capacity + 1) : NULL;
	if (status == 0 && !out)
		status = err_error("out of memory for %zu bytes", capacity);
	if (status == 0)
		byte_sink_write(sink, out, tlx_extract(out, capacity, d.at, d.count).bytes);
	free(out);
	durations_release(&d);
	return status;
}

int main(int argc, char **argv)
{
	check_usage(opt_parse(&program, argc, argv), argv);
	/* A reader that has gone is an error to report, not a signal to die of. */
	signal(SIGPIPE, SIG_IGN);
	if (info)
		return source_info_print(json, measured) == 0 ? EXIT_DONE : EXIT_FAILED;
	struct byte_sink sink = {.hex = hex};
	int status = durations_path	 ? from_durations(&sink)
		     : collect != ABSENT ? live_collect(&sink, collect)
					 : live_bytes(&sink, bytes, give_up);
	byte_sink_finish(&sink);
	return status == 0 ? EXIT_DONE : EXIT_FAILED;
}
