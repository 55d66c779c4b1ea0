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
dumb = terminal eq "dumb"

set encoding utf8
if (terminal eq "svg") set terminal svg size 800,540 font "Helvetica,Arial,sans-serif,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1200,810 font "Helvetica,15" fontscale 1.25 linewidth 1.5
if (terminal eq "pdf") set terminal pdfcairo size 16cm,10.8cm font "Helvetica,10"
if (dumb) set terminal dumb 79 36 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart.
orange = "#E69F00"; blue = "#0072B2"; green = "#009E73"; grey = "#777777"

# Blocks 0 and 1 of the data: what is drawn, and the predicted optima, fh and
# ch with the errors fe and ce there.  The error is a sum of truncation and
# rounding, and where it is least one is as large as the other (forward), or
# half as large (central); so the optimum tells the whole curve.
stats data index 0 using (what = strcol(1), formula = strcol(2), kind = strcol(3), ad = $4, 1) nooutput
stats data index 1 every ::0::0 using (fh = $2, fe = $3, 1) nooutput
stats data index 1 every ::1::1 using (ch = $2, ce = $3, 1) nooutput
forward(h) = fe/2*(h/fh + fh/h)
central(h) = ce/3*((h/ch)**2 + 2*ch/h)
stats data index 2 using 1 name "H" nooutput
stats data index 2 using ($2 > $3 ? $2 : $3) name "E" nooutput
if (fh < H_min || fh > H_max) fh = 0  # none in the picture
if (ch < H_min || ch > H_max) ch = 0
top = E_max > 1 ? (E_max < 1e6 ? 10*E_max : 1e6) : 10

set logscale xy
set format (dumb ? "1e%T" : "10^{%T}")
set xrange [H_min:H_max]
set yrange [1e-17:top]
set xtics H_min,100
set ytics 1e-16,100,1e6
unset mxtics; unset mytics
set xlabel "step h"
set ylabel "relative error of the derivative"
set title what.(strlen(formula) ? " of ".formula : "").": error of differences" noenhanced
set grid back lt 1 lc rgb "#DDDDDD"
set border 3
set tics nomirror
set samples 300
rows = fh > 0 || ch > 0 ? 3 : 4
set bmargin 7
set key at screen 0.52,0.02 center bottom vertical maxrows rows Left reverse samplen 2.5 spacing 1.2 font ",13"

# How steep each branch is, beside it, if that is inside the picture.
inside(h, y) = !dumb && h > H_min && h < H_max && y > 1e-16 && y < top
if (fh > 0 && inside(fh*1e-4, forward(fh*1e-4)*12)) set label 1 "∝ 1/h" at fh*1e-4,forward(fh*1e-4)*12 left
if (fh > 0 && inside(fh*3e3, forward(fh*3e3)*12)) set label 2 "∝ h" at fh*3e3,forward(fh*3e3)*12 right
if (ch > 0 && inside(ch*1e2, central(ch*1e2)*0.2)) set label 3 "∝ h²" at ch*1e2,central(ch*1e2)*0.2 left

step(h) = gprintf(dumb ? "%.0te%T" : "%.0t·10^{%T}", h)
mark = terminal eq "png" ? 1.5 : 1

plot for [k = 1:(fh > 0)] forward(x) with lines lw 1.5 lc rgb grey notitle, \
     for [k = 1:(ch > 0)] central(x) with lines lw 1.5 lc rgb grey notitle, \
     data index 2 using 1:2 with linespoints lw 2 pt 7 ps 0.5*mark lc rgb orange title "forward difference", \
     data index 2 using 1:3 with linespoints lw 2 pt 5 ps 0.5*mark lc rgb blue title "central difference", \
     ad with lines lw 3 dt 2 lc rgb green title "automatic differentiation".(kind eq "bound" ? " (bound)" : ""), \
     for [k = 1:(fh > 0 || ch > 0)] keyentry with lines lw 1.5 lc rgb grey title "predicted error", \
     for [k = 1:(fh > 0)] "+" using (fh):(fe) every ::0::0 with points pt 8 ps mark lw 2 lc rgb "black" title "predicted optimum, h = ".step(fh), \
     for [k = 1:(ch > 0)] "+" using (ch):(ce) every ::0::0 with points pt 4 ps mark lw 2 lc rgb "black" title "predicted optimum, h = ".step(ch)
