# SPDX-License-Identifier: GPL-3.0-or-later
# The sawtooth: k calls in one timed interval, and how often a 24 MHz counter shows more than the whole ticks
# of their cost. Points are what was seen, the line is what a constant cost of a call predicts. Points on
# the line: the spread of the values is the counter's tick and nothing else.
#
#   gnuplot -e "data='sawtooth.tsv'; out='sawtooth.svg'" scripts/sawtooth.gp
#
# data      TSV: k, share seen, share predicted, lower and upper end of the share's interval
#           (nan: none)
# out       the SVG to write
# cost, overhead    optional: cost of a call and of the rest (ns), of 24 MHz ticks: the prediction is drawn between
#           the k too
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 360
load ARG0[1:strlen(ARG0) - strlen('sawtooth.gp')] . 'style.gp'

set tmargin at screen 1 - 106.0 / height
stats data using 1:2 name 'd' nooutput
eval need_data
set xrange [d_min_x - 0.5:d_max_x + 0.5]
set yrange [-0.03:1.03]
set samples 2000
set xtics 1
set ytics 0.25
set xlabel 'calls in one interval, k'
set ylabel 'share above floor(cost)'
set key at graph 1, screen 1 - 64.0 / height right top horizontal maxrows 1
ticks(k) = (overhead + cost * k) * 24e6 / 1e9
tooth(k) = ticks(k) - floor(ticks(k))
# What is computed from a nan is left out, so its text is asked.
bare(lo) = strstrt(lo, 'nan') > 0
set output out
if (exists("cost") && exists("overhead")) {
	plot tooth(x) with lines lw 1 dt 2 lc rgb faint title 'predicted between', \
	     data using 1:3 with points pt 4 ps 0.9 lw 1.6 lc rgb orange title 'predicted', \
	     data using 1:(bare(strcol(4)) ? $2 : NaN) with points pt 6 ps 0.9 lw 1.6 lc rgb blue title 'seen, no interval', \
	     data using 1:(bare(strcol(4)) ? NaN : $2):4:5 with yerrorbars pt 7 ps 0.5 lw 1.6 lc rgb blue title 'seen, 95 % interval'
} else {
	plot data using 1:3 with linespoints dt 2 pt 4 ps 0.9 lw 1.6 lc rgb orange title 'predicted', \
	     data using 1:(bare(strcol(4)) ? $2 : NaN) with points pt 6 ps 0.9 lw 1.6 lc rgb blue title 'seen, no interval', \
	     data using 1:(bare(strcol(4)) ? NaN : $2):4:5 with yerrorbars pt 7 ps 0.5 lw 1.6 lc rgb blue title 'seen, 95 % interval'
}
unset output
