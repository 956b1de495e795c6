# SPDX-License-Identifier: GPL-3.0-or-later
# What every plot shares; loaded by the others after they have set `width` and `height`.
#
# Colours are Okabe and Ito's: distinguished by people who cannot see red or green, and by lightness in
# print. Lines that are compared differ in dashes too.
blue = '#0072b2'; orange = '#e69f00'; green = '#009e73'; red = '#d55e00'; purple = '#cc79a7'; sky = '#56b4e9'
ink = '#222222'; faint = '#666666'; rule = '#dddddd'
array colour[8] = [blue, red, green, purple, orange, sky, ink, faint]

if (!exists("name")) name = 'plot'
if (!exists("title")) title = ''
if (!exists("subtitle")) subtitle = ''
# Another form than the report's own: the drivers beside the plots set it.
if (!exists("format")) format = 'svg'
if (format eq 'png') {
	set terminal pngcairo size 2 * width,2 * height enhanced font 'sans,12' fontscale 2 linewidth 2 pointscale 2 background '#ffffff'
} else { if (format eq 'pdf') {
	set terminal pdfcairo size width / 96.0,height / 96.0 enhanced font 'sans,9' background '#ffffff'
} else {
	set terminal svg size width,height fixed enhanced font 'sans-serif,12' background '#ffffff' name name
} }
set encoding utf8
set minussign
set datafile separator tab
set border 3 lc rgb ink lw 0.8
set tics nomirror out scale 0.6 textcolor rgb ink
set grid xtics ytics lt 1 lc rgb rule lw 0.6
set xlabel textcolor rgb ink
set ylabel textcolor rgb ink
set key noenhanced samplen 2 spacing 1.2 textcolor rgb ink
set style fill solid 1 noborder
set lmargin at screen 80.0 / width
set rmargin at screen 1 - 24.0 / width
set tmargin at screen 1 - 84.0 / height
set bmargin at screen 60.0 / height

# Nanoseconds above an axis of ticks: the same span, lo to hi, in ns.
# Long spans are in µs or ms, lest the labels run into one another.
per_ns(span) = span >= 5e6 ? 1e-6 : span >= 5e3 ? 1e-3 : 1
unit_of(span) = span >= 5e6 ? '%g ms' : span >= 5e3 ? '%g µs' : '%g ns'
ns_axis = "span = hi * 1e9 / hz; set x2range [lo * 1e9 / hz * per_ns(span):span * per_ns(span)]; set x2tics format unit_of(span); set border 7"
ns_log_axis = "set logscale x2; set x2range [lo * 1e9 / hz:hi * 1e9 / hz]; set border 7; eval ns_decades"
ns_decades_list = "('1 ns' 1, '10 ns' 10, '100 ns' 100, '1 µs' 1e3, '10 µs' 1e4, '100 µs' 1e5, '1 ms' 1e6, '10 ms' 1e7, '100 ms' 1e8, '1 s' 1e9, '10 s' 1e10)"
ns_decades = 'set x2tics ' . ns_decades_list
ns_decades_y2 = 'set y2tics ' . ns_decades_list

# The ends of the published claim's windows, [0,10] and [40,50] ticks of 24 MHz, in ticks of `hz`.
window(t) = t * hz / 24e6
# 1234567 as 1,234,567.
group(v) = v < 1e3 ? sprintf("%.0f", v) : group(floor(v / 1e3)) . sprintf(",%03.0f", v - 1e3 * floor(v / 1e3))

# Title, and below it what was measured with how many samples; bottom of a plot without notes or a second axis.
if (exists("n")) subtitle = subtitle . (subtitle eq "" ? "" : " · ") . sprintf("n = %s", group(n))
set label 1 title at screen 16.0 / width, screen 1 - 20.0 / height left noenhanced font "sans-serif,15" textcolor rgb ink
set label 2 subtitle at screen 16.0 / width, screen 1 - 40.0 / height left noenhanced textcolor rgb faint
below_title = 1 - 60.0 / height
below_notes = 1 - 58.0 / height

# The end of a window: with the digits that distinguish it from 0 and from its neighbours.
edge(v) = v < 100 && v != floor(v) ? sprintf("%.3g", v) : group(v)

# Stops with a clear line before anything is written where `stats` found nothing to draw.
need_data = "if (!exists('d_records')) { print name . ': no data to draw'; exit status 1 }"

# names_left widens `left`, the room for the rows' names, to the longest of them, but leaves a part of the width to the plot.
names_left = "do for [k = 1:rows] { eval sprintf('words = row%d', k); n = 6.8 * strlen(words) + 14; left = n > left ? n : left }; left = left > 560 ? 560 : left"
# Rows have their names at the left, on a phone above them; there the second title is small.
name_rows = "unset ytics; set ytics scale 0 (); set ytics noenhanced; do for [k = 1:rows] { eval sprintf('words = row%d', k); if (narrow) { set ytics add ('' k); set label 100 + k words at graph 0, first k - 0.45 left noenhanced textcolor rgb ink font 'sans-serif,11' } else { set ytics add (words k) } }"
narrow_head = "set label 2 font 'sans-serif,10'; set border 1"

# Makes room where all values are one, or lie so far out that an axis cannot separate them.
need_range = "if (hi <= lo || hi - lo < 1e-12 * abs(hi)) { pad = abs(hi) > 8 ? abs(hi) / 8 : 1; lo = lo > pad ? lo - pad : lo / 2; hi = hi + pad }"

# A log axis of less than two decades gets labels at 1, 2 and 5 of each, a longer one at powers of ten.
log_tics = "if (to / from >= 100) { eval 'set format '.axis.\" '10^{%T}'\" } else { eval 'set '.axis.'tics (1, 2, 5)'; do for [e = 0:18] { do for [m in '1 2 5'] { eval sprintf('set %stics add (\"%.0f\" %.0f)', axis, m * 10.0**e, m * 10.0**e) } } }"

# Labels of sample numbers, 0 to n: 500k, 1.5M.
count_label(v) = v >= 1e9 ? sprintf("%gG", v / 1e9) : v >= 1e6 ? sprintf("%gM", v / 1e6) : v >= 1e3 ? sprintf("%gk", v / 1e3) : sprintf("%g", v)
decade(v) = 10 ** floor(log10(v))
nice(v) = decade(v) * (v / decade(v) >= 5 ? 5 : v / decade(v) >= 2 ? 2 : 1)
sample_tics = "step = nice(n > 4 ? n / 4.0 : 1); set xtics (0); do for [i = 1:int(n / step)] { set xtics add (count_label(i * step) i * step) }"
bare_sample_tics = "step = nice(n > 4 ? n / 4.0 : 1); set xtics ('' 0); do for [i = 1:int(n / step)] { set xtics add ('' i * step) }"

# Entropy against the tick of a counter [ns, log scale], with the tick of the published claim's marked.
claimed = 1e9 / 24e6
tick_axis = "set xtics ('0.1' 0.1, '0.2' 0.2, '0.5' 0.5, '1' 1, '2' 2, '5' 5, '10' 10, '20' 20, '50' 50, '100' 100, '200' 200, '500' 500, '1,000' 1000); set xlabel 'tick of the counter [ns, log scale]'; set ylabel 'entropy of a sample [bits]'; set arrow 1 from claimed, graph 0 to claimed, graph 1 nohead dt 2 lc rgb faint; set label 3 'claim: 24 MHz' at claimed, graph 0.965 right offset -0.6, 0 noenhanced textcolor rgb faint font 'sans-serif,11'"
