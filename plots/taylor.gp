# taylor.gp: what Taylor polynomials of a function leave, against the step.
#
#   dualtape plot taylor 'exp(x)*sin(y)' x=1 y=2 --wrong=1.01 -o t.dat
#   gnuplot -e "data='t.dat'; output='t.svg'" plots/taylor.gp
#
# Along a direction v, with the gradient g and the Hessian H,
#   R0 = |f(x + h v) - f(x)|                           falls as h,
#   R1 = |f(x + h v) - f(x) - h g'v|                   as h^2, if g is right,
#   R2 = |f(x + h v) - f(x) - h g'v - h^2/2 v'H v|     as h^3, if H is, too,
# until rounding is all that is left.  A wrong gradient costs R1 a whole order.

if (!exists("data")) { print "taylor.gp: say which data: gnuplot -e \"data='t.dat'; output='t.svg'\" taylor.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

set encoding utf8
if (terminal eq "svg") set terminal svg size 800,600 font "Helvetica,Arial,sans-serif,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1200,900 font "Helvetica,15" fontscale 1.25 linewidth 1.5
if (terminal eq "pdf") set terminal pdfcairo size 16cm,12cm font "Helvetica,10"
if (dumb) set terminal dumb 79 40 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart; marks tell
# the curves apart in grey, too.
array colour[4] = ["#E69F00", "#0072B2", "#009E73", "#D55E00"]
array shape[4] = [7, 5, 9, 6]
grey = "#777777"

stats data index 0 using (what = strcol(1), formula = strcol(2), at = strcol(3), noise = $4, factor = $5, 1) nooutput
array end[4]; array rate[4]; array off[4]; array c[4]; array h[4]
do for [k = 1:4] { stats data index 1 every ::k-1::k-1 using (end[k] = strcol(2), rate[k] = $3, off[k] = $4, c[k] = $5, h[k] = $6, 1) nooutput }
stats data index 2 using 1 name "H" nooutput
stats data index 2 using 2 name "R" nooutput

set logscale xy
set format (dumb ? "1e%T" : "10^{%T}")
low = noise > 1e-300 ? noise/1e3 : 1e-20
set xrange [H_min/2:H_max*2]
set yrange [low:10*R_max]
set xtics 100
set ytics 100
unset mxtics; unset mytics
set xlabel "step h"
set ylabel "remainder"
set title "Taylor remainders of ".what.(strlen(formula) && formula ne what ? " = ".formula : "").(strlen(at) ? " at ".at : "") noenhanced
if (!dumb) set grid back lt 1 lc rgb "#DDDDDD"
set border 3
set tics nomirror
set samples 200
set bmargin (dumb ? 10 : factor != 0 ? 8.5 : 7.5)
set key at screen (terminal eq "svg" ? 0.57 : 0.53),0.02 center bottom vertical maxrows (dumb ? 6 : 3) Left reverse samplen 2.5 width -4 spacing 1.2 font ",13"
mark = terminal eq "png" ? 1.5 : 1

# A slope triangle at each fitted line: below R1 and R2, whose steps fitted are
# just above the rounding; above R0, which has room there.
do for [k = 1:4] {
  if (rate[k] > 0 && !dumb) {
    x1 = k == 1 ? H_min*1e3 : k == 4 ? (h[k] < 1e-8 ? 1e-8 : h[k]) : h[k]
    x2 = x1*10
    y1 = c[k]*x1**rate[k]; y2 = c[k]*x2**rate[k]
    if (k == 1) {
      set object k polygon from x1,y1 to x1,y2 to x2,y2 to x1,y1 fc rgb colour[k] fs transparent solid 0.35 border lc rgb colour[k]
      set label k sprintf("%.0f", rate[k]) at x1*0.7,sqrt(y1*y2) right font ",14"
    } else {
      set object k polygon from x1,y1 to x2,y1 to x2,y2 to x1,y1 fc rgb colour[k] fs transparent solid 0.35 border lc rgb colour[k]
      set label k sprintf("%.0f", rate[k]) at x2*1.4,sqrt(y1*y2) left font ",14"
    }
  }
}

slope(k) = rate[k] > 0 ? sprintf(": slope %.3f ± %.3f", rate[k], ceil(1e3*off[k])/1e3) : end[k] eq "vanishes" ? ": nothing is left" : ": not fitted"
above(v) = v > 0 ? v : NaN

plot data index 2 using 1:(above($2)) with linespoints lw 1.8 pt shape[1] ps 0.5*mark lc rgb colour[1] title "R0, no derivatives".slope(1), \
     data index 2 using 1:(above($3)) with linespoints lw 1.8 pt shape[2] ps 0.5*mark lc rgb colour[2] title "R1, gradient".slope(2), \
     data index 2 using 1:(above($4)) with linespoints lw 1.8 pt shape[3] ps 0.5*mark lc rgb colour[3] title "R2, gradient and Hessian".slope(3), \
     for [k = 1:(factor != 0)] data index 2 using 1:(above($5)) with linespoints lw 1.8 pt shape[4] ps 0.5*mark lc rgb colour[4] title sprintf("R1, gradient times %g", factor).slope(4), \
     for [k = 1:(noise > 1e-300)] noise with lines lw 1.5 dt 2 lc rgb grey title "bound of the rounding in R"
