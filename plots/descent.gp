# descent.gp: the ways of Newton's method, gradient descent, Adam and L-BFGS
# over the contours and the gradient field of a function of two numbers.
#
#   dualtape plot descent '(1 - x)^2 + 100*(y - x^2)^2' x=-1.2 y=1 -o d.dat
#   gnuplot -e "data='d.dat'; output='d.svg'" plots/descent.gp
#
# Arrows point to where the function falls most steeply, against the gradient,
# and so across the contours.

if (!exists("data")) { print "descent.gp: say which data: gnuplot -e \"data='d.dat'; output='d.svg'\" descent.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

# The names, the box, the rates, and the numbers of steps; -1: not in this build.
stats data index 0 using (a = strcol(1), b = strcol(2), x0 = $3, x1 = $4, y0 = $5, y1 = $6, gd = $7, adam = $8, 1) nooutput
stats data index 0 using (newton_steps = $9, gd_steps = $10, adam_steps = $11, lbfgs_steps = $12, 1) nooutput
stats data index 0 using (newton_ends = $13, gd_ends = $14, adam_ends = $15, lbfgs_ends = $16, 1) nooutput

# Where Newton ends: the last of its points.
stats data index 2 using (xm = $1, ym = $2, 1) nooutput

# The contours, one each half power of ten, as lines in a block of data.
set contour base
unset surface
set cntrparam levels incremental -1,0.5,10
set cntrparam linear
set table $contours
splot data index 1 using 1:2:3
unset table
unset contour
set surface
drawn = |$contours| > 4 # else a head without a line

set encoding utf8
# Wide functions have low pictures.
tall = (y1 - y0)/(x1 - x0); px = int(225 + 730*(tall < 1.1 ? tall : 1.1))
if (terminal eq "svg") set terminal svg size 860,px font "Helvetica,Arial,sans-serif,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1290,1.5*px font "Helvetica,15" fontscale 1.25 linewidth 1.5
if (terminal eq "pdf") set terminal pdfcairo size 16cm,16.0/860*px cm font "Helvetica,10"
if (dumb) set terminal dumb 79 40 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart; dashes and
# marks tell the ways apart in grey, too.
orange = "#E69F00"; blue = "#0072B2"; green = "#009E73"; red = "#D55E00"; grey = "#B4B4B4"
mark = terminal eq "png" ? 1.5 : terminal eq "svg" ? 0.7 : 1

set border 3
set tics nomirror
if (!dumb) set size ratio -1 # else arrows would not cross contours at right angles
arrow = (x1 - x0 > y1 - y0 ? x1 - x0 : y1 - y0)/17*0.62 # as long as 0.62 of their square's side
set title "Ways from one start to a minimum, with exact derivatives"
set xlabel a offset 0,0.4 noenhanced
set ylabel b noenhanced
set xrange [x0:x1]
set yrange [y0:y1]
set bmargin (dumb ? 10 : 9)
rows = dumb ? 7 : 4
set key at screen (dumb ? 0.62 : 0.54),0.015 center bottom vertical maxrows rows Left reverse samplen 3 width -4 spacing 1.2 font ",13"
steps(n, ends) = sprintf(n == 1 ? ": %d step" : ": %d steps", n).(ends > 0 ? "" : ", not there")

contours = drawn ? '$contours using 1:2 with lines lw 0.8 lc rgb grey title "contours, one each half power of ten", ' : ""

plot @contours for [k = 1:!dumb] data index 6 using ($1 - arrow/2*$3):($2 - arrow/2*$4):(arrow*$3):(arrow*$4) with vectors filled head size graph 0.011,20 fixed lw 0.8 lc rgb "#9DB0BA" title "downhill, against the gradient", \
     data index 3 using 1:2 with lines lw 2 lc rgb orange title "gradient descent, momentum 0.9".steps(gd_steps, gd_ends), \
     data index 4 using 1:2 with lines lw 2.5 dt 2 lc rgb green title "Adam".steps(adam_steps, adam_ends), \
     data index 5 using 1:2 with linespoints lw 1.5 pt 6 ps 0.7*mark lc rgb red title "L-BFGS".(lbfgs_steps < 0 ? " (not in this build)" : steps(lbfgs_steps, lbfgs_ends)), \
     data index 2 using 1:2 with linespoints lw 2 pt 7 ps 0.7*mark lc rgb blue title "Newton".steps(newton_steps, newton_ends), \
     data index 2 using 1:2 every ::0::0 with points pt 9 ps 2*mark lc rgb "black" title "start", \
     "+" using (xm):(ym) every ::0::0 with points pt 3 ps 1.8*mark lw 1.5 lc rgb "black" title "where Newton ends"
