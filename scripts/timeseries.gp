# SPDX-License-Identifier: GPL-3.0-or-later
# Durations in the order they were taken: below, a map of how many samples lie in each cell of sample
# number and duration; above, the longest of each column. Steps, drifts and bursts show as changes
# from left to right. The cells of one colour are one path of thick lines: a tenth of the bytes that as
# many boxes take.
#
#   gnuplot -e "data='density.tsv'; out='timeseries.svg'; n=1000000; hz=2.3e9" scripts/timeseries.gp
#
# data      TSV, by rows: first and last sample, lower and upper edge of the cell (ticks), shade: how many
#           samples lie in a cell of one column, in eighths of a decade from 1
# out       the SVG to write
# n, hz     samples in all; ticks per second
# longest   optional TSV: first and last sample of the column, its longest duration (ticks)
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 480
load ARG0[1:strlen(ARG0) - strlen('timeseries.gp')] . 'style.gp'

set rmargin at screen 1 - 150.0 / width
stats data using 3:5 name 'd' nooutput
eval need_data
stats data using 4 name 'e' nooutput
stats data using ($4 - $3) name 'h' nooutput
set xrange [0:n]
eval sample_tics
set border 11
unset key
set output out
set multiplot

# The two parts share the sample axis; the upper one is left out where there is nothing for it.
split = 0.68
least(v) = v > 0 ? v : 0.5
if (exists("longest")) {
	stats longest using (least($3)) name 'm' nooutput
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
	set ylabel 'longest [ticks]'
	plot longest using 1:(least($3)):($2 - $1):(0) with vectors nohead lw 2.4 lc rgb red
	unset label 1
	unset label 2
	unset logscale y
	unset logscale y2
	set ytics autofreq
	set y2tics autofreq
	eval sample_tics
	top = split - 0.02
} else {
	top = below_title
}
set tmargin at screen top
set bmargin at screen 60.0 / height
# The lowest cell may be cut at 0; drawn whole, its value is at its middle like the others.
lo = e_min - h_max; hi = e_max
eval need_range
set yrange [lo:hi]
set format y '%g'
if (hi - lo <= 12) { set ytics 1 } # ticks are whole
span = hi * 1e9 / hz
set y2range [lo * 1e9 / hz * per_ns(span):span * per_ns(span)]
set y2tics format unit_of(span)
if (lo < 0) { # nothing lasts less than 0
	set ytics 0, nice((hi - lo) / 4)
	set y2tics 0, nice((hi - lo) * 1e9 / hz * per_ns(span) / 4)
}
set logscale cb
set cbrange [1:10 ** ((d_max_y < 8 ? 8 : d_max_y + 1) / 8.0)]
# Few samples pale, many dark: in print and for the colour-blind the order is that of lightness.
set palette defined (0 '#d9ecf7', 0.35 '#56b4e9', 0.7 '#0072b2', 1 '#00263b')
set format cb '10^{%T}'
set xlabel 'sample number'
set ylabel sprintf('bulk [ticks of %.4g ns]', 1e9 / hz)
set cblabel 'samples in a cell (log scale)' textcolor rgb ink offset 1, 0
set colorbox user origin screen 1 - 82.0 / width, screen 60.0 / height size screen 14.0 / width, screen top - 60.0 / height
# A row keeps a height where its edges are one number. Cells overlap a little, the darker over the paler, lest
# the ground shines through between them.
pixels = top * height - 60
row = pixels * (h_max / (hi - lo) > 0.015 ? h_max / (hi - lo) : 0.015) + 0.5
seam = 0.5 * n / (width - 230)
plot for [i = 0:d_max_y] data using 1:($5 == i ? $4 - h_max / 2 : 1/0):($2 - $1 + seam):(0) with vectors nohead lw row lc palette cb 10 ** ((i + 0.5) / 8) notitle
unset multiplot
unset output
