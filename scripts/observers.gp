# SPDX-License-Identifier: GPL-3.0-or-later
# Min-entropy a sample that is left against observers who know more and more, with intervals: a row for each
# probe and observer, each labelled beside its point. Colour by load.
#
# data      TSV, a block for each load, parted by two blank lines: the load; then row number, value, lower end, upper end
# rows      number of rows; row1 ... their names
# loads     number of blocks
# top       end of the axis [bits]
# published optional: the published rate [bits]
# out, title, subtitle   as in the other scripts
width = 860; height = 130 + 24 * rows
load ARG0[1:strlen(ARG0) - strlen('observers.gp')] . 'style.gp'
set lmargin at screen 330.0 / width
set rmargin at screen 1 - 30.0 / width
set tmargin at screen 1 - 76.0 / height
set bmargin at screen 50.0 / height
set yrange [rows + 0.6:0.4]
set xrange [0:(top > 0 ? top : 1)]
set xlabel 'min-entropy of a sample [bits]'
unset ytics
set ytics scale 0 ()
do for [k = 1:rows] { eval sprintf("set ytics add (row%d %d)", k, k) }
set ytics noenhanced
set key at screen 1 - 30.0 / width, screen 1 - 58.0 / height right top horizontal maxrows 1
if (exists("published")) {
	set arrow 1 from published, graph 0 to published, graph 1 nohead dt 2 lc rgb faint
	set label 3 sprintf("published: %g", published) at published, graph 0.06 right offset -0.6, 0 textcolor rgb faint noenhanced
}
spread(i) = loads > 1 ? (i - (loads + 1) / 2.0) * 0.5 / loads : 0
set output out
plot for [i = 1:loads] data index i - 1 using ($2):($1 + spread(i)):($3):($4) with xerrorbars lw 1.6 pt 7 ps 0.6 lc rgb colour[(i - 1) % 8 + 1] title columnheader(1)
unset output
