# tap.sh: a few words to write tests in, read by the *.tap scripts.
# Each prints one line of the Test Anything Protocol.

tap_count=0 tap_failed=0
tap_folder=$(mktemp -d)
trap 'rm -rf "$tap_folder"' EXIT
trap 'exit 1' HUP INT TERM

# ok TITLE COMMAND...: the command succeeds; if not, its output is shown.
ok() {
  tap_title=$1
  shift
  tap_count=$((tap_count + 1))
  if "$@" >"$tap_folder/.said" 2>&1; then
    echo "ok $tap_count - $tap_title"
  else
    tap_failed=$((tap_failed + 1))
    echo "not ok $tap_count - $tap_title"
    sed 's/^/# /' "$tap_folder/.said"
  fi
}

# fails STATUS COMMAND...: the command ends with this status.
fails() {
  tap_want=$1
  shift
  tap_got=0
  "$@" || tap_got=$?
  [ "$tap_got" = "$tap_want" ] || {
    echo "exit status $tap_got, not $tap_want"
    return 1
  }
}

# says TEXT COMMAND...: the command prints this text, on stdout or stderr.
says() {
  tap_text=$1
  shift
  "$@" >"$tap_folder/.says" 2>&1 || :
  grep -qF -e "$tap_text" "$tap_folder/.says" || {
    echo "expected: $tap_text"
    echo "printed:"
    cat "$tap_folder/.says"
    return 1
  }
}

# direct: DUALTAPE becomes the program behind libtool's script of that name, which
# takes several times as long to start; for tests that run it a thousand times.
direct() {
  [ "$(uname)" = Linux ] && [ "$(head -c 2 "$DUALTAPE")" = '#!' ] || return 0
  tap_program=${DUALTAPE%/*}/.libs/${DUALTAPE##*/}
  [ -x "$tap_program" ] || return 0
  DUALTAPE=$tap_program
  LD_LIBRARY_PATH=${DUALTAPE%/*}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  export DUALTAPE LD_LIBRARY_PATH
}

skip() {
  tap_count=$((tap_count + 1))
  echo "ok $tap_count - $1 # SKIP $2"
}

skip_all() {
  echo "1..0 # SKIP $1"
  exit 0
}

done_testing() {
  echo "1..$tap_count"
  [ $tap_failed = 0 ] || exit 1
}
