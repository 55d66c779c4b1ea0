# nist.gp: data of NIST's Statistical Reference Datasets, the fitted curves, and
# the residuals.
#
#   nist --data Thurber.dat MGH09.dat > n.dat
#   gnuplot -e "data='n.dat'; output='n.svg'" plots/nist.gp
#
# Each set has a column: above, what was observed and the curve; below, what the
# curve leaves, in units of the residual standard deviation s.

if (!exists("data")) { print "nist.gp: say which data: gnuplot -e \"data='n.dat'; output='n.svg'\" nist.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

stats data using 1 name "A" nooutput
sets = int(A_blocks/3)

set encoding utf8
if (terminal eq "svg") set terminal svg size 440*sets,660 font "Helvetica,Arial,sans-serif,14" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 660*sets,990 font "Helvetica,14" fontscale 1.25 linewidth 1.5 pointscale 1.4
if (terminal eq "pdf") set terminal pdfcairo size 8.8*sets cm,13.2cm font "Helvetica,9"
if (dumb) set terminal dumb 50*sets 44 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart.
orange = "#E69F00"; blue = "#0072B2"; grey = "#777777"

if (!dumb) set grid back lt 1 lc rgb "#DDDDDD"
set border 3
set tics nomirror
set xtics autofreq
set key outside bottom center horizontal Left reverse samplen 2
if (!dumb) { set lmargin 10; set rmargin 2 }
set multiplot layout 2,sets columnsfirst
do for [k = 0:sets - 1] {
  set xrange [*:*]; set yrange [*:*]
  stats data index 3*k using (name = strcol(2), model = strcol(3), 1) nooutput
  stats data index 3*k + 1 using 1:2 name "D" nooutput
  edge = 0.04*(D_max_x - D_min_x)
  set xrange [D_min_x - edge:D_max_x + edge]
  edge = 0.05*(D_max_y - D_min_y)
  set yrange [D_min_y - edge:D_max_y + edge]
  set ytics autofreq
  set title name."\ny = ".model noenhanced font ",10.5"
  set xlabel "x" offset 0,0.4
  set key
  if (!dumb) { set bmargin 5.5 }
  set ylabel k == 0 ? "y" : " "
  plot data index 3*k + 2 using 1:2 with lines lw 2 lc rgb blue title "fitted", \
       data index 3*k + 1 using 1:2 with points pt 7 ps 0.6 lc rgb orange title "observed"
  set title " "
  unset key
  if (!dumb) { set bmargin 3.5 }
  set ytics 1
  set ylabel k == 0 ? "residual in s" : " "
  set yrange [-4:4]
  plot data index 3*k + 1 using 1:4 with impulses lw 1 lc rgb grey notitle, \
       data index 3*k + 1 using 1:4 with points pt 7 ps 0.5 lc rgb orange notitle, \
       0 with lines lw 2 lc rgb blue notitle
}
unset multiplot
