# graph.gp: a formula's computational graph with the numbers of both sweeps.
#
#   dualtape plot graph 'u = x^2; v = u + y; r = z*v' x=1 y=2 z=4 -o g.dat
#   gnuplot -e "data='g.dat'; output='g.svg'" plots/graph.gp
#
# Read it from left to right for the forward sweep: each node's value comes
# from its arguments.  Read it from right to left for the reverse sweep: a
# node's adjoint is the sum, over the edges that leave it, of the adjoint at
# the edge's end times the local partial on the edge.

if (!exists("data")) { print "graph.gp: say which data: gnuplot -e \"data='g.dat'; output='g.svg'\" graph.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"

# The picture grows with the graph; a node is as large in every picture.
stats data index 0 using 1:2 nooutput
left = STATS_min_x - 0.9; right = STATS_max_x + 0.9
bottom = STATS_min_y - 1.15; top = STATS_max_y + 0.95
width = right - left; height = top - bottom
if (width < 8) { middle = (left + right)/2; left = middle - 4; right = middle + 4; width = 8 }
scale = 92

set encoding utf8
if (terminal eq "svg") set terminal svg size int(scale*width),int(scale*height + 40) font "Helvetica,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size int(1.5*scale*width),int(1.5*scale*height + 60) font "Helvetica,15" fontscale 1.4 linewidth 1.5
if (terminal eq "pdf") set terminal pdfcairo size 2*width cm,2*height cm font "Helvetica,11"
if (terminal eq "dumb") set terminal dumb 100 40 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart.
blue = "#0072B2"; red = "#D55E00"; green = "#007A5A"; grey = "#555555"

unset border; unset tics
set lmargin 0; set rmargin 0; set bmargin 0; set tmargin 3
set xrange [left:right]
set yrange [bottom:top]
set size ratio -1
set style fill solid 1.0 border lc rgb grey
set title system("sed -n '1s/^# //p' '".data."'")
unset key

middle = (left + right)/2
set label 1 "value (forward sweep)" at middle - 2.8, bottom + 0.25 center tc rgb blue
set label 2 "adjoint (reverse sweep)" at middle + 0.2, bottom + 0.25 center tc rgb red
set label 3 "local partial" at middle + 2.7, bottom + 0.25 center tc rgb green

number(x) = sprintf("%.5g", x)
made(op) = strlen(op) ? "= ".op : ""
radius = 0.5

if (terminal eq "dumb") {
  plot data index 0 using 1:($2 + 0.3):(strcol(3)) with labels, \
       data index 0 using 1:2:(number($5)." | ".number($6)) with labels, \
       data index 2 using 1:2:("x".number($3)) with labels
} else {
  plot data index 1 using 1:2:($5 == 1 ? $3 - $1 : NaN):($4 - $2) with vectors filled head size 0.16,18 lw 1.6 lc rgb grey, \
       data index 1 using 1:2:($5 == 0 ? $3 - $1 : NaN):($4 - $2) with vectors nohead lw 1.6 lc rgb grey, \
       data index 0 using 1:2:(radius) with circles fc rgb "#FFFFFF" lw 1.6, \
       data index 0 using 1:($2 + (strlen(made(strcol(4))) ? 0.3 : 0.24)):(strcol(3)) with labels font ",17" noenhanced, \
       data index 0 using 1:($2 + 0.08):(made(strcol(4))) with labels font ",12" tc rgb grey noenhanced, \
       data index 0 using 1:($2 - 0.13):(number($5)) with labels tc rgb blue noenhanced, \
       data index 0 using 1:($2 - 0.34):(number($6)) with labels tc rgb red noenhanced, \
       data index 2 using 1:2:(number($3)) with labels tc rgb green noenhanced
}
