# SPDX-License-Identifier: GPL-3.0-or-later
# The sawtooth of the tick: the same samples through counters whose ticks make their cost 0 to 2 ticks,
# with what follows if one cost and the tick are all: the share of the longer count is the fraction of a
# tick in the cost, and the entropy is that share's.
#
#   gnuplot -e "data='sweep.tsv'; out='sweep.svg'; n=32768" scripts/sweep.gp
#
# data      TSV: cost (ticks), share above its whole ticks, Shannon entropy (bits)
# out       the SVG to write
# n         samples in all
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 440
load ARG0[1:strlen(ARG0) - strlen('sweep.gp')] . 'style.gp'

set tmargin at screen 1 - 116.0 / height
stats data using 1:2 name 'd' nooutput
eval need_data
stats data using 3 name 'h' nooutput
part(x) = x - floor(x)
bits(p) = p > 0 && p < 1 ? -(p * log(p) + (1 - p) * log(1 - p)) / log(2) : 0
set samples 401
set xrange [0:2.0001]
set yrange [0:(h_max > 1 ? h_max : 1) * 1.06]
set xlabel 'cost of a call in ticks of the counter'
set ylabel 'share; entropy of a sample [bits]'
set key at graph 1, screen 1 - 64.0 / height right top vertical maxrows 2
set output out
plot part(x) with lines lw 1.4 dt 2 lc rgb blue title 'share of the longer count, by the tick alone', \
     data using 1:2 with points pt 7 ps 0.6 lc rgb blue title 'measured', \
     bits(part(x)) with lines lw 1.4 dt 3 lc rgb red title 'Shannon entropy, by the tick alone', \
     data using 1:3 with points pt 5 ps 0.6 lc rgb red title 'measured'
unset output
