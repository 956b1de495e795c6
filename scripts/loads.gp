# SPDX-License-Identifier: GPL-3.0-or-later
# Runs over one another, colour by load, the runs of one load by their dashes: above, the share of each run's samples by duration; below, the share that took
# longer. In nanoseconds, so that runs of different counters can share one plot.
#
#   gnuplot -e "data='loads.tsv'; tails='tails.tsv'; runs=2; out='loads.svg'" scripts/loads.gp
#
# data      TSV: a block for each run, blocks parted by two blank lines; the first line of a block is
#           the run's name, the others: lower edge, upper edge (ns), share of the run's samples in the bin
# tails     TSV in the same order: the run's name; then duration (ns), share of samples above
# runs      number of blocks, 1 to 8
# colours, dashes   optional text: the number of each run's colour and dash, parted by blanks
# out       the SVG to write
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
rows = (runs + 1) / 2 # of the key
width = 860; height = 630 + 19 * rows
load ARG0[1:strlen(ARG0) - strlen('loads.gp')] . 'style.gp'
if (!exists("colours")) colours = '1 2 3 4 5 6 7 8'
if (!exists("dashes")) dashes = colours
hue(i) = colour[int(word(colours, i))]

least(v) = v > 0 ? v : 0.5
stats data using (least($1)):3 name 'd' nooutput
eval need_data
stats data using 2 name 'e' nooutput
stats tails using ($2 > 0 ? $2 : 1/0) name 't' nooutput
lo = d_min_x; hi = e_max
eval need_range
# A run whose durations are all one has no tail.
low = (exists("t_min") ? t_min : 1e-6) * 0.5
set logscale xy
set xrange [lo:hi]
set yrange [low:1.5]
eval 'set xtics ' . ns_decades_list
set format y '10^{%T}'
set output out
set multiplot
set tmargin at screen 1 - (66.0 + 19 * rows) / height
set bmargin at screen 345.0 / height
set ylabel 'share of samples in a bin (log scale)'
set key at graph 1, screen 1 - 58.0 / height right top vertical maxrows rows
plot for [i = 1:runs] data index i - 1 using (least($1)):($3 > 0 ? $3 : low) with steps lw 2 lc rgb hue(i) dt int(word(dashes, i)) title columnheader(1)
unset label 1
unset label 2
set tmargin at screen 300.0 / height
set bmargin at screen 60.0 / height
set ylabel 'share of samples above (log scale)'
set xlabel 'duration [log scale]'
unset key
plot for [i = 1:runs] tails index i - 1 using (least($1)):($2 > 0 ? $2 : low) every ::1 with steps lw 2 lc rgb hue(i) dt int(word(dashes, i)) notitle
unset multiplot
unset output
