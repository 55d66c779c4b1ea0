#!/bin/sh
# A class on many machines by GNU parallel (https://www.gnu.org/software/parallel):
# a journal for each student, which the last step puts together.
#
#   grade-parallel.sh submissions 101,102 grades.csv --sshlogin a,b,c
#
# What stands behind goes to parallel.  The machines share this folder, as by NFS,
# and have dualtape.  Called again, it goes on from the journals that are there.
set -eu
[ $# -ge 3 ] || { sed -n '2,8s/^# *//p' "$0"; exit 2; }
class=$1 only=$2 result=$3
shift 3
mkdir -p journals
parallel --workdir "$PWD" "$@" \
  "${DUALTAPE:-dualtape} grade -q --seed=17 --only=$only --journal=journals/{/} {} >/dev/null" \
  ::: "$class"/*
exec "${DUALTAPE:-dualtape}" grade --merge --format=csv -o "$result" journals/*
