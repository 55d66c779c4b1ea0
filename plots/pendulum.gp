# pendulum.gp: a pendulum's angle as measured, and as fitted by derivatives
# through the integration of its motion; and how the fit went.
#
#   pendulum --data > p.dat
#   gnuplot -e "data='p.dat'; output='p.svg'" plots/pendulum.gp

if (!exists("data")) { print "pendulum.gp: say which data: gnuplot -e \"data='p.dat'; output='p.svg'\" pendulum.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

set encoding utf8
if (terminal eq "svg") set terminal svg size 860,720 font "Helvetica,Arial,sans-serif,14" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1290,1080 font "Helvetica,14" fontscale 1.25 linewidth 1.5 pointscale 1.4
if (terminal eq "pdf") set terminal pdfcairo size 17cm,14.2cm font "Helvetica,10"
if (dumb) set terminal dumb 79 50 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart.
orange = "#E69F00"; blue = "#0072B2"; green = "#009E73"; grey = "#777777"

if (!dumb) set grid back lt 1 lc rgb "#DDDDDD"
set border 3
set tics nomirror
set multiplot layout 2,1
set key outside bottom center horizontal Left reverse samplen 2.5
if (!dumb) { set lmargin 10; set bmargin 5.5 }
set xlabel "time in s" offset 0,0.4
set ylabel "angle in rad"
set yrange [-1.3:1.3]
set title "A damped pendulum: length, damping and release found from noisy angles"
plot data index 1 using 1:3 with lines lw 1.5 dt 3 lc rgb grey title "at the start", \
     data index 1 using 1:2 with lines lw 5 lc rgb "#A6DDCB" title "true", \
     data index 1 using 1:4 with lines lw 2 lc rgb blue title "fitted", \
     data index 0 using 1:2 with points pt 7 ps 0.6 lc rgb orange title "measured"

set title "Sum of squares after each step of Levenberg and Marquardt"
set xlabel "step" offset 0,0.4
set ylabel "sum of squares in rad²"
set xtics 1
set xrange [-0.2:*]
set yrange [0.05:30]
set logscale y
unset mytics
set ytics (0.1, 1, 10)
plot data index 2 using 1:2 with linespoints lw 2 pt 7 ps 0.7 lc rgb blue title "sum of squares", \
     data index 2 using 1:3 with lines lw 2 dt 2 lc rgb green title "expected of the noise alone"
unset multiplot
