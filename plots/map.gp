# map.gp: errors over the plane of two inputs.
#
#   dualtape plot map 'sin(3*x)*exp(y)' x=0 y=0 -o m.dat
#   gnuplot -e "data='m.dat'; output='m.svg'" plots/map.gp
#
# Of differences: how far the gradient by forward differences, each with the
# usual step sqrt(eps) max(1, |x|), is from the exact one.  Of a Taylor
# polynomial (--show=linear, quadratic): what it leaves of the function around
# the point where it was made.

if (!exists("data")) { print "map.gp: say which data: gnuplot -e \"data='m.dat'; output='m.svg'\" map.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

stats data index 0 using (degree = $1, a = strcol(2), b = strcol(3), f = strcol(4), formula = strcol(5), 1) nooutput
stats data index 0 using (xm = $6, ym = $7, span = $8, low = $9, high = $10, 1) nooutput

set encoding utf8
if (terminal eq "svg") set terminal svg size 800,700 font "Helvetica,Arial,sans-serif,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1200,1050 font "Helvetica,15" fontscale 1.25 linewidth 1.5
if (terminal eq "pdf") set terminal pdfcairo size 16cm,14cm font "Helvetica,10"
if (dumb) set terminal dumb 79 42 noenhanced
if (exists("output")) set output output

# Viridis (S. van der Walt, N. Smith), as light as the error is large in grey,
# too; points without a value stay white.
set palette defined (0 "#440154", 1 "#482878", 2 "#3E4989", 3 "#31688E", 4 "#26828E", 5 "#1F9E89", 6 "#35B779", 7 "#6DCD59", 8 "#B4DE2C", 9 "#FDE725")

set title (degree == 0 ? "Error of forward differences" : degree == 1 ? "What the tangent plane leaves" : "What the quadratic Taylor polynomial leaves")." of ".f.(strlen(formula) && formula ne f ? " = ".formula : "") noenhanced
set xlabel a offset 0,0.3 noenhanced
set ylabel b noenhanced
set xrange [xm - span:xm + span]
set yrange [ym - span:ym + span]
set tics nomirror out
set border 15 lc rgb "#444444"
set cbrange [low:high]
by = high - low > 8 ? 2 : 1
set cbtics by
set format cb "10^{%g}"
set cblabel (degree == 0 ? "error of the gradient / its norm" : "absolute remainder") offset 1.2,0
unset key

if (dumb) {
  # A digit: how many tenths of the way from the lowest to the highest colour.
  digit(v) = v != v ? " " : sprintf("%d", v <= low ? 0 : v >= high ? 9 : int(9.999*(v - low)/(high - low)))
  set xlabel a.": 0 is 1e".sprintf("%g", low)." or less, 9 is 1e".sprintf("%g", high) noenhanced
  # a digit for each third point across and each fifth one up
  set lmargin 12; set rmargin 13; set tmargin 3; set bmargin 6
  plot data index 1 every 5:3 using 1:2:(digit($3)) with labels
} else {
  set lmargin at screen 0.11; set rmargin at screen 0.82
  set size ratio -1
  plot data index 1 using 1:2:3 with image, \
       for [k = 1:(degree > 0)] "+" using (xm):(ym) every ::0::0 with points pt 7 ps (terminal eq "png" ? 2.2 : 1.5) lc rgb "white", \
       for [k = 1:(degree > 0)] "+" using (xm):(ym) every ::0::0 with points pt 7 ps (terminal eq "png" ? 1.4 : 0.9) lc rgb "black"
}
