# SPDX-License-Identifier: GPL-3.0-or-later
# Entropy against the number of samples, the time or the process: does what is credited last?
#
#   gnuplot -e "data='growth.tsv'; out='growth.svg'; n=1000000; by='first samples'; log=1; upper='SP 800-90B'; lower='most common value'" scripts/growth.gp
#
# data      TSV: place on the x axis, one entropy, another (bits)
# out       the SVG to write
# n         samples in all
# by        what the x axis is
# upper, lower      what the two entropies are
# log       optional: 1 for a log x axis
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 360
load ARG0[1:strlen(ARG0) - strlen('growth.gp')] . 'style.gp'

set tmargin at screen 1 - 84.0 / height
stats data using 1:2 name 'd' nooutput
eval need_data
stats data using 3 name 'h' nooutput
top = d_max_y > h_max ? d_max_y : h_max
lo = d_min_x; hi = d_max_x
eval need_range
if (exists("log")) {
	set logscale x
	set xrange [lo / 1.3:hi * 1.3]
	set format x '10^{%T}'
} else {
	set xrange [lo:hi]
}
set yrange [0:top > 0 ? top * 1.12 : 1]
set xlabel by
set ylabel 'entropy of a sample [bits]'
set key at graph 1, screen 1 - 64.0 / height right top horizontal maxrows 1
set output out
plot data using 1:2 with linespoints lw 2 pt 7 ps 0.5 lc rgb blue title upper, \
     data using 1:3 with linespoints lw 2 dt 2 pt 5 ps 0.5 lc rgb green title lower
unset output
