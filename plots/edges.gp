# edges.gp: the edge-policy atlas: what tools answer where there is no
# derivative.
#
#   dualtape plot edges -o e.dat
#   gnuplot -e "data='e.dat'; output='e.svg'" plots/edges.gp
#
# A cell holds a tool's first partials; its colour tells how they compare with
# dualtape's.

if (!exists("data")) { print "edges.gp: say which data: gnuplot -e \"data='e.dat'; output='e.svg'\" edges.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

set encoding utf8
if (terminal eq "svg") set terminal svg size 900,860 font "Helvetica,Arial,sans-serif,13" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1350,1290 font "Helvetica,13" fontscale 1.3
if (terminal eq "pdf") set terminal pdfcairo size 20cm,19cm font "Helvetica,9"
if (dumb) set terminal dumb 100 70 noenhanced
if (exists("output")) set output output

# Okabe and Ito's colours, lightened, so that black letters stand on them.
array colour[4] = [0xCCE6DC, 0xFAE3B5, 0xF4C9B0, 0xF2F2F2]

stats data index 0 using 1 name "R" nooutput
stats data index 1 using 1 name "C" nooutput
set xrange [-1.6:C_max + 0.6]
set yrange [R_max + 2.6:-1.6]
unset border
unset tics
unset key
set title "Where there is no derivative: what tools answer"
set style fill solid noborder

# The key: a box of each colour, and what it stands for.
text(k) = word("as_dualtape another_number NaN_where_dualtape_has_a_number no_such_function", k + 1)
spaced(s) = strlen(s) == 0 ? "" : (s[1:1] eq "_" ? " " : s[1:1]).spaced(s[2:*])
array left[4] = [-0.9, 0.5, 2.1, 5.05]
if (dumb) {
  set label 1 "-: no such function" at (C_max - 1)/2.0,R_max + 1.7 center
} else {
  do for [k = 0:3] {
    set object k + 1 rectangle from left[k + 1],R_max + 1.35 to left[k + 1] + 0.22,R_max + 1.85 \
        fc rgb colour[k + 1] fs solid border rgb "#AAAAAA"
    set label k + 1 spaced(text(k)) at left[k + 1] + 0.32,R_max + 1.6 left font ",12"
  }
}

if (dumb) {
  plot data index 0 using 2:1:4 with labels, data index 1 using 1:(-1):2 with labels
} else {
  plot data index 0 using ($2 < 0 ? NaN : $2):1:($2 - 0.48):($2 + 0.48):($1 - 0.45):($1 + 0.45):($3 > 3 ? 0 : colour[$3 + 1]) with boxxyerror lc rgb variable, \
       data index 0 using 2:1:4 with labels noenhanced font ",11", \
       data index 1 using 1:(-1):2 with labels noenhanced
}
