/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "build_info.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void fuzz_fault(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
	abort();
}

static char folder[256];

static void folder_remove(void)
{
	DIR *d = opendir(folder);
	for (struct dirent *e; d && (e = readdir(d));) {
		char *path = fuzz_path(e->d_name);
		unlink(path);
		free(path);
	}
	if (d)
		closedir(d);
	rmdir(folder);
}

const char *fuzz_folder(void)
{
	const char *tmp = getenv("TMPDIR");
	if (folder[0])
		return folder;
	snprintf(folder, sizeof folder, "%s/ticklab-fuzz.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	FUZZ_HOLDS(mkdtemp(folder) != NULL);
	atexit(folder_remove);
	return folder;
}

char *fuzz_path(const char *name)
{
	char *path;
	FUZZ_HOLDS(asprintf(&path, "%s/%s", fuzz_folder(), name) > 0);
	return path;
}

char *fuzz_file(const char *name, const uint8_t *data, size_t size)
{
	char *path = fuzz_path(name);
	FILE *out = fopen(path, "w");
	FUZZ_HOLDS(out != NULL);
	FUZZ_HOLDS(size == 0 || fwrite(data, size, 1, out) == 1);
	FUZZ_HOLDS(fclose(out) == 0);
	return path;
}

char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	FUZZ_HOLDS(text != NULL);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/* What a build says of itself, for the runs that a target writes. */
#define NO_SHA256 "0000000000000000000000000000000000000000000000000000000000000000"
const char build_version[] = "fuzz", build_compiler[] = "fuzz", build_cflags[] = "";
const char build_platform_sha256[] = NO_SHA256, build_extractor_sha256[] = NO_SHA256,
	   build_source_sha256[] = NO_SHA256, build_analysis_sha256[] = NO_SHA256;
