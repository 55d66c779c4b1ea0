# tests/: Check suites, one a room, and shell scripts; both speak TAP

# ---- suites ---------------------------------------------------------------------

SUITES = \
  tests/test_agreement \
  tests/test_atlas \
  tests/test_autograd_backward \
  tests/test_autograd_custom \
  tests/test_autograd_hooks \
  tests/test_autograd_in_place \
  tests/test_autograd_leaves \
  tests/test_autograd_second \
  tests/test_batch \
  tests/test_certified \
  tests/test_checkpoint \
  tests/test_colour \
  tests/test_compare \
  tests/test_dense \
  tests/test_derivatives \
  tests/test_differences \
  tests/test_edge_push \
  tests/test_edges \
  tests/test_formula \
  tests/test_formula_matrix \
  tests/test_forward \
  tests/test_fuzz \
  tests/test_hyper \
  tests/test_inputs \
  tests/test_jet \
  tests/test_jet_7 \
  tests/test_jet_loops \
  tests/test_learn \
  tests/test_lm \
  tests/test_mark \
  tests/test_matrix_forward \
  tests/test_matrix_reverse \
  tests/test_matrix_edges \
  tests/test_matrix_rules \
  tests/test_nomem \
  tests/test_ops \
  tests/test_optimize \
  tests/test_pendulum \
  tests/test_replay \
  tests/test_reverse \
  tests/test_second \
  tests/test_check \
  tests/test_check_gradient \
  tests/test_complex \
  tests/test_fd \
  tests/test_latex \
  tests/test_single \
  tests/test_sparse \
  tests/test_sparsity \
  tests/test_strd \
  tests/test_taylor \
  tests/test_tape_optimize \
  tests/test_traps
if BATCH_X86
SUITES += tests/test_jet_avx2
endif

suite_headers = \
  tests/close.h \
  tests/each_op.h \
  tests/matrices.h \
  tests/on_tape.h

oracle_sources = \
  tests/oracle.c \
  tests/oracle.h \
  tests/oracle_values.c \
  tests/oracle_values.h

tests_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_ldadd = libdualtape.la $(CHECK_LIBS)

tests_test_agreement_CFLAGS = $(tests_cflags)
tests_test_agreement_LDADD = $(tests_ldadd)
tests_test_agreement_SOURCES = tests/test_agreement.c $(suite_headers)
tests_test_atlas_CFLAGS = $(tests_cflags)
tests_test_atlas_LDADD = $(tests_ldadd)
tests_test_atlas_SOURCES = tests/test_atlas.c $(suite_headers)
# Autograd in several rooms.
tests_test_autograd_backward_CFLAGS = $(tests_cflags)
tests_test_autograd_backward_LDADD = $(tests_ldadd)
tests_test_autograd_backward_SOURCES = \
  tests/autograd.h \
  tests/test_autograd_backward.c \
  $(suite_headers)
tests_test_autograd_custom_CFLAGS = $(tests_cflags)
tests_test_autograd_custom_LDADD = $(tests_ldadd)
tests_test_autograd_custom_SOURCES = \
  tests/autograd.h \
  tests/test_autograd_custom.c \
  $(suite_headers)
tests_test_autograd_hooks_CFLAGS = $(tests_cflags)
tests_test_autograd_hooks_LDADD = $(tests_ldadd)
tests_test_autograd_hooks_SOURCES = \
  tests/autograd.h \
  tests/test_autograd_hooks.c \
  $(suite_headers)
tests_test_autograd_in_place_CFLAGS = $(tests_cflags)
tests_test_autograd_in_place_LDADD = $(tests_ldadd)
tests_test_autograd_in_place_SOURCES = \
  tests/autograd.h \
  tests/test_autograd_in_place.c \
  $(suite_headers)
tests_test_autograd_leaves_CFLAGS = $(tests_cflags)
tests_test_autograd_leaves_LDADD = $(tests_ldadd)
tests_test_autograd_leaves_SOURCES = \
  tests/autograd.h \
  tests/test_autograd_leaves.c \
  $(suite_headers)
tests_test_autograd_second_CFLAGS = $(tests_cflags)
tests_test_autograd_second_LDADD = $(tests_ldadd)
tests_test_autograd_second_SOURCES = \
  tests/autograd.h \
  tests/test_autograd_second.c \
  $(suite_headers)
tests_test_batch_CFLAGS = $(tests_cflags)
tests_test_batch_LDADD = $(tests_ldadd)
tests_test_batch_SOURCES = \
  tests/on_tape.h \
  tests/programs.h \
  tests/sample.h \
  tests/test_batch.c \
  $(suite_headers)
tests_test_colour_CFLAGS = $(tests_cflags)
tests_test_colour_LDADD = $(tests_ldadd)
tests_test_colour_SOURCES = \
  tests/sample.h \
  tests/test_colour.c \
  $(suite_headers)
tests_test_compare_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_test_compare_CFLAGS = $(tests_cflags)
tests_test_compare_LDADD = $(tests_ldadd)
tests_test_compare_SOURCES = tests/test_compare.c $(suite_headers)
tests_test_complex_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_test_complex_CFLAGS = $(tests_cflags)
tests_test_complex_LDADD = $(tests_ldadd)
tests_test_complex_SOURCES = tests/test_complex.c $(suite_headers)
tests_test_latex_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_test_latex_CFLAGS = $(tests_cflags)
tests_test_latex_LDADD = $(tests_ldadd)
tests_test_latex_SOURCES = tests/test_latex.c $(suite_headers)
tests_test_single_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_test_single_CFLAGS = $(tests_cflags)
tests_test_single_LDADD = $(tests_ldadd)
tests_test_single_SOURCES = tests/test_single.c $(suite_headers)
# It forces products through BLAS and through own loops, which is internal.
tests_test_dense_CFLAGS = $(tests_cflags)
tests_test_dense_LDADD = $(CHECK_LIBS) $(BLAS_LIBS)
tests_test_dense_SOURCES = \
  $(ops_sources) \
  tests/matrix_sample.h \
  tests/test_dense.c \
  $(suite_headers)
tests_test_derivatives_CFLAGS = $(tests_cflags)
tests_test_derivatives_LDADD = $(tests_ldadd)
tests_test_derivatives_SOURCES = tests/test_derivatives.c $(suite_headers)
tests_test_matrix_edges_CFLAGS = $(tests_cflags)
tests_test_matrix_edges_LDADD = $(tests_ldadd)
tests_test_matrix_edges_SOURCES = tests/test_matrix_edges.c $(suite_headers)
tests_test_matrix_rules_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_test_matrix_rules_CFLAGS = $(tests_cflags)
tests_test_matrix_rules_LDADD = $(tests_ldadd)
tests_test_matrix_rules_SOURCES = \
  tests/matrix_sample.h \
  tests/test_matrix_rules.c \
  $(suite_headers)
tests_test_differences_CFLAGS = $(tests_cflags)
tests_test_differences_LDADD = $(tests_ldadd)
tests_test_differences_SOURCES = tests/test_differences.c $(suite_headers)
# It includes the sweep, right and with terms that are dropped.
tests_test_edge_push_CFLAGS = $(tests_cflags)
tests_test_edge_push_LDADD = $(tests_ldadd)
tests_test_edge_push_SOURCES = \
  tests/edge_push_wrong.inc.h \
  tests/on_tape.h \
  tests/patterns.h \
  tests/programs.h \
  tests/sample.h \
  tests/test_edge_push.c \
  $(suite_headers)
tests_test_edges_CFLAGS = $(tests_cflags)
tests_test_edges_LDADD = $(tests_ldadd)
tests_test_edges_SOURCES = tests/test_edges.c tests/grid.h $(suite_headers)
tests_test_formula_CFLAGS = $(tests_cflags)
tests_test_formula_LDADD = $(tests_ldadd)
tests_test_formula_SOURCES = tests/test_formula.c $(suite_headers)
tests_test_formula_matrix_CFLAGS = $(tests_cflags)
tests_test_formula_matrix_LDADD = $(tests_ldadd)
tests_test_formula_matrix_SOURCES = tests/test_formula_matrix.c $(suite_headers)
tests_test_forward_CFLAGS = $(tests_cflags)
tests_test_forward_LDADD = $(tests_ldadd)
tests_test_forward_SOURCES = tests/test_forward.c $(suite_headers)
tests_test_fuzz_CFLAGS = $(tests_cflags)
tests_test_fuzz_LDADD = $(tests_ldadd)
tests_test_fuzz_SOURCES = tests/test_fuzz.c $(suite_headers)
tests_test_hyper_CFLAGS = $(tests_cflags)
tests_test_hyper_LDADD = $(tests_ldadd)
tests_test_hyper_SOURCES = tests/test_hyper.c $(suite_headers)
tests_test_inputs_CFLAGS = $(tests_cflags)
tests_test_inputs_LDADD = $(tests_ldadd)
tests_test_inputs_SOURCES = tests/test_inputs.c $(suite_headers)
tests_test_jet_CFLAGS = $(tests_cflags)
tests_test_jet_LDADD = $(tests_ldadd)
tests_test_jet_SOURCES = $(jet_sources)
# Other numbers of tangents, in pieces of all sizes, and in none.
jet_sources = tests/test_jet.c tests/grid.h $(suite_headers)
tests_test_jet_7_CPPFLAGS = $(AM_CPPFLAGS) -DJET_N=7
tests_test_jet_7_CFLAGS = $(tests_cflags)
tests_test_jet_7_LDADD = $(tests_ldadd)
tests_test_jet_7_SOURCES = $(jet_sources)
tests_test_jet_avx2_CPPFLAGS = $(AM_CPPFLAGS) -DJET_N=39
tests_test_jet_avx2_CFLAGS = $(tests_cflags) -mavx2
tests_test_jet_avx2_LDADD = $(tests_ldadd)
tests_test_jet_avx2_SOURCES = $(jet_sources)
tests_test_jet_loops_CPPFLAGS = $(AM_CPPFLAGS) -DJET_N=3 -DJET_WIDE=1
tests_test_jet_loops_CFLAGS = $(tests_cflags)
tests_test_jet_loops_LDADD = $(tests_ldadd)
tests_test_jet_loops_SOURCES = $(jet_sources)
tests_test_checkpoint_CFLAGS = $(tests_cflags)
tests_test_checkpoint_LDADD = $(tests_ldadd)
tests_test_checkpoint_SOURCES = tests/test_checkpoint.c $(suite_headers)
tests_test_certified_CFLAGS = $(tests_cflags)
tests_test_certified_LDADD = $(tests_ldadd)
tests_test_certified_SOURCES = tests/test_certified.c $(suite_headers)
tests_test_learn_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/compare/examples
tests_test_learn_CFLAGS = $(tests_cflags)
tests_test_learn_LDADD = $(tests_ldadd)
tests_test_learn_SOURCES = tests/test_learn.c $(suite_headers)
tests_test_lm_CFLAGS = $(tests_cflags)
tests_test_lm_LDADD = $(tests_ldadd)
tests_test_lm_SOURCES = tests/test_lm.c $(suite_headers)
tests_test_matrix_forward_CFLAGS = $(tests_cflags)
tests_test_matrix_forward_LDADD = $(tests_ldadd)
tests_test_matrix_forward_SOURCES = \
  tests/sample.h \
  tests/test_matrix_forward.c \
  $(suite_headers)
tests_test_matrix_reverse_CFLAGS = $(tests_cflags)
tests_test_matrix_reverse_LDADD = $(tests_ldadd)
tests_test_matrix_reverse_SOURCES = tests/test_matrix_reverse.c $(suite_headers)
tests_test_pendulum_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/compare/examples
tests_test_pendulum_CFLAGS = $(tests_cflags)
tests_test_pendulum_LDADD = $(tests_ldadd)
tests_test_pendulum_SOURCES = tests/test_pendulum.c $(suite_headers)
tests_test_check_CFLAGS = $(tests_cflags)
tests_test_check_LDADD = $(tests_ldadd)
tests_test_check_SOURCES = tests/test_check.c $(suite_headers)
tests_test_check_gradient_CFLAGS = $(tests_cflags)
tests_test_check_gradient_LDADD = $(tests_ldadd)
tests_test_check_gradient_SOURCES = tests/test_check_gradient.c $(suite_headers)
tests_test_fd_CFLAGS = $(tests_cflags)
tests_test_fd_LDADD = $(tests_ldadd)
tests_test_fd_SOURCES = tests/test_fd.c $(suite_headers)
tests_test_strd_CFLAGS = $(tests_cflags)
tests_test_strd_LDADD = $(tests_ldadd)
tests_test_strd_SOURCES = tests/test_strd.c $(suite_headers)
tests_test_mark_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_test_mark_CFLAGS = $(tests_cflags)
tests_test_mark_LDADD = $(tests_ldadd)
tests_test_mark_SOURCES = \
  tests/on_tape.h \
  tests/programs.h \
  tests/sample.h \
  tests/test_mark.c \
  $(suite_headers)
tests_test_replay_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_test_replay_CFLAGS = $(tests_cflags)
tests_test_replay_LDADD = $(tests_ldadd)
tests_test_replay_SOURCES = \
  tests/on_tape.h \
  tests/programs.h \
  tests/sample.h \
  tests/test_replay.c \
  $(suite_headers)
tests_test_tape_optimize_CFLAGS = $(tests_cflags)
tests_test_tape_optimize_LDADD = $(tests_ldadd)
tests_test_tape_optimize_SOURCES = \
  tests/on_tape.h \
  tests/programs.h \
  tests/sample.h \
  tests/test_tape_optimize.c \
  $(suite_headers)
tests_test_reverse_CFLAGS = $(tests_cflags)
tests_test_reverse_LDADD = $(tests_ldadd)
tests_test_reverse_SOURCES = tests/test_reverse.c $(suite_headers)
tests_test_optimize_CFLAGS = $(tests_cflags)
tests_test_optimize_LDADD = $(tests_ldadd)
tests_test_optimize_SOURCES = tests/test_optimize.c $(suite_headers)
tests_test_second_CFLAGS = $(tests_cflags)
tests_test_second_LDADD = $(tests_ldadd)
tests_test_second_SOURCES = tests/test_second.c $(suite_headers)
tests_test_sparse_CFLAGS = $(tests_cflags)
tests_test_sparse_LDADD = $(tests_ldadd)
tests_test_sparse_SOURCES = \
  tests/on_tape.h \
  tests/patterns.h \
  tests/programs.h \
  tests/sample.h \
  tests/test_sparse.c \
  $(suite_headers)
tests_test_sparsity_CFLAGS = $(tests_cflags)
tests_test_sparsity_LDADD = $(tests_ldadd)
tests_test_sparsity_SOURCES = \
  tests/on_tape.h \
  tests/patterns.h \
  tests/programs.h \
  tests/sample.h \
  tests/test_sparsity.c \
  $(suite_headers)
tests_test_traps_CFLAGS = $(tests_cflags)
tests_test_traps_LDADD = $(tests_ldadd)
tests_test_traps_SOURCES = tests/test_traps.c $(suite_headers)
# It includes the sources that allocate itself, with allocators that fail.
tests_test_nomem_CFLAGS = $(tests_cflags)
tests_test_nomem_LDADD = reverse/libbatch.la $(CHECK_LIBS) $(BLAS_LIBS)
tests_test_nomem_SOURCES = \
  reverse/batch_careful.c \
  tests/test_nomem.c \
  $(ops_sources_without_memory) \
  $(suite_headers)
tests_test_ops_CFLAGS = $(tests_cflags)
tests_test_ops_LDADD = $(tests_ldadd)
tests_test_ops_SOURCES = tests/test_ops.c $(suite_headers)
tests_test_taylor_CFLAGS = $(tests_cflags)
tests_test_taylor_LDADD = $(tests_ldadd)
tests_test_taylor_SOURCES = tests/test_taylor.c $(suite_headers)
tests_test_taylor_oracle_CFLAGS = $(tests_cflags)
tests_test_taylor_oracle_LDADD = $(tests_ldadd) $(MPFR_LIBS)
tests_test_taylor_oracle_SOURCES = \
  tests/oracle_values.c \
  tests/oracle_values.h \
  tests/test_taylor_oracle.c \
  $(suite_headers)
tests_test_oracle_CFLAGS = $(tests_cflags)
tests_test_oracle_LDADD = $(tests_ldadd) $(MPFR_LIBS)
accuracy_sources = \
  $(oracle_sources) \
  tests/sample.h \
  tests/test_accuracy.c \
  $(suite_headers)
tests_test_accuracy_0_CPPFLAGS = $(AM_CPPFLAGS) -DLANE=0
tests_test_accuracy_0_CFLAGS = $(tests_cflags)
tests_test_accuracy_0_LDADD = $(tests_ldadd) $(MPFR_LIBS)
tests_test_accuracy_0_SOURCES = $(accuracy_sources)
tests_test_accuracy_1_CPPFLAGS = $(AM_CPPFLAGS) -DLANE=1
tests_test_accuracy_1_CFLAGS = $(tests_cflags)
tests_test_accuracy_1_LDADD = $(tests_ldadd) $(MPFR_LIBS)
tests_test_accuracy_1_SOURCES = $(accuracy_sources)
tests_test_oracle_SOURCES = \
  $(oracle_sources) \
  tests/test_oracle.c \
  $(suite_headers)

valgrind_programs =
if HAVE_CHECK
valgrind_programs += $(SUITES)
check_PROGRAMS += $(SUITES)
TESTS += $(SUITES)
if HAVE_MPFR
valgrind_programs += tests/test_oracle
check_PROGRAMS += tests/test_accuracy_0 tests/test_accuracy_1 tests/test_oracle \
  tests/test_taylor_oracle
TESTS += tests/test_accuracy_0 tests/test_accuracy_1 tests/test_oracle \
  tests/test_taylor_oracle
else
TESTS += tests/no-mpfr.tap
endif
else
TESTS += tests/no-check.tap
endif

# Prints tensors as the lesson does, for lesson.tap.
check_PROGRAMS += tests/print_tensors
tests_print_tensors_LDADD = libdualtape.la
tests_print_tensors_SOURCES = \
  compare/lesson/print.h \
  compare/lesson/tensor.c \
  tests/print_tensors.c

# ---- random formulas as C: tests/emit_random.tap ------------------------------------

check_PROGRAMS += tests/emit_cases
tests_emit_cases_LDADD = libdualtape.la
tests_emit_cases_SOURCES = tests/emit_cases.c

# ---- mutants of the op table -------------------------------------------------------

# Who catches what: tests/mutants.c, with the mutants that make_mutants.c writes
# off the table.  MPFR is one of those who are asked.
check_PROGRAMS += tests/make_mutants
tests_make_mutants_LDADD = libdualtape.la
tests_make_mutants_SOURCES = tests/make_mutants.c
tests/mutants.inc: tests/make_mutants$(EXEEXT)
	$(AM_V_GEN)./tests/make_mutants$(EXEEXT) > $@.tmp && mv $@.tmp $@
CLEANFILES += tests/mutants.inc
tests_mutants_LDADD = libdualtape.la $(MPFR_LIBS)
tests_mutants_SOURCES = $(oracle_sources) tests/mutants.c tests/sample.h
nodist_tests_mutants_SOURCES = tests/mutants.inc
tests/mutants.$(OBJEXT): tests/mutants.inc
if HAVE_MPFR
check_PROGRAMS += tests/mutants
else
EXTRA_PROGRAMS += tests/mutants
endif

# The table, and that nothing right is accused, in 10^5 formulas.
PHONY += mutants
mutants: tests/mutants$(EXEEXT) dualtape$(EXEEXT)
	./tests/mutants --points=32
	./tests/mutants --gradients=100000
	./dualtape fuzz --count=100000

# ---- scripts --------------------------------------------------------------------

# Those that take longest come first, so that none is left alone at the end.
SCRIPTS_TAP = \
  tests/controls.tap \
  tests/bench.tap \
  tests/fuzz-controls.tap \
  tests/instructions.tap \
  tests/emit_matrix.tap \
  tests/emit_latex.tap \
  tests/emit_random.tap \
  tests/matrix-controls.tap \
  tests/cli.tap \
  tests/one-row.tap \
  tests/exercises.tap \
  tests/arrows.tap \
  tests/backward.tap \
  tests/bootstrap.tap \
  tests/check.tap \
  tests/compile-errors.tap \
  tests/consumer.tap \
  tests/derivatives.tap \
  tests/emit.tap \
  tests/emit_run.tap \
  tests/examples.tap \
  tests/exercise.tap \
  tests/exercise_cli.tap \
  tests/fuzz.tap \
  tests/grade.tap \
  tests/headers.tap \
  tests/i18n.tap \
  tests/lesson.tap \
  tests/matrix_cli.tap \
  tests/mutants.tap \
  tests/nlopt.tap \
  tests/ops.tap \
  tests/plots.tap \
  tests/progress.tap \
  tests/readme.tap \
  tests/report.tap \
  tests/shards.tap \
  tests/sparsity.tap \
  tests/student.tap

TESTS += $(SCRIPTS_TAP)

# Both would make it.
tests/bench.log tests/instructions.log: bench/emitted.inc

GOLDEN = \
  tests/golden/compare-constant.txt \
  tests/golden/compare-edge.txt \
  tests/golden/compare-lab.txt \
  tests/golden/compare-two.txt \
  tests/golden/instructions.txt \
  tests/golden/latex-jvp.tex \
  tests/golden/latex-lesson.tex \
  tests/golden/latex-two.tex \
  tests/golden/torch-lesson.txt \
  tests/golden/torch-tensors.txt \
  tests/golden/trace-baydin-utf8.txt \
  tests/golden/trace-baydin.txt

EXTRA_DIST += $(SCRIPTS_TAP) $(GOLDEN) \
  tests/arrows.sh \
  tests/branch.fn.c \
  tests/copy.sh \
  tests/graph_overlap.awk \
  tests/latex_numbers.py \
  tests/lesson_torch.py \
  tests/matrix_scalar.fn.c \
  tests/no-check.tap \
  tests/no-mpfr.tap \
  tests/random_formula.awk \
  tests/report_browser.py \
  tests/report_page.py \
  tests/rosen.fn.c \
  tests/tap.sh

# ---- how they are run -------------------------------------------------------------

TEST_EXTENSIONS = .tap
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
TAP_LOG_DRIVER = $(LOG_DRIVER)
TAP_LOG_COMPILER = $(SHELL)

AM_TESTS_ENVIRONMENT = \
  CK_TAP_LOG_FILE_NAME=-; CK_VERBOSITY=silent; \
  top_srcdir='$(abs_top_srcdir)'; top_builddir='$(abs_top_builddir)'; \
  CC='$(CC)'; CXX='$(CXX)'; PKG_CONFIG='$(PKG_CONFIG)'; GNUPLOT='$(GNUPLOT)'; \
  MAKE='$(MAKE)'; VERSION='$(VERSION)'; SANITIZE_FLAGS='$(SANITIZE_FLAGS)'; \
  BLAS_LIBS='$(BLAS_LIBS) $(LIBMVEC_LIBS)'; export BLAS_LIBS; \
  NLOPT_CFLAGS='$(NLOPT_CFLAGS)'; NLOPT_LIBS='$(NLOPT_LIBS)'; export NLOPT_CFLAGS NLOPT_LIBS; \
  DUALTAPE='$(abs_top_builddir)/dualtape'; MPIRUN='$(MPIRUN)'; export MPIRUN; \
  DUALTAPE_DATADIR='$(abs_top_srcdir)'; \
  DUALTAPE_LOCALEDIR='$(abs_top_builddir)/locale'; LANGUAGE=; \
  USE_NLS='$(USE_NLS)'; LIBINTL='$(LIBINTL)'; \
  export CK_TAP_LOG_FILE_NAME CK_VERBOSITY top_srcdir top_builddir CC CXX \
    PKG_CONFIG GNUPLOT MAKE VERSION SANITIZE_FLAGS DUALTAPE DUALTAPE_DATADIR \
    DUALTAPE_LOCALEDIR LANGUAGE USE_NLS LIBINTL;

# A share of the tests.  $(all_but) NAME...: the tests without these.
all_but = all_but() { for test in $(TESTS); do \
  case " $$* " in *" $$test "*) ;; *) printf '%s ' "$$test" ;; esac; done; }

# Those that compile copies of the whole project: minutes each.
COPY_TAP = \
  tests/controls.tap \
  tests/fuzz-controls.tap \
  tests/matrix-controls.tap \
  tests/nlopt.tap \
  tests/one-row.tap
# Those that look at nothing but the sources and copies of them.
SOURCE_TAP = $(COPY_TAP) \
  tests/arrows.tap \
  tests/bench.tap \
  tests/bootstrap.tap \
  tests/compile-errors.tap \
  tests/headers.tap \
  tests/i18n.tap \
  tests/instructions.tap

# What depends on how dualtape is built, with which compiler or sanitizers.
PHONY += check-build check-suites distcheck-quick
check-build: all
	@$(all_but); $(MAKE) $(AM_MAKEFLAGS) check TESTS="`all_but $(SOURCE_TAP)`"

# The suites, and what the program prints.
check-suites: all
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(valgrind_programs) tests/cli.tap tests/check.tap tests/readme.tap'

# make distcheck, where a make check of the same sources came before: without what
# takes minutes and comes out the same in any folder.
distcheck-quick:
	@$(all_but); $(MAKE) $(AM_MAKEFLAGS) distcheck \
	  TESTS="`all_but $(COPY_TAP) tests/instructions.tap tests/emit_matrix.tap tests/test_taylor_oracle`"

# The suites under valgrind: no wrong access, no leak.  test_accuracy, which
# is MPFR's work for the most part, would take an hour.
PHONY += check-valgrind
check-valgrind: all $(check_PROGRAMS)
	@command -v valgrind >/dev/null || { echo 'check-valgrind: valgrind is missing; install it' >&2; exit 2; }
	UNDER_VALGRIND=1 CK_FORK=no $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(valgrind_programs)' \
	  LOG_COMPILER='$(LIBTOOL) --mode=execute valgrind -q --error-exitcode=99 --leak-check=full'
