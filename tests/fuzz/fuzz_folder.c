/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Folders that are one recording: restarts of the Jitter RNG, and a session of openentropy with its
 * description, its table and its bytes. The first byte chooses; the files follow, each begun by its
 * length in two bytes.
 */
#include "fuzz.h"

#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILES = 3 };

static const char *const names[2][FILES] = {{"session.json", "raw_index.csv", "raw.bin"},
    {"jent-raw-0001.data", "jent-raw-0002.data", "jent-raw-0003.data"}};

static void folder_write(const char *const *name, const uint8_t *data, size_t size)
{
	for (int i = 0; i < FILES; i++) {
		size_t n = size >= 2 ? (size_t)(data[0] | data[1] << 8) : 0;
		data += size >= 2 ? 2 : size;
		size -= size >= 2 ? 2 : size;
		n = n < size && i < FILES - 1 ? n : size;
		free(fuzz_file(name[i], data, n));
		data += n;
		size -= n;
	}
}

static void session_read(const char *folder)
{
	char why[READER_WHY];
	uint8_t *bytes = NULL;
	size_t count = 0;
	if (reader_session_bytes(folder, NULL, &bytes, &count, why) == 0)
		free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char why[READER_WHY];
	struct recording r;
	struct reader_options o = {.unit = "ns"};
	if (size < 1)
		return 0;
	const char *const *name = names[data[0] & 1];
	for (int i = 0; i < FILES; i++) {
		char *path = fuzz_path(names[!(data[0] & 1)][i]);
		unlink(path);
		free(path);
	}
	folder_write(name, data + 1, size - 1);
	if (reader_read(&r, fuzz_folder(), &o, why) == 0)
		recording_release(&r);
	session_read(fuzz_folder());
	return 0;
}
