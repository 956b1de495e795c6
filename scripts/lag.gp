# SPDX-License-Identifier: GPL-3.0-or-later
# A lag plot as counts: each duration against the next one. Samples without memory have columns that look alike;
# a counter's tick puts them on a lattice.
#
# data      TSV: lower and upper edge of a duration, lower and upper edge of the next (ticks), pairs
# out       the SVG to write
# n, hz     samples in all; ticks per second
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 520
load ARG0[1:strlen(ARG0) - strlen('lag.gp')] . 'style.gp'
stats data using 1:2 name 'd' nooutput
eval need_data
stats data using 3:4 name 'e' nooutput
stats data using 5 name 'c' nooutput
lo = d_min_x < e_min_x ? d_min_x : e_min_x; hi = d_max_y > e_max_y ? d_max_y : e_max_y
eval need_range
set lmargin at screen 90.0 / width
set rmargin at screen 1 - 260.0 / width
set tmargin at screen 1 - 60.0 / height
set xrange [lo:hi]; set yrange [lo:hi]
set xlabel sprintf('duration [ticks of %.4g ns]', 1e9 / hz)
set ylabel 'the next duration [ticks]'
set logscale cb
set cbrange [1:c_max > 8 ? c_max : 8]
set palette defined (0 '#d9ecf7', 0.35 '#56b4e9', 0.7 '#0072b2', 1 '#00263b')
set format cb '10^{%T}'
set cblabel 'pairs in a cell (log scale)' textcolor rgb ink offset 1, 0
set colorbox user origin screen 1 - 230.0 / width, screen 60.0 / height size screen 14.0 / width, screen 1 - 120.0 / height
if (hi - lo <= 24) { step = hi - lo <= 12 ? 1 : 2; set xtics step; set ytics step }
unset grid
unset key
set output out
plot data using (($1 + $2) / 2):(($3 + $4) / 2):1:2:3:4:5 with boxxyerror fs solid 1 lc palette notitle, \
     x with lines lc rgb faint dt 2 notitle
unset output
