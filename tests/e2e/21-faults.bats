#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Every allocation and every system call that writes fails once, in every program that writes, and with it in every fourth
# place all later ones: afterwards the database is whole, what its runs say of themselves is true, no file is half there or
# left over, and the program has named the error. tests/faults says what is looked at. `make check` takes some places of each
# program, evenly spread; `make check-long` takes all (three quarters of an hour of CPU). TICKLAB_FAULTS=2/4 takes the second, sixth, tenth
# ... of them, so that four runs take all.

load lib

setup_file() {
	status=0
	tests/faults "$BATS_FILE_TMPDIR" prepare >"$BATS_FILE_TMPDIR/why" || status=$?
	[ "$status" -ne 77 ] || skip "$(cat "$BATS_FILE_TMPDIR/why")"
	[ "$status" -eq 0 ]
}

# every KIND SOME JOB...: SOME of the places, in check-long all of them.
every() {
	kind=$1 some=$2
	shift 2
	[ -z "${TICKLAB_LONG:-}" ] || some=0
	for job; do tests/faults "$BATS_FILE_TMPDIR" sweep "$job" "$kind" "$some" 3>&-; done
}
# Jobs that go mostly through the code of another one, for check-long.
also() { [ -z "${TICKLAB_LONG:-}" ] || echo "$@"; }

@test "a recording: an allocation fails, a write fails" {
	every memory 6 collect $(also collect_new campaign restarts)
	every write 10 collect $(also collect_new campaign restarts)
}
@test "an import: an allocation fails, a write fails" {
	every memory 6 import $(also import_new)
	every write 6 import_new $(also import)
}
@test "a merge: an allocation fails, a write fails" {
	every memory 6 merge $(also merge_new)
	every write 6 merge $(also merge_new)
}
@test "a run is dropped, a statement changes it: an allocation fails, a write fails" {
	every memory 4 drop $(also sql query sql_logged)
	every write 5 drop sql $(also query)
	every write 1 sql_logged
}
@test "an older database: an allocation fails, a write fails" {
	every memory 4 migrate
	every write 4 migrate
}
@test "figures: an allocation fails, a write fails" {
	every memory 4 analyze $(also calibrate)
	every write 4 analyze calibrate
}
@test "verdicts and a comparison: an allocation fails, a write fails" {
	every memory 4 judge compare_fleet $(also compare)
	every write 4 judge compare $(also compare_fleet)
}
@test "a report: an allocation fails, a write fails" {
	every memory 3 report $(also paper)
	every write 5 report $(also paper)
}
@test "samples in a file, bytes, an assessment: an allocation fails, a write fails" {
	every memory 2 export entropy entropy_iid extract $(also extract_live entropy_files entropy_restart entropy_parts entropy_run esv)
	every write 3 export entropy entropy_iid extract $(also extract_live entropy_files entropy_restart entropy_parts entropy_run esv)
}
@test "what is printed of a database: an allocation fails, a write fails" {
	every memory 1 show db_show $(also list verify watch)
	every write 1 show db_show $(also list verify watch)
}
