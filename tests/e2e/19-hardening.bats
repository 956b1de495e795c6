#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What the compiler and the linker have against errors of memory is on in every program and in the library, and leaves the
# timed loops as they are.

setup() {
	B=${TICKLAB_BUILD:-build}
	D=$(mktemp -d)
	[ "$(uname -s)" = Linux ] || skip "the binaries are not ELF"
	command -v readelf >/dev/null || skip "no readelf"
	! nm "$B/lib/libticklab.a" | grep -qE '__(asan|ubsan)' || skip "instrumented"
}
teardown() { rm -rf "$D"; }
flags() { make -s print-flags B="$B"; }

@test "programs and library: relocations are read-only before main, code is anywhere, the stack is no code" {
	for f in "$B"/bin/* "$B"/lib/libticklab.so; do
		readelf -Wd "$f" >"$D/dynamic"
		readelf -Wl "$f" >"$D/segments"
		grep -q 'GNU_RELRO' "$D/segments"
		grep -qE 'BIND_NOW|FLAGS_1.*NOW' "$D/dynamic"
		readelf -h "$f" | grep -q 'Type: *DYN'
		[ "$(grep 'GNU_STACK' "$D/segments" | grep -c 'RWE')" -eq 0 ]
		[ "$(grep -c 'LOAD.* RWE ' "$D/segments")" -eq 0 ]
	done
}

@test "stacks are guarded and libc's copies are checked, where the compiler can" {
	flags >"$D/flags"
	if grep -q -- -fstack-protector-strong "$D/flags"; then
		for f in "$B"/bin/* "$B"/lib/libticklab.so; do nm -D "$f" | grep -q __stack_chk_fail || { echo "$f"; false; }; done
	fi
	if grep -q -- -D_FORTIFY_SOURCE "$D/flags"; then
		for f in "$B"/bin/* "$B"/lib/libticklab.so; do nm -D "$f" | grep -qE '__[a-z]+_chk' || { echo "$f"; false; }; done
	fi
	grep -q -- '-fcf-protection\|-mbranch-protection' "$D/flags" || skip "the compiler marks no targets of branches"
	for f in "$B"/ship/platform/*.o; do readelf -n "$f" | grep -qE 'IBT|BTI' || { echo "$f"; false; }; done
}

@test "a timed loop holds the same instructions with and without it" {
	case $(uname -m) in x86_64 | aarch64) ;; *) skip "neither x86-64 nor arm64" ;; esac
	command -v objdump >/dev/null || skip "no objdump"
	hardening=$(make -s print-hardening B="$B")
	[ -n "$hardening" ]
	touch "$D/.deps"
	make -s objects-of-probes HARDEN= B="$D" >"$D/log" 2>&1 || { cat "$D/log"; false; }
	for with in "$B"/ship/platform/probe_*.o; do
		without=$D/ship/platform/${with##*/}
		[ -e "$without" ] || continue
		for object in "$with" "$without"; do
			objdump -d --no-show-raw-insn "$object" | awk -f tests/timed-windows.awk | sort >"$D/$([ "$object" = "$with" ] && echo a || echo b)"
		done
		diff "$D/a" "$D/b" || { echo "${with##*/}"; false; }
		cat "$D/a" >>"$D/all"
	done
	[ "$(wc -l <"$D/all")" -ge 100 ]
}
