# SPDX-License-Identifier: GPL-3.0-or-later
# Entropy against resolution: what is left of the entropy of the same samples when a coarser counter
# records them. The counter of the published claim and its two figures are marked. No line joins the points: between
# two ticks the entropy rises and falls with the place of the durations in the tick.
#
#   gnuplot -e "data='resolution.tsv'; out='resolution.svg'; n=1000000" scripts/resolution.gp
#
# data      TSV: tick (ns), Shannon entropy, min-entropy (bits)
# out       the SVG to write
# n         samples in all
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 420
load ARG0[1:strlen(ARG0) - strlen('resolution.gp')] . 'style.gp'

set tmargin at screen 1 - 106.0 / height
stats data using ($1 > 0 ? $1 : 1/0):2 name 'd' nooutput
eval need_data
lo = (d_min_x < claimed ? d_min_x : claimed) / 1.3
hi = (d_max_x > claimed ? d_max_x : claimed) * 1.3
top = d_max_y > 1.54 ? d_max_y : 1.54
set logscale x
set xrange [lo:hi]
set yrange [0:top * 1.12]
eval tick_axis
set key at graph 1, screen 1 - 64.0 / height right top horizontal maxrows 1
set output out
plot data using ($1 > 0 ? $1 : 1/0):2 with points pt 7 ps 0.9 lc rgb blue title 'Shannon', \
     data using ($1 > 0 ? $1 : 1/0):3 with points pt 4 lw 1.8 ps 0.9 lc rgb green title 'min-entropy', \
     1.54 with lines dt 3 lw 1.6 lc rgb red title 'published: Shannon 1.54', \
     1.5 with lines dt 4 lw 1.6 lc rgb purple title 'published: credited 1.5'
unset output
