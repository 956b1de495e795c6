# SPDX-License-Identifier: GPL-3.0-or-later
# The share of the longer of two neighbouring counts by the mean cost of a call in ticks: the sawtooth that one cost
# and one tick give, the same recorded samples through clocks of other ticks, and published tables.
#
# data      TSV: cost (ticks), share, lower and upper end of its interval (the share: none), kind (sweep here explained
#           exception claim zero), number of the machine, name
# ticks     where the axis ends, a whole number
# names     number of named points, each with at1_x, at1_y, at1_kind, at1_machine, at1_text and so on, tooth by tooth and upward
# narrow    optional: 1 for a phone: numbers at the points, their names below
# out, title, subtitle   as in the other scripts
if (!exists("narrow")) narrow = 0
list = 15.0 * names
width = narrow ? 380 : 860; height = narrow ? 452 + list : 516
load ARG0[1:strlen(ARG0) - strlen('split.gp')] . 'style.gp'
if (narrow) { set label 1 font 'sans-serif,12'; set label 2 font 'sans-serif,10' }
set tmargin at screen 1 - (narrow ? 156.0 : 128.0) / height
set lmargin at screen (narrow ? 46.0 : 80.0) / width
set rmargin at screen 1 - (narrow ? 12.0 : 24.0) / width
set bmargin at screen (narrow ? 62.0 + list : 60.0) / height
stats data using 1:2 name 'd' nooutput
eval need_data

stats data using 6 name 'm' nooutput

# A call that costs more ticks than the axis has is drawn at its fraction of a tick in the last tooth, with its cost
# beside its name.
hi = ticks
set xrange [0:hi]; set yrange [-0.03:1.03]
set xtics 1; set mxtics 4; set ytics 0.25
fold(x) = x > hi ? hi - 1 + x - floor(x) : x
set samples 200 * hi + 1
set xlabel narrow ? 'cost of a call [ticks]' : 'mean cost of a call [ticks of the counter]'
if (!narrow) { set ylabel 'share of the longer count' }
set key at screen (narrow ? 12.0 : 80.0) / width, screen 1 - (narrow ? 50.0 : 56.0) / height left top Left reverse vertical maxrows (narrow ? 5 : 3) samplen 1.6 width (narrow ? 0 : 1)

# A line is broken at whole ticks, where the share falls from one to none.
tooth(x) = abs(x - floor(x + 0.5)) < 1e-9 && x > 0.5 ? NaN : x - floor(x)

array machine[3] = [blue, sky, orange]
array written[3] = [blue, '#1f6f96', '#7a5200'] # the same, dark enough for text
# A name begins at the right of its point, in the room between two teeth, and clear of the name below it.
size = narrow ? 'sans-serif,10' : 'sans-serif,11'
gap = 13.0 / (height - (narrow ? 218 + list : 188)) * 1.06
least = -1; last = 0; before = -1
do for [k = 1:names] {
	eval sprintf("x = at%d_x; y = at%d_y; words = at%d_text; kind = at%d_kind; which = at%d_machine", k, k, k, k, k)
	half = x > hi && !narrow ? gap / 2 : 0 # such a name has two lines
	if (x > hi) { words = sprintf(narrow ? '%s, at %.2f ticks' : "%s\nat %.2f ticks", words, x); x = fold(x) }
	if (floor(x) != last || y < before) { least = -1 }
	last = floor(x); before = y
	at = y > least + half ? y : least + half
	least = at + half + gap
	said = narrow ? sprintf('%d', k) : words
	shade = kind eq 'claim' ? ink : kind eq 'exception' ? red : kind eq 'zero' ? '#8a4a73' : kind eq 'here' ? written[which] : '#00694f'
	if (x > hi - 0.8 && !narrow) {
		set label 10 + k said at x, at right offset -1.6, 0 noenhanced front textcolor rgb shade font size
	} else {
		set label 10 + k said at x, at left offset (narrow ? 1.2 : 1.7), 0 noenhanced front textcolor rgb shade font size
	}
	if (narrow) { set label 200 + k sprintf('%d  %s', k, words) at screen 16.0 / width, screen (list - 3.0 - 15.0 * (k - 1)) / height left noenhanced textcolor rgb shade font size }
}

has(kind) = sprintf("stats data using (strcol(5) eq '%s' ? 1 : 0) name 'of_%s' nooutput", kind, kind)
do for [kind in 'sweep here explained exception'] { eval has(kind) }
of(kind, i) = strcol(5) eq kind && $6 == i ? fold($1) : NaN
dots = of_sweep_sum > 0 ? "for [i = 1:int(m_max)] data using (of('sweep', i)):2 with points pt 7 ps (narrow ? 0.3 : 0.45) lc rgb machine[i] title (i > 1 ? '' : narrow ? 'measured here, other clocks' : 'measured here, by clocks of other ticks'), " : ''
native = of_here_sum > 0 ? "for [i = 1:int(m_max)] data using (of('here', i)):2:3:4 with yerrorbars pt 13 ps (narrow ? 0.9 : 1.2) lw 1.6 lc rgb machine[i] title (i > 1 ? '' : narrow ? 'measured here, 24 MHz' : 'measured here, by a clock of 24 MHz'), " : ''
fits = of_explained_sum > 0 ? "data using (of('explained', 1)):2 with points pt 9 ps (narrow ? 0.8 : 1) lc rgb green title 'published, one tick explains it', " : ''
misses = of_exception_sum > 0 ? "data using (of('exception', 1)):2 with points pt 2 ps (narrow ? 0.8 : 1) lw 2 lc rgb red title 'published, one tick does not', " : ''
# The claim and the machine without entropy have their names beside them.
set output out
plot tooth(x) with lines lw 1.6 lc rgb '#999999' title 'predicted by one cost and one tick', \
     @dots @native @fits @misses \
     data using (of('zero', 1)):2:3:4 with yerrorbars pt 5 ps (narrow ? 0.8 : 1.1) lw 1.6 lc rgb purple notitle, \
     data using (of('claim', 1)):2 with points pt 6 ps (narrow ? 1.3 : 1.8) lw 2 lc rgb ink notitle
unset output
