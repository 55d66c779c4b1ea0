# speed.awk: what bench --json (or --save) wrote, as
#   -v form=table   the tables of doc/speed.md, in Markdown
#   -v form=chart   data for plots/speed.gp
# One JSON object a line, as bench prints them.

function text(key,    s) {
  s = $0
  if (!sub(".*\"" key "\": \"", "", s)) return ""
  sub("\".*", "", s)
  return s
}
function number(key,    s) {
  s = $0
  if (!sub(".*\"" key "\": ", "", s)) return 0
  return s + 0
}
# Three digits.
function short(x) {
  if (x < 0.1) return sprintf("%.2g", x)
  return x >= 100 ? sprintf("%.0f", x) : x >= 10 ? sprintf("%.1f", x) : sprintf("%.2f", x)
}
function first_word(s) { sub(" .*", "", s); return s }

# The modes' order, whichever comes first in the file.
BEGIN {
  own_count = split("by hand|record|record by points|replay|batch|matrices|matrices in parts|emitted|forward", usual, "|")
  for (k = 1; k <= own_count; k++) { ways[k] = usual[k]; known[1, usual[k]] = 1 }
}

{
  w = text("workload"); who = text("who"); mode = text("mode")
  if (!(w in place)) { place[w] = ++workloads; name[workloads] = w }
  if (who == "plain C") { plain[w] = number("seconds"); next }
  if (who == "by hand") column = who
  else if (who == "dualtape") column = mode
  else column = first_word(who) (mode == "forward" || mode == "tensors" ? "" : ", " mode)
  own = who == "by hand" || who == "dualtape"
  if (!own) version[who] = 1
  if (!((own, column) in known)) {
    known[own, column] = 1
    if (own) ways[++own_count] = column; else others[++other_count] = column
  }
  ratio[w, own, column] = number("ratio")
  low[w, own, column] = number("low")
  high[w, own, column] = number("high")
  target[w, own, column] = number("target")
  rows++
}

function cell(w, own, c,    s, t) {
  if (!((w, own, c) in ratio)) return "–"
  s = short(ratio[w, own, c])
  t = target[w, own, c]
  if (t > 0) s = (ratio[w, own, c] <= t ? "**" s "**" : s) " (" t ")"
  return s
}
function table(own, count, list,    i, k, line, used) {
  for (k = used = 0; k++ < count;) # columns that have rows
    for (i = 1; i <= workloads; i++)
      if ((name[i], own, list[k]) in ratio) { list[++used] = list[k]; break }
  count = used
  line = "| | plain, ms |"
  for (k = 1; k <= count; k++) line = line " " list[k] " |"
  print line
  line = "|---|---|"
  for (k = 1; k <= count; k++) line = line "---|"
  print line
  for (i = 1; i <= workloads; i++) {
    line = "| " name[i] " | " short(1e3 * plain[name[i]]) " |"
    for (k = 1; k <= count; k++) line = line " " cell(name[i], own, list[k]) " |"
    print line
  }
  print ""
}

# What a row looks like: 1 by hand, 2 record, 3 replay, 4 batch, 5 matrices,
# 6 emitted, 7 forward; 11 ADOL-C, 12 Sacado, 13 PyTorch, 14 Eigen, 15 Ceres,
# 16 ADOL-C replayed.
function look(own, c) {
  if (own) return c == "by hand" ? 1 : c ~ /^record/ ? 2 : c == "replay" ? 3 : c == "batch" ? 4 : c ~ /^matrices/ ? 5 : c ~ /^emitted/ ? 6 : 7
  return c ~ /^ADOL.*replay/ ? 16 : c ~ /^ADOL/ ? 11 : c ~ /^Sacado/ ? 12 : c ~ /^PyTorch/ ? 13 : c ~ /^Eigen/ ? 14 : 15
}
# A panel: workloads side by side, in each its rows side by side:
# x, ratio, low, high, target, look.  Then the names' places.
function panel(forward,    i, k, x, from, own, n) {
  x = 0; n = 0
  for (i = 1; i <= workloads; i++) {
    w = name[i]
    if ((w ~ /^[DR]/) != forward) continue
    from = x
    for (own = 1; own >= 0; own--)
      for (k = 1; k <= (own ? own_count : other_count); k++) {
        c = own ? ways[k] : others[k]
        if ((w, own, c) in ratio)
          print x++, ratio[w, own, c], low[w, own, c], high[w, own, c], target[w, own, c], look(own, c)
      }
    middle[++n] = (from + x - 1) / 2; label[n] = w
    x += 1.5
  }
  if (n == 0) print "0 NaN NaN NaN 0 0"
  print "\n"
  for (i = 1; i <= n; i++) print middle[i], label[i]
  if (n == 0) print "0 -"
  print "\n"
}

END {
  if (rows == 0) { print "speed.awk: no rows" >"/dev/stderr"; exit 2 }
  if (form == "chart") { panel(0); panel(1); exit }
  table(1, own_count, ways)
  if (other_count) table(0, other_count, others)
  line = ""
  for (v in version) line = line (line ? ", " : "") v
  if (line) print "Peers: " line "."
}
