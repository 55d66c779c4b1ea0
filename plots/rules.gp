# rules.gp: the error of difference rules of every order against their step h.
#
#   dualtape plot rules 'exp(x)' x=1 -o r.dat
#   gnuplot -e "data='r.dat'; output='r.svg'" plots/rules.gp
#
# A rule of order p has a truncation a h^p, which falls p decades a decade, and
# rounding b/h, which grows as h shrinks.  Where the two meet lies its best
# step: the higher the order, the farther right and the lower.  Block 1 of the
# data has a row for each curve, block 2 a column; the backward difference is
# left out, as its curve lies on the forward one's.

if (!exists("data")) { print "rules.gp: say which data: gnuplot -e \"data='r.dat'; output='r.svg'\" rules.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

set encoding utf8
if (terminal eq "svg") set terminal svg size 860,640 font "Helvetica,Arial,sans-serif,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1290,960 font "Helvetica,15" fontscale 1.25 linewidth 1.5
if (terminal eq "pdf") set terminal pdfcairo size 17cm,12.7cm font "Helvetica,10"
if (dumb) set terminal dumb 79 40 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart; marks tell
# the curves apart in grey, too.
array colour[7] = ["#E69F00", "#0072B2", "#D55E00", "#56B4E9", "#CC79A7", "#444444", "#999900"]
array shape[7] = [7, 5, 9, 11, 13, 15, 4]
green = "#009E73"

stats data index 0 using (what = strcol(1), formula = strcol(2), kind = strcol(3), ad = $4, 1) nooutput
stats data index 1 using 2 name "N" nooutput
N = int(N_records)
array name[N]; array p[N]; array h[N]; array e[N]; array a[N]; array b[N]
do for [k = 1:N] { stats data index 1 every ::k-1::k-1 using (name[k] = strcol(1), p[k] = $2, h[k] = $3, e[k] = $4, a[k] = $5, b[k] = $6, 1) nooutput }
stats data index 2 using 1 name "H" nooutput
# The complex step is refused where a function is not analytic: its column has no
# number then, and nothing is predicted.
array some[N]
do for [k = 1:N] {
  some[k] = 0
  stats data index 2 using (some[k] = some[k] + (strcol(k+1) ne "nan"), 1) nooutput
  if (!some[k]) { a[k] = 0 }
}

set logscale xy
set format (dumb ? "1e%T" : "10^{%T}")
set xrange [H_min:H_max*1.6]
set yrange [1e-17:100]
set xtics H_min,100
set ytics 1e-16,100
unset mxtics; unset mytics
set xlabel "step h"
set ylabel "relative error of the derivative"
set title what.(strlen(formula) ? " of ".formula : "").": error of difference rules" noenhanced
if (!dumb) set grid back lt 1 lc rgb "#DDDDDD"
set border 3
set tics nomirror
set samples 400
set bmargin 9.2
set key at screen 0.53,0.02 center bottom vertical maxrows 5 Left reverse samplen 2.5 spacing 1.2 font ",13"
mark = terminal eq "png" ? 1.5 : 1

# The prediction, until it leaves the picture or the rule's own series.
error(k, h) = a[k]*h**p[k] + b[k]/h
# A slope triangle on each branch, on its upper side: `order` decades up for one
# to the right.  It stands low, where the branches are far apart.
order(k) = sprintf("%d", p[k])
step(h) = gprintf(dumb ? "%.0te%T" : "%.0t·10^{%T}", h)
label(k) = name[k].(h[k] > 0 ? ", best h = ".step(h[k]) : some[k] ? "" : ": not analytic")
drawn(k) = a[k] > 0 && h[k] > 0 && !dumb
do for [k = 1:N] {
  if (drawn(k)) {
    y1 = e[k]*1e3; y2 = y1*10**1.5
    x1 = (y1/a[k])**(1.0/p[k]); x2 = (y2/a[k])**(1.0/p[k])
    if (x2 < H_max && x1 > H_min) {
      set object k polygon from x1,y1 to x1,y2 to x2,y2 to x1,y1 fc rgb colour[k] fs transparent solid 0.35 border lc rgb colour[k]
      set label k order(k) at x1*0.8,sqrt(y1*y2) right font ",14" tc rgb "black"
    }
  }
}

plot ad with lines lw 3 dt 2 lc rgb green title "automatic differentiation".(kind eq "bound" ? " (bound)" : ""), \
     for [k = 1:N] data index 2 using 1:k+1 with linespoints lw 1.8 pt shape[k] ps 0.45*mark lc rgb colour[k] title label(k), \
     for [k = 1:N] a[k] > 0 && !dumb ? error(k, x) : NaN with lines lw 1 lc rgb "#666666" notitle, \
     for [k = 1:!dumb] keyentry with lines lw 1 lc rgb "#666666" title "predicted error", \
     data index 1 using ($3 > 0 ? $3 : NaN):4 with points pt 6 ps (terminal eq "png" ? 2.5 : 1.1) lw 2.2 lc rgb "black" title "predicted optimum"
