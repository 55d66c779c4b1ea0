# checkpoint.gp: memory against recomputation: the gradient of a long loop with
# few states kept.
#
#   dualtape plot checkpoint -o c.dat
#   gnuplot -e "data='c.dat'; output='c.svg'" plots/checkpoint.gp
#
# Left: how often each step runs, the recorded run included, with s states kept
# by the binomial schedule; lines are the formula, marks were counted.  Each
# line ends at two runs, where every state is kept.  Right: the memory of one
# tape for all steps grows with them, that of checkpoints does not.

if (!exists("data")) { print "checkpoint.gp: say which data: gnuplot -e \"data='c.dat'; output='c.svg'\" checkpoint.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

set encoding utf8
if (terminal eq "svg") set terminal svg size 980,560 font "Helvetica,Arial,sans-serif,14" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1470,840 font "Helvetica,14" fontscale 1.25 linewidth 1.5
if (terminal eq "pdf") set terminal pdfcairo size 20cm,11.4cm font "Helvetica,9"
if (dumb) set terminal dumb 110 40 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart.
orange = "#E69F00"; blue = "#0072B2"; green = "#009E73"; grey = "#777777"
array colour[3] = [orange, blue, green]
array mark[3] = [9, 5, 7]
mark_size = terminal eq "png" ? 1.1 : 0.75

set border 3
set tics nomirror
unset mxtics; unset mytics
set grid back lt 1 lc rgb "#DDDDDD"
set logscale xy
set bmargin (dumb ? 9 : 8)
set key left bottom vertical Left reverse samplen 3 spacing 1.2 font ",12"
set multiplot layout 1,2

set title "Recomputation: theory (lines), counted (marks)"
set xlabel "snapshots s"
set ylabel "runs of each step"
set xrange [1.7:600]
set yrange [1.8:120]
set xtics (2, 4, 8, 16, 32, 64, 128, 256, 512)
set ytics (2, 3, 4, 6, 10, 20, 40, 100)
set key at screen (dumb ? 0.02 : 0.05),0.03 left bottom maxrows 2
name(k) = word("100 1000 10000", k)." steps"
plot for [k = 1:3] data index k - 1 using 1:2 with lines lw 2 lc rgb colour[k] notitle, \
     for [k = 1:3] data index k + 2 using 1:3 with points pt 2 ps mark_size lw 1.5 lc rgb grey notitle, \
     for [k = 1:3] data index k + 2 using 1:2 with points pt mark[k] ps 1.2*mark_size lc rgb colour[k] notitle, \
     for [k = 1:3] keyentry with linespoints lw 2 pt mark[k] ps 1.2*mark_size lc rgb colour[k] title name(k), \
     keyentry with points pt 2 ps mark_size lw 1.5 lc rgb grey title "length not known"

set title "Memory: theory (lines), measured (marks)"
set xlabel "steps"
set ylabel "bytes"
set xrange [70:140000]
set yrange [1000:1e8]
set format (dumb ? "1e%T" : "10^{%T}")
set xtics 100,10
set ytics 1000,10
set key at screen 0.56,0.03 left bottom maxrows 2
plot data index 6 using 1:3 with lines lw 2 lc rgb "black" notitle, \
     data index 6 using 1:7 with lines lw 2 lc rgb blue notitle, \
     data index 6 using 1:5 with lines lw 2 lc rgb orange notitle, \
     data index 6 using 1:2 with points pt 7 ps 1.2*mark_size lc rgb "black" notitle, \
     data index 6 using 1:6 with points pt 5 ps 1.2*mark_size lc rgb blue notitle, \
     data index 6 using 1:4 with points pt 9 ps 1.2*mark_size lc rgb orange notitle, \
     keyentry with linespoints lw 2 pt 7 ps 1.2*mark_size lc rgb "black" title "one tape", \
     keyentry with linespoints lw 2 pt 5 ps 1.2*mark_size lc rgb blue title "100 snapshots", \
     keyentry with linespoints lw 2 pt 9 ps 1.2*mark_size lc rgb orange title "10 snapshots"
unset multiplot
