#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What `make install` puts somewhere works there without the sources, and `make uninstall` takes it away again.
load lib

setup_file() {
	export P; P=$(mktemp -d)
	build=${TICKLAB_BUILD:-build}
	# A copy is built from and then gone: nothing that is installed can lead back to it.
	mkdir "$P/tree"
	mkdir "$P/tree/reports"
	cp -p reports/calibration.* "$P/tree/reports"
	cp -Rp Makefile README.md CHANGELOG.md BIBLIOGRAPHY.md SECURITY.md LICENSES analysis bench cmd collector core data docs man scripts ship \
		"$P/tree"
	mkdir -p "$P/tree/build"
	cp -Rp "$build/bin" "$build/lib" "$P/tree/build"
	find "$P/tree/data" -name '*.db*' -delete
	# The programs are there: make has nothing to compile, only to install.
	(cd "$P/tree" && touch build/.deps && env -u MAKEFLAGS -u MAKELEVEL make -o all install PREFIX=/opt/x DESTDIR="$P/stage") >"$P/log" 2>&1
	mv "$P/stage/opt/x" "$P/prefix"
	rm -rf "$P/tree"
}
teardown_file() { rm -rf "$P"; }
setup() {
	D=$(mktemp -d)
	DB=$D/t.db
	I=$P/prefix
	T=$I/bin/ticklab
}
compiler() { # C or C++
	for cc in "$@"; do command -v "$cc" >/dev/null && { echo "$cc"; return; }; done
}
# The words of the pkg-config file, with the prefix that this copy lies in.
library_words() { sed -n "s|^$1: ||p" "$I/lib/pkgconfig/libticklab.pc" | sed "s|\${includedir}|$I/include|; s|\${libdir}|$I/lib|"; }
is_instrumented() { nm "$I/lib/libticklab.a" 2>/dev/null | grep -qE '__(asan|ubsan)'; }

@test "an installation collects, analyses, judges and reports from another folder, without the sources" {
	cat "$P/log"
	mkdir "$D/elsewhere"
	cd "$D/elsewhere"
	"$T" collect --list | grep -q '^  stress '
	"$T" collect -n 20000 --db "$DB" >"$D/uuid"
	"$T" analyze --db "$DB" >/dev/null
	"$T" judge --db "$DB" | grep -q C1
	"$T" report --db "$DB" --out "$D/pages" --plots "$D/plots"
	[ -s "$D/pages/index.html" ]
	[ "$(ls "$D/plots" | wc -l)" -ge 5 ]
	"$T" collect --campaign quick --dry-run --seed 1 --db "$D/none.db" | grep -q gettimeofday
	[ -z "$(ls)" ]
}

@test "nothing that is installed names the folder it was built in" {
	! is_instrumented || skip "instrumented: the sanitizers note paths"
	run grep -rlF -e "$P/tree" -e "$PWD" "$I"
	[ "$status" -eq 1 ]
}

@test "manual pages, headers, licences, completion and the pkg-config file are installed" {
	for f in share/man/man1/ticklab.1 share/man/man1/ticklab-db.1 share/man/man3/libticklab.3 include/ticklab/extract.h \
		share/doc/ticklab/LICENSES/MIT.txt share/doc/ticklab/LICENSES/GPL-3.0-or-later.txt lib/libticklab.a \
		lib/pkgconfig/libticklab.pc share/bash-completion/completions/ticklab share/zsh/site-functions/_ticklab \
		share/fish/vendor_completions.d/ticklab.fish share/ticklab/loads.conf share/ticklab/scripts/style.gp; do
		[ -s "$I/$f" ] || { echo "$f"; false; }
	done
	grep -q '^prefix=/opt/x$' "$I/lib/pkgconfig/libticklab.pc"
}

@test "every link of an installed document leads to something that is installed" {
	cd "$I/share/doc/ticklab"
	mapfile -t pages < <(find . -name '*.md')
	[ "${#pages[@]}" -gt 10 ]
	dead_links "${pages[@]}" >"$D/dead"
	cat "$D/dead"
	[ ! -s "$D/dead" ]
	# What lies in the sources alone is named, not led to; an anchor stays.
	grep -q '(\[docs/instrument.md\](instrument.md#' README.md
	grep -q ' in reports/example\.' README.md
	grep -q '](reports/calibration.md)' results.md
	[ -s reports/calibration.svg ]
}

@test "completion knows every command and every option" {
	for program in "$I"/bin/ticklab-*; do
		for option in $("$program" --help | grep -oE '^ +(-., )? *--[a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+'); do
			for file in bash-completion/completions/ticklab zsh/site-functions/_ticklab; do
				grep -qE -- "[' ]$option[=[' ]" "$I/share/$file" || { echo "$file: ${program##*/} $option"; false; }
			done
			grep -q -- "from ${program##*/ticklab-}' -l ${option#--} " "$I/share/fish/vendor_completions.d/ticklab.fish"
		done
	done
	bash -c "source $I/share/bash-completion/completions/ticklab
		COMP_WORDS=(ticklab jud) COMP_CWORD=1; _ticklab; [ \"\${COMPREPLY[*]}\" = judge ]
		COMP_WORDS=(ticklab collect --loa) COMP_CWORD=2; _ticklab; [[ \" \${COMPREPLY[*]} \" == *' --load-command '* ]]
		COMP_WORDS=(ticklab collect --load mem) COMP_CWORD=3; _ticklab; [ \"\${COMPREPLY[*]}\" = memory ]
		COMP_WORDS=(ticklab analyze --mappings '') COMP_CWORD=3; _ticklab; [ \"\${COMPREPLY[*]}\" = 'rank all' ]
		COMP_WORDS=(ticklab db mer) COMP_CWORD=2; _ticklab; [ \"\${COMPREPLY[*]}\" = merge ]
		cd $I; COMP_WORDS=(ticklab report --db sha) COMP_CWORD=3; _ticklab; [ \"\${COMPREPLY[*]}\" = share ]"
	command -v zsh >/dev/null && zsh -n "$I/share/zsh/site-functions/_ticklab"
	command -v fish >/dev/null && fish -n "$I/share/fish/vendor_completions.d/ticklab.fish"
	true
}

@test "a consumer in C builds against the installed library, static and shared, and runs" {
	! is_instrumented || skip "instrumented"
	cc=$(compiler cc gcc clang)
	for link in "$(library_words Libs)" "$I/lib/libticklab.a $(library_words Libs.private)"; do
		$cc -std=c11 -pedantic -Wall -Wextra -Werror "$I/share/doc/ticklab/examples/consumer.c" $(library_words Cflags) $link -o "$D/consumer"
		LD_LIBRARY_PATH=$I/lib DYLD_LIBRARY_PATH=$I/lib "$D/consumer" | tee "$D/out"
		grep -q 'bytes from 4096 durations' "$D/out"
	done
}

@test "every installed header can be used from C++, alone and twice" {
	cxx=$(compiler c++ g++ clang++)
	[ -n "$cxx" ] || skip "no C++ compiler"
	! is_instrumented || skip "instrumented"
	for h in "$I"/include/ticklab/*.h; do
		printf '#include <ticklab/%s>\n#include <ticklab/%s>\n' "${h##*/}" "${h##*/}" >"$D/alone.cc"
		$cxx -Wall -Wextra -Wpedantic -Werror -fsyntax-only $(library_words Cflags) "$D/alone.cc"
	done
	cat >"$D/use.cc" <<-'C'
		#include <ticklab/commpage_clock_timing.h>
		#include <ticklab/machine.h>
		int main()
		{
			const uint64_t t[] = {1, 2, 4, 7};
			tlp_page_place place = {0, 0};
			tlp_facts facts = {};
			tlp_machine_facts(&facts, "");
			return tlx_extract(nullptr, 0, t, 4).bytes != 0 || place.offset || !tlp_probe_find("null") ||
			       !tls_commpage_clock_timing.name;
		}
	C
	$cxx $(library_words Cflags) "$D/use.cc" $(library_words Libs) -o "$D/use"
	LD_LIBRARY_PATH=$I/lib DYLD_LIBRARY_PATH=$I/lib "$D/use"
}

@test "the shared library exports what the headers declare, and nothing else" {
	! is_instrumented || skip "instrumented"
	shared=$(ls "$I"/lib/libticklab.so.*.* "$I"/lib/libticklab.*.dylib 2>/dev/null | head -n 1)
	if [ "$(uname -s)" = Darwin ]; then nm -gU "$shared"; else nm -D --defined-only "$shared"; fi |
		awk '{ sub(/^_/, "", $3); print $3 }' | sort >"$D/exported"
	cat "$I"/include/ticklab/*.h | sed 's|/\*.*\*/||' | awk '/^(typedef|#|[ \t]| \*|\/\*)/ { next } { print }' |
		grep -oE '\btl[psx]_[a-z0-9_]+(\(|\[\];|;)' | tr -d '([];' | sort -u >"$D/declared"
	[ -s "$D/declared" ]
	diff "$D/declared" "$D/exported"
	while read -r name; do grep -q "$name" "$I/share/man/man3/libticklab.3" || { echo "not in libticklab(3): $name"; false; }; done <"$D/declared"
	nm -g --defined-only "$I/lib/libticklab.a" | awk 'NF == 3 { sub(/^_/, "", $3); print $3 }' | grep -vE '^tl[psx]_' >"$D/strays" || true
	[ ! -s "$D/strays" ]
	if [ "$(uname -s)" = Linux ]; then
		readelf -d "$shared" | grep -q 'SONAME.*libticklab\.so\.[0-9]*\]'
		[ "$(readelf -d "$shared" | grep NEEDED | grep -cvE 'libc\.|libm\.|libpthread\.|ld-linux')" -eq 0 ]
	fi
}

@test "the sums in a run are those of the objects in the installed archive" {
	"$T" collect -n 1000 --db "$DB" >"$D/uuid"
	"$T" db show "$(cat "$D/uuid")" --db "$DB" --json >"$D/run.json"
	for room in platform extractor source; do
		members=$(ar t "$I/lib/libticklab.a" | while read -r o; do [ ! -e "ship/$room/${o%.o}.c" ] || echo "$o"; done)
		sum=$(ar p "$I/lib/libticklab.a" $members | { sha256sum 2>/dev/null || shasum -a 256; } | cut -d' ' -f1)
		if [ "$room" = source ]; then [ "$(sql 'SELECT source_sha256 FROM run')" = "$sum" ]; else grep -q "$sum" "$D/run.json"; fi
	done
}

@test "uninstall removes what install put there, and nothing else" {
	cp -Rp "$P/prefix" "$D/prefix"
	echo mine >"$D/prefix/bin/mine"
	make -s uninstall PREFIX="$D/prefix" B="${TICKLAB_BUILD:-build}"
	[ "$(find "$D/prefix" ! -type d)" = "$D/prefix/bin/mine" ]
	[ ! -e "$D/prefix/share/ticklab" ]
}

@test "make dist holds every file of the commit and no other" {
	git rev-parse HEAD >/dev/null 2>&1 || skip "no git checkout"
	make -s dist B="$D"
	tar -tzf "$D"/ticklab-*.tar.gz | sed 's|^[^/]*/||' | grep -v '/$' | grep . | sort >"$D/packed"
	git ls-tree -r --name-only HEAD | sort | diff - "$D/packed"
}
