# SPDX-License-Identifier: GPL-3.0-or-later
# Autocorrelation by lag, with the band in which 95 % of the values of a series without memory lie.
#
#   gnuplot -e "data='acf.tsv'; out='acf.svg'; n=1000000" scripts/acf.gp
#
# data      TSV: lag, autocorrelation, lower and upper end of the band; lag 0 is not drawn
# out       the SVG to write
# n         samples in all
# what      optional: of what, "autocorrelation of mid-ranks"
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 360
load ARG0[1:strlen(ARG0) - strlen('acf.gp')] . 'style.gp'

set tmargin at screen 1 - 84.0 / height
set lmargin at screen 104.0 / width # labels such as -0.003
stats data using ($1 > 0 ? $1 : 1/0):2 name 'd' nooutput
eval need_data
stats data using ($1 > 0 ? $1 : 1/0):4 name 'b' nooutput
band = exists("b_max_y") ? b_max_y : 0
high = d_max_y > band ? d_max_y : band; low = d_min_y < -band ? d_min_y : -band
reach = high > low ? 0.15 * (high - low) : 0.01
set xrange [0:d_max_x + 1]
set yrange [low - reach:high + reach]
set xlabel 'lag [samples]'
if (!exists("what")) what = 'autocorrelation'
set ylabel what noenhanced
set key at graph 1, screen 1 - 58.0 / height right top
set xzeroaxis lt 1 lc rgb ink lw 0.8
set output out
plot data using ($1 > 0 ? $1 : 1/0):3:4 with filledcurves fc rgb orange fs transparent solid 0.22 title '95 % band of a series without memory', \
     data using ($1 > 0 ? $1 : 1/0):2 with impulses lw 3 lc rgb blue notitle
unset output
