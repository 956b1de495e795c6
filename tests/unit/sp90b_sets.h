/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The data sets of tests/vectors/sp80090b, made again by the generator that lies there, and checked
 * against their digests.
 */
#ifndef SP90B_SETS_H
#define SP90B_SETS_H

#include "sha256.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The generator of the data sets is the program that the tool's figures were made with. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#define main gen_main
#include "../vectors/sp80090b/gen.c"
#undef main
#undef K
#pragma GCC diagnostic pop

#define VECTORS "tests/vectors/sp80090b/"

enum { LINE = 256 };

static const char *build_folder(void)
{
	const char *b = getenv("TICKLAB_BUILD");
	return b ? b : "build";
}

/* Runs the generator with its output in a file. */
static void generate_set(const char *path, char *kind, char *count)
{
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		char name[] = "gen";
		char *argv[] = {name, kind, count, NULL};
		_exit(freopen(path, "wb", stdout) && gen_main(3, argv) == 0 ? 0 : 1);
	}
	int status;
	assert_true(waitpid(child, &status, 0) == child && status == 0);
}

static uint8_t *read_whole(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	*n = (size_t)ftell(f);
	rewind(f);
	uint8_t *data = malloc(*n + 1);
	assert_non_null(data);
	assert_int_equal(fread(data, 1, *n, f), *n);
	fclose(f);
	return data;
}

/* Kind and count of a named set: from datasets.txt, or the name is KIND_COUNT. */
static void look_up(const char *set, char kind[16], char count[16])
{
	char line[LINE], name[40];
	FILE *f = fopen(VECTORS "datasets.txt", "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		if (sscanf(line, "%39s %15s %15s", name, kind, count) == 3 && !strcmp(name, set)) {
			fclose(f);
			return;
		}
	}
	fclose(f);
	assert_int_equal(sscanf(set, "%15[a-z0-9]_%15s", kind, count), 2);
}

/* Two sets that the generator does not make: a 1 and zeros, and 0 and 1 as ASCII digits. */
static uint8_t *special_set(const char *kind, const char *count, size_t *n)
{
	bool ones = strcmp(kind, "onez") == 0;
	if (!ones && strcmp(kind, "ascii01") != 0)
		return NULL;
	*n = strtoull(count, NULL, 10);
	uint8_t *data = calloc(*n, 1);
	assert_non_null(data);
	if (ones)
		data[0] = 1;
	state = 1;
	for (size_t i = 0; !ones && i < *n; i++)
		data[i] = (uint8_t)('0' + (next_u64() >> 63));
	return data;
}

static void check_digest(const char *set, const uint8_t *data, size_t n)
{
	char line[LINE], want[70], name[64], hex[65], file[64];
	snprintf(file, sizeof file, "%s.bin", set);
	sha256_hex(data, n, hex);
	FILE *f = fopen(VECTORS "SHA256SUMS", "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "%69s %63s", want, name) == 2 && strcmp(name, file) == 0)
			assert_string_equal(hex, want);
	fclose(f);
}

/* The bytes of a set; the caller frees them. */
static uint8_t *bytes_of(const char *set, size_t *n)
{
	char kind[16], count[16], path[512];
	look_up(set, kind, count);
	uint8_t *data = special_set(kind, count, n);
	if (data)
		return data;
	snprintf(path, sizeof path, "%s/tests/%s.%ld.bin", build_folder(), set, (long)getpid());
	generate_set(path, kind, count);
	data = read_whole(path, n);
	check_digest(set, data, *n);
	unlink(path);
	return data;
}

/* The samples of a set; the caller frees them. */
static uint16_t *samples_of(const char *set, size_t *n)
{
	uint8_t *data = bytes_of(set, n);
	uint16_t *raw = malloc((*n + 1) * sizeof *raw);
	assert_non_null(raw);
	for (size_t i = 0; i < *n; i++)
		raw[i] = data[i];
	free(data);
	return raw;
}

#endif
