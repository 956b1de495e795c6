#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# scripts/mutate on a room of one file: what is changed, what counts, and that it reports both a killed mutant and a survivor.

setup_file() {
	export D=$BATS_FILE_TMPDIR MUTATE=$PWD/scripts/mutate
	mkdir -p "$D/toy" "$D/build/toy" "$D/build/tests/unit" "$D/build/lib"
	cat >"$D/toy/toy.h" <<-'C'
		int toy_price(int n);
		int toy_rebate(int n);
		int toy_stuck(int n);
	C
	cat >"$D/toy/toy.c" <<-'C'
		#include "toy.h"
		#define UNUSED (1 + 1)
		/* 7 * 7 == 49 && */
		int toy_price(int n)
		{
			return n > 10 ? n * 3 : n * 4;
		}
		int toy_rebate(int n)
		{
			return n >= 100 ? 5 : 0;
		}
		const char *toy_name = "8 < 9 // * 10";
	C
	cat >"$D/weak.c" <<-'C'
		#include "toy.h"
		int main(void)
		{
			return toy_price(10) != 40 || toy_price(11) != 33;
		}
	C
	sed 's/;$/ || toy_rebate(99) != 0 || toy_rebate(100) != 5;/' "$D/weak.c" | sed '1s/.*/#include "toy.h"/' >"$D/whole.c"
	cc -I"$D/toy" -c -o "$D/build/toy/toy.o" "$D/toy/toy.c"
	ar rcs "$D/build/lib/libtoy.a" "$D/build/toy/toy.o"
}
# mutates WANTED-STATUS TESTS-FILE [MUTANTS [SEED]]: scripts/mutate on the toy, under these tests, ends so
mutates() {
	cc -I"$D/toy" -c -o "$D/build/tests/unit/test_toy.o" "$D/$2.c"
	status=0
	(cd "$D" && PATH=${PATH#"${BATS_LIBEXEC:-}:"} && unset "${!BATS_@}" && V=1 "$MUTATE" build cc '-O1 -Wall -Werror' build/lib/libtoy.a "${3:-99}" "${4:-1}" 'toy:-Itoy') >"$D/out" 2>&1 || status=$?
	cat "$D/out"
	[ "$status" -eq "$1" ]
}

@test "a mutant that no test sees is a survivor, named by file, line and change" {
	mutates 1 weak
	grep -qx 'toy/toy.c:10: operator: >= -> >: survived' "$D/out"
	grep -qx 'toy/toy.c:10: constant: 5 -> (5 + 1): survived' "$D/out"
	grep -qx 'toy/toy.c:6: operator: > -> >=: killed by test_toy' "$D/out"
	grep -qx 'mutate: toy: 10 mutants, 6 killed, 4 survived: 60 %' "$D/out"
	grep -qx 'mutate: under 85 % killed: toy' "$D/out"
}

@test "tests that check the bounds and the values leave no survivor" {
	mutates 0 whole
	grep -qx 'mutate: toy: 10 mutants, 10 killed, 0 survived: 100 %' "$D/out"
}

@test "comments, strings and preprocessor lines are left alone, and so is a function that kills" {
	cp "$D/toy/toy.c" "$D/keep.c"
	printf 'int kill(int, int);\nint toy_stuck(int n)\n{\n\treturn kill(n, 0) == 0;\n}\n' >>"$D/toy/toy.c"
	mutates 0 whole
	mv "$D/keep.c" "$D/toy/toy.c"
	awk -F : '$1 == "toy/toy.c" && $2 != 6 && $2 != 10 { exit 1 }' "$D/out"
}

@test "a seed draws the same mutants again, another seed others" {
	mutates 0 whole 3 1
	grep '^toy/' "$D/out" >"$D/first"
	mutates 0 whole 3 1
	grep '^toy/' "$D/out" | cmp - "$D/first"
	mutates 0 whole 3 2
	! grep '^toy/' "$D/out" | cmp -s - "$D/first" || false
}

@test "a mutant that never ends is killed" {
	cat >"$D/toy/loop.c" <<-'C'
		#include "toy.h"
		int toy_stuck(int n)
		{
			int steps = 0;
			for (volatile unsigned long i = (unsigned long)n; i != 0; i = i - 1)
				steps = steps + 1;
			return steps;
		}
	C
	sed 's/;$/ || toy_stuck(3) != 3;/; 1s/.*/#include "toy.h"/' "$D/whole.c" >"$D/loops.c"
	cc -I"$D/toy" -c -o "$D/build/toy/loop.o" "$D/toy/loop.c"
	ar rcs "$D/build/lib/libtoy.a" "$D/build/toy/loop.o"
	mv "$D/toy/toy.c" "$D/keep.c"
	SLACK=1 mutates 0 loops
	mv "$D/keep.c" "$D/toy/toy.c"
	grep -qx 'toy/loop.c:5: operator: - -> +: killed by test_toy' "$D/out"
}

@test "a program that fails without a mutant is left out, with its name" {
	printf 'int main(void)\n{\n\textern int toy_price(int);\n\treturn toy_price(1) != 5;\n}\n' >"$D/broken.c"
	mutates 1 broken 1
	grep -qx 'mutate: test_toy fails without a mutant and is left out' "$D/out"
}

@test "what no unit program sees, an end-to-end test of the room may; one that fails without a mutant is left out" {
	mkdir -p "$D/cmd/toy" "$D/build/cmd/toy" "$D/build/bin"
	printf '#include "toy.h"\n#include <stdio.h>\nint main(void)\n{\n\treturn printf("%%d\\n", toy_rebate(100)) < 0;\n}\n' >"$D/cmd/toy/main.c"
	cc -I"$D/toy" -c -o "$D/build/cmd/toy/main.o" "$D/cmd/toy/main.c"
	cc -o "$D/build/bin/toy" "$D/build/cmd/toy/main.o" "$D/build/lib/libtoy.a"
	printf '@%s "%s" { [ "$("$TICKLAB_BUILD/bin/toy")" = %d ]; }\n' test 'a rebate of five' 5 test another 6 >"$D/use.bats"
	printf 'toy\tuse.bats\tanother\ntoy\tuse.bats\ta rebate\n' >"$D/tests"
	cp "$D/build/bin/toy" "$D/before"
	rm -f "$D/toy/loop.c" "$D/build/toy/loop.o"
	TESTS=$D/tests mutates 0 weak
	grep -qx 'mutate: use.bats fails without a mutant and is left out: another' "$D/out"
	grep -qx 'toy/toy.c:10: operator: >= -> >: killed by use.bats: a rebate of five' "$D/out"
	grep -qx 'toy/toy.c:10: constant: 5 -> (5 + 1): killed by use.bats: a rebate of five' "$D/out"
	grep -q '^toy/toy.c:6: .*: killed by test_toy$' "$D/out"
	grep -q '^toy/toy.c:10: .*: survived$' "$D/out" # a rebate of none is looked at by no test
	cmp "$D/before" "$D/build/bin/toy"
	rm -r "$D/build/bin"
}

@test "what is listed as equivalent, of that line and no other, is not counted" {
	printf 'toy/toy.c\treturn n >= 100 ? 5 : 0;\t>= -> >\twhy\ntoy/toy.c\treturn n > 10 ? n * 3 : n * 5;\t> -> >=\twhy\n' >"$D/equivalent"
	EQUIVALENTS=$D/equivalent mutates 1 weak
	! grep -q '^toy/toy.c:10: operator: >= -> >' "$D/out" || false
	grep -qx 'toy/toy.c:6: operator: > -> >=: killed by test_toy' "$D/out"
	grep -qx 'mutate: toy: 1 equivalent ones are not counted' "$D/out"
}

@test "a mutant that writes beyond its memory is killed where the heap is checked" {
	[ -z "$(LD_PRELOAD=libc_malloc_debug.so.0 true 2>&1)" ] && getconf GNU_LIBC_VERSION >/dev/null 2>&1 ||
		skip "libc has no library that checks the heap"
	cat >"$D/toy/heap.c" <<-'C'
		#include "toy.h"
		#include <stdlib.h>
		int toy_stuck(int n)
		{
			char *room = malloc((unsigned)n * 8);
			for (int i = n * 8; i > 0; i--)
				room[i - 1] = 1;
			n += room[n] - 1;
			free(room);
			return n;
		}
	C
	sed 's/;$/ || toy_stuck(16) != 16;/; 1s/.*/#include "toy.h"/' "$D/whole.c" >"$D/heaps.c"
	cc -I"$D/toy" -c -o "$D/build/toy/heap.o" "$D/toy/heap.c"
	ar rcs "$D/build/lib/libtoy.a" "$D/build/toy/heap.o"
	LEAST=0 mutates 0 heaps
	rm "$D/toy/heap.c" "$D/build/toy/heap.o"
	grep -qx 'toy/heap.c:5: operator: \* -> /: killed by test_toy' "$D/out"
}

@test "numbers in the lengths of arrays are left alone, in each dimension and of each name; indices and products are not" {
	cat >"$D/lengths.c" <<-'C'
		static int sum(int of[4 + 1][9]) {
			char a[2], b[2][3], *c[4 * 5 + 6], *text = 0, word[7];
			struct pair x = f(3, of[0][1]), y[8];
			int s = 2 * of[3][2], t = 3, u[sizeof b / 4];
			s = t, u[5] = 1;
			return f(s, u[6]);
		}
	C
	awk -f "${MUTATE%mutate}mutants.awk" "$D/lengths.c" | awk -F '\t' '$5 == "constant" { print $2 ": " $6 }' | sed "s/^/ /" | tr -d '\n' >"$D/out"
	cat "$D/out"
	[ "$(cat "$D/out")" = " 2: 0 3: 3 3: 0 3: 1 4: 2 4: 3 4: 2 4: 3 5: 5 5: 1 6: 6" ]
}

@test "a number that is none is refused" {
	mutates 2 whole some
	grep -qx "mutate: MUTANTS, SEED, LEAST, SLACK and LONGEST are whole numbers, not 'some'" "$D/out"
}
