/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the fuzz targets share. A target is one file fuzz_NAME.c with libFuzzer's entry point and a
 * folder corpus/NAME of inputs; scripts/fuzz builds and runs them all.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The entry point (https://llvm.org/docs/LibFuzzer.html): returns 0; a fault ends the process. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A folder of this process, removed at its end; and the path of a file in it, to be freed. */
const char *fuzz_folder(void);
char *fuzz_path(const char *name);

/* Writes these bytes to the file of that name in fuzz_folder(). Returns its path, to be freed. */
char *fuzz_file(const char *name, const uint8_t *data, size_t size);

/* The bytes as text that ends at the first zero, to be freed. */
char *fuzz_text(const uint8_t *data, size_t size);

/* Ends the process with the condition that does not hold. */
#define FUZZ_HOLDS(condition) ((condition) ? (void)0 : fuzz_fault(__FILE__, __LINE__, #condition))
void fuzz_fault(const char *file, int line, const char *condition) __attribute__((noreturn));

#endif
