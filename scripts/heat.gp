# SPDX-License-Identifier: GPL-3.0-or-later
# A heat map of cells: probes or machines down, loads across, the value written into each cell; the lighter the
# less. An empty cell was not measured.
#
# data      TSV: column, row (from 1), value, text
# rows, row1 ...; columns, column1 ...   number and names
# what      of the colour box, as text
# logz      optional: 1 for colours by the logarithm
# out, title, subtitle   as in the other scripts
if (!exists("logz")) logz = 0
slanted = columns > 7 # names of many columns have no room beside one another
head = slanted ? 120.0 : 84.0
width = 860; height = head + 36 + 30 * rows
load ARG0[1:strlen(ARG0) - strlen('heat.gp')] . 'style.gp'
stats data using 3 name 'd' nooutput
eval need_data
lo = d_min; hi = d_max
eval need_range
left = 240.0; eval names_left
set lmargin at screen left / width
set rmargin at screen 1 - 110.0 / width
set tmargin at screen 1 - head / height
set bmargin at screen 20.0 / height
set xrange [0.5:columns + 0.5]; set yrange [rows + 0.5:0.5]
unset grid
set border 0
unset xtics
set xtics scale 0 () noenhanced
set ytics scale 0 () noenhanced
if (slanted) { set x2tics scale 0 () noenhanced rotate by 35 left } else { set x2tics scale 0 () noenhanced }
set x2range [0.5:columns + 0.5]
unset xtics
do for [k = 1:columns] { eval sprintf("set x2tics add (column%d %d)", k, k) }
do for [k = 1:rows] { eval sprintf("set ytics add (row%d %d)", k, k) }
# Lightness alone carries the value: a single hue, readable in print.
set palette defined (0 '#f2f7fb', 0.5 '#8fbbdc', 1 '#0b4f82')
if (logz) { set logscale cb }
set cbrange [lo:hi]
set cblabel what noenhanced
unset key
part(v) = logz ? log(v / lo) / log(hi / lo) : (v - lo) / (hi - lo)
dark(v) = part(v) > 0.6 ? 0xffffff : 0x222222
set output out
plot data using 1:2:(0.47):(0.45):3 with boxxyerror fs solid 1 lc palette notitle, \
     data using 1:2:4:(dark($3)) with labels noenhanced font 'sans-serif,11' textcolor rgb variable notitle
unset output
