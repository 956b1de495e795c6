# SPDX-License-Identifier: GPL-3.0-or-later
# Published figures against what the hypothesis predicts of them, without a free parameter: on the diagonal it
# explains them. Both axes logarithmic, since figures of several units share the plot.
#
# data      TSV, rising by what is predicted: published, least and greatest predicted, 1 where the relation holds else 0, name
# out, title, subtitle   as in the other scripts
width = 860; height = 520
load ARG0[1:strlen(ARG0) - strlen('published.gp')] . 'style.gp'
stats data using 1:(($2 + $3) / 2) name 'd' nooutput
eval need_data
lo = (d_min_x < d_min_y ? d_min_x : d_min_y) / 2; hi = (d_max_x > d_max_y ? d_max_x : d_max_y) * 2
if (lo <= 0) lo = hi / 1e4
set logscale xy
set xrange [lo:hi]; set yrange [lo:hi]
set xlabel 'published [in the unit of each figure, log scale]'
set ylabel 'predicted by the hypothesis [same unit, log scale]'
set key at graph 0.02, graph 0.97 left top reverse Left
set termoption noenhanced # names have underscores
set rmargin at screen 1 - 320.0 / width
mid(a, b) = (a + b) / 2
stats data using 4 name 'h' nooutput
misses = h_min == 0 ? "data using 1:($4 == 0 ? mid($2, $3) : 1/0):2:3 with yerrorbars pt 9 ps 1.1 lw 1.4 lc rgb red title 'does not hold', " : ''
# Names are in a column at the right, in the order of the points, each with a line to its own.
at(i) = (i + 0.5) / d_records
down(g) = lo * (hi / lo) ** g
set output out
plot x with lines lc rgb faint dt 2 title 'predicted as published', \
     data using 1:(mid($2, $3)):(hi - $1):(down(at($0)) - mid($2, $3)) with vectors nohead lc rgb rule lw 0.8 notitle, \
     data using 1:($4 == 1 ? mid($2, $3) : 1/0):2:3 with yerrorbars pt 7 ps 0.8 lw 1.4 lc rgb blue title 'holds', \
     @misses data using (hi):(down(at($0))):5 with labels noenhanced left offset 0.6, 0 font 'sans-serif,11' textcolor rgb ink notitle
unset output
