# cost-of-n.gp: seconds of a gradient over the number of inputs, 10 to 10^7.
#
#   bench/cost --save=c.dat
#   gnuplot -e "data='c.dat'; output='c.svg'" plots/cost-of-n.gp
#
# Reverse mode's line is parallel to the function's; that of differences is twice
# as steep, since there are twice as many runs as inputs.  Hollow: estimated from
# the function's time.

if (!exists("data")) { print "cost-of-n.gp: say which data: gnuplot -e \"data='c.dat'; output='c.svg'\" cost-of-n.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

set encoding utf8
if (terminal eq "svg") set terminal svg size 1060,480 font "Helvetica,Arial,sans-serif,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1590,720 font "Helvetica,15" fontscale 1.25 linewidth 1.5 pointscale 1.4
if (terminal eq "pdf") set terminal pdfcairo size 21cm,9.5cm font "Helvetica,10"
if (dumb) set terminal dumb 100 72 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart.
blue = "#0072B2"; green = "#009E73"; grey = "#777777"

set logscale xy
set xrange [6:2e7]
set yrange [1e-9:3e8]
set format (dumb ? "1e%T" : "10^{%T}")
set xtics 10,100
set ytics 1e-8,100
unset mxtics; unset mytics
set border 3
set tics nomirror
if (!dumb) set grid back lt 1 lc rgb "#DDDDDD"
array name[3] = ["W2: Rosenbrock", "W3: a loop of n steps", "W4: product of n numbers"]

set multiplot
do for [panel = 1:3] {
  if (dumb) {
    set origin 0,1 - panel * 0.3
    set size 1,0.3
  } else {
    set lmargin at screen 0.085 + (panel - 1) * 0.31
    set rmargin at screen 0.085 + (panel - 1) * 0.31 + 0.28
    set tmargin at screen 0.9
    set bmargin at screen 0.3
  }
  set title name[panel]
  set xlabel "number of inputs n"
  if (panel == 1 || dumb) { set ylabel "seconds" } else { unset ylabel; set format y "" }
  if (panel == 2) {
    set key at screen 0.53,0.02 center bottom vertical maxrows 2 Left reverse samplen 3 spacing 1.2
  } else {
    unset key
  }
  index_of = panel - 1
  plot data index index_of using 1:5 with lines lw 2 dt 4 lc rgb green notitle, \
       data index index_of using 1:($6 == 1 ? $5 : NaN) with points pt 9 ps 1 lc rgb green notitle, \
       data index index_of using 1:($6 == 0 ? $5 : NaN) with points pt 8 ps 1 lc rgb green notitle, \
       data index index_of using 1:3 with linespoints lw 2.5 pt 7 ps 0.9 lc rgb blue title "gradient: recorded and swept", \
       data index index_of using 1:2 with linespoints lw 2 pt 5 ps 0.7 lc rgb grey title "the function itself", \
       keyentry with linespoints lw 2 dt 4 pt 9 ps 1 lc rgb green title "central differences, measured", \
       keyentry with linespoints lw 2 dt 4 pt 8 ps 1 lc rgb green title "... estimated: 2n runs"
}
unset multiplot
