#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Command lines: what the option tables allow is taken, what they exclude is exit 2 with the two options or the limit.

load lib

# Every line: the message, then the command line.
refused() {
	while IFS='|' read -r text line; do
		eval "set -- $line"
		fails 2 "$text" "$T" "$@"
	done
	[ ! -e "$DB" ]
}

@test "options that a command does not use are refused" {
	refused <<-'END'
		--list cannot be combined with --probe|collect --list --probe null
		--dry-run requires --campaign|collect --dry-run
		--campaign cannot be combined with --samples|collect --campaign quick -n 5
		--campaign cannot be combined with --intensity|collect --campaign quick --intensity 1
		--restarts cannot be combined with --fence|collect --restarts 3 --fence none
		--cpus cannot be combined with --json|collect --cpus all --json
		--points requires --calibrate|analyze --points x
		--series requires --calibrate|analyze --series 9
		--calibrate cannot be combined with --db|analyze --calibrate --db x
		--audit cannot be combined with --db|judge --audit --db x
		--audit cannot be combined with --run|judge --audit --run x
		--why cannot be combined with --json|judge --why --json
		--paper cannot be combined with --full|report --paper 31-69 --full 3
		--measured requires --info|extract --bytes 3 --measured 1
		--info cannot be combined with --hex|extract --info --hex
		--collect cannot be combined with --untested|extract --collect 3 --untested
		--give-up requires --bytes|extract --give-up 3
		--give-up cannot be combined with --durations|extract --durations x --bytes 3 --give-up 3
		--column requires --durations|extract --bytes 3 --column 1
		--out requires --run|esv --out x
		--conditioned requires --component|esv --out x --run y --conditioned z
		--check cannot be combined with --run|esv --check x --run y
		--rows requires --restart|entropy --rows 5 x
		--columns requires --restart|entropy --iid --columns 5 x
		--permutations requires --iid or --restart|entropy --permutations 5 x
		--seed requires --iid or --restart|entropy --seed 5 x
		--alpha requires --health|entropy --alpha 0.1 x
		--entropy requires --health|entropy --entropy 1 x
		--window requires --health|entropy -w 64 x
		--non-vetted requires --conditioning or --restart|entropy -n x
		--health cannot be combined with --mapping|entropy --health -H 1 --mapping rank x
		--health cannot be combined with --threads|entropy --health -H 1 --threads 2 x
		--conditioning cannot be combined with --rows|entropy --conditioning --rows 5 512 256 256 320
		--conditioning cannot be combined with --dry-run|entropy --conditioning --dry-run 512 256 256 320
		--restart cannot be combined with --run|entropy --restart --run x 1
		--run cannot be combined with --bits|entropy --run x --bits 8
		--db cannot be combined with --format|entropy --db x --format hex
		--low-bits cannot be combined with --map|db export x --low-bits --map clip
		--json does not apply to 'export'|db export x --json
	END
}

@test "values beyond their limits, and words that are none, are refused with what there is" {
	refused <<-'END'
		--counter requires auto, cpu, raw, tsc, cntvct or mach, not 'hpet'|collect --counter hpet
		--counter requires auto, cpu, raw, tsc, cntvct or mach, not 'tcs'; did you mean 'tsc'?|collect --counter tcs
		--fence requires full or none, not 'ful'; did you mean 'full'?|collect --fence ful
		--samples requires a whole number from 1 to 1e12|collect -n 0
		--block requires a whole number from 1 to 65536|collect --block 65537
		--restarts requires --samples of at most 16000000|collect --restarts 2 -n 17M
		--seed requires a whole number from 0 to 9223372036854775807|collect --seed 9223372036854775808
		--label requires at most 200 bytes|collect --label "$(printf %0201d 0)"
		--load-command requires TEXT that is not empty|collect --load-command ''
		--mappings requires rank or all, not 'al'; did you mean 'all'?|analyze --mappings al
		unknown figure 'medain_ns'; did you mean 'median_ns'?|analyze --figure medain_ns
		--slow-above requires more than 0 s, not '0s'|analyze --slow-above 0s
		--slow-above requires a time with its unit, not '5': s, ms, us, ns, min or h, such as 5s or 5ns|analyze --slow-above 5
		--every requires a time with its unit, not '1e-2'|watch --every=1e-2
		--wait requires a time with its unit, not '30'|watch --wait 30
		--slow-above requires a time, such as 5s or 20ms, not 'x'|analyze --slow-above x
		--paper requires 31-69, not '31-96'; did you mean '31-69'?|report --paper 31-96
		--format requires raw, text, hex, dec, packed-msb or packed-lsb|entropy --format u8 x
		--threads requires a whole number from 1 to 1024|entropy --threads 0 x
		--entropy requires at most 64, not '65'|entropy --health -H 65
		--entropy requires more than 0, not '0'|entropy --health -H 0
		--window requires a whole number from 1 to 1e6|entropy --health -H 1 -w 0
		--min-entropy requires at most 8, not '9'|extract --bytes 3 --min-entropy 9
		--every requires at least 0.05 s, not '10ms'|watch --every 10ms
		--unit requires s, ms, us, ns or cycles, not 'min'|db import x --unit min
		--map requires rank, clip or low-bits, not 'ranc'; did you mean 'rank'?|db export x --map ranc
		--noise-source requires at most 64 bytes|esv --out x --run y --noise-source "$(printf %065d 0)"
	END
}
