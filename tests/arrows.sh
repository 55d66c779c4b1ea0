# arrows.sh FOLDER: the law of the arrows.  Prints each #include that breaks it.
#
#   ops        includes nothing of the project but itself
#   forward    and
#   reverse    include ops and themselves
#   compare    includes these three and itself
#   the two headers at the top, tests, bench include what they like;
#   nobody else includes compare, exercises, tests or bench

cd "$1"
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
      case " $allowed " in
      *" $other "*) ;;
      *) echo "$file includes $name" ;;
      esac
    done
done
