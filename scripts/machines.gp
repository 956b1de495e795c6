# SPDX-License-Identifier: GPL-3.0-or-later
# Machines over one another: entropy against resolution, so that each can be read at the same tick.
#
#   gnuplot -e "data='machines.tsv'; runs=2; out='machines.svg'" scripts/machines.gp
#
# data      TSV: a block for each run, blocks parted by two blank lines; the first line of a block is
#           the run's name, the others: tick (ns), Shannon entropy, min-entropy (bits)
# runs      number of blocks, 1 to 8
# out       the SVG to write
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 400 + 19 * runs
load ARG0[1:strlen(ARG0) - strlen('machines.gp')] . 'style.gp'

array sign[8] = [7, 5, 9, 13, 11, 15, 4, 6]
set tmargin at screen 1 - (66.0 + 19 * (runs + 1)) / height
stats data using ($1 > 0 ? $1 : 1/0):2 name 'd' nooutput
eval need_data
lo = (d_min_x < claimed ? d_min_x : claimed) / 1.3
hi = (d_max_x > claimed ? d_max_x : claimed) * 1.3
set logscale x
set xrange [lo:hi]
set yrange [0:(d_max_y > 0 ? d_max_y : 1) * 1.12]
eval tick_axis
set key at graph 1, screen 1 - 58.0 / height right top vertical maxrows runs + 1
set output out
plot for [i = 1:runs] data index i - 1 using ($1 > 0 ? $1 : 1/0):2 with linespoints lw 2 pt sign[i] ps 0.6 lc rgb colour[i] title columnheader(1), \
     for [i = 1:runs] data index i - 1 using ($1 > 0 ? $1 : 1/0):3 every ::1 with linespoints lw 1.6 dt 2 pt sign[i] ps 0.4 lc rgb colour[i] notitle, \
     1/0 with lines lw 1.6 dt 2 lc rgb ink title 'dashed: min-entropy'
unset output
