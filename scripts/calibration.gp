# SPDX-License-Identifier: GPL-3.0-or-later
# How often the 95 % intervals of every figure hold the truth, by family of series of known truth and by
# length; the goal of 93 to 97 % is shaded. One point with its binomial band is one figure.
#
#   gnuplot -e "data='calibration.tsv'; out='calibration.svg'; series=200" scripts/calibration.gp
#
# data      TSV: a block for each length, blocks parted by two blank lines; the first line of a block is its
#           name, the others: number and name of the family (from 0), figure, place within the family (0 to
#           1), coverage, lower and upper end of its band, in percent
# out       the SVG to write
# series    how many series make a point
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 1100; height = 470
if (!exists("title")) title = 'Coverage of the 95 % intervals on series of known truth'
if (!exists("subtitle")) subtitle = sprintf('%d series a point; band: 95 %% of the binomial law; what lies below 60 %% is at the lower edge', series)
load ARG0[1:strlen(ARG0) - strlen('calibration.gp')] . 'style.gp'

array sign[6] = [7, 5, 9, 13, 11, 15]
set tmargin at screen 1 - 106.0 / height
stats data using 1:5 name 'd' nooutput
eval need_data
stats data using 6 name 'b' nooutput
low = b_min < 60 ? 60 : b_min < 85 ? floor(b_min / 5) * 5 : 85
at_least(v) = v < low ? low : v
set xrange [-0.05:d_max_x + 1.05]
set yrange [low:100.5]
set ytics add ('93' 93, '97' 97)
set ylabel 'intervals that hold the truth [%]'
unset grid
set grid ytics lt 1 lc rgb rule lw 0.6
set xtics scale 0 rotate by 30 right
set bmargin at screen 106.0 / height
set object 1 rectangle from graph 0, first 93 to graph 1, first 97 behind fc rgb "#cdebe1" fs solid 1 noborder
set for [f = 1:d_max_x] arrow from f, graph 0 to f, graph 1 nohead lt 1 lc rgb rule
set key at graph 1, screen 1 - 64.0 / height right top horizontal maxrows 1
place(f, at) = f + 0.06 + 0.88 * at
set output out
plot 95 with lines lt 1 lw 0.8 lc rgb faint notitle, \
     for [i = 1:d_blocks] data index i - 1 using (place($1, $4)):(at_least($5)):(at_least($6)):(at_least($7)) with yerrorbars pt sign[1 + (i - 1) % 6] ps 0.4 lw 1 lc rgb colour[1 + (i - 1) % 6] title columnheader(1), \
     data using ($1 + 0.5):(low - 100):xtic(2) with points notitle
unset output
