# SPDX-License-Identifier: GPL-3.0-or-later
# Durations in the order they were taken: below, a map of how many samples lie in each cell of sample
# number and duration; above, the longest of each column. Steps, drifts and bursts show as changes
# from left to right.
#
#   gnuplot -e "data='density.tsv'; out='timeseries.svg'; n=1000000; hz=2.3e9" scripts/timeseries.gp
#
# data      TSV: first and last sample of the column, lower and upper edge of the cell (ticks), count
# out       the SVG to write
# n, hz     samples in all; ticks per second
# longest   optional TSV: first sample of the column, its longest duration (ticks)
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 480
load ARG0[1:strlen(ARG0) - strlen('timeseries.gp')] . 'style.gp'

set rmargin at screen 1 - 150.0 / width
stats data using 3:5 name 'd' nooutput
eval need_data
stats data using 4 name 'e' nooutput
set xrange [0:n]
eval sample_tics
set border 11
unset key
set output out
set multiplot

# The two parts share the sample axis; the upper one is left out where there is nothing for it.
split = 0.68
if (exists("longest")) {
	stats longest using ($2 > 0 ? $2 : 0.5) name 'm' nooutput
	lo = m_min / 1.5; hi = m_max * 1.5
	set tmargin at screen below_title
	set bmargin at screen split + 0.02
	set logscale y
	set logscale y2
	set yrange [lo:hi]
	set y2range [lo * 1e9 / hz:hi * 1e9 / hz]
	eval ns_decades_y2
	axis = 'y'; from = lo; to = hi; eval log_tics
	# The strip is low: labels at every second decade where there are many.
	if (hi / lo > 1e4) {
		set ytics 100
		set y2tics ('10 ns' 10, '1 µs' 1e3, '100 µs' 1e5, '10 ms' 1e7, '1 s' 1e9)
	}
	eval bare_sample_tics
	set ylabel 'longest'
	plot longest using 1:($2 > 0 ? $2 : 0.5) with points pt 7 ps 0.35 lc rgb red
	unset label 1
	unset label 2
	unset logscale y
	unset logscale y2
	set ytics autofreq
	set y2tics autofreq
	eval sample_tics
	set tmargin at screen split - 0.02
} else {
	set tmargin at screen below_title
}
set bmargin at screen 60.0 / height
lo = d_min_x > 0 ? d_min_x : 0; hi = e_max
eval need_range
set yrange [lo:hi]
set format y '%g'
set y2range [lo * 1e9 / hz:hi * 1e9 / hz]
set y2tics format '%g ns'
set logscale cb
set cbrange [1:d_max_y > 10 ? d_max_y : 10]
# Few samples pale, many dark: in print and for the colour-blind the order is that of lightness.
set palette defined (0 '#d9ecf7', 0.35 '#56b4e9', 0.7 '#0072b2', 1 '#00263b')
set format cb '10^{%T}'
set xlabel 'sample number'
set ylabel sprintf('bulk [ticks of %g MHz]', hz / 1e6)
set cblabel 'samples in a cell (log scale)' textcolor rgb ink offset 1, 0
set colorbox user origin screen 1 - 82.0 / width, screen 60.0 / height size screen 14.0 / width, screen split - 0.02 - 60.0 / height
# A cell keeps a height where its edges are one number.
low = 0.015 * (hi - lo)
foot(a, b) = b - a < low ? (a + b - low) / 2 : a
head(a, b) = b - a < low ? (a + b + low) / 2 : b
plot data using (($1 + $2) / 2):(($3 + $4) / 2):1:2:(foot($3, $4)):(head($3, $4)):5 with boxxyerror lc palette notitle
unset multiplot
unset output
