/* SPDX-License-Identifier: MIT
 *
 * Text of files and of other programs becomes a value in one place: one line, printable UTF-8
 * (Unicode table 3-7), bounded. What is longer is cut between characters. Nothing is allocated; the
 * room is the caller's.
 */
#include "facts_private.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FILE_LIMIT = 1 << 20 };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Bytes of the UTF-8 character at s, or 0 where there is none: overlong forms, surrogates, what
 * lies past U+10FFFF, and the C1 controls U+0080..U+009F are none (Unicode table 3-7). */
static size_t utf8_length(const unsigned char *s)
{
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (n == 0 || s[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	}
	bool overlong = (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xf0 && s[1] < 0x90);
	bool outside = (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf4 && s[1] > 0x8f);
	bool control = s[0] == 0xc2 && s[1] < 0xa0;
	return overlong || outside || control ? 0 : n;
}

/* Copies the first line of `text` without blanks at its ends; each byte that is no printable
 * character becomes '?', a tab a space. Whole characters only. */
static void clean_line(char *out, size_t size, const char *text)
{
	while (is_blank(*text))
		text++;
	size_t n = 0;
	while (*text && *text != '\n') {
		size_t length = utf8_length((const unsigned char *)text);
		char c = *text;
		if (length <= 1 && ((unsigned char)c < 0x20 || c == 0x7f || length == 0)) {
			c = c == '\t' ? ' ' : '?';
			length = 1;
		}
		if (n + length >= size)
			break;
		memcpy(out + n, length == 1 ? &c : text, length);
		n += length;
		text += length;
	}
	while (n > 0 && is_blank(out[n - 1]))
		n--;
	out[n] = '\0';
}

void tlp_fact(struct tlp_facts *facts, const char *key, const char *value)
{
	if (facts->count >= TLP_FACTS_MAX)
		return;
	struct tlp_fact *f = &facts->item[facts->count];
	clean_line(f->key, sizeof f->key, key);
	for (size_t i = 0; i < facts->count; i++) {
		if (strcmp(facts->item[i].key, f->key) == 0)
			return;
	}
	facts->count++;
	clean_line(f->value, sizeof f->value, value ? value : "");
	if (f->value[0] == '\0')
		clean_line(f->value, sizeof f->value, "unknown");
}

void tlp_fact_u64(struct tlp_facts *facts, const char *key, uint64_t value)
{
	char text[24];
	snprintf(text, sizeof text, "%llu", (unsigned long long)value);
	tlp_fact(facts, key, text);
}

void tlp_fact_double(struct tlp_facts *facts, const char *key, double value)
{
	char text[40];
	snprintf(text, sizeof text, "%.6g", value);
	tlp_fact(facts, key, text);
}

const char *tlp_facts_get(const struct tlp_facts *facts, const char *key)
{
	for (size_t i = 0; i < facts->count; i++) {
		if (strcmp(facts->item[i].key, key) == 0)
			return facts->item[i].value;
	}
	return "unknown";
}

/* False where the joined path would not fit. */
static bool join_path(char out[TLP_PATH], const char *root, const char *path)
{
	int n = snprintf(out, TLP_PATH, "%s%s", root, path);
	return n > 0 && n < TLP_PATH;
}

bool tlp_exists(const char *root, const char *path)
{
	char whole[TLP_PATH];
	return join_path(whole, root, path) && access(whole, F_OK) == 0;
}

/* O_NONBLOCK: a FIFO in the place of a file must not hold the reader. */
void tlp_lines_open(struct tlp_lines *lines, const char *root, const char *path)
{
	char whole[TLP_PATH];
	*lines = (struct tlp_lines){.file = -1};
	if (join_path(whole, root, path))
		lines->file = open(whole, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

void tlp_lines_close(struct tlp_lines *lines)
{
	if (lines->file >= 0)
		close(lines->file);
	lines->file = -1;
}

/* The next byte of the file, or -1 at its end, at an error and at the limit. */
static int next_byte(struct tlp_lines *l)
{
	if (l->at == l->held) {
		ssize_t n = l->file < 0 || l->total >= FILE_LIMIT
				? 0
				: read(l->file, l->block, sizeof l->block);
		if (n <= 0)
			return -1;
		l->at = 0;
		l->held = (size_t)n;
		l->total += (size_t)n;
	}
	return (unsigned char)l->block[l->at++];
}

bool tlp_lines_next(struct tlp_lines *lines, char *out, size_t size)
{
	size_t n = 0;
	int c = next_byte(lines);
	if (c < 0) {
		out[0] = '\0';
		return false;
	}
	for (; c >= 0 && c != '\n'; c = next_byte(lines)) {
		if (n + 1 < size)
			out[n++] = c ? (char)c : '?';
	}
	out[n] = '\0';
	return true;
}

bool tlp_first_line(char *out, size_t size, const char *root, const char *path)
{
	struct tlp_lines lines;
	tlp_lines_open(&lines, root, path);
	bool read = tlp_lines_next(&lines, out, size);
	tlp_lines_close(&lines);
	return read && out[0] != '\0';
}

/* What follows `name` and its separator in a line, or NULL where the line has another name: that
 * of "model name : x" is not "model". */
static const char *after_name(const char *line, const char *name)
{
	size_t n = strlen(name);
	if (strncmp(line, name, n) != 0)
		return NULL;
	const char *value = line + n + strspn(line + n, " \t");
	if (*value == ':' || *value == '=')
		return value + 1 + strspn(value + 1, " \t");
	return value > line + n && !strchr(value, ':') ? value : NULL;
}

bool tlp_named_line(char *out, size_t size, const char *root, const char *path, const char *name)
{
	char line[TLP_LINE];
	struct tlp_lines lines;
	const char *rest = NULL;
	tlp_lines_open(&lines, root, path);
	while (!rest && tlp_lines_next(&lines, line, sizeof line))
		rest = after_name(line, name);
	tlp_lines_close(&lines);
	snprintf(out, size, "%s", rest ? rest : "");
	return out[0] != '\0';
}

bool tlp_word(char *out, size_t size, const char *text, unsigned index)
{
	const char *blanks = " \t\n";
	text += strspn(text, blanks);
	for (; index > 0; index--) {
		text += strcspn(text, blanks);
		text += strspn(text, blanks);
	}
	snprintf(out, size, "%.*s", (int)strcspn(text, blanks), text);
	return out[0] != '\0';
}

/* A decimal number of at most 6 digits (no machine has more CPUs); NULL where there is none. */
static const char *small_number(const char *s, unsigned *out)
{
	const char *first = s;
	for (*out = 0; *s >= '0' && *s <= '9' && s - first < 6; s++)
		*out = *out * 10 + (unsigned)(*s - '0');
	return s > first ? s : NULL;
}

unsigned tlp_cpu_list_count(const char *list)
{
	unsigned count = 0, first, last;
	for (;; list++) {
		if (!(list = small_number(list, &first)))
			return 0;
		last = first;
		if (*list == '-' && !(list = small_number(list + 1, &last)))
			return 0;
		if (last < first)
			return 0;
		count += last - first + 1;
		if (*list != ',')
			return *list == '\0' || *list == '\n' ? count : 0;
	}
}

/* Length of the word at s; blanks between double quotes belong to it (Linux next_arg()). */
static size_t cmdline_word(const char *s)
{
	bool quoted = false;
	size_t n = 0;
	for (; s[n] && s[n] != '\n' && (quoted || !is_blank(s[n])); n++)
		quoted ^= s[n] == '"';
	return n;
}

void tlp_cmdline_value(char *out, size_t size, const char *cmdline, const char *key)
{
	size_t length = strlen(key);
	snprintf(out, size, "absent");
	for (const char *s = cmdline; *s && *s != '\n';) {
		size_t n = cmdline_word(s);
		if (n == 2 && strncmp(s, "--", 2) == 0)
			return;
		if (n >= length && strncmp(s, key, length) == 0) {
			if (n == length)
				snprintf(out, size, "present");
			else if (s[length] == '=')
				snprintf(out, size, "%.*s", (int)(n - length - 1), s + length + 1);
		}
		s += n;
		s += is_blank(*s);
	}
}

/* Signatures: Linux arch/x86/include/asm/hypervisor.h and the hypervisors' own documents. */
const char *tlp_hypervisor_name(const char *signature)
{
	static const struct {
		const char *signature, *name;
	} known[] = {{"KVMKVMKVM", "kvm"}, {"Linux KVM Hv", "kvm"}, {"TCGTCGTCGTCG", "qemu"},
	    {"VMwareVMware", "vmware"}, {"Microsoft Hv", "hyper-v"}, {"XenVMMXenVMM", "xen"},
	    {"bhyve bhyve ", "bhyve"}, {"ACRNACRNACRN", "acrn"}, {"QNXQVMBSQG", "qnx"},
	    {"VBoxVBoxVBox", "virtualbox"}, {" lrpepyh  vr", "parallels"},
	    {"prl hyperv  ", "parallels"}, {"Jailhouse", "jailhouse"}, {"HAXMHAXMHAXM", "haxm"},
	    {"NVMMNVMMNVMM", "nvmm"}, {"OpenBSDVMM58", "openbsd-vmm"}, {"VirtualApple", "apple"}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcmp(known[i].signature, signature) == 0)
			return known[i].name;
	}
	return signature;
}

bool tlp_has_word(const char *text, const char *word)
{
	size_t n = strlen(word);
	for (const char *s = text; (s = strstr(s, word)) != NULL; s += n) {
		if ((s == text || s[-1] == ' ') && (s[n] == ' ' || s[n] == '\0'))
			return true;
	}
	return false;
}

void tlp_hypervisor_contradiction(
    char *out, size_t size, const char *by_cpuid, const char *by_kernel)
{
	bool known = strcmp(by_cpuid, "unknown") != 0 && strcmp(by_kernel, "unknown") != 0;
	/* A kernel need not know a hypervisor that CPUID names. */
	bool agree = strcmp(by_kernel, "none") == 0 || tlp_has_word(by_cpuid, by_kernel);
	if (!known || agree)
		snprintf(out, size, "%s", known ? "none" : "unknown");
	else
		snprintf(out, size, "CPUID says %s, the kernel %s", by_cpuid, by_kernel);
}

/* The kernel takes a counter that it has found unstable off its list, and takes "tsc=unstable" for
 * a command. */
const char *tlp_counter_trust(const char *current, const char *available, const char *cmdline_tsc)
{
	static const char *const own[] = {"tsc", "arch_sys_counter"};
	bool offered = false, used = false;
	if (strcmp(current, "unknown") == 0 || strcmp(available, "unknown") == 0)
		return "unknown";
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		offered = offered || tlp_has_word(available, own[i]);
		used = used || strcmp(current, own[i]) == 0;
	}
	if (strcmp(cmdline_tsc, "unstable") == 0)
		return "marked unstable";
	return used ? "used" : offered ? "not used" : "not offered";
}
