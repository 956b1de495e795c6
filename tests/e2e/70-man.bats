#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual pages say what the programs say of themselves.

setup() {
	B="${TICKLAB_BUILD:-build}/bin"
	D=$(mktemp -d)
}
teardown() { rm -rf "$D"; }

# The long options that a program prints, and those that head a paragraph of its page.
printed() { "$B/$1" --help | grep -oE '^ +(-., )? *--[a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+' | sort -u; }
described() { sed -n '/^\.TP/{n;p;}' "man/$1.1" | sed 's/\\-/-/g' | grep -oE -- '--[a-z0-9][a-z0-9-]*' | sort -u; }

@test "every option is in its manual page, and no other" {
	for program in "$B"/ticklab-*; do
		name=${program##*/}
		printed "$name" >"$D/printed" && described "$name" >"$D/described"
		[ -s "$D/printed" ]
		diff "$D/printed" "$D/described" || { echo "$name: printed by --help (<), in man/$name.1 (>)"; false; }
	done
}

@test "every command is in ticklab(1)" {
	for program in "$B"/ticklab-*; do
		command=${program##*/ticklab-}
		"$B/ticklab" --help | grep -qE "^ +$command "
		grep -qE "^\.(B|BR|TP).*$command" man/ticklab.1
	done
}

@test "the manual pages are well-formed" {
	command -v groff >/dev/null || skip "no groff"
	for page in man/*.[1-9]; do
		groff -man -ww -Tutf8 "$page" >/dev/null 2>"$D/err"
		[ ! -s "$D/err" ] || { echo "$page"; cat "$D/err"; false; }
	done
}
