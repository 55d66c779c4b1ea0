# accuracy.gp: how far each op's value and partials are from the truth.
#
#   dualtape plot accuracy -o a.dat
#   gnuplot -e "data='a.dat'; output='a.svg'" plots/accuracy.gp
#
# An ulp is a unit in the last place of the true number.  Correct rounding is
# 1/2 ulp; every further rounding in a formula may add as much.  A filled mark
# is the worst error that was measured, the line above it ends at the bound
# that the tests hold the op to.

if (!exists("data")) { print "accuracy.gp: say which data: gnuplot -e \"data='a.dat'; output='a.svg'\" accuracy.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

set encoding utf8
if (terminal eq "svg") set terminal svg size 1000,1000 font "Helvetica,Arial,sans-serif,14" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1500,1500 font "Helvetica,14" fontscale 1.25 linewidth 1.4 pointscale 1.4
if (terminal eq "pdf") set terminal pdfcairo size 17cm,17cm font "Helvetica,9"
if (dumb) set terminal dumb 110 40 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart.
orange = "#D55E00"; blue = "#0072B2"; green = "#009E73"

panels = dumb ? 1 : 3
stats data using 1 name "N" nooutput
per = ceil((N_max + 1.0)/panels)

set yrange [0:17]
set ytics 0,4
set mytics 4
set ylabel "error in ulp"
set grid ytics lt 1 lw 0.7 lc rgb "#DDDDDD"
set border 3 lc rgb "#444444"
set tics nomirror out
set xtics scale 0.3
if (dumb) { set xtics 10 } else { set xtics rotate by 60 right noenhanced font ",13" }
label(k) = dumb ? "" : strcol(k)
set lmargin at screen 0.08
set rmargin at screen 0.98

set multiplot
height = dumb ? 0.75 : 0.2
do for [k = 0:panels - 1] {
  top = 0.9 - k*0.305
  set tmargin at screen top
  set bmargin at screen top - height
  set xrange [k*per - 0.6:(k + 1)*per - 0.4]
  if (k == 0) {
    set label 1 "Errors of the ops against MPFR, over their whole domains" at screen 0.53,0.975 center font ",17"
    set key at screen 0.98,0.955 right maxrows 2 Left reverse samplen 1 width 1
  } else {
    unset label 1
    unset key
  }
  plot data using ($1 - 0.25):4:(0):($3 - $4) with vectors nohead lw 1.2 lc rgb blue notitle, \
       data using 1:6:(0):($5 - $6) with vectors nohead lw 1.2 lc rgb green notitle, \
       data using ($1 + 0.25):8:(0):($7 - $8) with vectors nohead lw 1.2 lc rgb orange notitle, \
       data using ($1 - 0.25):4 with points pt 7 ps 0.75 lc rgb blue title "value (aim: 2)", \
       data using 1:6:xtic(label(2)) with points pt 5 ps 0.7 lc rgb green title "first partials (aim: 4)", \
       data using ($1 + 0.25):8 with points pt 9 ps 0.85 lc rgb orange title "second partials (aim: 8)", \
       NaN with lines lw 1.2 lc rgb "#444444" title "from the error to the op's bound"
}
unset multiplot
