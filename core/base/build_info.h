/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What this build is, written by make into build/build_info.c. All strings are constants.
 */
#ifndef BASE_BUILD_INFO_H
#define BASE_BUILD_INFO_H

extern const char build_version[];  /* "0.1.0" */
extern const char build_compiler[]; /* first line of `cc --version` */
extern const char build_cflags[];   /* flags every object was compiled with */

/* SHA-256 (64 hex digits) of the archives that ship: libplatform.a, libextractor.a, libsource.a. */
extern const char build_platform_sha256[];
extern const char build_extractor_sha256[];
extern const char build_source_sha256[];

/* SHA-256 of the archives that compute figures, one after the other: results are current only for
 * the code that made them. */
extern const char build_analysis_sha256[];

#endif
