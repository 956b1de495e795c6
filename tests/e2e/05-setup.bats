#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# scripts/setup on systems that are not at hand: a PATH of stand-ins that write down what they are asked for. What it cannot
# tell is whether the distributions still call their packages so.

setup() {
	D=$(mktemp -d)
	F=$D/bin; mkdir "$F"
	for t in sh env cat touch chmod; do ln -s "$(command -v $t)" "$F/$t"; done
	fake uname 'echo Linux'
	fake id 'echo 0'
	fake cc '[ -e $D/installed ]' # every header is there once a package manager ran
}
teardown() { rm -rf "$D"; }

fake() { printf '#!/bin/sh\nD=%s F=%s\n%s\n' "$D" "$F" "$2" >"$F/$1"; chmod +x "$F/$1"; } # NAME BODY
# manager NAME: writes its command line down, then everything that was missing is there.
manager() {
	fake "$1" 'echo "${0##*/} $*" >>$D/log; touch $D/installed
		for t in sqlite3 gnuplot stress-ng bats; do echo >$F/$t; chmod +x $F/$t; done'
}
setup_says() { env -i PATH="$F" "$@" sh scripts/setup >"$D/out" 2>"$D/err"; } # VARIABLE=VALUE...
setup_fails() { if setup_says "$@"; then false; fi; }
installs() { [ "$(tail -n 1 "$D/log")" = "$1" ] || { cat "$D/log"; false; }; }

@test "where nothing is missing nothing is printed or done" {
	manager apt-get
	"$F/apt-get"; rm "$D/log"
	setup_says
	[ ! -s "$D/out" ] && [ ! -s "$D/err" ] && [ ! -e "$D/log" ]
}

@test "NO_SETUP=1 and --check only list what is missing" {
	manager apt-get
	setup_fails NO_SETUP=1
	grep -q 'missing: libc-headers gsl sqlite3 sqlite3-shell zlib zstd nettle divsufsort bzip2 gnuplot stress-ng cmocka bats$' "$D/err"
	if env -i PATH="$F" sh scripts/setup --check 2>"$D/err"; then false; fi
	grep -q 'missing: libc-headers gsl' "$D/err"
	[ ! -e "$D/log" ]
}

@test "of what is named only that is looked for" {
	manager apt-get
	setup_says_of() { env -i PATH="$F" NO_SETUP=1 sh scripts/setup "$@" >"$D/out" 2>"$D/err"; }
	if setup_says_of gnuplot stress-ng; then false; fi
	grep -qx 'setup: missing: gnuplot stress-ng' "$D/err"
	fake gnuplot :
	if setup_says_of gnuplot stress-ng; then false; fi
	grep -qx 'setup: missing: stress-ng' "$D/err"
	setup_says_of gnuplot
	[ ! -s "$D/err" ]
}

@test "make report in a built tree lists at once what is missing, make plots prints what to do first" {
	for t in make gcc ar awk sed tr uname mkdir grep sort expr date rm ls getconf xargs ln dirname cut; do
		[ -e "$F/$t" ] || ! command -v $t >/dev/null || ln -s "$(command -v $t)" "$F/$t"
	done
	run env -i PATH="$F" NO_SETUP=1 make -s report CC=gcc B="$D/build" DB="$D/t.db" -o all
	[ "$status" -ne 0 ]
	[[ "$output" == *"setup: missing: gnuplot stress-ng"* ]]
	[ ! -e "$D/t.db" ]
	run env -i PATH="$F" NO_SETUP=1 make -s plots CC=gcc B="$D/build" PLOTS="$D/none"
	[ "$status" -ne 0 ]
	[[ "$output" == *"plots: $D/none has no plots yet: run 'make report' first, or name their folder with PLOTS="* ]]
}

@test "make report: an N that is given is that of every run it records, the empty loop's too" {
	planned() { env -u MAKEFLAGS -u MAKELEVEL -u N make -n report DB="$D/t.db" -o all "$@"; }
	planned N=1234 >"$D/plan"
	grep -q "collect --load idle -n '1234' --probe null" "$D/plan"
	grep -q "samples = 1234" "$D/plan"
	! grep -qE "1000000|1M" "$D/plan" || false
	planned >"$D/plan"
	grep -q "collect --load idle -n '1000000' --probe null" "$D/plan"
}

@test "Debian's packages" {
	manager apt-get
	setup_says
	grep -q '^apt-get update -qq$' "$D/log"
	installs 'apt-get install -y -qq --no-install-recommends libc6-dev libgsl-dev libsqlite3-dev sqlite3 zlib1g-dev libzstd-dev nettle-dev libdivsufsort-dev libbz2-dev gnuplot-nox stress-ng libcmocka-dev bats fonts-dejavu-core'
	grep -q '^setup: env DEBIAN_FRONTEND=noninteractive apt-get install' "$D/out"
}

@test "Fedora's packages" {
	manager dnf
	setup_says
	installs 'dnf install -y glibc-devel gsl-devel sqlite-devel sqlite zlib-devel libzstd-devel nettle-devel libdivsufsort-devel bzip2-devel gnuplot stress-ng libcmocka-devel bats dejavu-sans-fonts'
}

@test "Arch's packages" {
	manager pacman
	setup_says
	installs 'pacman -S --needed --noconfirm glibc gsl sqlite sqlite zlib zstd nettle libdivsufsort bzip2 gnuplot stress-ng cmocka bash-bats ttf-dejavu'
}

@test "Alpine's packages" {
	manager apk
	setup_says
	installs 'apk add musl-dev gsl-dev sqlite-dev sqlite zlib-dev zstd-dev nettle-dev libdivsufsort-dev bzip2-dev gnuplot stress-ng cmocka-dev bats ttf-dejavu'
}

@test "one package that a release does not have keeps nothing else from being installed, and is no failure where the build can do without" {
	fake apt-get 'echo "${0##*/} $*" >>$D/log
		case "$*" in *stress-ng*) echo "E: Unable to locate package stress-ng"; exit 100 ;; esac
		for t in sqlite3 gnuplot bats; do case "$*" in *$t*) echo >$F/$t; chmod +x $F/$t ;; esac; done
		case "$*" in *libgsl-dev*) touch $D/installed ;; esac'
	setup_says
	grep -qx 'setup: no package stress-ng' "$D/err"
	grep -qx 'setup: without stress-ng there are no loads but idle and your own command' "$D/err"
	[ "$(grep -c without "$D/err")" -eq 1 ]
	# A build goes on without it, and does not ask again.
	setup_says NO_SETUP=1
	grep -qx 'setup: missing: stress-ng' "$D/err"
	rm "$D/installed"
	setup_fails NO_SETUP=1
}

# MANAGER: everything is there afterwards but libdivsufsort, which it has no package of.
without_divsufsort() {
	fake "$1" 'echo "${0##*/} $*" >>$D/log
		case "$*" in *divsufsort*) exit 1 ;; esac
		touch $D/installed
		for t in sqlite3 gnuplot stress-ng bats; do echo >$F/$t; chmod +x $F/$t; done'
	fake cc 'read h; case $h in *divsufsort*) exit 1 ;; esac; [ -e $D/installed ]'
}

@test "where libdivsufsort has no package, all else is installed, and how to build it is printed" {
	without_divsufsort apk
	setup_fails
	grep -qx 'setup: no package libdivsufsort-dev' "$D/err"
	grep -qx 'setup: still missing after the installation: divsufsort' "$D/err"
	grep -qx 'setup: to build libdivsufsort (requires git and cmake; the last line as root):' "$D/err"
	[ "$(grep -c '^    ' "$D/err")" -eq 4 ]
	if grep -q AUR "$D/err"; then false; fi
	rm "$D/installed" "$F/apk"
	without_divsufsort pacman
	setup_fails
	grep -qx 'setup: no package libdivsufsort' "$D/err"
	grep -qx 'setup: the AUR has libdivsufsort; pacman does not install from there' "$D/err"
	[ "$(grep -c '^    ' "$D/err")" -eq 4 ]
	rm "$D/installed"
	fake cc 'read h; case $h in *divsufsort*) exit 0 ;; esac; exit 1'
	setup_fails
	if grep -q 'divsufsort' "$D/err"; then false; fi
}

# The compiler and what is in macOS itself are there; Homebrew's headers only where it keeps them.
macos() {
	fake uname 'echo Darwin'
	fake id 'echo 501'
	fake sudo 'exit 9'
	fake brew 'case $1 in
		--prefix) echo /opt/homebrew ;;
		*) echo "brew $*" >>$D/log; touch $D/installed
			for t in gnuplot stress-ng bats; do echo >$F/$t; chmod +x $F/$t; done ;;
		esac'
	fake sqlite3 :
	fake cc 'read h
		case "$h $*" in
		*stdio.h* | *sqlite3.h* | *bzlib.h*) exit 0 ;;
		*-I/opt/homebrew/include*) [ -e $D/installed ] ;;
		*) exit 1 ;;
		esac'
}

@test "Homebrew's packages, without sudo, and found where it keeps them" {
	macos
	setup_says
	installs 'brew install gsl zstd nettle libdivsufsort gnuplot stress-ng cmocka bats-core'
	rm "$D/log"
	setup_says
	[ ! -e "$D/log" ]
}

@test "what Homebrew has no package of is asked of macOS" {
	macos
	"$F/brew"; rm "$D/log"
	fake clang 'read h; case $h in *stdio.h*) exit 1 ;; esac'
	setup_fails CC=clang
	grep -q 'missing: libc-headers; they are macOS.s own: xcode-select --install' "$D/err"
	[ ! -e "$D/log" ]
}

@test "a user who is not root asks sudo, also where Homebrew is installed" {
	manager apt-get
	fake id 'echo 1000'
	fake brew 'exit 9'
	setup_fails
	grep -q 'installing needs root or sudo' "$D/err"
	fake sudo 'echo sudo >>$D/log; exec "$@"'
	setup_says
	grep -q '^sudo$' "$D/log"
}

@test "without a package manager, or where it does not help, the reason is printed" {
	setup_fails
	grep -q 'no apt-get, dnf, pacman, apk or brew here' "$D/err"
	fake dnf :
	setup_fails
	grep -q 'still missing after the installation: libc-headers gsl' "$D/err"
}
