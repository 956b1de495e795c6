/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * driver FOLDER SECONDS: main() of a target where there is no libFuzzer. Runs every file of the
 * folder, then mutations of them from a fixed seed until the seconds are over: one to eight of a
 * changed bit, a changed byte, a byte that is often special, a copied piece, a cut, a piece of
 * another file. It sees no coverage, so what it reaches is near the corpus. The input that ends the
 * process is left in the file `driver-input` of the current folder.
 */
#include "fuzz.h"

#include "num.h"
#include "rng.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FILES = 256, LARGEST = 1 << 16 };

struct input {
	uint8_t *data;
	size_t size;
};

static struct input inputs[FILES];
static size_t count;

static void input_read(const char *folder, const char *name)
{
	char path[1024];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *in = fopen(path, "r");
	FUZZ_HOLDS(in != NULL);
	struct input *i = &inputs[count++];
	i->data = malloc(LARGEST);
	FUZZ_HOLDS(i->data != NULL);
	i->size = fread(i->data, 1, LARGEST, in);
	fclose(in);
}

static void inputs_read(const char *folder)
{
	struct dirent **entry;
	int n = scandir(folder, &entry, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		if (entry[i]->d_name[0] != '.' && count < FILES)
			input_read(folder, entry[i]->d_name);
		free(entry[i]);
	}
	if (n > 0)
		free(entry);
	FUZZ_HOLDS(count > 0);
}

static void input_run(const struct input *i)
{
	/* A copy of its very size, so that a read beyond the end is one. */
	uint8_t *exact = malloc(i->size ? i->size : 1);
	FUZZ_HOLDS(exact != NULL);
	memcpy(exact, i->data, i->size);
	FILE *out = fopen("driver-input", "w");
	if (out) {
		fwrite(i->data, 1, i->size, out);
		fclose(out);
	}
	LLVMFuzzerTestOneInput(exact, i->size);
	free(exact);
}

/* Puts a piece of a file of the corpus at `at`; what does not fit is left out. */
static void input_insert(struct input *i, size_t at, const struct input *from, struct rng *r)
{
	if (from->size == 0)
		return;
	size_t first = rng_below(r, from->size), n = 1 + rng_below(r, from->size - first);
	if (n > LARGEST - i->size)
		n = LARGEST - i->size;
	memmove(i->data + at + n, i->data + at, i->size - at);
	memcpy(i->data + at, from->data + first, n);
	i->size += n;
}

static void input_mutate(struct input *i, struct rng *r)
{
	static const uint8_t special[] = {
	    0, 1, 0x7F, 0x80, 0xFF, '\n', '"', '-', '0', '9', '{', '['};
	size_t at = i->size ? rng_below(r, i->size) : 0;
	switch (i->size ? rng_below(r, 6) : 5) {
	case 0:
		i->data[at] ^= (uint8_t)(1u << rng_below(r, 8));
		break;
	case 1:
		i->data[at] = (uint8_t)rng_u64(r);
		break;
	case 2:
		i->data[at] = special[rng_below(r, sizeof special)];
		break;
	case 3:
		memmove(i->data + at, i->data + at + 1, i->size - at - 1);
		i->size--;
		break;
	case 4:
		i->size = at;
		break;
	default:
		input_insert(i, at, &inputs[rng_below(r, count)], r);
	}
}

int main(int argc, char **argv)
{
	uint64_t seconds = 0, runs = 0;
	FUZZ_HOLDS(argc == 3 && num_u64(argv[2], &seconds) == 0);
	inputs_read(argv[1]);
	for (size_t i = 0; i < count; i++)
		input_run(&inputs[i]);
	struct rng r;
	struct timespec now, end;
	struct input mutant = {malloc(LARGEST), 0};
	FUZZ_HOLDS(mutant.data != NULL);
	rng_init(&r, 1, 0);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += (time_t)seconds;
	for (clock_gettime(CLOCK_MONOTONIC, &now); now.tv_sec < end.tv_sec; runs++) {
		const struct input *from = &inputs[rng_below(&r, count)];
		memcpy(mutant.data, from->data, mutant.size = from->size);
		for (uint64_t n = 1 + rng_below(&r, 8); n > 0; n--)
			input_mutate(&mutant, &r);
		input_run(&mutant);
		clock_gettime(CLOCK_MONOTONIC, &now);
	}
	fprintf(stderr, "driver: %zu inputs, %llu mutations\n", count, (unsigned long long)runs);
	remove("driver-input");
	free(mutant.data);
	for (size_t i = 0; i < count; i++)
		free(inputs[i].data);
	return 0;
}
