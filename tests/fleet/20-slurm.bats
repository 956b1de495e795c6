#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# scripts/fleet/slurm on the cluster that scripts/check-fleet has started: two nodes, both of them this host.

setup() {
	[ -n "${FLEET_SLURM:-}" ] || skip "${FLEET_NO_SLURM:-make check-fleet starts the cluster for it}"
	T=$(realpath "${TICKLAB_BUILD:-build}/bin/ticklab")
	D=$(mktemp -d)
	export SLURM_CONF=$FLEET_SLURM/slurm.conf
}
teardown() {
	[ -z "${D:-}" ] && return
	squeue --noheader --format=%A 2>/dev/null | sort -u | xargs -r scancel 2>/dev/null || true
	for _ in $(seq 100); do
		[ -n "$(squeue --noheader 2>/dev/null)" ] || break
		sleep 0.1
	done
	rm -rf "$D"
}

fleet() { scripts/fleet/slurm --out "$D/out" --ticklab "$T" "$@"; }
sql() { sqlite3 "${2:-$D/out/fleet.db}" "$1"; }
until_true() {
	for _ in $(seq $((10 * $1))); do
		"${@:2}" 2>/dev/null && return 0
		sleep 0.1
	done
	return 1
}

@test "node x load x replicate: each cell is a task, with cluster, node, job and task as facts" {
	fleet --loads "idle cpu" --replicates 1 --samples 5k --wait n1 n2
	cat "$D"/out/log-*
	[ "$(sql "SELECT count(*), count(DISTINCT label || load) FROM run WHERE status = 'complete'")" = '4|4' ]
	[ "$(sql "SELECT group_concat(n, ' ') FROM (SELECT count(*) AS n FROM run GROUP BY label, load)")" = '1 1 1 1' ]
	[ "$(sql "SELECT count(*) FROM run JOIN machine USING (machine_id) WHERE facts ->> '$.\"slurm.node\"' = label AND
	    facts ->> '$.\"slurm.cluster\"' = 'loopback' AND environment_before ->> '$.\"slurm.job\"' > 0")" = 4 ]
	[ "$(sql "SELECT group_concat(task, ' ') FROM (SELECT DISTINCT environment_before ->> '$.\"slurm.array_task\"' AS task FROM run ORDER BY task)")" = '0 1' ]
	# One host, and so one fingerprint; but two nodes.
	[ "$(sql "SELECT count(DISTINCT fingerprint), count(DISTINCT facts ->> '$.\"slurm.node\"') FROM machine")" = '1|2' ]
	# Once more: nothing is left to do.
	scripts/fleet/slurm --merge "$D/out" | grep -q '0 runs with 0 samples copied, 1 were there already'
	"$T" analyze --db "$D/out/fleet.db" --replicates 0 --assess 0 >/dev/null
	"$T" compare --db "$D/out/fleet.db" --json >"$D/out.json"
	[ "$(sqlite3 :memory: "SELECT json_extract(readfile('$D/out.json'), '$.machines')")" = '[{"name":"n1","runs":2},{"name":"n2","runs":2}]' ]
}

is_recording() { [ "$(sql "SELECT count(*) FROM run WHERE status = 'recording' AND samples > 0" "$1")" -gt 0 ]; }

is_complete() { [ "$(sql "SELECT count(*) FROM run WHERE status = 'complete'" "$1")" -gt 0 ]; }
is_pending() { [ "$(squeue --noheader --jobs="$1" --states=PENDING --format=%t)" = PD ]; }

@test "a requeued task finishes its own interrupted cell" {
	fleet --loads idle --replicates 1 --samples 15M n1 >"$D/said"
	job=$(sed -n 's/^n1: job \([0-9]*\),.*/\1/p' "$D/said")
	until_true 120 is_recording "$D/out/cell-n1-0.db"
	scontrol requeue "${job}_0"
	# Slurm lets a requeued job wait for two minutes, since a credential that is issued in the second in which the node
	# revoked the last one is taken for that one: the node launches nothing, and the job hangs. Five seconds do.
	until_true 120 is_pending "${job}_0"
	scontrol update JobId="${job}_0" StartTime=now+5
	until_true 300 is_complete "$D/out/cell-n1-0.db" || {
		squeue
		tail -n 20 "$FLEET_SLURM"/slurmctld.log "$FLEET_SLURM"/slurmd.n1.log "$D"/out/log-n1-0
		false
	}
	cat "$D"/out/log-n1-0
	scripts/fleet/slurm --merge "$D/out"
	[ "$(sql "SELECT group_concat(status, ' ') FROM (SELECT status FROM run ORDER BY run_id)")" = 'interrupted complete' ]
	[ "$(sql "SELECT count(*), count(DISTINCT run.cell), (SELECT count(*) FROM campaign) FROM run")" = '2|1|1' ]
	[ "$(sql "SELECT environment_before ->> '$.\"slurm.restarts\"' FROM run WHERE status = 'complete'")" = 1 ]
}

@test "an idle task beside a load of another node on the same host warns" {
	fleet --loads cpu --replicates 1 --samples 100M n2
	until_true 120 is_recording "$D/out/cell-n2-0.db"
	scripts/fleet/slurm --out "$D/idle" --ticklab "$T" --loads idle --replicates 1 --samples 20k --wait n1
	grep -q 'warning: labelled idle, but other processes used' "$D/idle/log-n1-0"
	[ "$(sql "SELECT environment_after ->> '$.\"others.cpus\"' > 0.25 FROM run" "$D/idle/fleet.db")" = 1 ]
}
