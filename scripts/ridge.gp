# SPDX-License-Identifier: GPL-3.0-or-later
# Distributions one above the other: a ridge for each load, its height the logarithm of the share of the calls in
# a bin. Colour by load.
#
# data      TSV: a block for each ridge, parted by two blank lines: its run; then lower edge, upper edge (ns), share
# rows      number of ridges; row1 ... their loads; colour1 ... the numbers of their colours
# out, title, subtitle   as in the other scripts
width = 860; height = 140 + 62 * rows
load ARG0[1:strlen(ARG0) - strlen('ridge.gp')] . 'style.gp'
least(v) = v > 0 ? v : 0.5
stats data using (least($1)):($3 > 0 ? $3 : 1/0) name 'd' nooutput
eval need_data
stats data using 2 name 'e' nooutput
lo = d_min_x; hi = e_max
eval need_range
low = log10(d_min_y) - 0.5; top = log10(d_max_y)
if (top <= low) { top = low + 1 }
set lmargin at screen 150.0 / width
set tmargin at screen 1 - 72.0 / height
set bmargin at screen 60.0 / height
set logscale x
set xrange [lo:hi]
set yrange [rows:-0.05]
eval 'set xtics ' . ns_decades_list
set xlabel 'duration [log scale]'
unset ytics
set ytics scale 0 ()
do for [k = 1:rows] { eval sprintf("set ytics add (row%d %g)", k, k - 0.15) }
set ytics noenhanced
set border 1
set grid noytics
unset key
height_of(s) = 0.92 * (log10(s) - low) / (top - low)
set output out
set multiplot
do for [k = 1:rows] {
	eval sprintf("hue = colour[colour%d]", k)
	plot data index k - 1 using ($3 > 0 ? least($1) : 1/0):(k):(least($1)):2:(k - height_of($3)):(k) with boxxyerror lc rgb hue fs solid 0.75 notitle
	if (k == 1) { unset label 1; unset label 2; unset xlabel; unset grid; set format x ''; set border 0; unset ytics; unset xtics }
}
unset multiplot
unset output
