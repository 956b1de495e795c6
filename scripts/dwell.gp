# SPDX-License-Identifier: GPL-3.0-or-later
# How long modes last: the lengths of their runs against those of a mode that is left by chance, the same at
# every sample (geometric lengths).
#
#   gnuplot -e "data='dwell.tsv'; out='dwell.svg'; n=1000000" scripts/dwell.gp
#
# data      TSV: a block for each mode, blocks parted by two blank lines; the first line of a block is the
#           mode's name, the others: first and last length of the bin, runs in it, runs expected
# out       the SVG to write
# n         samples in all
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 420
load ARG0[1:strlen(ARG0) - strlen('dwell.gp')] . 'style.gp'

array sign[8] = [7, 5, 9, 13, 11, 15, 4, 6]
set tmargin at screen 1 - 106.0 / height
per(count, lo, hi) = count / (hi - lo + 1)
stats data using 2:(per($3, $1, $2)) name 'd' nooutput
stats data using (per($4, $1, $2) > 0 && $3 > 0 ? per($3, $1, $2) : 1/0) name 'c' nooutput
eval need_data
set logscale xy
set xrange [0.8:d_max_x * 1.3]
set yrange [c_min * 0.5:d_max_y * 2]
set format y '10^{%T}'
axis = 'x'; from = 1; to = d_max_x; eval log_tics
set xlabel 'length of a run [samples, log scale]'
set ylabel 'runs per length (log scale)'
set key at graph 1, screen 1 - 64.0 / height right top horizontal maxrows 1
set output out
plot for [i = 1:d_blocks] data index i - 1 using (sqrt($1 * $2)):($4 > 0 ? per($4, $1, $2) : 1/0) with lines lw 1.6 dt 2 lc rgb colour[1 + (i - 1) % 8] notitle, \
     for [i = 1:d_blocks] data index i - 1 using (sqrt($1 * $2)):($3 > 0 ? per($3, $1, $2) : 1/0) with points pt sign[1 + (i - 1) % 8] ps 0.6 lc rgb colour[1 + (i - 1) % 8] title columnheader(1), \
     1/0 with lines lw 1.6 dt 2 lc rgb ink title 'geometric'
unset output
