# SPDX-License-Identifier: GPL-3.0-or-later
# The first picture of a report: how long the calls took, in ticks of the counter, as bars; behind them, as an
# outline, the empty loop scaled to as many samples; the published claim's windows as bands; the modes named
# at their peaks. The tick axis is linear where both windows have room on it, else logarithmic.
#
# data      TSV: lower edge, upper edge (ticks), count
# null      optional TSV of the same form: the empty loop, its counts scaled
# out       the file to write
# n, hz     samples in all; ticks per second
# step      ticks between neighbouring values
# modes     number of modes to name, each with mode1_x, mode1_y, mode1_text and so on
# fast_text, slow_text   what the bands are, above each
# what      the probe
# linear    optional: 1 for counts on a linear scale
# end       optional: where a linear axis may end, in ticks, if the longest calls are much longer
# narrow    optional: 1 for a phone
if (!exists("linear")) linear = 0
if (!exists("narrow")) narrow = 0
width = narrow ? 380 : 1160; height = narrow ? 330 : 300
load ARG0[1:strlen(ARG0) - strlen('first.gp')] . 'style.gp'
unset label 1; unset label 2

coarse = window(50) <= 120
least(v) = coarse ? v : v > 0 ? v : 0.5
stats data using (least($1)):3 name 'd' nooutput
eval need_data
stats data using 2 name 'e' nooutput
if (exists("null")) { stats null using (least($1)):3 name 'z' nooutput; if (z_min_x < d_min_x) { d_min_x = z_min_x } }
lo = coarse ? -0.75 : d_min_x * 0.8; hi = coarse ? window(53) : window(50) * 1.3
# A linear axis ends where few calls follow; how many is written there.
cut = coarse && exists("end") && end > hi ? end : hi
longer = 0
if (coarse && e_max > 1.5 * cut) {
	hi = cut
	stats data using ($1 >= hi ? $3 : 0) name 'o' nooutput
	longer = o_sum
} else {
	hi = e_max > hi ? e_max : hi
}
if (!coarse && lo > window(10) / 3) lo = window(10) / 3
eval need_range
set xrange [lo:hi]
floor_y = linear ? 0 : 0.6
set yrange [floor_y:linear ? d_max_y * 1.3 : 10 ** (log10(d_max_y) * 1.18 + 0.35)]
if (!linear) {
	set logscale y
	set format y '10^{%T}'
} else {
	set format y '%.2s%c'
}
if (coarse) {
	eval ns_axis
} else {
	set logscale x; axis = 'x'; from = lo; to = hi; eval log_tics
	eval ns_log_axis
}
if (narrow) set x2tics font 'sans-serif,10'
set lmargin at screen (narrow ? 62.0 : 70.0) / width
set rmargin at screen 1 - (narrow ? 24.0 : 30.0) / width
set tmargin at screen 1 - (narrow ? 66.0 : 52.0) / height
set bmargin at screen 48.0 / height
set ylabel linear ? 'calls' : narrow ? 'calls (log)' : 'calls (log scale)' offset 1, 0
set xlabel sprintf(narrow ? 'duration [ticks of %.4g ns]' : 'duration [ticks of the counter, each %.4g ns]', 1e9 / hz) offset 0, 0.5
unset key

clip(v) = v < lo ? lo : v > hi ? hi : v
set object 1 rectangle from clip(window(0)), graph 0 to clip(window(10)), graph 1 behind fc rgb sky fs transparent solid 0.18 noborder
set object 2 rectangle from clip(window(40)), graph 0 to clip(window(50)), graph 1 behind fc rgb orange fs transparent solid 0.3 noborder
size = narrow ? 'sans-serif,10' : 'sans-serif,12'
if (narrow) {
	set label 3 fast_text at screen 6.0 / width, screen 1 - 12.0 / height left noenhanced textcolor rgb '#00547f' font size
	set label 4 slow_text at screen 6.0 / width, screen 1 - 26.0 / height left noenhanced textcolor rgb '#7a4f00' font size
} else {
	set label 3 fast_text at screen 70.0 / width, screen 1 - 12.0 / height left noenhanced textcolor rgb '#00547f' font size
	set label 4 slow_text at screen 1 - 20.0 / width, screen 1 - 12.0 / height right noenhanced textcolor rgb '#7a4f00' font size
}
do for [k = 1:modes] {
	eval sprintf("x = mode%d_x; y = mode%d_y; words = mode%d_text", k, k, k)
	y = linear || y > 0.6 ? y : 0.6
	x = least(x)
	place = coarse ? (x - lo) / (hi - lo) : log(x / lo) / log(hi / lo)
	if (place > 0.75) {
		set label 10 + k words at x, y right offset 0, 0.8 noenhanced textcolor rgb ink font size
	} else {
		if (place < 0.2) {
			set label 10 + k words at x, y left offset 0, 0.8 noenhanced textcolor rgb ink font size
		} else {
			set label 10 + k words at x, y center offset 0, 0.8 noenhanced textcolor rgb ink font size
		}
	}
}
# A bar is at its value where a bin holds one, and spans its bin where it holds several.
thin = 0.004 * (hi - lo)
half(a, b) = b - a <= 1.5 * (step > 1 ? step : 1) && coarse ? 0.4 : (b - a) / 2
# One whole tick has its edges half a tick to either side, or its own and the next.
mid(a, b) = coarse && b - a <= 1.5 ? ceil(a) : (a + b) / 2
l(a, b) = coarse ? mid(a, b) - half(a, b) : least(a)
r(a, b) = coarse ? clip(mid(a, b) + half(a, b)) : b
bars = "data using (mid($1, $2)):($3 > 0 && l($1, $2) < hi ? $3 : 1/0):(l($1, $2)):(r($1, $2)):(floor_y):3 with boxxyerror lc rgb blue notitle"
outline = "null using (mid($1, $2)):($3 > 0 && l($1, $2) < hi ? $3 : 1/0):(l($1, $2)):(r($1, $2)):(floor_y):3 with boxxyerror lc rgb faint lw 1.4 fs empty notitle"
if (longer > 0) { set label 6 sprintf(narrow ? '%s longer →' : '%s longer calls →', group(longer)) at graph 1, graph 0.84 right offset -1, 0 noenhanced front textcolor rgb ink font size }
set output out
if (exists("null")) {
	set label 5 'grey outline: the empty loop, scaled' at graph 1, graph 0.95 right offset -1, 0 noenhanced textcolor rgb faint font size
	if (narrow) { set label 5 'outline: empty loop' }
	plot @outline, @bars
} else {
	plot @bars
}
unset output
