# tangent.gp: a function, its tangent, and secants that approach it.
#
#   dualtape plot tangent 'sin(x) + x/2' x=1 -o t.dat
#   gnuplot -e "data='t.dat'; output='t.svg'" plots/tangent.gp
#
# A difference quotient is the slope of a secant.  As its step h halves, its
# error halves, too; automatic differentiation has the slope of the tangent
# itself.

if (!exists("data")) { print "tangent.gp: say which data: gnuplot -e \"data='t.dat'; output='t.svg'\" tangent.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

set encoding utf8
if (terminal eq "svg") set terminal svg size 800,600 font "Helvetica,Arial,sans-serif,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1200,900 font "Helvetica,15" fontscale 1.25 linewidth 1.5
if (terminal eq "pdf") set terminal pdfcairo size 16cm,12cm font "Helvetica,10"
if (dumb) set terminal dumb 79 38 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart; secants
# grow darker as they come nearer.
blue = "#0072B2"; green = "#009E73"
array shade[4] = ["#F3C68F", "#E8A04F", "#D5751A", "#A04A00"]
array dash[4] = [4, 3, 2, 1]

stats data index 0 using (a = strcol(1), b = strcol(2), formula = strcol(3), x0 = $4, y0 = $5, slope = $6, 1) nooutput
stats data index 0 using (left = $7, right = $8, low = $9, high = $10, 1) nooutput
array h[4]; array s[4]
do for [k = 1:4] { stats data index 2 every ::k-1::k-1 using (h[k] = $1, s[k] = $2, 1) nooutput }

set xrange [left:right]
set yrange [low:high]
set xlabel a offset 0,0.3 noenhanced
set ylabel b noenhanced
set title b.(strlen(formula) && formula ne b ? " = ".formula : "")." at ".a.sprintf(" = %.6g", x0).": tangent and secants" noenhanced
set border 3
set tics nomirror
if (!dumb) set grid back lt 1 lc rgb "#DDDDDD"
set samples 200
set bmargin (dumb ? 10 : 8.5)
set key at screen 0.53,0.02 center bottom vertical maxrows (dumb ? 6 : 3) Left reverse samplen 2.5 spacing 1.2 width (dumb ? 0 : 2) font ",13"
mark = terminal eq "png" ? 1.5 : terminal eq "svg" ? 0.7 : 1

# A number of 1e-5, or of 123456, in as few letters as it takes.
short(v) = sprintf("%.4g", v)
known(k) = s[k] == s[k]  # NaN: the function has no value there

plot data index 1 using 1:2 with lines lw 3 lc rgb blue title "the function", \
     y0 + slope*(x - x0) with lines lw 2.5 lc rgb green title "tangent: slope ".sprintf("%.6g", slope), \
     for [k = 1:4] known(k) ? y0 + s[k]*(x - x0) : NaN with lines lw 1.8 dt dash[k] lc rgb shade[k] title "h = ".short(h[k]).": slope ".short(s[k]).", off by ".short(s[k] - slope), \
     data index 2 using 3:4 with points pt 6 ps mark lw 2 lc rgb shade[4] notitle, \
     data index 1 using 1:2 with lines lw 1 lc rgb blue notitle, \
     "+" using (x0):(y0) every ::0::0 with points pt 7 ps 1.2*mark lc rgb "black" notitle
