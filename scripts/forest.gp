# SPDX-License-Identifier: GPL-3.0-or-later
# A forest plot: an estimate with its interval in each row, a line where nothing differs. Rows are named at the
# left, values written at the right. Colour by group.
#
# data      TSV: row number, value, lower and upper end (without an interval the value), group (1 to 8), text of the value
# rows      number of rows; row1 ... their names
# zero      where nothing differs; its line is drawn
# unit      of the axis, as text
# logx      optional: 1 for a log axis
# narrow    optional: 1 for a phone: names and values above their rows
# out, title, subtitle   as in the other scripts
if (!exists("logx")) logx = 0
if (!exists("narrow")) narrow = 0
width = narrow ? 380 : 860; height = narrow ? 136 + 40 * rows : 140 + 22 * rows
load ARG0[1:strlen(ARG0) - strlen('forest.gp')] . 'style.gp'
stats data using 3:4 name 'd' nooutput
eval need_data
lo = d_min_x < zero ? d_min_x : zero; hi = d_max_y > zero ? d_max_y : zero
eval need_range
left = 260.0; eval names_left
set lmargin at screen (narrow ? 16.0 : left) / width
set rmargin at screen 1 - (narrow ? 16.0 : 190.0) / width
set tmargin at screen 1 - 64.0 / height
set bmargin at screen 60.0 / height
if (narrow) { eval narrow_head }
if (logx) {
	set logscale x; lo = lo / 1.1; hi = hi * 1.1
	if (hi / lo > 1e4) { set format x '10^{%T}' }
	if (hi / lo < 20) { set xtics (0.1, 0.2, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.5, 2, 3, 5, 10, 20) }
} else {
	pad = (hi - lo) * 0.04; lo = lo - pad; hi = hi + pad
}
set xrange [lo:hi]
set yrange [rows + 0.6:narrow ? 0.2 : 0.4]
set xlabel unit noenhanced
eval name_rows
unset key
colour_number(i) = i == 1 ? 0x0072b2 : i == 2 ? 0xd55e00 : i == 3 ? 0x009e73 : i == 4 ? 0xcc79a7 : i == 5 ? 0xe69f00 : i == 6 ? 0x56b4e9 : i == 7 ? 0x222222 : 0x666666
set arrow 1 from zero, graph 0 to zero, graph 1 nohead lc rgb faint lw 1.2
place = narrow ? 'right' : 'left offset 1.2, 0'
set output out
plot data using 2:1:3:4:(colour_number(int($5))) with xerrorbars pt 7 ps 0.7 lw 1.6 lc rgb variable notitle, \
     data using (hi):(narrow ? $1 - 0.45 : $1):6 with labels noenhanced @place font 'sans-serif,11' textcolor rgb ink notitle
unset output
