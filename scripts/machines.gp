# SPDX-License-Identifier: GPL-3.0-or-later
# Machines against one: the ratio of each figure to that of the reference, with its interval, a panel a figure.
#
#   gnuplot -e "data='machines.tsv'; rows=8; panels=3; heads='median|tail'; out='machines.svg'" scripts/machines.gp
#
# data      TSV: a block for each panel, blocks parted by two blank lines; the lines: row (1 is the top), ratio, lower and
#           upper end of its 95 % interval (the ratio itself: none), 1 where the difference is shown, name of the row
# rows      number of rows
# panels    number of blocks, 1 to 3
# letters   of the longest name of a row
# heads     what each panel is of, parted by |
# out       the SVG to write
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 164 + 20 * rows
load ARG0[1:strlen(ARG0) - strlen('machines.gp')] . 'style.gp'

head(i) = heads[(i == 1 ? 1 : bar(i - 1) + 1):(i == panels ? strlen(heads) : bar(i) - 1)]
array bars[4] = [0, 0, 0, 0]
k = 0
do for [c = 1:strlen(heads)] { if (heads[c:c] eq '|') { k = k + 1; bars[k] = c } }
bar(i) = bars[i]
stats data using 2 name 'd' nooutput
eval need_data
array least[3]; array most[3]
do for [p = 1:panels] {
	l_min = 1; h_max = 1
	stats data index p - 1 using 3 name 'l' nooutput
	stats data index p - 1 using 4 name 'h' nooutput
	least[p] = l_min < 0.8 ? l_min / 1.15 : 0.75
	most[p] = h_max > 1.25 ? h_max * 1.15 : 1.33
}
left = letters > 48 ? 360.0 : letters > 26 ? 60 + 6.3 * letters : 200.0; room = (width - left - 24.0) / panels
set yrange [rows + 0.7:0.3]
set logscale x
set tmargin at screen 1 - 88.0 / height
set bmargin at screen 64.0 / height
unset key
set grid noytics
set xlabel 'ratio (log scale)'
set output out
set multiplot
do for [p = 1:panels] {
	lo = least[p]; hi = most[p]
	set xrange [lo:hi]
	unset xtics
	if (hi / lo < 8) { set xtics (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10) } else { if (hi / lo < 50) { set xtics (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) } else { set xtics ('0.001' 0.001, '0.01' 0.01, '0.1' 0.1, '1' 1, '10' 10, '100' 100, '1000' 1000) } }
	if (hi / lo < 2.5) { set xtics (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75) }
	set xtics nomirror out scale 0.6 textcolor rgb ink
	set lmargin at screen (left + room * (p - 1) + 8) / width
	set rmargin at screen (left + room * p - 14) / width
	set label 4 head(p) at graph 0, screen 1 - 72.0 / height left noenhanced textcolor rgb ink
	set arrow 1 from 1, graph 0 to 1, graph 1 nohead lw 1.2 lc rgb faint
	if (p == 1) { set ytics scale 0 textcolor rgb ink noenhanced } else { unset ytics }
	if (p == 1) {
		plot data index 0 using 2:1:ytic(6) with points pt -1 notitle, \
		     data index 0 using ($4 > $3 ? $2 : 1/0):1:3:4 with xerrorbars pt -1 lw 1.6 lc rgb faint notitle, \
		     data index 0 using ($5 == 1 ? $2 : 1/0):1 with points pt 7 ps 0.9 lc rgb red notitle, \
		     data index 0 using ($5 == 0 ? $2 : 1/0):1 with points pt 6 ps 0.9 lw 1.4 lc rgb ink notitle
	} else {
		plot data index p - 1 using ($4 > $3 ? $2 : 1/0):1:3:4 with xerrorbars pt -1 lw 1.6 lc rgb faint notitle, \
		     data index p - 1 using ($5 == 1 ? $2 : 1/0):1 with points pt 7 ps 0.9 lc rgb red notitle, \
		     data index p - 1 using ($5 == 0 ? $2 : 1/0):1 with points pt 6 ps 0.9 lw 1.4 lc rgb ink notitle
	}
	unset label 1
	unset label 2
}
unset multiplot
unset output
