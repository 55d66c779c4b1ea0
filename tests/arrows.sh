# arrows.sh FOLDER: the law of the arrows.  Prints each #include that breaks it.
#
#   ops        includes nothing of the project but itself
#   forward    and
#   reverse    include ops and themselves
#   compare    includes these three and itself
#     (its program also exercises/exercise.h, the contract between both, which
#     includes nothing of the project)
#   the two headers at the top, tests, bench include what they like;
#   nobody else includes compare, exercises, tests or bench

cd "$1"
if [ -f exercises/exercise.h ] && grep -n '^#[ ]*include[ ]*"' exercises/exercise.h; then
  echo "exercises/exercise.h includes something of the project"
fi
for file in $(find ops forward reverse compare -name '*.[ch]' -o \
  -name '*.def' | sort); do
  room=${file%%/*}
  case $room in
  ops) allowed='ops' ;;
  forward) allowed='ops forward' ;;
  reverse) allowed='ops reverse' ;;
  compare) allowed='ops forward reverse compare' ;;
  esac
  sed -n 's/^#[ ]*include[ ]*"\([^"]*\)".*/\1/p' "$file" |
    while read -r name; do
      # "../ops/ops.h" names the room; "tape.h" is of the same room
      target=$(printf '%s\n' "$name" | sed 's|^\(\.\./\)*||')
      case $name in
      ../*/*) other=${target%%/*} ;;
      */*) other=${target%%/*} ;;
      *) other=$room ;;
      esac
      case $name in
      ../* | */*)
        case $target in
        */*) ;;
        *) other=$room ;; # "../formula.h" from a folder within a room
        esac ;;
      esac
      case $file:$name in
      */*/*:../../*) ;;
      */*/*:compare/*) other=compare ;;  # made in the build's folder
      */*/*:*) other=$room ;; # from a folder within a room: the room's
      esac
      [ "$room:$name" = compare:exercises/exercise.h ] && continue
      case " $allowed " in
      *" $other "*) ;;
      *) echo "$file includes $name" ;;
      esac
    done
done
