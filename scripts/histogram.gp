# SPDX-License-Identifier: GPL-3.0-or-later
# Histogram of durations, linear ticks, counts on a log scale, with the fit over it and the published
# claim's windows marked. Where a bin holds a single value of a coarse counter, a narrow bar is at
# that value: nothing was measured between it and the next.
#
#   gnuplot -e "data='histogram.tsv'; out='histogram.svg'; n=1000000; hz=2.3e9" scripts/histogram.gp
#
# data      TSV: lower edge, upper edge (ticks), count
# out       the SVG to write
# n, hz     samples in all; ticks per second
# step      optional: ticks between neighbouring values of the counter
# fit       optional TSV: lower edge, upper edge (ticks), count expected by the fit
# title, subtitle   optional text: above the plot, below the title
# name      optional: the SVG's own title, letters, digits and _
width = 860; height = 420
load ARG0[1:strlen(ARG0) - strlen('histogram.gp')] . 'style.gp'

stats data using 1:3 name 'd' nooutput
eval need_data
stats data using 2 name 'e' nooutput
stats data using ($2 - $1) name 'w' nooutput
if (!exists("step")) step = 0
# No duration is below 0, whatever the edge of the bin that holds it.
least(v) = v > 0 ? v : 0
lo = least(d_min_x); hi = e_max; top = d_max_y * (exists("fit") ? 8 : 2.5) # room for the key
eval need_range
# One value a bin: bars of their own, unless they would be too many to be distinguished; so too where the
# edges of a bin cannot be distinguished any more.
thin = 0.012 * (hi - lo)
single = (w_max < 1.5 * step && (step > 1 || (hi - lo) / step <= 80)) || w_max < 0.1 * thin
half = w_max < 0.1 * thin ? thin / 3 : 0.22 * step < thin ? 0.22 * step : thin
left(a, b) = least(single ? (a + b) / 2 - half : a)
right(a, b) = single ? (a + b) / 2 + half : b
set xrange [lo:hi]
if (hi - lo <= 12) { set xtics 1 } # ticks are whole
set yrange [0.6:top]
set logscale y
set format y '10^{%T}'
set ylabel single ? 'samples of that value (log scale)' : 'samples in a bin (log scale)'
set xlabel sprintf(single && step > 1 ? 'duration [ticks of %.4g ns, in steps of %g]' : 'duration [ticks of %.4g ns]', 1e9 / hz, step)
eval ns_axis
set tmargin at screen 1 - 96.0 / height
set key top right

# A window is shaded where it is in sight; where it is not, a line says on which side it lies.
side(a, b) = b < lo ? 'left of this plot' : a > hi ? 'right of this plot' : a <= lo && b >= hi ? 'covers this plot' : 'shaded'
clip(v) = v < lo ? lo : v > hi ? hi : v
f0 = window(0); f1 = window(10); s0 = window(40); s1 = window(50)
set object 1 rectangle from clip(f0), graph 0 to clip(f1), graph 1 behind fc rgb sky fs transparent solid 0.18 noborder
set object 2 rectangle from clip(s0), graph 0 to clip(s1), graph 1 behind fc rgb orange fs transparent solid 0.22 noborder
set label 3 sprintf("claim's fast window %s to %s ticks: %s", edge(f0), edge(f1), side(f0, f1)) at screen 16.0 / width, below_notes left noenhanced textcolor rgb '#00547f' font 'sans-serif,11'
set label 4 sprintf("claim's slow window %s to %s ticks: %s", edge(s0), edge(s1), side(s0, s1)) at screen 0.52, below_notes left noenhanced textcolor rgb '#8a5a00' font 'sans-serif,11'

bars = "data using (($1 + $2) / 2):($3 > 0 ? $3 : 1/0):(left($1, $2)):(right($1, $2)):(0.6):3 with boxxyerror lc rgb blue notitle"
set output out
if (exists("fit")) {
	plot @bars, \
	     fit using (least($1)):($3 > 0.6 ? $3 : 1/0):($2 - least($1)):(0) with vectors nohead lw 2.4 lc rgb red title 'mixture chosen by BIC, background included'
} else {
	plot @bars
}
unset output
