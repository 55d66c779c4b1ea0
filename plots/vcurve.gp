# vcurve.gp: the error of difference quotients against their step h.
#
#   dualtape plot vcurve 'exp(x)' x=1 -o v.dat
#   gnuplot -e "data='v.dat'; output='v.svg'" plots/vcurve.gp
#
# Right of its optimum a quotient's error is truncation: the quotient is not
# the derivative yet.  It falls with h (forward) or h^2 (central).  Left of it
# the error is rounding, which grows as 1/h.  Automatic differentiation takes
# no step: its error is a flat line, at the bottom.

if (!exists("data")) { print "vcurve.gp: say which data: gnuplot -e \"data='v.dat'; output='v.svg'\" vcurve.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"

set encoding utf8
if (terminal eq "svg") set terminal svg size 800,520 font "Helvetica,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1200,780 font "Helvetica,15" fontscale 1.3 linewidth 1.5 pointscale 1.4
if (terminal eq "pdf") set terminal pdfcairo size 16cm,10.4cm font "Helvetica,11"
if (terminal eq "dumb") set terminal dumb 79 30 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart.
orange = "#E69F00"; blue = "#0072B2"; green = "#009E73"; grey = "#777777"

stats data index 0 using (column(0)) nooutput
what = system("sed -n '2s/^# //p' '".data."'")
kind = system("grep -E '^(error|bound) ' '".data."' | cut -d' ' -f1")
ad = real(system("grep -E '^(error|bound) ' '".data."' | cut -d' ' -f2"))

set logscale xy
set format "10^{%T}"
if (terminal eq "dumb") set format "1e%T"
set xrange [1e-16:1]
set yrange [1e-17:10]
set xtics 1e-16,100,1
set ytics 1e-16,100,1
set xlabel "step h"
set ylabel "relative error of the derivative"
set title what.": error of difference quotients against their step"
set grid back lt 1 lc rgb "#DDDDDD"
set border 3
set tics nomirror
set key at graph 0.03,0.09 left bottom Left reverse samplen 2.5 spacing 1.1

adline = kind eq "error" ? "automatic differentiation" : "automatic differentiation (rounding bound)"

plot data index 0 using 1:2 with linespoints lw 2 pt 7 ps 0.5 lc rgb orange title "forward difference", \
     data index 0 using 1:3 with linespoints lw 2 pt 5 ps 0.5 lc rgb blue title "central difference", \
     ad with lines lw 3 dt 2 lc rgb green title adline, \
     data index 1 every ::0::0 using 2:3 with points pt 8 ps 2 lw 2 lc rgb "black" title "predicted optimum, forward", \
     data index 1 every ::1::1 using 2:3 with points pt 4 ps 2 lw 2 lc rgb "black" title "predicted optimum, central"
