#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What the documents and the sources say of one another.

load lib

setup() { D=$(mktemp -d); }
teardown() { rm -rf "$D"; }
# The files of the project: of the checkout, or, from a tarball, all that is not built.
files() { git ls-files 2>/dev/null | grep . || find . -type f -not -path './build/*' | sed 's|^./||'; }

@test "docs/architecture.md has a line for each room of the Makefile, and no other" {
	sed -n 's/^SEES_\([a-z][a-z0-9_/]*\) .*/\1/p' Makefile | grep -v '^tests/\|^bench' | sort >"$D/rooms"
	sed -n 's/^| `\([a-z0-9_/]*\)` | .*/\1/p' docs/architecture.md | sort >"$D/lines"
	diff "$D/rooms" "$D/lines"
}

@test "every file of a document's links is there" {
	dead_links README.md CONTRIBUTING.md CHANGELOG.md SECURITY.md STYLE.md BIBLIOGRAPHY.md docs/*.md >"$D/dead"
	cat "$D/dead"
	[ ! -s "$D/dead" ]
}

@test "every source names its licence, and every licence that is named is in LICENSES" {
	files | grep -E '\.([chS]|sh|awk|bats|bash|gp|sql|def|[1-9]|in)$|^Makefile$|^scripts/|^tests/fixtures/report-' |
		grep -vE '^scripts/package/debian/' >"$D/sources" # debhelper's forms; scripts/package/debian/copyright names both
	xargs grep -L 'SPDX-License-Identifier' <"$D/sources" >"$D/without" || true
	cat "$D/without"
	[ ! -s "$D/without" ]
	xargs grep -ohE 'SPDX-License-Identifier: *[A-Za-z0-9.-]+' <"$D/sources" | sed 's/.*: *//' | sort -u >"$D/named"
	while read -r licence; do [ -s "LICENSES/$licence.txt" ] || { echo "$licence"; false; }; done <"$D/named"
	[ "$(ls LICENSES | wc -l)" -eq "$(wc -l <"$D/named")" ]
}

@test "what is shipped is MIT, the rest is not" {
	for f in $(files | grep '^ship/.*\.[ch]$'); do grep -q 'SPDX-License-Identifier: MIT' "$f" || { echo "$f"; false; }; done
	for f in $(files | grep -E '^(core|collector|analysis|cmd)/.*\.[ch]$'); do
		grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' "$f" || { echo "$f"; false; }
	done
}
