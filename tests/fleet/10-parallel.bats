#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# scripts/fleet/parallel with this machine as two hosts; the second is reached through a stand-in for ssh.

setup() {
	parallel --version 2>/dev/null | grep -q '^GNU parallel' || skip "GNU parallel is not installed"
	T=$(realpath "${TICKLAB_BUILD:-build}/bin/ticklab")
	C=$(realpath "${TICKLAB_BUILD:-build}/static/bin/ticklab-collect" 2>/dev/null) && [ -x "$C" ] || C=$(dirname "$T")/ticklab-collect
	D=$(mktemp -d)
	printf 'name = toy\nprobes = null gettimeofday\nloads = idle\nreplicates = 2\nsamples = 20k\ncooldown = 0s\n' >"$D/plan.conf"
	mkdir "$D/remote"
	# As sshd does it: a shell in the home folder gets one string.
	printf '#!/bin/sh\n[ "$1" = me@far ] || { echo "$1: no such host" >&2; exit 255; }\ncd "%s" && exec sh -c "$2"\n' "$D/remote" >"$D/ssh"
	chmod +x "$D/ssh"
	export FLEET_SSH=$D/ssh
}
teardown() { [ -z "${D:-}" ] || rm -rf "$D"; }

fleet() { scripts/fleet/parallel --out "$D/out" --plan "$D/plan.conf" --collector "$C" --ticklab "$T" "$@"; }
sql() { sqlite3 "$D/out/fleet.db" "$1"; }

@test "every cell of the plan from every host, in one database, and nothing is left on the host" {
	fleet near=: far=me@far
	[ "$(sql "SELECT count(*), min(status), max(status) FROM run")" = '8|complete|complete' ]
	[ "$(sql "SELECT label, count(*) FROM run GROUP BY label" | tr '\n' ' ')" = 'far|4 near|4 ' ]
	"$T" db verify --db "$D/out/fleet.db"
	[ -z "$(ls -A "$D/remote")" ]
	[ "$(ls -A "$D/out" | grep -v '^fleet.db-' | tr '\n' ' ')" = 'fleet.db host-far.db host-near.db jobs.tsv ' ]
	fleet near=: far=me@far | grep -q '0 runs with 0 samples copied, 4 were there already'
}

@test "a host that fails is named, the others are kept, and the same command goes on with it" {
	# Killed in the middle: what it has stays on the host.
	sed -i 's/^samples = .*/samples = 3M/' "$D/plan.conf"
	cat >"$D/cut" <<-END
		#!/bin/sh
		cd "$D/remote"
		case \$2 in *--campaign*) set -- "\$1" "\${2%% && *} && timeout -s TERM 1 \${2#* && }" ;; esac
		exec sh -c "\$2"
	END
	chmod +x "$D/cut"
	status=0; FLEET_SSH=$D/cut fleet near=: far=me@far 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
	grep -q '1 of the hosts failed' "$D/err"
	[ "$(sql "SELECT group_concat(DISTINCT label) FROM run")" = near ]
	fleet near=: far=me@far
	[ "$(sql "SELECT count(*) FROM run WHERE status = 'complete' AND label = 'far'")" = 4 ]
	[ "$(sql "SELECT count(*) FROM campaign")" = 2 ]
	[ -z "$(ls -A "$D/remote")" ]
}

@test "wrong command lines are exit 2, and what is missing is named" {
	for args in '' '--what' 'a/b=x' ':' '--plan'; do
		status=0; fleet $args 2>"$D/err" || status=$?
		[ "$status" -eq 2 ]
	done
	status=0; fleet --collector "$D/none" a=: 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
	grep -q 'make collector-static' "$D/err"
}
