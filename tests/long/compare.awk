# SPDX-License-Identifier: GPL-3.0-or-later
# Compares two files whose lines come in turn (paste -d '\n' OLD NEW), number by number, to 1 part in 10^8: other releases
# sum in another order. Prints what differs; exit 1 if anything does, or if there is nothing.
function number(s) { return s ~ /^-?[0-9.]+(e[-+]?[0-9]+)?$/ }
NR % 2 { count = split($0, want); line = $0; next }
{
	bad = NF != count
	for (k = 1; k <= NF && !bad; k++) {
		d = $k - want[k]; d = d < 0 ? -d : d
		size = want[k] < 0 ? -want[k] : want[k]
		bad = $k != want[k] && !(number($k) && number(want[k]) && d <= 1e-8 * (size + 1e-6))
	}
	if (bad) { print "# " line " | now " $0; wrong++ }
}
END { exit wrong > 0 || NR == 0 }
