# speed.gp: what a gradient costs, in runs of the plain function, by all ways of
# dualtape and by other tools.
#
#   bench/bench --save=s.json && awk -v form=chart -f bench/speed.awk s.json >s.dat
#   gnuplot -e "data='s.dat'; output='s.svg'" plots/speed.gp
#
# Bars start at 1, the function itself: up is slower, down faster.  Thin lines
# are quartiles, the short black ones targets, marks are other tools.

if (!exists("data")) { print "speed.gp: say which data: gnuplot -e \"data='s.dat'; output='s.svg'\" speed.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

set encoding utf8
if (terminal eq "svg") set terminal svg size 1060,800 font "Helvetica,Arial,sans-serif,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1590,1200 font "Helvetica,15" fontscale 1.25 linewidth 1.5 pointscale 1.3
if (terminal eq "pdf") set terminal pdfcairo size 21cm,16cm font "Helvetica,10"
if (dumb) set terminal dumb 110 60 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart.
array colour[7] = ["#999999", "#0072B2", "#56B4E9", "#009E73", "#E69F00", "#CC79A7", "#D55E00"]
array title_of[7] = ["by hand", "record", "replay", "batch replay", "matrices", "emitted C", "forward mode"]
array mark[6] = [5, 8, 6, 12, 10, 4]
array peer_of[6] = ["ADOL-C, record", "Sacado", "PyTorch, tensors", "Eigen", "Ceres", "ADOL-C, replay"]

set logscale y
set border 3
set tics nomirror
unset mytics
set ytics ("0.1" 0.1, "1" 1, "10" 10, "100" 100, "1000" 1000, "10^4" 10000)
if (!dumb) set grid y back lt 1 lc rgb "#DDDDDD"
set style fill solid 0.85 noborder
set ylabel "time / that of the function"

stats data index 0 using 1:2 nooutput name "A"
stats data index 2 using 1:2 nooutput name "B"

stats data index 0 using ($6 == 6) nooutput name "E"
emitted = E_max > 0

set multiplot
do for [panel = 1:2] {
  rows = 2 * (panel - 1)
  top = panel == 1 ? A_max_x : B_max_x
  set xrange [-1.2:top + 1.2]
  if (panel == 1) {
    set yrange [0.2:5000]
    set title "Gradients, reverse mode" offset 0,-0.5
    set lmargin at screen 0.08; set rmargin at screen 0.99
    set tmargin at screen 0.95; set bmargin at screen 0.49
    unset key
  } else {
    set yrange [0.9:110]
    set title "Directions, forward mode" offset 0,-0.5
    set lmargin at screen 0.08; set rmargin at screen 0.58
    set tmargin at screen 0.40; set bmargin at screen 0.06
    set key at screen 0.63,0.40 left top vertical Left reverse maxrows 14 samplen 2 spacing 1.15
  }
  plot for [k = 1:7] data index rows using ($6 == k ? $1 : NaN):2:($1 - 0.45):($1 + 0.45):(1):2 \
         with boxxyerror lc rgb colour[k] notitle, \
       data index rows using 1:3:(0):($4 - $3) with vectors nohead lw 1.5 lc rgb "#444444" notitle, \
       for [k = 1:6] data index rows using ($6 == 10 + k ? $1 : NaN):2 with points pt mark[k] ps 1.2 lw 1.5 lc rgb "black" notitle, \
       data index rows using ($5 > 0 ? $1 - 0.6 : NaN):5:(1.2):(0) with vectors nohead lw 3 lc rgb "black" notitle, \
       1 with lines lw 1.5 lc rgb "#444444" notitle, \
       data index rows + 1 using 1:(NaN):xticlabels(2) notitle, \
       for [k in (emitted ? "1 2 3 4 5 6 7" : "1 2 3 4 5 7")] keyentry with boxes lc rgb colour[int(k)] title title_of[int(k)], \
       keyentry with lines lw 3 lc rgb "black" title "target", \
       for [j in "1 6 2 3 4 5"] keyentry with points pt mark[int(j)] ps 1.2 lw 1.5 lc rgb "black" title peer_of[int(j)]
}
unset multiplot
