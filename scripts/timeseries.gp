# SPDX-License-Identifier: GPL-3.0-or-later
# Durations in the order they were taken: a map of how many samples lie in each cell of sample
# number and duration. Steps, drifts and bursts show as changes from left to right.
#
#   gnuplot -e "data='density.tsv'; out='timeseries.svg'; n=1000000; hz=2.3e9" scripts/timeseries.gp
#
# data      TSV: first and last sample of the column, lower and upper edge of the cell (ticks), count
# out       the SVG to write
# n, hz     samples in all; ticks per second
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 420
load ARG0[1:strlen(ARG0) - strlen('timeseries.gp')] . 'style.gp'

set tmargin at screen below_title
set rmargin at screen 1 - 150.0 / width
least(v) = v > 0 ? v : 0.5
stats data using (least($3)):5 name 'd' nooutput
eval need_data
stats data using 4 name 'e' nooutput
set logscale y
set logscale cb
set xrange [0:n]
set yrange [d_min_x:e_max]
set cbrange [1:d_max_y > 10 ? d_max_y : 10]
# Few samples pale, many dark: in print and for the colour-blind the order is that of lightness.
set palette defined (0 '#d9ecf7', 0.35 '#56b4e9', 0.7 '#0072b2', 1 '#00263b')
set format x "%.0s%c"
axis = 'y'; from = d_min_x; to = e_max; eval log_tics
set format cb '10^{%T}'
set xlabel 'sample number'
set ylabel sprintf('duration [ticks of %g MHz, log scale]', hz / 1e6)
set logscale y2
set y2range [d_min_x * 1e9 / hz:e_max * 1e9 / hz]
set y2tics ('1 ns' 1, '10 ns' 10, '100 ns' 100, '1 µs' 1e3, '10 µs' 1e4, '100 µs' 1e5, '1 ms' 1e6, '10 ms' 1e7, '100 ms' 1e8, '1 s' 1e9, '10 s' 1e10)
set border 11
set cblabel 'samples in a cell (log scale)' textcolor rgb ink
set colorbox user origin screen 1 - 88.0 / width, screen 60.0 / height size screen 14.0 / width, screen 1 - 120.0 / height
unset key
set output out
plot data using (($1 + $2) / 2):(least($3)):1:2:(least($3)):4:5 with boxxyerror lc palette notitle
unset output
