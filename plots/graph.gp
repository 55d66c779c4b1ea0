# graph.gp: a formula's computational graph with the numbers of both sweeps.
#
#   dualtape plot graph 'u = x^2; v = u + y; r = z*v' x=1 y=2 z=4 -o g.dat
#   gnuplot -e "data='g.dat'; output='g.svg'" plots/graph.gp
#
# Read it from left to right for the forward sweep: each node's value comes
# from its arguments.  Read it from right to left for the reverse sweep: each
# edge hands back the adjoint at its tip times its local partial, and a node's
# adjoint is the sum of what the edges that leave it hand back.  The data say
# (--show) whether all this is drawn, or only the forward sweep, or the graph
# without numbers.

if (!exists("data")) { print "graph.gp: say which data: gnuplot -e \"data='g.dat'; output='g.svg'\" graph.gp"; exit status 2 }
if (!exists("terminal")) terminal = "svg"
dumb = terminal eq "dumb"

# What the data's blocks 0 and 1 say of the whole picture.
stats data index 0 using (what = strcol(1), at = strcol(2), half = $3, stub = $4, show = strcol(5), 1) nooutput
stats data index 1 using 1 name "X" nooutput
stats data index 1 using 2 name "Y" nooutput
stats data index 2 using 2 name "E" nooutput  # edges may pass above or below
forward = show ne "structure"; backward = show eq "backward"
left = X_min - half - 0.2; right = X_max + half + 0.2
bottom = (E_min + 0.4 < Y_min ? E_min + 0.4 : Y_min) - (backward ? 1.6 : forward ? 1.3 : 0.7); top = (E_max - 0.4 > Y_max ? E_max - 0.4 : Y_max) + 0.7
# Room for the legend, in small pictures too.
missing = (backward ? 8.2 : 4) - (right - left)
# In letters: short texts need less room, and often fit a terminal.
per = half < 0.7 ? 7 : 11
if (dumb && backward) missing = 79.0/per - (right - left)
if (missing > 0) { left = left - missing/2; right = right + missing/2 }
width = right - left; height = top - bottom

# A node is as large in every picture: 92 pixels high.
px = int(92*width); py = int(92*height + 50)
zoom = px > 20000 ? 30000.0/px : 1.5  # cairo's pictures end at 32767 pixels
set encoding utf8
if (terminal eq "svg") set terminal svg size px,py font "Helvetica,Arial,sans-serif,15" background "white" dynamic
if (terminal eq "png") set terminal pngcairo size int(zoom*px),int(zoom*py) font "Helvetica,15" fontscale 0.8*zoom linewidth zoom
if (terminal eq "pdf") set terminal pdfcairo size 0.02*px cm,0.02*py cm font "Helvetica,9" fontscale 0.95 linewidth 0.7
if (dumb) set terminal dumb int(per*width),int(6*height + (forward && !backward ? 4 : 0)) noenhanced
if (exists("output")) set output output

# Okabe and Ito's palette, which colour-blind readers can tell apart; green is
# darker than theirs, for small numbers on white.
blue = "#0072B2"; red = "#D55E00"; green = "#007A5A"; grey = "#555555"; paper = "#F7F7F7"

unset border; unset tics; unset key
set lmargin 0; set rmargin 0; set bmargin 0; set tmargin 3
set xrange [left:right]
set yrange [bottom:top]
if (!dumb) set size ratio -1
set style fill solid 1.0 border lc rgb grey
set title "Computational graph of ".what.(forward && strlen(at) ? " at ".at : "") noenhanced

# The legend.
a = (left + right)/2 - (backward ? 3.9 : 1.9); b = a + (backward ? 1.4 : 1.1); c = a + 4.2
if (dumb) { a = (left + right)/2 - (backward ? 39.0 : 16.0)/per; b = a + 13.0/per; c = b + 24.0/per }
y = bottom + (backward ? 0.55 : 0.25)
if (forward) {
  set label 1 "in a box:" at a, y tc rgb grey
  set label 2 "value (forward sweep)" at b, y tc rgb blue
}
if (backward) {
  set label 3 "adjoint (reverse sweep)" at c, y tc rgb red
  set label 4 "on an edge:" at a, y - 0.3 tc rgb grey
  set label 5 "local partial" at b, y - 0.3 tc rgb green
  set label 6 "partial × adjoint, handed back" at c, y - 0.3 tc rgb red
}

# Formulas as in books: powers raised, a dot between factors, _ as it stands.
number(x) = sprintf("%.5g", x)
# A matrix stands as text, [1 2; 3 4], and [] is one that is not shown.
shown(k) = strcol(k)[1:1] eq "[" ? (strcol(k) eq "[]" ? "" : strcol(k)) : number(column(k))
cut(s, i, n, new) = i == 0 ? s : s[1:i-1].new.s[i+n:*]
esc(s) = strstrt(s, "_") == 0 ? s : s[1:strstrt(s, "_")-1]."\\\\_".esc(s[strstrt(s, "_")+1:*])
power(s) = strstrt(s, "^") == 0 ? s : cut(s, strstrt(s, "^"), 1, "^{")."}"
dot(s) = cut(s, strstrt(s, " * "), 3, " · ")
product(s) = strstrt(s, "@") == 0 ? s : s[1:strstrt(s, "@")-1]."\\\\@".product(s[strstrt(s, "@")+1:*])
book(s) = dumb ? s : power(product(esc(dot(s))))
box(name, op) = book(name).(strlen(op) ? " = ".book(op) : "")

# What is shown: with fewer numbers the lines of a box move to its middle.
tall = backward ? 0.5 : 0.42
name_at = backward ? 0.27 : forward ? 0.14 : 0
value_at = backward ? -0.03 : -0.16
val(k) = forward ? shown(k) : ""
adj(k) = backward ? shown(k) : ""
both(k) = val(k).(backward ? " | ".shown(k + 1) : "")
arrow(k) = (backward ? shown(k) : "").">"

if (dumb) {
  plot data index 2 using 1:2 with dots, \
       data index 1 using 1:($2 + 0.2):(box(strcol(3), strcol(4))) with labels, \
       data index 1 using 1:2:(both(5)) with labels, \
       data index 3 using ($1 - stub/2):($2 + 0.05):(arrow(3)) with labels
} else {
  plot data index 2 using 1:2 with lines lw 1.5 lc rgb grey, \
       data index 3 using ($1 - 0.02):2:(0.02):(0) with vectors filled head size 0.15,18 fixed lw 1.5 lc rgb grey, \
       data index 1 using 1:2:(half):($7 > 0.5 ? $7 : tall) with boxxyerror fc rgb paper lw 1.5, \
       data index 1 using 1:($2 + name_at):(box(strcol(3), strcol(4))) with labels, \
       data index 1 using 1:($2 + value_at):(val(5)) with labels tc rgb blue, \
       data index 1 using 1:($2 - 0.29):(adj(6)) with labels tc rgb red, \
       data index 3 using ($1 - stub/2 - 0.05):($2 + 0.13):(adj(3)) with labels tc rgb green, \
       data index 4 using ($1 - stub/2 - 0.05):($2 - 0.14):(adj(3)) with labels tc rgb red
}
