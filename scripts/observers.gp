# SPDX-License-Identifier: GPL-3.0-or-later
# Min-entropy a sample that is left against observers who know more and more, with intervals: a row for each
# probe and observer, each labelled beside its point. Colour by load.
#
# data      TSV, a block for each load, parted by two blank lines: the load; then row number, value, lower end, upper end
# rows      number of rows; row1 ... their names
# loads     number of blocks
# top       end of the axis [bits]
# published optional: the published rate [bits]
# narrow    optional: 1 for a phone: names above their rows
# out, title, subtitle   as in the other scripts
if (!exists("narrow")) narrow = 0
columns = narrow ? 2 : 3
head = 62 + 19 * ceil((loads + exists("published")) / (1.0 * columns)) # the key has its own lines
width = narrow ? 380 : 860; height = head + 64 + (narrow ? 40 : 24) * rows
load ARG0[1:strlen(ARG0) - strlen('observers.gp')] . 'style.gp'
left = 330.0; eval names_left
set lmargin at screen (narrow ? 16.0 : left) / width
set rmargin at screen 1 - (narrow ? 16.0 : 30.0) / width
set tmargin at screen 1 - (head + 4.0) / height
set bmargin at screen 60.0 / height
if (narrow) { eval narrow_head }
set yrange [rows + 0.6:narrow ? 0.2 : 0.4]
set xrange [0:(top > 0 ? top : 1)]
set xlabel 'min-entropy of a sample [bits]'
eval name_rows
set key at screen 1 - (narrow ? 16.0 : 30.0) / width, screen 1 - 58.0 / height right top horizontal maxcols columns samplen 0.5
if (exists("published")) {
	set arrow 1 from published, graph 0 to published, graph 1 nohead dt 2 lc rgb faint
}
# Colours come round after eight loads: those of the second round are open circles.
spread(i) = loads > 1 ? (i - (loads + 1) / 2.0) * 0.46 / loads + (narrow ? 0.14 : 0) : 0
claim = exists("published") ? "NaN with lines dt 2 lc rgb faint title sprintf('published: %g', published), " : ""
set output out
plot @claim for [i = 1:loads] data index i - 1 using ($2):($1 + spread(i)):($3):($4) with xerrorbars lw 1.6 pt (i > 8 ? 6 : 7) ps 0.6 lc rgb colour[(i - 1) % 8 + 1] title columnheader(1)
unset output
