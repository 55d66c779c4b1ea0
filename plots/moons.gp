# moons.gp: two moons, what a small neural network takes for each, and how its
# loss fell.
#
#   moons --data > m.dat
#   gnuplot -e "data='m.dat'; output='m.svg'" plots/moons.gp

if (!exists("data")) { print "moons.gp: say which data: gnuplot -e \"data='m.dat'; output='m.svg'\" moons.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

# The line of probability 1/2, as data of its own.
set contour base
set cntrparam levels discrete 0.5
unset surface
set view map
set table $boundary
splot data index 2 using 1:2:3
unset table
unset contour
unset view

set encoding utf8
if (terminal eq "svg") set terminal svg size 760,860 font "Helvetica,Arial,sans-serif,14" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1140,1290 font "Helvetica,14" fontscale 1.25 linewidth 1.5 pointscale 1.4
if (terminal eq "pdf") set terminal pdfcairo size 15cm,17cm font "Helvetica,10"
if (dumb) set terminal dumb 79 56 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart.
orange = "#D55E00"; blue = "#0072B2"; green = "#009E73"

set border 3
set tics nomirror
set multiplot
set key outside bottom center horizontal Left reverse samplen 2 width -3 maxrows 1
if (!dumb) { set lmargin 10; set rmargin 3; set bmargin 5.5 }

set origin 0,0.36
set size 1,0.64
set title "What the network takes for each moon, and the points it learned from"
set xlabel "x" offset 0,0.4
set ylabel "y" offset 1,0
set xrange [-1.6:2.6]
set yrange [-1.1:1.6]
set xtics 1
set ytics 1
set palette defined (0 "#F6C3A0", 0.5 "#FFFFFF", 1 "#9CCBE8")
set cbrange [0:1]
set cbtics 0.5
set colorbox user origin 0.865,0.5 size 0.02,0.4
if (!dumb) { set rmargin 19; set cblabel "probability of moon 1" offset 0.5,0 }
if (!dumb) plot data index 2 using 1:2:3 with image notitle, \
     $boundary using 1:2 with lines lw 2.5 lc rgb "#000000" title "probability 1/2", \
     data index 0 using 1:($3 == 0 ? $2 : NaN) with points pt 6 ps 0.7 lw 1.5 lc rgb orange title "moon 0", \
     data index 0 using 1:($3 == 1 ? $2 : NaN) with points pt 7 ps 0.7 lc rgb blue title "moon 1"
if (dumb) plot data index 0 using 1:($3 == 0 ? $2 : NaN) with points pt "o" title "moon 0", \
     data index 0 using 1:($3 == 1 ? $2 : NaN) with points pt "#" title "moon 1", \
     $boundary using 1:2 with lines title "probability 1/2"

set origin 0,0
set size 1,0.36
unset colorbox
set key width 0
if (!dumb) { set rmargin 3; set grid back lt 1 lc rgb "#DDDDDD" }
set title "Loss in the course of learning"
set xlabel "epoch" offset 0,0.4
set ylabel "mean loss" offset 1,0
set xrange [0:*]
set yrange [1e-4:1]
set xtics autofreq
set logscale y
set format y "10^{%T}"
if (dumb) { set format y "%.0e" }
set ytics 10
plot data index 3 using 1:2 with lines lw 2 lc rgb blue title "points learned from", \
     data index 3 using 1:3 with lines lw 2 dt 2 lc rgb green title "points held out"
unset multiplot
