/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SMIs are counted by Intel's MSR 0x34 (MSR_SMI_COUNT; Intel SDM volume 4), which the msr driver
 * reads for root; NMIs in /proc/interrupts; a host's VM exits in debugfs. The tracers osnoise and
 * timerlat take a thread of every CPU and are therefore not run here: whether the kernel has them
 * is recorded. rdpmc is what sysfs says of user space. Cost: six small files.
 */
#include "noise_private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT = 1 << 15 };

static void reason_add(struct json *j, const char *key, const char *what, const char *why)
{
	char line[360];
	snprintf(line, sizeof line, "not measurable here, because %s%s", what, why);
	json_string(j, key, line);
}

/* ": No such file or directory" */
static const char *errno_text(void)
{
	static char text[128];
	snprintf(text, sizeof text, ": %s", strerror(errno));
	return text;
}

static void count_add(struct json *j, const char *key, uint64_t count)
{
	char text[24];
	snprintf(text, sizeof text, "%" PRIu64, count);
	json_string(j, key, text);
}

/* The front of a file. Returns 0, or -1 with errno set. */
static int text_read(char *out, size_t size, const char *root, const char *path)
{
	char name[512];
	snprintf(name, sizeof name, "%s%s", root, path);
	FILE *f = fopen(name, "r");
	if (!f)
		return -1;
	size_t n = fread(out, 1, size - 1, f);
	out[n] = '\0';
	fclose(f);
	return 0;
}

static void smi_add(struct json *j, int cpu, const char *root)
{
	char path[64], name[512];
	uint64_t count = 0;
	snprintf(path, sizeof path, "/dev/cpu/%d/msr", cpu < 0 ? 0 : cpu);
	snprintf(name, sizeof name, "%s%s", root, path);
	int f = open(name, O_RDONLY | O_CLOEXEC);
	if (f < 0) {
		reason_add(j, "noise.smi_count", path, errno_text());
		return;
	}
	if (pread(f, &count, sizeof count, 0x34) == (ssize_t)sizeof count)
		count_add(j, "noise.smi_count", count & UINT32_MAX);
	else
		reason_add(j, "noise.smi_count", path, " has no register 0x34");
	close(f);
}

/* Sum of the line's counts, or that of one CPU, whose column is its place among the online ones in
 * the first line. */
static bool nmi_count(const char *text, int cpu, uint64_t *count)
{
	const char *line = strstr(text, "NMI:");
	char want[24];
	snprintf(want, sizeof want, "CPU%d", cpu);
	if (!line)
		return false;
	const char *head = text;
	bool found = false;
	*count = 0;
	for (line += 4;;) {
		char *end, *next;
		uint64_t v = strtoull(line, &end, 10);
		head += strspn(head, " ");
		if (end == line || strncmp(head, "CPU", 3) != 0)
			return found;
		next = end;
		size_t n = strcspn(head, " \n");
		if (cpu < 0 || (n == strlen(want) && strncmp(head, want, n) == 0)) {
			*count += v;
			found = true;
		}
		head += n;
		line = next;
	}
}

static void nmi_add(struct json *j, int cpu, const char *root, char *text)
{
	static const char path[] = "/proc/interrupts";
	uint64_t count;
	if (text_read(text, TEXT, root, path) != 0)
		reason_add(j, "noise.nmi_count", path, errno_text());
	else if (nmi_count(text, cpu, &count))
		count_add(j, "noise.nmi_count", count);
	else
		reason_add(j, "noise.nmi_count", path, " has no line NMI of this CPU");
}

static void exits_add(struct json *j, const char *root, char *text)
{
	static const char path[] = "/sys/kernel/debug/kvm/exits";
	if (text_read(text, TEXT, root, path) == 0 && *text >= '0' && *text <= '9')
		count_add(j, "noise.kvm_exits", strtoull(text, NULL, 10));
	else
		reason_add(
		    j, "noise.kvm_exits", "only a host of virtual machines counts them, in ", path);
}

static void tracer_add(
    struct json *j, const char *key, const char *name, const char *root, char *text)
{
	static const char path[] = "/sys/kernel/tracing/available_tracers";
	char *rest = text;
	if (text_read(text, TEXT, root, path) != 0) {
		reason_add(j, key, path, errno_text());
		return;
	}
	for (char *word; (word = strsep(&rest, " \n"));)
		if (strcmp(word, name) == 0) {
			json_string(j, key, "available");
			return;
		}
	reason_add(j, key, "the kernel is built without the tracer ", name);
}

static void rdpmc_add(struct json *j, const char *root, char *text)
{
	static const char path[] = "/sys/bus/event_source/devices/cpu/rdpmc";
	if (text_read(text, TEXT, root, path) != 0)
		reason_add(j, "noise.rdpmc", path, errno_text());
	else if (*text == '1' || *text == '2')
		json_string(j, "noise.rdpmc", "available");
	else
		reason_add(j, "noise.rdpmc", path, " forbids it to programs");
}

void noise_json(struct json *j, int cpu, const char *root)
{
	char *text = malloc(TEXT);
	if (!text)
		return;
	smi_add(j, cpu, root);
	nmi_add(j, cpu, root, text);
	exits_add(j, root, text);
	tracer_add(j, "noise.osnoise", "osnoise", root, text);
	tracer_add(j, "noise.timerlat", "timerlat", root, text);
	rdpmc_add(j, root, text);
	free(text);
}
