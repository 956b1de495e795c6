# SPDX-License-Identifier: GPL-3.0-or-later
# Mutual information of two durations by the lag between them, with what shuffled samples give: memory
# of any kind, also where the autocorrelation sees none.
#
#   gnuplot -e "data='mutual_information.tsv'; out='memory.svg'; n=1000000" scripts/memory.gp
#
# data      TSV: lag, mutual information (bits, less the shuffles' mean), mean of the shuffles
# out       the SVG to write
# n         samples in all
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 360
load ARG0[1:strlen(ARG0) - strlen('memory.gp')] . 'style.gp'

set tmargin at screen 1 - 84.0 / height
set lmargin at screen 104.0 / width
stats data using 1:2 name 'd' nooutput
eval need_data
stats data using ($2 > 0 ? $2 : 1/0) name 'p' nooutput
stats data using ($3 > 0 ? $3 : 1/0) name 's' nooutput
if (!exists("p_min")) p_min = 1e-6
if (!exists("p_max")) p_max = p_min
if (!exists("s_min")) s_min = p_min
if (!exists("s_max")) s_max = s_min
low = (p_min < s_min ? p_min : s_min) / 3
high = p_max > s_max ? p_max : s_max
set logscale y
set xrange [0.4:d_max_x + 0.6]
set yrange [low:high * 3]
if (d_max_x <= 20) set xtics 1
set format y '10^{%T}'
set xlabel 'lag [samples]'
set ylabel 'mutual information [bits, log scale]'
set key at graph 1, screen 1 - 64.0 / height right top horizontal maxrows 1
set output out
# What is not above the shuffles has no place on a log axis: an open mark on its foot.
plot data using 1:3 with linespoints lw 2 dt 2 pt 6 ps 0.5 lc rgb orange title 'shuffled samples (their mean)', \
     data using 1:($2 > 0 ? $2 : 1/0):(0):(low - $2) with vectors nohead lw 3 lc rgb blue notitle, \
     data using 1:($2 > 0 ? $2 : 1/0) with points pt 7 ps 0.7 lc rgb blue title 'samples, above their shuffles', \
     data using 1:($2 > 0 ? 1/0 : low * 1.15) with points pt 6 ps 0.7 lc rgb blue notitle
unset output
