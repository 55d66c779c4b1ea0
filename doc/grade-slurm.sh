#!/bin/sh
#SBATCH --job-name=grade
#SBATCH --array=0-9
#SBATCH --ntasks=1 --cpus-per-task=2 --mem=4G --time=01:00:00
# A class on a cluster: each task of the array grades every COUNT-th student and
# writes a journal; the last step puts them together.
#
#   sbatch --export=ALL,CLASS=submissions,ONLY=101,SEED=17 grade-slurm.sh
#   dualtape grade --merge --format=csv -o grades.csv journals/*
#
# COUNT is the array's length.  SEED has to be the same for all.  A task that is
# submitted again goes on from its journal.
set -eu
: "${CLASS:?the folder of students' folders}" "${ONLY:=all}" "${SEED:=17}"
task=${SLURM_ARRAY_TASK_ID:?to be run by sbatch}
count=${SLURM_ARRAY_TASK_COUNT:-10}
mkdir -p journals
set --
number=0
for student in "$CLASS"/*/; do
  [ $((number % count)) -ne "$task" ] || set -- "$@" "${student%/}"
  number=$((number + 1))
done
[ $# -gt 0 ] || exit 0
[ "$ONLY" = all ] || set -- --only="$ONLY" "$@"
exec "${DUALTAPE:-dualtape}" grade --seed="$SEED" --jobs="${SLURM_CPUS_PER_TASK:-2}" \
  --journal="journals/$task" "$@" >/dev/null
