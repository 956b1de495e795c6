/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A private instance of tracefs follows the sampling CPU (Documentation/trace/ftrace.rst,
 * "Instances"). Its clock is the samples' own where the kernel offers it (x86-tsc); otherwise
 * CLOCK_MONOTONIC_RAW, put on the counter by a line through two bracketed stamps, one on either
 * side of the block. The pages are read between blocks, never while a block runs.
 */
#include "trace_private.h"

#include "err.h"
#include "num.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TRACEFS "/sys/kernel/tracing"
#define INSTANCES TRACEFS "/instances"

enum {
	PAGE_MAX = 65536, /* of the largest pages that kernels use */
	BUFFER_KB = 8192, /* of the traced CPU: some 10^5 events between two blocks */
	BRACKETS = 16,	  /* the narrowest of so many gives a stamp */
};

struct trace {
	char folder[96];
	const char *clock_name;
	struct tlp_clock clock;
	bool convert; /* the trace is in ns, the samples are not */
	struct trace_stamp last, now;
	int pipe, cpu;
	unsigned sched_switch;
	uint64_t events, lost;
	bool broken;
	/* The block that is being joined. */
	const struct tlp_samples *block;
	size_t count;
	unsigned char page[PAGE_MAX];
};

/* Writes a word into a file of a folder. Returns 0, or an errno. */
static int write_setting(const char *folder, const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	int file = open(path, O_WRONLY | O_CLOEXEC);
	if (file < 0)
		return errno;
	ssize_t n = write(file, text, strlen(text));
	int error = n == (ssize_t)strlen(text) ? 0 : errno;
	close(file);
	return error;
}

/* Reads the beginning of a file; "" if it cannot be read. */
static void read_front(const char *folder, const char *name, char *out, size_t size)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = file < 0 ? 0 : read(file, out, size - 1);
	out[n > 0 ? n : 0] = '\0';
	if (file >= 0)
		close(file);
}

/* ---- instances ----------------------------------------------------------------------------- */

/* When a process started, in ticks since boot (proc_pid_stat(5), field 22); "" if there is none. */
static void start_time(uint64_t pid, char *out, size_t size)
{
	char folder[32], stat[1024];
	snprintf(folder, sizeof folder, "/proc/%" PRIu64, pid);
	read_front(folder, "stat", stat, sizeof stat);
	char *at = strrchr(stat, ')'); /* the name before it may hold anything */
	*out = '\0';
	for (int field = 2; at && field < 22; field++)
		at = strchr(at + 1, ' ');
	if (at)
		snprintf(out, size, "%.*s", (int)strcspn(at + 1, " \n"), at + 1);
}

/* "ticklab-PID-START" of a process that is no more. */
static bool is_stale(const char *name)
{
	static const char prefix[] = "ticklab-";
	char number[24], started[24];
	uint64_t pid;
	if (strncmp(name, prefix, sizeof prefix - 1) != 0)
		return false;
	const char *text = name + sizeof prefix - 1, *dash = strchr(text, '-');
	if (!dash || (size_t)(dash - text) >= sizeof number)
		return false;
	snprintf(number, sizeof number, "%.*s", (int)(dash - text), text);
	if (num_u64(number, &pid) != 0)
		return false;
	start_time(pid, started, sizeof started);
	return strcmp(started, dash + 1) != 0;
}

/* An instance that is still read is busy and stays, whoever reads it. */
static void remove_stale(void)
{
	DIR *folder = opendir(INSTANCES);
	if (!folder)
		return;
	for (struct dirent *d; (d = readdir(folder));) {
		char path[sizeof INSTANCES + 256];
		snprintf(path, sizeof path, INSTANCES "/%s", d->d_name);
		if (is_stale(d->d_name))
			rmdir(path);
	}
	closedir(folder);
}

/* Mounted where systemd mounts it; a container or a small system may not have done so. */
static void mount_if_absent(void)
{
	if (access(INSTANCES, F_OK) != 0 && errno == ENOENT)
		mount("tracefs", TRACEFS, "tracefs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700");
}

static int no_instance(int error, char *why, size_t size)
{
	if (error == EACCES || error == EPERM)
		return err_why(why, size,
		    "--trace has no permission to write to " TRACEFS
		    ": run as root, or let your user in, as root: "
		    "mount -o remount,uid=UID " TRACEFS);
	if (error == ENOENT)
		return err_why(why, size,
		    "--trace requires tracefs at " TRACEFS ": mount -t tracefs tracefs " TRACEFS
		    " (as root; the kernel must have been built with CONFIG_FTRACE)");
	return err_why(why, size, "no instance in " INSTANCES ": %s", strerror(error));
}

static int make_instance(struct trace *t, char *why, size_t size)
{
	char started[24];
	mount_if_absent();
	remove_stale();
	start_time((uint64_t)getpid(), started, sizeof started);
	snprintf(t->folder, sizeof t->folder, INSTANCES "/ticklab-%ld-%s", (long)getpid(), started);
	if (mkdir(t->folder, 0700) == 0)
		return 0;
	int error = errno;
	t->folder[0] = '\0';
	return no_instance(error, why, size);
}

/* ---- setting it up ------------------------------------------------------------------------- */

/* "2,00000000": bit cpu in groups of 32, the highest first. */
static void cpu_mask(char *out, size_t size, int cpu)
{
	size_t n = (size_t)snprintf(out, size, "%x", 1u << cpu % 32);
	for (int group = cpu / 32; group > 0 && n + 10 < size; group--)
		n += (size_t)snprintf(out + n, size - n, ",00000000");
}

/* An instance is born tracing. */
static int be_still(struct trace *t, char *why, size_t size)
{
	int error = write_setting(t->folder, "tracing_on", "0");
	return error == 0 ? 0
			  : err_why(why, size, "the trace cannot be stopped: %s", strerror(error));
}

static int choose_clock(struct trace *t, char *why, size_t size)
{
	bool tsc = strcmp(t->clock.name, "tsc") == 0;
	t->clock_name = tsc ? "x86-tsc" : "mono_raw";
	t->convert = !tsc && t->clock.kind != TLP_CLOCK_POSIX;
	int error = write_setting(t->folder, "trace_clock", t->clock_name);
	return error == 0 ? 0
			  : err_why(why, size, "the trace does not accept the clock %s: %s",
				t->clock_name, strerror(error));
}

/* What a CPU can be kept from a task by. Events that this architecture lacks are left out. */
static int enable_events(struct trace *t, char *why, size_t size)
{
	static const struct {
		const char *name;
		bool needed;
	} events[] = {{"events/sched/sched_switch/enable", true},
	    {"events/irq/irq_handler_entry/enable", true},
	    {"events/irq/irq_handler_exit/enable", true}, {"events/irq/softirq_entry/enable", true},
	    {"events/irq/softirq_exit/enable", true}, {"events/irq_vectors/enable", false},
	    {"events/ipi/ipi_entry/enable", false}, {"events/ipi/ipi_exit/enable", false}};
	char id[32];
	uint64_t number = 0;
	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		int error = write_setting(t->folder, events[i].name, "1");
		if (error != 0 && events[i].needed)
			return err_why(
			    why, size, "the trace has no %s: %s", events[i].name, strerror(error));
	}
	read_front(t->folder, "events/sched/sched_switch/id", id, sizeof id);
	id[strcspn(id, "\n")] = '\0';
	if (num_u64(id, &number) != 0 || number > 65535)
		return err_why(why, size, "the trace does not number its events");
	t->sched_switch = (unsigned)number;
	return 0;
}

static int open_pipe(struct trace *t, char *why, size_t size)
{
	char path[160], mask[512], kb[16];
	snprintf(path, sizeof path, "per_cpu/cpu%d/buffer_size_kb", t->cpu);
	snprintf(kb, sizeof kb, "%d", BUFFER_KB);
	cpu_mask(mask, sizeof mask, t->cpu);
	int error = write_setting(t->folder, "tracing_cpumask", mask);
	if (error == 0)
		error = write_setting(t->folder, path, kb);
	if (error != 0)
		return err_why(why, size, "CPU %d cannot be traced: %s", t->cpu, strerror(error));
	snprintf(path, sizeof path, "%s/per_cpu/cpu%d/trace_pipe_raw", t->folder, t->cpu);
	t->pipe = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return t->pipe >= 0 ? 0 : err_why(why, size, "%s: %s", path, strerror(errno));
}

/* ---- reading ------------------------------------------------------------------------------- */

static uint64_t raw_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

/* The middle of the narrowest of several brackets. */
static struct trace_stamp take_stamp(const struct tlp_clock *clock)
{
	struct trace_stamp best = {0};
	uint64_t narrowest = UINT64_MAX;
	for (int i = 0; i < BRACKETS; i++) {
		uint64_t before = tlp_clock_read(clock).count, ns = raw_ns();
		uint64_t width = tlp_clock_read(clock).count - before;
		if (width < narrowest) {
			narrowest = width;
			best = (struct trace_stamp){ns, before + width / 2};
		}
	}
	return best;
}

static void take_event(void *context, uint64_t time, unsigned id)
{
	struct trace *t = context;
	if (t->convert)
		time = trace_ticks(&t->last, &t->now, time);
	t->events++;
	trace_mark(t->block, t->count, time, id == t->sched_switch ? TLP_FLAG_SCHED : TLP_FLAG_IRQ);
}

/* All that has been traced; a page at a time, until there is none. */
static int drain_buffer(struct trace *t)
{
	for (;;) {
		ssize_t n = read(t->pipe, t->page, sizeof t->page);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 || errno == EAGAIN ? 0 : -1;
		int64_t lost = trace_read_page(t->page, (size_t)n, take_event, t);
		if (lost < 0)
			return -1;
		t->lost += (uint64_t)lost;
	}
}

int trace_join(struct trace *t, const struct tlp_samples *block, size_t count)
{
	t->block = block;
	t->count = count;
	if (t->convert)
		t->now = take_stamp(&t->clock);
	int rc = drain_buffer(t);
	t->last = t->now;
	t->broken |= rc != 0;
	return rc;
}

/* Numbers of the kernel itself: "overrun: 0", "dropped events: 0". */
static uint64_t kernel_lost(const struct trace *t)
{
	static const char *const names[] = {
	    "\noverrun: ", "\ncommit overrun: ", "\ndropped events: "};
	char path[64], text[512], number[24];
	uint64_t sum = 0, value;
	snprintf(path, sizeof path, "per_cpu/cpu%d/stats", t->cpu);
	read_front(t->folder, path, text, sizeof text);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *at = strstr(text, names[i]);
		at = at ? at + strlen(names[i]) : "";
		snprintf(number, sizeof number, "%.*s", (int)strcspn(at, "\n"), at);
		sum += num_u64(number, &value) == 0 ? value : 0;
	}
	return sum;
}

void trace_summary(const struct trace *t, char *out, size_t size)
{
	uint64_t kernel = kernel_lost(t), lost = kernel > t->lost ? kernel : t->lost;
	if (t->broken)
		snprintf(out, size, "incomplete, unreadable after %" PRIu64 " events on %s",
		    t->events, t->clock_name);
	else if (lost > 0)
		snprintf(out, size, "incomplete, %" PRIu64 " of %" PRIu64 " events lost on %s",
		    lost, t->events + lost, t->clock_name);
	else
		snprintf(out, size, "complete, %" PRIu64 " events on %s", t->events, t->clock_name);
}

/* ---- open and close ------------------------------------------------------------------------ */

void trace_close(struct trace *t)
{
	if (!t)
		return;
	if (t->folder[0])
		write_setting(t->folder, "tracing_on", "0");
	if (t->pipe >= 0)
		close(t->pipe);
	if (t->folder[0])
		rmdir(t->folder);
	free(t);
}

int trace_open(struct trace **out, const struct tlp_clock *clock, int cpu, char *why, size_t size)
{
	struct trace *t = calloc(1, sizeof *t);
	*out = NULL;
	if (!t)
		return err_why(why, size, "out of memory");
	t->pipe = -1;
	t->cpu = cpu;
	t->clock = *clock;
	if (make_instance(t, why, size) != 0 || be_still(t, why, size) != 0 ||
	    choose_clock(t, why, size) != 0 || open_pipe(t, why, size) != 0 ||
	    enable_events(t, why, size) != 0) {
		trace_close(t);
		return -1;
	}
	*out = t;
	return 0;
}

void trace_start(struct trace *t)
{
	if (t->convert)
		t->last = take_stamp(&t->clock);
	t->broken |= write_setting(t->folder, "tracing_on", "1") != 0;
}
