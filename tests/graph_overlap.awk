# graph_overlap.awk: reads the data of `plot graph` and fails, saying so, where
# boxes, labels or edges cover each other: LC_ALL=C awk -f graph_overlap.awk
# Lengths as in plots/graph.gp: labels stand 0.13 above and 0.14 below an edge.

function no(what) { print what; bad = 1; exit 1 }
function apart(x, y, w, h, k) { # a rectangle around (x, y), and box k
  return x + w <= bx[k] - half || x - w >= bx[k] + half ||
         y + h <= by[k] - bh[k] || y - h >= by[k] + bh[k]
}
function absolute(v) { return v < 0 ? -v : v }
function characters(s) { gsub(/[\200-\277]/, "", s); return length(s) }

/^# adjoints of/ { block = "head" }
/^# nodes/ { block = "nodes" }
/^# edges/ { block = "edges" }
/^# local/ { block = "above" }
/^# adjoints handed/ { block = "below" }
/^# / { drawing = 0; next }
!NF { drawing = 0; next }
block == "head" { n = split($0, part, " "); half = part[n - 2]; stub = part[n - 1]; next }
block == "nodes" {
  split($0, quoted, "\"")
  if (0.108*(characters(quoted[2]) + (quoted[4] == "" ? 0 : 3 + characters(quoted[4]))) > 2*half)
    no("text wider than its box: " $0)
  boxes++
  bx[boxes] = $1; by[boxes] = $2; bh[boxes] = $NF
  next
}
block == "edges" {
  if (drawing) { segments++; x1[segments] = px; y1[segments] = py; x2[segments] = $1; y2[segments] = $2 }
  px = $1; py = $2; drawing = 1
  next
}
{ # a label
  labels++
  lx[labels] = $1 - stub/2 - 0.05
  ly[labels] = $2 + (block == "above" ? 0.13 : -0.14)
  lw[labels] = 0.054*length($3)
}

END {
  if (bad) exit 1
  if (boxes < 2 || !segments || !labels) no("no graph: " boxes " " segments " " labels)
  for (i = 1; i <= boxes; i++)
    for (k = i + 1; k <= boxes; k++)
      if (!apart(bx[i], by[i], half + 0.05, bh[i] + 0.05, k)) no("boxes " i " and " k)
  for (i = 1; i <= labels; i++) {
    for (k = 1; k <= boxes; k++)
      if (!apart(lx[i], ly[i], lw[i], 0.06, k)) no("label " i " on box " k)
    for (k = i + 1; k <= labels; k++)
      if (absolute(lx[i] - lx[k]) < lw[i] + lw[k] && absolute(ly[i] - ly[k]) < 0.12)
        no("labels " i " and " k)
  }
  for (s = 1; s <= segments; s++) {
    low = y1[s] < y2[s] ? y1[s] : y2[s]; high = y1[s] + y2[s] - low
    for (k = 1; k <= boxes; k++)
      if (x2[s] > bx[k] - half + 0.01 && x1[s] < bx[k] + half - 0.01 &&
          high > by[k] - bh[k] && low < by[k] + bh[k]) no("edge through box " k)
    for (k = 1; k <= labels; k++)
      if (x2[s] > lx[k] - lw[k] && x1[s] < lx[k] + lw[k] &&
          high > ly[k] - 0.05 && low < ly[k] + 0.05) no("edge through label " k)
  }
}
