# SPDX-License-Identifier: GPL-3.0-or-later
# Entropy of each bit of the durations by itself: which bits move at all, and which are stuck.
#
#   gnuplot -e "data='bit_plane.tsv'; out='bit-plane.svg'; n=1000000" scripts/bit-plane.gp
#
# data      TSV: bit from 0, entropy in bits
# out       the SVG to write
# n         samples in all
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 300
load ARG0[1:strlen(ARG0) - strlen('bit-plane.gp')] . 'style.gp'

set tmargin at screen below_title
stats data using 1:2 name 'd' nooutput
eval need_data
set xrange [-0.7:d_max_x + 0.7]
set yrange [0:1.05]
set xtics d_max_x > 31 ? 4 : 1
set ytics 0.25
set boxwidth 0.7
set xlabel 'bit of the duration in ticks, from the lowest'
set ylabel 'entropy [bits]'
set output out
plot data using 1:2 with boxes lc rgb blue notitle, 1 with lines dt 2 lw 1 lc rgb faint notitle
unset output
