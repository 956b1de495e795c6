# SPDX-License-Identifier: GPL-3.0-or-later
# The tail: share of samples that took longer than x, both axes on log scales.
#
#   gnuplot -e "data='survival.tsv'; out='tail.svg'; n=1000000; hz=2.3e9" scripts/tail.gp
#
# data      TSV: ticks, share of samples above
# out       the SVG to write
# n, hz     samples in all; ticks per second
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 420
load ARG0[1:strlen(ARG0) - strlen('tail.gp')] . 'style.gp'

stats data using ($1 > 0 ? $1 : 0.5):2 name 'd' nooutput
eval need_data
spike = 5e-3 * hz
lo = d_min_x; hi = d_max_x * 1.3
eval need_range
set logscale xy
set xrange [lo:hi]
set yrange [0.5 / n:1.5]
set format y '10^{%T}'
axis = 'x'; from = lo; to = hi; eval log_tics
set ylabel 'share of samples above (log scale)'
set xlabel sprintf('duration [ticks of %.4g ns, log scale]', 1e9 / hz)
eval ns_log_axis
unset key
set arrow 1 from graph 0, first 1.0 / n to graph 1, first 1.0 / n nohead dt 3 lc rgb faint
set label 3 "one sample" at graph 0.01, first 1.0 / n left offset 0, 0.6 noenhanced textcolor rgb faint font 'sans-serif,11'
if (spike > lo && spike < hi) {
	set arrow 2 from spike, graph 0 to spike, graph 1 nohead dt 2 lc rgb red
	set label 4 'spike rule: 5 ms' at spike, graph 0.955 right offset -0.6, 0 noenhanced textcolor rgb '#a34700' font 'sans-serif,11'
}
stats data using ($2 > 0 ? $2 : 1/0) name 's' nooutput
if (!exists("s_records") || s_records == 0) {
	set label 5 'all samples took the same time: none lies above' at graph 0.5, graph 0.5 center noenhanced textcolor rgb ink
}
set output out
# None lies above the longest: there the line falls to the ground.
plot data using ($1 > 0 ? $1 : 0.5):($2 > 0 ? $2 : 0.5 / n) with steps lw 2 lc rgb blue notitle
unset output
