# cost.gp: what a gradient of n inputs costs, in runs of the plain function.
#
#   dualtape plot cost -o c.dat
#   gnuplot -e "data='c.dat'; output='c.svg'" plots/cost.gp
#
# Forward mode runs once for each input, so its line rises with n.  Reverse
# mode records once and sweeps back once, so its line is flat.

if (!exists("data")) { print "cost.gp: say which data: gnuplot -e \"data='c.dat'; output='c.svg'\" cost.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"

set encoding utf8
if (terminal eq "svg") set terminal svg size 800,560 font "Helvetica,Arial,sans-serif,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1200,840 font "Helvetica,15" fontscale 1.25 linewidth 1.5 pointscale 1.4
if (terminal eq "pdf") set terminal pdfcairo size 16cm,11.2cm font "Helvetica,11"
if (terminal eq "dumb") set terminal dumb 79 34 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart.
orange = "#E69F00"; blue = "#0072B2"; grey = "#777777"

set logscale x 2
set logscale y 10
set xrange [1.6:1300]
set yrange [0.5:*]
set xtics (2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
set xlabel "number of inputs n"
set ylabel "time of value and gradient / time of the function"
set title "Cost of the gradient of Rosenbrock's function"
set grid back lt 1 lc rgb "#DDDDDD"
set border 3
unset mytics
set tics nomirror
set bmargin 7.5
set key at screen 0.52,0.02 center bottom vertical Left reverse samplen 2.5 spacing 1.15

plot data using 1:3 with linespoints lw 2 pt 7 ps 0.8 lc rgb orange title "forward mode: n runs with dual numbers", \
     data using 1:4 with linespoints lw 2 pt 5 ps 0.8 lc rgb blue title "reverse mode: one recording, one sweep", \
     1 with lines lw 2 dt 2 lc rgb grey title "the function itself"
