# accuracy.gp: how far each op's value and partials may be from the truth.
#
#   dualtape plot accuracy -o a.dat
#   gnuplot -e "data='a.dat'; output='a.svg'" plots/accuracy.gp
#
# An ulp is a unit in the last place of the true number.  Correct rounding is
# 1/2 ulp; every further rounding in a formula may add as much.

if (!exists("data")) { print "accuracy.gp: say which data: gnuplot -e \"data='a.dat'; output='a.svg'\" accuracy.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

set encoding utf8
if (terminal eq "svg") set terminal svg size 1400,620 font "Helvetica,Arial,sans-serif,14" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1960,870 font "Helvetica,14" fontscale 1.2 linewidth 1.4 pointscale 1.3
if (terminal eq "pdf") set terminal pdfcairo size 28cm,12.5cm font "Helvetica,10"
if (dumb) set terminal dumb 110 40 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart.
orange = "#E69F00"; blue = "#0072B2"; green = "#009E73"

stats data using 1 name "N" nooutput
set xrange [-1:N_max + 1]
set yrange [0:17]
set ytics 0,2
if (dumb) { set xtics 10 } else { set xtics rotate by 90 right noenhanced font ",11" }
set ylabel "error in ulp (rounded up)"
set title "Errors of the ops: measured against MPFR over the whole domain"
set grid back lt 1 lc rgb "#DDDDDD"
set border 3
set tics nomirror
set key top left horizontal Left reverse samplen 1.5

plot 2 with lines lw 1 dt 2 lc rgb blue notitle, \
     4 with lines lw 1 dt 2 lc rgb green notitle, \
     8 with lines lw 1 dt 2 lc rgb orange notitle, \
     data using ($1 + 0.2):5:xtic(2) with points pt 9 ps 0.7 lc rgb orange title "second partials (aim: 8)", \
     data using 1:4 with points pt 5 ps 0.6 lc rgb green title "first partials (aim: 4)", \
     data using ($1 - 0.2):3 with points pt 7 ps 0.6 lc rgb blue title "value (aim: 2)"
