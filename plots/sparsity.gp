# sparsity.gp: which entries of a Jacobian or Hessian can differ from 0.
#
#   dualtape plot sparsity '(1 - x)^2 + 100*(y - x^2)^2' x=1 y=2 -o s.dat
#   gnuplot -e "data='s.dat'; output='s.svg'" plots/sparsity.gp
#
# A square is an entry; those of one colour are computed in one direction of a
# sweep.

if (!exists("data")) { print "sparsity.gp: say which data: gnuplot -e \"data='s.dat'; output='s.svg'\" sparsity.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

stats data index 0 using (of = strcol(1), rows = $2, cols = $3, entries = $4, colours = $5, coloured = strcol(6), 1) nooutput

set encoding utf8
hessian = coloured eq "star"
shape = 1.0*rows/cols
tall = shape < 0.35 ? 0.35 : shape > 1.4 ? 1.4 : shape
px = int(150 + 610*tall)
if (terminal eq "svg") set terminal svg size 860,px font "Helvetica,Arial,sans-serif,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size 1290,1.5*px font "Helvetica,15" fontscale 1.25 linewidth 1.5
if (terminal eq "pdf") set terminal pdfcairo size 16cm,16.0/860*px cm font "Helvetica,10"
if (dumb) set terminal dumb 79 42 noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette; the ninth colour is the first again.
array paint[8] = [0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xD55E00, 0x444444, 0xF0E442]
colour(c) = paint[(int(c) - 1) % 8 + 1]

set border 15 lc rgb "#444444"
unset key
set title (hessian ? "Hessian of ".of : "Jacobian").sprintf(": %.0f of %.0f entries, %.0f ", entries, 1.0*rows*cols, colours).(colours == 1 ? "direction" : "directions")." instead of ".sprintf("%.0f", rows < cols ? rows : cols) noenhanced

# Names where they have room, else numbers.
set tics out nomirror
set format "%.0f"
if (!dumb && cols > 10 && cols <= 24) set xtics rotate by 90 right
set xtics scale 0.5
set ytics scale 0.5
named = 24
if (cols > named) set xlabel "input, by its number"
if (rows > named) set ylabel (hessian ? "input" : "output").", by its number" offset -1,0
if (cols <= named) {
  set xtics scale 0.5 () noenhanced
  do for [k = 1:int(cols)] {
    stats data index 3 every ::(k - 1)::(k - 1) using (name = strcol(2), 1) nooutput
    set xtics add (name k)
  }
}
if (rows <= named) {
  set ytics scale 0.5 () noenhanced
  do for [k = 1:int(rows)] {
    stats data index 4 every ::(k - 1)::(k - 1) using (name = strcol(2), 1) nooutput
    set ytics add (name k)
  }
}

what = coloured eq "rows" ? "rows" : hessian ? "inputs" : "columns"
shown = colours < 9 ? colours : 8
if (dumb) {
  digit(c) = substr("123456789abcdefghijklmnopqrstuvwxyz", (int(c) - 1) % 35 + 1, (int(c) - 1) % 35 + 1)
  set lmargin 12; set rmargin 4; set bmargin 5
  set xrange [0.5:cols + 0.5]
  set yrange [rows + 0.5:0.5]
  plot data index 1 using 1:2:(digit($3)) with labels
} else {
  set size ratio (rows > 3*cols || cols > 3*rows ? 0 : -1)
  set rmargin at screen 0.78
  set lmargin at screen 0.12
  half = (rows > cols ? rows : cols) > 60 ? 0.5 : 0.44
  high = 0.75*px
  # the key, beside the picture: who shares a colour
  do for [c = 1:int(shown)] {
    stats data index 2 every ::(c - 1)::(c - 1) using (count = $2, 1) nooutput
    y = 1 - (9 + 32*(c - 1))/high
    set object c rectangle from graph 1.035,(y - 9/high) to graph 1.067,(y + 9/high) fc rgb colour(c) fs solid noborder noclip
    set label c sprintf("%d: %.0f %s", c, count, count == 1 ? what[1:strlen(what) - 1] : what) at graph 1.085,y left font ",13"
  }
  if (colours > 8) { set label 9 sprintf("... %.0f in all", colours) at graph 1.035,(1 - (9 + 32*8)/high) left font ",13" }
  set xrange [0.5:cols + 0.5]
  set yrange [rows + 0.5:0.5]
  plot data index 1 using 1:2:($1 - half):($1 + half):($2 - half):($2 + half):(colour($3)) with boxxyerror fs solid noborder lc rgb variable
}
