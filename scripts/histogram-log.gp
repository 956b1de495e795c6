# SPDX-License-Identifier: GPL-3.0-or-later
# Histogram of durations in bins of equal ratio, both axes on log scales: bulk and tail in one view, with
# the published claim's windows marked.
#
#   gnuplot -e "data='histogram_log.tsv'; out='histogram-log.svg'; n=1000000; hz=2.3e9" scripts/histogram-log.gp
#
# data      TSV: lower edge, upper edge (ticks), count
# out       the SVG to write
# n, hz     samples in all; ticks per second
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 420
load ARG0[1:strlen(ARG0) - strlen('histogram-log.gp')] . 'style.gp'

# A bin that starts at 0 has no place on a log axis; it is drawn from half a tick.
least(v) = v > 0 ? v : 0.5
stats data using (least($1)):3 name 'd' nooutput
eval need_data
stats data using 2 name 'e' nooutput
# Both windows stay in sight, whatever the data span.
lo = d_min_x; hi = e_max > window(50) * 1.3 ? e_max : window(50) * 1.3
if (lo > window(10) / 3) lo = window(10) / 3
eval need_range
set logscale xy
set xrange [lo:hi]
set yrange [0.6:d_max_y * 4]
set format y '10^{%T}'
axis = 'x'; from = lo; to = hi; eval log_tics
set ylabel 'samples in a bin (log scale)'
set xlabel sprintf('duration [ticks of %.4g ns, log scale]', 1e9 / hz)
eval ns_log_axis
unset key

set object 1 rectangle from lo, graph 0 to window(10), graph 1 behind fc rgb sky fs transparent solid 0.18 noborder
set object 2 rectangle from window(40), graph 0 to window(50), graph 1 behind fc rgb orange fs transparent solid 0.3 noborder
# A label is next to its window where there is room for it, else on the other side.
room = 0.17 * log(hi / lo)
if (log(window(10) / lo) > room) {
	set label 3 "claim's fast window" at window(10), graph 0.955 right offset -0.6, 0 noenhanced textcolor rgb '#00547f' font 'sans-serif,11'
} else {
	set label 3 "claim's fast window" at window(10), graph 0.89 left offset 0.6, 0 noenhanced textcolor rgb '#00547f' font 'sans-serif,11'
}
if (log(hi / window(50)) > room || log(window(40) / lo) < room) {
	set label 4 "claim's slow window" at window(50), graph 0.955 left offset 0.6, 0 noenhanced textcolor rgb '#8a5a00' font 'sans-serif,11'
} else {
	set label 4 "claim's slow window" at window(40), graph 0.89 right offset -0.6, 0 noenhanced textcolor rgb '#8a5a00' font 'sans-serif,11'
}

set output out
plot data using (sqrt(least($1) * $2)):($3 > 0 ? $3 : 1/0):(least($1)):2:(0.6):3 with boxxyerror lc rgb blue notitle
unset output
