# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of the recorder and of the database share: `load lib`.

setup() {
	T=$(realpath "${TICKLAB_BUILD:-build}/bin/ticklab")
	D=$(mktemp -d)
	DB=$D/t.db
}
teardown() {
	[ -z "${background:-}" ] || kill -9 "$background" 2>/dev/null || true
	chmod -R u+w "$D" # of folders that were made read-only
	rm -rf "$D"
}

# fails EXIT TEXT COMMAND...: the command ends with EXIT and one line on stderr that holds TEXT
# (two for exit 2, where the second points at --help).
fails() {
	want=$1 text=$2; shift 2
	status=0; "$@" >"$D/out" 2>"$D/err" || status=$?
	cat "$D/err"
	[ "$status" -eq "$want" ]
	grep -qF -- "$text" "$D/err"
	[ "$(wc -l <"$D/err")" -le "$([ "$want" -eq 2 ] && echo 2 || echo 1)" ]
}

# from_terminal COMMAND...: becomes that command, which ignores no signal, as one that is typed. A shell without job control
# starts what it leaves behind with SIGINT ignored, nohup all with SIGHUP.
from_terminal() { exec perl -e '$SIG{$_} = "DEFAULT" for qw(INT QUIT HUP); exec @ARGV' -- "$@"; }

# dead_links PAGE...: prints every relative link of these Markdown pages that leads to no file.
dead_links() {
	for page in "$@"; do
		grep -oE '\]\([^)#: ]+' "$page" | sed 's/^](//' | while read -r link; do
			[ -e "$(dirname "$page")/$link" ] || echo "$page: $link"
		done
	done
}

# field NAME [DB]: that member of every run of `db list --json`, in order.
field() {
	"$T" db list --json --db "${2:-$DB}" >"$D/list.json"
	sqlite3 :memory: "SELECT json_extract(value, '\$.$1') FROM json_each(readfile('$D/list.json'), '\$.runs')"
}

verify() { "$T" db verify --db "${1:-$DB}"; }
sql() { sqlite3 "$DB" "$1"; }

# until_true COMMAND...: waits until the command succeeds, as long as the slowest host may take.
until_true() {
	local end=$((SECONDS + 180))
	until "$@" 2>/dev/null; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.02
	done
}

# unmounts FOLDER: a file there that was closed may still be held for a moment.
unmounts() { until_true umount "$1"; }

# The database has samples of a run that goes on.
is_recording() { [ "$(sql "SELECT count(*) FROM run WHERE status = 'recording' AND samples > 0")" -gt 0 ]; }
