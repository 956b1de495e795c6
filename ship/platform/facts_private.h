/* SPDX-License-Identifier: MIT
 *
 * How facts are gathered, private to this room. Text from files is untrusted: it is bounded, and
 * what could break a line or a terminal is replaced before it becomes a value. No function here
 * fails: what cannot be had becomes "unknown".
 */
#ifndef TLP_FACTS_H
#define TLP_FACTS_H

#include "machine.h"

#include <stdbool.h>
#include <stdint.h>

enum { TLP_LINE = 4096, TLP_PATH = 512 };

/* Appends a fact: the first line of value, trimmed, cleaned and cut to fit; NULL and "" become
 * "unknown". Nothing happens when the table is full or has the key: no key is ever there twice. */
void tlp_fact(struct tlp_facts *facts, const char *key, const char *value);
void tlp_fact_u64(struct tlp_facts *facts, const char *key, uint64_t value);
void tlp_fact_double(struct tlp_facts *facts, const char *key, double value);

/* Reads lines of a file one by one without allocation; a longer line than fits is cut. Stops after
 * 1 MiB, so that no file can keep the reader for ever. */
struct tlp_lines {
	int file; /* -1: it could not be opened */
	size_t at, held, total;
	char block[2048];
};
void tlp_lines_open(struct tlp_lines *lines, const char *root, const char *path);
bool tlp_lines_next(struct tlp_lines *lines, char *out, size_t size);
void tlp_lines_close(struct tlp_lines *lines);

/* The first line of a file. False where it cannot be read or is empty; out is "" then. */
bool tlp_first_line(char *out, size_t size, const char *root, const char *path);

/* The rest of the first line that starts with `name`, without space and one ':' or '=' in between:
 * "model name", "NAME", "ctxt". False where there is none; out is "" then. */
bool tlp_named_line(char *out, size_t size, const char *root, const char *path, const char *name);

/* Whether the file or folder is there. */
bool tlp_exists(const char *root, const char *path);

/* The word of `text` that starts at word number `index` (from 0), split at blanks. */
bool tlp_word(char *out, size_t size, const char *text, unsigned index);

/* How many CPUs a list such as "0-3,8,10-11" names; 0 where it is not such a list. */
unsigned tlp_cpu_list_count(const char *list);

/* The value of a key of a kernel command line: "absent" where it is not there, "present" where it
 * has no value. Words after a lone "--" are not the kernel's. */
void tlp_cmdline_value(char *out, size_t size, const char *cmdline, const char *key);

/* What may come between a program and its clock: see machine.h. In a fixture tree all is unknown
 * but /etc/ld.so.preload. */
void tlp_process_facts(struct tlp_facts *facts, const char *root);

/* Whether two views of the hypervisor contradict each other, each a name, "none" or "unknown";
 * by_cpuid may hold several names. Writes "none", "unknown" or both views. */
void tlp_hypervisor_contradiction(
    char *out, size_t size, const char *by_cpuid, const char *by_kernel);

/* The kernel's trust in the CPU's own counter: see machine.h. Each is the fact's value. */
const char *tlp_counter_trust(const char *current, const char *available, const char *cmdline_tsc);

/* Whether the word is in the text, which is split at blanks. */
bool tlp_has_word(const char *text, const char *word);

/* The name by which a hypervisor's CPUID signature is known, or the signature itself. */
const char *tlp_hypervisor_name(const char *signature);

#endif
