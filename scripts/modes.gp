# SPDX-License-Identifier: GPL-3.0-or-later
# The modes in the order of the samples: for each column of samples the share of every mode, stacked,
# and over it the level of the durations between its change-points. A mixture shows as bands of even
# height, a step as one colour after another.
#
#   gnuplot -e "data='mode_strip.tsv'; out='modes.svg'; n=1000000" scripts/modes.gp
#
# data      TSV: a block for each mode, blocks parted by two blank lines; the first line of a block is the
#           mode's name, the others: first and last sample of the column, lower and upper edge of the share
# out       the SVG to write
# n         samples in all
# level     optional TSV: first and last sample of the level, mean rank of its durations (0 to 1)
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 360
load ARG0[1:strlen(ARG0) - strlen('modes.gp')] . 'style.gp'

set rmargin at screen 1 - 80.0 / width
set tmargin at screen 1 - 84.0 / height
stats data using 3:4 name 'd' nooutput
eval need_data
set xrange [0:n]
set yrange [0:1]
eval sample_tics
set border 11
set ytics 0.25
unset grid
set xlabel 'sample number'
set ylabel 'share of the mode'
set key at graph 1, screen 1 - 64.0 / height right top horizontal maxrows 1
set output out
if (exists("level")) {
	set y2range [0:1]
	set y2tics 0.25
	set y2label 'level [mean rank]' textcolor rgb ink
	# White below the line: it is seen on every colour.
	plot for [i = 1:d_blocks] data index i - 1 using (($1 + $2) / 2):3:1:2:3:4 with boxxyerror lc rgb colour[1 + (i - 1) % 8] title columnheader(1), \
	     level using 1:3:($2 - $1):(0) axes x1y2 with vectors nohead lw 4.5 lc rgb '#ffffff' notitle, \
	     level using 1:3:($2 - $1):(0) axes x1y2 with vectors nohead lw 2 lc rgb ink title 'level', \
	     level using ($1 > 0 ? $1 : 1/0):(0):(0):(1) axes x1y2 with vectors nohead lw 1.2 dt 2 lc rgb ink title 'change-point'
} else {
	plot for [i = 1:d_blocks] data index i - 1 using (($1 + $2) / 2):3:1:2:3:4 with boxxyerror lc rgb colour[1 + (i - 1) % 8] title columnheader(1)
}
unset output
