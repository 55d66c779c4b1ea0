# mutants.gp: which check catches which mistake in the op table.
#
#   make tests/mutants && tests/mutants > m.dat
#   gnuplot -e "data='m.dat'; output='m.svg'" plots/mutants.gp
#
# A mutant is a partial of the table with a sign flipped, a factor dropped, or
# arguments swapped.  Numbers are mutants caught of those that are real; the
# darker a cell, the more of them.  Blank: none.

if (!exists("data")) { print "mutants.gp: say which data: gnuplot -e \"data='m.dat'; output='m.svg'\" mutants.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

set encoding utf8
if (terminal eq "svg") set terminal svg size 1000,820 font "Helvetica,Arial,sans-serif,14" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1500,1230 font "Helvetica,14" fontscale 1.3
if (terminal eq "pdf") set terminal pdfcairo size 17cm,14cm font "Helvetica,9"
if (dumb) set terminal dumb 150 50 noenhanced
if (exists("output")) set output output

# The columns of the data, and what they are called here.
checks = 10
array label[10]
label[1] = "forward\n= reverse"; label[2] = "dot\nproduct"; label[3] = "Taylor\nh²"
label[4] = "Taylor\nh³"; label[5] = "differ-\nences"; label[6] = "complex\nstep"
label[7] = "differences\nof gradient"; label[8] = "written\nby hand"; label[9] = "hyper-dual\n= adjoint"
label[10] = "MPFR"
array kind[6]
kind[1] = "first partial, sign"; kind[2] = "first partial, factor"; kind[3] = "first partial, swap"
kind[4] = "second partial, sign"; kind[5] = "second partial, factor"; kind[6] = "second partial, swap"

# How many real ones there are of each kind, the same in both panels.
array real[6]
do for [k = 1:6] {
  stats data index 0 every ::(k - 1)::(k - 1) using 3 nooutput
  real[k] = int(STATS_max)
}

set xrange [0.5:checks + 1.5]
set yrange [6.5:0.5]
set cbrange [0:1]
unset colorbox
unset key
unset border
set tics scale 0
# One hue from white to dark blue, which prints in grey and which colour-blind
# readers see as it is.
set palette defined (0 "#FFFFFF", 0.001 "#DCE9F3", 1 "#0072B2")
set lmargin at screen 0.22
set rmargin at screen 0.98
unset xtics
unset ytics

share(col) = column(col)/column(3)
count(col) = column(col) > 0 ? sprintf("%d", column(col)) : "–"

set multiplot
do for [p = 0:1] {
  set tmargin at screen 0.83 - 0.465*p
  set bmargin at screen 0.83 - 0.465*p - 0.31
  unset label
  if (p == 0) {
    set label 99 "Who catches which mistake in a table of partials" at screen 0.5,0.965 center font ",18"
    set label 97 "in brackets: how many mutants are real ones; in the cells: how many of them are caught" at screen 0.98,0.025 right font ",12"
  }
  set label 98 (p == 0 ? "the mistake stands in one engine (reverse mode)" : "the mistake stands in the table that both engines read") at graph 0,1.3 left font ",15"
  do for [k = 1:checks] { set label k label[k] at k,graph 1.15 center font ",12" }
  set label 20 "all\ntogether" at checks + 1,graph 1.15 center font ",12"
  do for [k = 1:6] { set label 30 + k sprintf("%s (%d)", kind[k], real[k]) at 0.42,k right }
  if (dumb) {
    plot for [c = 1:checks + 1] data index p using (c):($0 < 6 ? $0 + 1 : NaN):(count(c + 3)) with labels
  } else {
    plot for [c = 1:checks + 1] data index p using (c):($0 < 6 ? $0 + 1 : NaN):(0.47):(0.46):(share(c + 3)) with boxxyerror fc palette fs solid border lc rgb "#999999", \
         for [c = 1:checks + 1] data index p using (c):($0 < 6 ? $0 + 1 : NaN):(sprintf("%s", count(c + 3))):(share(c + 3) > 0.55 ? 0xFFFFFF : 0x222222) with labels tc rgb variable font ",13"
  }
}
unset multiplot
