# copy.sh: builds a changed copy of the project, for tests that need one.
# Read after tap.sh.

# copy_sources FOLDER: the sources and config.h, without optional libraries.
copy_sources() {
  mkdir -p "$1"
  for part in ops forward reverse compare dualtape.h dualtape_each.h; do
    cp -R "$top_srcdir/$part" "$1/"
  done
  mkdir "$1/exercises"
  cp "$top_srcdir/exercises/exercise.h" "$1/exercises/"
  chmod -R u+w "$1"
  for made in emit_helpers.inc emit_rules.inc lesson_code.h \
    report_text.h; do
    cp "$top_builddir/compare/$made" "$1/compare/$made" 2>/dev/null ||
      [ -f "$1/compare/$made" ] || echo "# compare/$made is not there" >&2
  done
  find "$1" -name '*.o' -exec rm -f {} +
  find "$1" -name '*.lo' -exec rm -f {} +
  sed 's/\(define HAVE_\(JSON_C\|BLAS\|LAPACK\|NLOPT\|SECCOMP\|BATCH_X86\|LIBMVEC\)\) 1/\1 0/' "$top_builddir/config.h" \
    >"$1/config.h"
}

# build_copy FOLDER: the program, as FOLDER/dualtape, and FOLDER/library.o's.
build_copy() (
  cd "$1"
  sh compare/make-fn-ops define ops/ops.def >compare/fn_ops.h
  sh compare/make-fn-ops undef ops/ops.def >compare/fn_ops_end.h
  $CC -std=gnu11 -ffp-contract=off $SANITIZE_FLAGS -I. -DPKGDATADIR='"/nowhere"' -DSOURCEDIR='"."' \
    -DLOCALEDIR='"/nowhere"' -DBUILDDIR='"."' \
    -DINCLUDEDIR='"/nowhere"' -DCC='"cc"' \
    -o dualtape ops/*.c forward/*.c reverse/*.c compare/*.c compare/cli/*.c compare/lesson/*.c -lm $LIBINTL
)
