# SPDX-License-Identifier: GPL-3.0-or-later
# objdump -d --no-show-raw-insn OBJECT | awk -f timed-windows.awk: the instructions that follow each read of the counter (x86-64:
# RDTSC, RDTSCP; arm64: CNTVCT_EL0) up to the next read or branch, without addresses, padding and the place of locals on the
# stack. Objects with the same lines time the same instructions.
function end_window() { if (window != "") print window; window = "" }
!/^ *[0-9a-f]+:\t/ { end_window(); next }
{
	sub(/^[^\t]*\t/, "")
	gsub(/[0-9a-f]+ <[^>]*>/, "PLACE")
	gsub(/-?(0x)?[0-9a-f]*\(%r[sb]p\)/, "LOCAL"); gsub(/\[(sp|x29)[^]]*\]/, "LOCAL")
	gsub(/-?(0x)?[0-9a-f]*\(%rip\) *#.*/, "DATA"); gsub(/-?(0x)?[0-9a-f]*\(%rip\)/, "DATA")
	gsub(/[ \t]+/, " ")
	if (/^(nop|data16|cs nop|xchg %ax,%ax|endbr64|bti)/) next
	if (/^(j|ret|b |b\.|cb|tb)/) { end_window(); next }
	if (/^rdtscp?/ || /cntvct_el0/) { end_window(); window = $0; next }
	if (window != "") window = window "; " $0
}
END { end_window() }
