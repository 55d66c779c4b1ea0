# cost.gp: what all derivatives cost, in runs of the plain function.
#
#   dualtape plot cost -o c.dat
#   gnuplot -e "data='c.dat'; output='c.svg'" plots/cost.gp
#
# Differences and forward mode run once for each input, so their lines rise with
# the inputs and are flat in the outputs.  Reverse mode sweeps back once for
# each output: it is the other way round.  Lines are counted operations; with
# --time, points are measured times.

if (!exists("data")) { print "cost.gp: say which data: gnuplot -e \"data='c.dat'; output='c.svg'\" cost.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

set encoding utf8
if (terminal eq "svg") set terminal svg size 960,540 font "Helvetica,Arial,sans-serif,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1440,810 font "Helvetica,15" fontscale 1.25 linewidth 1.5 pointscale 1.4
if (terminal eq "pdf") set terminal pdfcairo size 19cm,10.7cm font "Helvetica,10"
if (dumb) set terminal dumb 79 56 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart; dashes tell
# the lines apart in grey, too.
orange = "#E69F00"; blue = "#0072B2"; green = "#009E73"; grey = "#777777"

stats data index 0 using (timed = int($1), 1) nooutput

set logscale x 2
set logscale y 10
set xrange [1.6:1300]
set yrange [0.5:12000]
set xtics (2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
if (!dumb) set grid back lt 1 lc rgb "#DDDDDD"
set border 3
unset mytics
set tics nomirror
set ytics 10 format (dumb ? "1e%T" : "10^{%T}")

set multiplot
do for [panel = 1:2] {
  # Two panels side by side; of letters, one below the other.
  if (dumb) {
    set origin 0,(panel == 1 ? 0.54 : 0.08)
    set size 1,0.46
  } else {
    set lmargin at screen (panel == 1 ? 0.09 : 0.575)
    set rmargin at screen (panel == 1 ? 0.495 : 0.98)
    set tmargin at screen 0.89
    set bmargin at screen 0.3
  }
  set title (panel == 1 ? "Rosenbrock's function: n inputs, 1 output" : "Chebyshev's polynomials: 1 input, n outputs")
  set xlabel (panel == 1 ? "number of inputs n" : "number of outputs n")
  if (panel == 1 || dumb) { set ylabel "cost of all derivatives / of the function" } else { unset ylabel }
  if (panel == 2) {
    set key at screen 0.53,0.02 center bottom vertical maxrows 3 Left reverse samplen 3 spacing 1.2
  } else {
    unset key
  }
  plot data index panel using 1:3 with lines lw 2.5 dt 4 lc rgb green title "differences: a run more for each input", \
       data index panel using 1:4 with lines lw 2.5 dt 1 lc rgb orange title "forward mode: a run for each input", \
       data index panel using 1:5 with lines lw 2.5 dt 2 lc rgb blue title "reverse mode: a sweep for each output", \
       1 with lines lw 1.5 lc rgb grey title "the function itself", \
       for [k = 1:timed] data index panel using 1:6 with points pt 8 ps 1 lw 1.5 lc rgb green notitle, \
       for [k = 1:timed] data index panel using 1:7 with points pt 6 ps 1 lw 1.5 lc rgb orange notitle, \
       for [k = 1:timed] data index panel using 1:8 with points pt 4 ps 1 lw 1.5 lc rgb blue notitle, \
       for [k = 1:timed] keyentry with lines lw 2.5 lc rgb "black" title "lines: counted operations", \
       for [k = 1:timed] keyentry with points pt 6 ps 1 lw 1.5 lc rgb "black" title "points: measured time"
}
unset multiplot
