# regression.gp: a line through points, and the probability of a class, both
# found by gradient descent.
#
#   regression --data > r.dat
#   gnuplot -e "data='r.dat'; output='r.svg'" plots/regression.gp

if (!exists("data")) { print "regression.gp: say which data: gnuplot -e \"data='r.dat'; output='r.svg'\" regression.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

# The lines of equal probability, as data of their own.
set contour base
set cntrparam levels discrete 0.1, 0.5, 0.9
unset surface
set view map
set table $fitted
splot data index 3 using 1:2:3
unset table
set cntrparam levels discrete 0.5
set table $true
splot data index 3 using 1:2:4
unset table
unset contour
unset view

set encoding utf8
if (terminal eq "svg") set terminal svg size 960,480 font "Helvetica,Arial,sans-serif,14" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1440,720 font "Helvetica,14" fontscale 1.25 linewidth 1.5 pointscale 1.4
if (terminal eq "pdf") set terminal pdfcairo size 17cm,8.5cm font "Helvetica,9"
if (dumb) set terminal dumb 100 30 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart.
orange = "#D55E00"; blue = "#0072B2"; grey = "#777777"

set border 3
set tics nomirror
set key outside bottom center horizontal Left reverse samplen 1.5 maxrows 1
if (!dumb) { set lmargin 8; set rmargin 2; set bmargin 5.5 }
set multiplot layout 1,2
if (!dumb) set grid back lt 1 lc rgb "#DDDDDD"
set title "Linear: the least mean of squares"
set xlabel "x" offset 0,0.4
set ylabel "y" offset 1,0
set xtics 1
set ytics 1
set xrange [-2.1:2.1]
plot data index 1 using 1:3 with lines lw 4 dt 1 lc rgb "#BBBBBB" title "true", \
     data index 1 using 1:2 with lines lw 2 lc rgb blue title "fitted", \
     data index 0 using 1:2 with points pt 7 ps 0.6 lc rgb orange title "observed"

set title "Logistic: lines of equal probability of the filled class"
set xlabel "u" offset 0,0.4
set ylabel "v" offset 1,0
set xrange [-3.5:4.5]
set yrange [-4:3.5]
unset grid
set palette defined (0 "#FAD9C1", 0.5 "#FFFFFF", 1 "#BFDDF0")
set cbrange [0:1]
unset colorbox
if (!dumb) plot data index 3 using 1:2:3 with image notitle, \
     $true using 1:2 with lines lw 4 lc rgb "#BBBBBB" title "true, 0.5", \
     $fitted using 1:2 with lines lw 2 lc rgb blue title "fitted, 0.1 0.5 0.9", \
     data index 2 using 1:($3 == 0 ? $2 : NaN) with points pt 6 ps 0.6 lc rgb orange notitle, \
     data index 2 using 1:($3 == 1 ? $2 : NaN) with points pt 7 ps 0.6 lc rgb blue notitle
if (dumb) plot data index 2 using 1:($3 == 0 ? $2 : NaN) with points pt "o" title "class 0", \
     data index 2 using 1:($3 == 1 ? $2 : NaN) with points pt "#" title "class 1", \
     $fitted using 1:2 with lines title "0.1, 0.5, 0.9"
unset multiplot
