/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab-extract: the production consumer. It turns timings into bytes with the archives that
 * ship, live or from given durations.
 */
#include "balance.h"
#include "byte_sink.h"
#include "condition.h"
#include "err.h"
#include "extract.h"
#include "health_words.h"
#include "live_bytes.h"
#include "opt.h"
#include "reader.h"
#include "source_info.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static struct live_options request = {.give_up = 1000000, .min_entropy = 0.02};
static uint64_t collect;
static const char *durations_path;
static struct reader_options reading = {.any_hz = true, .stream = true};
static double measured = NAN;
static bool hex, info, json, bytes_given, collect_given, entropy_given;

static const struct opt options[] = {
    {OPT_GROUP, 0, NULL, NULL, NULL, "what to do"},
    {OPT_U64, 'n', "bytes", "N", &request.bytes,
	"time calls on this machine until N bytes are made;\n"
	"with --durations: make at most N bytes",
	.given = &bytes_given},
    {OPT_STRING, 0, "durations", "FILE", &durations_path,
	"take durations from FILE instead, read as 'ticklab db\n"
	"import' reads it; '-' is standard input. Fewer than the\n"
	"131,072 of the start-up test give no byte"},
    {OPT_U64, 0, "collect", "N", &collect,
	"do what the published source does for N bytes: 3N+32\n"
	"timed calls and the bytes they give, without a health\ntest; N <= 10000000",
	0, LIVE_COLLECT_MAX, .given = &collect_given, .only = "hex"},
    {OPT_FLAG, 0, "info", NULL, &info, "print the source's description of itself",
	.only = "json measured"},
    {OPT_GROUP, 0, NULL, NULL, NULL, "how"},
    {OPT_FLAG, 'x', "hex", NULL, &hex, "write hex instead of raw bytes"},
    {OPT_STRING, 0, "from", "FORM", &reading.from,
	"form of FILE: see 'ticklab db --help' (recognised)", .with = "durations"},
    {OPT_STRING, 0, "column", "N|NAME", &reading.column, "take this column of several",
	.with = "durations"},
    {OPT_FLAG, 0, "time-stamps", NULL, &reading.time_stamps,
	"FILE holds points in time: take their differences", .with = "durations"},
    {OPT_U64, 0, "unpack-limit", "SIZE", &reading.unpack_limit,
	"bytes that a packed FILE may unpack to: see 'ticklab\ndb --help'", 1, .with = "durations"},
    {OPT_U64, 0, "give-up", "N", &request.give_up,
	"fail after N samples in a row without a byte ({})", 1, .with = "bytes",
	.without = "durations"},
    {OPT_DOUBLE, 'H', "min-entropy", "BITS", &request.min_entropy,
	"the entropy per call that you vouch for: take it from\n'ticklab judge'. The health tests "
	"assume it ({}: of no\nmachine in particular, and more than some machines have)",
	.low = 1e-6, .high = 8, .given = &entropy_given},
    {OPT_FLAG, 0, "conditioned", NULL, &request.conditioned,
	"write SHA-256 over as many durations as hold 320\nbits at --min-entropy, 32 bytes at a "
	"time",
	.with = "min-entropy"},
    {OPT_FLAG, 0, "untested", NULL, &request.untested,
	"run no health test and need no start-up of 131,072\ncalls; the output is for comparison "
	"and not for use"},
    {OPT_FLAG, 0, "json", NULL, &json, "with --info: as JSON", .with = "info"},
    {OPT_DOUBLE, 0, "measured", "BITS", &measured,
	"with --info: the measured bits per sample, printed\nwith the claimed ones",
	.with = "info"},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {
    .name = "ticklab extract",
    .synopsis = "--bytes N [--hex]\n--durations FILE [--bytes N] [--hex]\n--collect N [--hex]\n"
		"--info [--json] [--measured BITS]",
    .summary =
	"Makes bytes from timings by the rule of the source commpage_clock_timing, with the\n"
	"same object code that a consumer would ship. The bytes are the output of that rule;\n"
	"'ticklab analyze' and 'ticklab judge' examine whether they are random. Health tests must\n"
	"pass on 131,072 calls or durations, the start-up test, before the first byte.",
    .options = options,
};

static void check_usage(int argc, char **argv)
{
	if (argc > 0)
		err_usage("'%s': no argument is expected", argv[1]);
	if (!info && !bytes_given && !collect_given && !durations_path)
		err_usage("nothing to do: --bytes, --durations, --collect or --info is required");
	if (reading.from && !reader_has_form(reading.from))
		err_usage("--from: no form '%s'; 'ticklab db --help' lists them", reading.from);
	if (!info && !hex && isatty(STDOUT_FILENO))
		err_usage("standard output is a terminal: use --hex, or redirect the bytes");
}

static int read_durations(struct recording *r)
{
	char why[READER_WHY];
	if (reader_read(r, durations_path, &reading, why) != 0)
		return err_error("%s", why);
	for (size_t i = 0; i < r->remarks; i++)
		if (r->remark[i].warning)
			err_warning("%s", r->remark[i].text);
	if (r->ordered)
		return 0;
	recording_release(r);
	return err_error("%s: a histogram has no order, which the rule requires", durations_path);
}

/* Time stamps, or a count: no test on values alone sees that they are predictable. */
static bool only_rises(const struct recording *r)
{
	enum { FEWEST = 64 };
	for (size_t i = 1; i < r->count; i++)
		if (r->elapsed[i] <= r->elapsed[i - 1])
			return false;
	return r->count >= FEWEST;
}

enum { STARTUP = 2 * TLS_HEALTH_WINDOW }; /* samples of the start-up test */

static int test_health(const struct recording *r)
{
	char names[128];
	struct tls_health *health = malloc(sizeof *health);
	if (!health)
		return err_error("out of memory for the health tests");
	if (tls_health_init(health, request.min_entropy, HEALTH_ALPHA_LOG2, 1, 1) != 0)
		err_bug("health tests refuse %g bits", request.min_entropy);
	int status = 0;
	if (!health_pass(health, r->elapsed, r->count))
		status = err_error(
		    "%s: the durations fail the health tests (%s) at sample %llu: they repeat "
		    "themselves more than %.3g bits of min-entropy allow; no byte was written",
		    durations_path, health_names(names, sizeof names, health->failed),
		    (unsigned long long)health->seen, request.min_entropy);
	free(health);
	return status;
}

/* A recording is tested to its end before the first byte is written. */
static int test_recording(const struct recording *r)
{
	if (only_rises(r))
		return err_error(
		    "%s: the durations only rise, as time stamps do (--time-stamps takes their "
		    "differences); no byte is written",
		    durations_path);
	if (test_health(r) != 0)
		return -1;
	if (r->count < STARTUP)
		return err_error(
		    "%s: %zu durations are fewer than the %d of the start-up test, so no "
		    "byte was written; --untested makes bytes for comparison and not for use",
		    durations_path, r->count, STARTUP);
	return 0;
}

/* Durations that bytes may come from: all but those that no whole window, and no whole window after
 * it, has passed. A source that dies fails in the window after. */
static size_t usable_durations(const struct recording *r)
{
	return request.untested ? r->count : (r->count / TLS_HEALTH_WINDOW - 1) * TLS_HEALTH_WINDOW;
}

static struct balance make_recorded(
    uint8_t *out, size_t capacity, const uint64_t *durations, size_t n)
{
	struct balance b = {.min_entropy = request.min_entropy,
	    .assumed = request.assumed,
	    .conditioned = request.conditioned,
	    .sample = "duration"};
	if (request.conditioned) {
		size_t made = condition_batch(out, capacity, durations, n, request.min_entropy);
		b.bytes = made;
		b.used = balance_conditioned(made, request.min_entropy);
		return b;
	}
	struct tlx_yield y = tlx_extract(out, capacity, durations, n);
	b.bytes = y.bytes;
	b.used = balance_extracted(&y);
	return b;
}

/* Sixteen durations and one before them are the least that a byte can come from. */
static int write_recording(struct byte_sink *sink, const struct recording *r)
{
	size_t n = usable_durations(r), most = n / 16 + 32;
	size_t capacity = bytes_given && request.bytes < most ? (size_t)request.bytes : most;
	uint8_t *out = malloc(capacity + 1);
	if (!out)
		return err_error("out of memory for %zu bytes", capacity);
	struct balance balance = make_recorded(out, capacity, r->elapsed, n);
	byte_sink_write(sink, out, (size_t)balance.bytes);
	balance_print(&balance);
	free(out);
	return 0;
}

static int from_durations(struct byte_sink *sink)
{
	struct recording r;
	if (read_durations(&r) != 0)
		return -1;
	int status = request.untested ? 0 : test_recording(&r);
	if (status == 0)
		status = write_recording(sink, &r);
	recording_release(&r);
	return status;
}

int main(int argc, char **argv)
{
	check_usage(opt_parse(&program, argc, argv), argv);
	/* A reader that has gone is an error to report, not a signal to die of. */
	signal(SIGPIPE, SIG_IGN);
	if (info)
		return source_info_print(json, measured) == 0 ? EXIT_DONE : EXIT_FAILED;
	request.assumed = !entropy_given;
	struct byte_sink sink = {.hex = hex};
	int status = durations_path  ? from_durations(&sink)
		     : collect_given ? live_collect(&sink, collect)
				     : live_bytes(&sink, &request);
	byte_sink_finish(&sink);
	return status == 0 ? EXIT_DONE : EXIT_FAILED;
}
