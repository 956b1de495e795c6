#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What scripts/fleet/slurm submits, by a stand-in for sbatch: no cluster is needed.

setup() {
	D=$(mktemp -d)
	printf '#!/bin/sh\nprintf "%%s\\n" "$*" >>"%s/submitted"\necho 7\n' "$D" >"$D/sbatch"
	chmod +x "$D/sbatch"
	PATH=$D:$PATH
}
teardown() { rm -rf "$D"; }
fleet() { scripts/fleet/slurm --out "$D/out" --ticklab true "$@"; }

@test "each replicate has every load once, in an order drawn from the seed; each node is an exclusive array that requeues" {
	fleet --loads "idle cpu io memory" --replicates 5 --seed 3 n1 n2
	[ "$(awk '!/^#/ { print $1 }' "$D/out/cells.tsv" | tr '\n' ' ')" = "$(seq -s ' ' 0 19) " ]
	[ "$(awk '!/^#/ { print $2, $3 }' "$D/out/cells.tsv" | sort -u | wc -l)" -eq 20 ]
	[ "$(awk '!/^#/ { at[$2] = at[$2] $3 } END { for (r in at) print at[r] }' "$D/out/cells.tsv" | sort -u | wc -l)" -gt 1 ]
	[ "$(wc -l <"$D/submitted")" -eq 2 ]
	for node in n1 n2; do
		grep -- "--nodelist=$node " "$D/submitted" | grep -- '--exclusive ' | grep -- '--requeue ' | grep -q -- '--array=0-19 '
	done
	cp "$D/out/cells.tsv" "$D/before"
	fleet --loads "idle cpu io memory" --replicates 5 --seed 3 n1
	cmp "$D/before" "$D/out/cells.tsv"
	# The cells of another plan in the same folder would be mistaken for these.
	! fleet --loads idle --replicates 5 --seed 3 n1 2>"$D/err" || false
	grep -q 'holds other cells' "$D/err"
}

@test "wrong command lines are exit 2" {
	for args in '' '--what n1' '--loads' '--replicates two n1'; do
		status=0; fleet $args 2>"$D/err" || status=$?
		[ "$status" -eq 2 ]
	done
}
