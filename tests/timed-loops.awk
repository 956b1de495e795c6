# SPDX-License-Identifier: GPL-3.0-or-later
# objdump -d --no-show-raw-insn OBJECT | awk -v want=N -f timed-loops.awk: whether the object times in N loops, each of which
# holds two reads of the counter (x86-64: RDTSC, RDTSCP; arm64: CNTVCT_EL0) and no branch or call but the one back to its
# beginning, and reads the counter nowhere else but once before each. Prints those loops; exit 1 if it is not so.
function number(hex,   i, n) {
	for (i = 1; i <= length(hex); i++)
		n = 16 * n + index("0123456789abcdef", substr(hex, i, 1)) - 1
	return n
}
# Such a loop is the straight stretch between a branch and the earlier place that it goes back to.
function section_ends(   i, k, inside) {
	for (i = 1; i <= count; i++) {
		all += read[i]
		if (!branch[i] || to[i] == "" || to[i] > at[i]) continue
		inside = 0
		for (k = i - 1; k >= 1 && at[k] >= to[i] && !branch[k]; k--)
			inside += read[k]
		if (inside != 2 || at[k + 1] != to[i]) continue
		loops++
		print "a loop of two reads ends at " name[i]
	}
	count = 0
}
/^Disassembly/ { section_ends() }
$1 ~ /^[0-9a-f]+:$/ {
	count++
	at[count] = number(substr($1, 1, length($1) - 1))
	name[count] = $1
	read[count] = $2 ~ /^rdtscp?$/ || ($2 == "mrs" && $0 ~ /cntvct_el0/)
	branch[count] = $2 ~ /^(j[a-z]+|call.*|ret.*|b|b\..*|bl|blr|br|cbn?z|tbn?z)$/
	to[count] = ""
	for (i = 3; i < NF; i++)
		if ($(i + 1) ~ /^</) to[count] = number($i)
}
END { section_ends(); printf "%d loops, %d reads\n", loops, all; exit loops != want || all != 3 * want }
