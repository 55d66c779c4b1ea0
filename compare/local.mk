# compare/: formulas, differences, checks; the program; the lesson
compareincludedir = $(pkgincludedir)/compare
compareinclude_HEADERS = \
  compare/atlas.h \
  compare/check.h \
  compare/check_all.h \
  compare/check_point.h \
  compare/check_custom.h \
  compare/check_dot.h \
  compare/check_formula.h \
  compare/check_gradient.h \
  compare/check_sketch.h \
  compare/check_taylor.h \
  compare/complex.h \
  compare/curve.h \
  compare/emit.h \
  compare/derivatives.h \
  compare/engine.h \
  compare/fd.h \
  compare/fd_complex.h \
  compare/fd_extrapolate.h \
  compare/fd_noise.h \
  compare/fd_rule.h \
  compare/fd_second.h \
  compare/fd_single.h \
  compare/fn.h \
  compare/formula.h \
  compare/function.h \
  compare/graph.h \
  compare/jacobian.h \
  compare/lm.h \
  compare/nearest.h \
  compare/optimize.h \
  compare/random.h \
  compare/single.h \
  compare/sketch.h \
  compare/strd.h \
  compare/utf8.h \
  compare/vcurve.h
nodist_compareinclude_HEADERS = \
  compare/fn_ops.h \
  compare/fn_ops_end.h

libdualtape_la_SOURCES += \
  compare/atlas.c \
  compare/atlas.def \
  compare/check.c \
  compare/check_all.c \
  compare/check_custom.c \
  compare/check_dot.c \
  compare/check_formula.c \
  compare/check_gradient.c \
  compare/check_gradient_impl.h \
  compare/check_mistake.c \
  compare/check_point.c \
  compare/check_sketch.c \
  compare/check_taylor.c \
  compare/complex.c \
  compare/complex.def \
  compare/curve.c \
  compare/emit.c \
  compare/emit_batch.c \
  compare/emit_comment.c \
  compare/emit_each.c \
  compare/emit_element.c \
  compare/emit_expression.c \
  compare/emit_helper.c \
  compare/emit_impl.h \
  compare/emit_latex.c \
  compare/emit_line.c \
  compare/emit_adjoint.c \
  compare/emit_matrix.c \
  compare/emit_names.c \
  compare/emit_rule.c \
  compare/emit_rule_impl.h \
  compare/emit_rule_text.c \
  compare/emit_scalar.c \
  compare/emit_second.c \
  compare/emit_tape.c \
  compare/emit_tape_function.c \
  compare/emit_tape_impl.h \
  compare/emit_tape_lines.c \
  compare/emit_tape_second.c \
  compare/emit_view.c \
  compare/emit_wild.c \
  compare/derivatives.c \
  compare/engine.c \
  compare/engine_impl.h \
  compare/fd.c \
  compare/fd_complex.c \
  compare/fd_extrapolate.c \
  compare/fd_impl.h \
  compare/fd_noise.c \
  compare/fd_rule.c \
  compare/fd_second.c \
  compare/fd_single.c \
  compare/formula.c \
  compare/formula_apply.c \
  compare/formula_back.c \
  compare/formula_call.c \
  compare/formula_explain.c \
  compare/formula_expression.c \
  compare/formula_fit.c \
  compare/formula_impl.h \
  compare/formula_lex.c \
  compare/formula_lex.h \
  compare/formula_literal.c \
  compare/formula_matrix.c \
  compare/formula_matrix.inc.h \
  compare/formula_parse.c \
  compare/formula_parse.h \
  compare/formula_plain.c \
  compare/formula_plain.inc.h \
  compare/formula_run.c \
  compare/formula_run.inc.h \
  compare/formula_shape.c \
  compare/formula_tape.c \
  compare/formula_words.c \
  compare/graph.c \
  compare/graph_cross.c \
  compare/graph_impl.h \
  compare/graph_place.c \
  compare/jacobian.c \
  compare/latex.h \
  compare/latex_call.c \
  compare/latex_name.c \
  compare/latex_product.c \
  compare/latex_read.c \
  compare/latex_rows.c \
  compare/latex_steps.h \
  compare/latex_sweep.c \
  compare/latex_trace.c \
  compare/latex_tree.c \
  compare/latex_width.c \
  compare/latex_words.def \
  compare/latex_write.c \
  compare/latex_write.h \
  compare/lbfgs.c \
  compare/lm.c \
  compare/messages.h \
  compare/nearest.c \
  compare/newton.c \
  compare/optimize.c \
  compare/optimize_impl.h \
  compare/qr.c \
  compare/qr.h \
  compare/sketch.c \
  compare/sketch_random.c \
  compare/sketch_shrink.c \
  compare/strd.c \
  compare/strd_impl.h \
  compare/strd_line.c \
  compare/strd_model.c \
  compare/utf8.c \
  compare/vcurve.c \
  compare/vcurve_impl.h \
  compare/vcurve_rules.c \
  compare/vector.h

# ---- the words of functions written once for all number types ----------------

BUILT_SOURCES += $(nodist_compareinclude_HEADERS)
CLEANFILES += $(nodist_compareinclude_HEADERS)
EXTRA_DIST += compare/make-fn-ops

compare/fn_ops.h: compare/make-fn-ops ops/ops.def
	$(AM_V_GEN)$(MKDIR_P) compare && \
	$(SHELL) $(srcdir)/compare/make-fn-ops define $(srcdir)/ops/ops.def > $@.tmp && \
	mv $@.tmp $@

compare/fn_ops_end.h: compare/make-fn-ops ops/ops.def
	$(AM_V_GEN)$(MKDIR_P) compare && \
	$(SHELL) $(srcdir)/compare/make-fn-ops undef $(srcdir)/ops/ops.def > $@.tmp && \
	mv $@.tmp $@

# ---- what emit writes: C text, as strings --------------------------------------

emit_texts = compare/emit_helpers.inc compare/emit_rules.inc
nodist_libdualtape_la_SOURCES += $(emit_texts)
BUILT_SOURCES += $(emit_texts)
CLEANFILES += $(emit_texts)
emit_helper_sources = \
  ops/special.h \
  ops/logistic.h \
  ops/plane.h \
  ops/power.h \
  ops/tails.h \
  ops/trig.h \
  compare/random.h \
  compare/emitted/dense.c
EXTRA_DIST += compare/make-emit-text compare/emitted/dense.c \
  compare/emitted/matrix.rules

compare/emit_helpers.inc: compare/make-emit-text $(emit_helper_sources)
	$(AM_V_GEN)$(MKDIR_P) compare && \
	AWK='$(AWK)' $(SHELL) $(srcdir)/compare/make-emit-text helpers \
	  $(emit_helper_sources:%=$(srcdir)/%) > $@.tmp && mv $@.tmp $@

compare/emit_rules.inc: compare/make-emit-text compare/emitted/matrix.rules
	$(AM_V_GEN)$(MKDIR_P) compare && \
	AWK='$(AWK)' $(SHELL) $(srcdir)/compare/make-emit-text rules \
	  $(srcdir)/compare/emitted/matrix.rules > $@.tmp && mv $@.tmp $@

# ---- the program --------------------------------------------------------------

lesson_cells = \
  compare/lesson/01-column-vector.c \
  compare/lesson/02-head-gradient.c \
  compare/lesson/03-graph.c \
  compare/lesson/04-forward-pass.c \
  compare/lesson/05-backward-pass.c \
  compare/lesson/06-non-leaf.c \
  compare/lesson/07-second-graph.c \
  compare/lesson/08-lab.c \
  compare/lesson/trap-no-grad.c \
  compare/lesson/trap-non-leaf.c \
  compare/lesson/trap-seed.c \
  compare/lesson/trap-stale.c \
  compare/lesson/trap-twice.c \
  compare/lesson/trap-zero.c

bin_PROGRAMS += dualtape
dualtape_CPPFLAGS = $(AM_CPPFLAGS) -DPKGDATADIR='"$(pkgdatadir)"' \
  -DSOURCEDIR='"$(abs_top_srcdir)"' \
  -DLOCALEDIR='"$(localedir)"' -DBUILDDIR='"$(abs_top_builddir)"' \
  -DINCLUDEDIR='"$(pkgincludedir)"' -DCC='"$(CC)"'
dualtape_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS) $(SECCOMP_CFLAGS)
# a check.c that is loaded calls judge_*
dualtape_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
dualtape_LDADD = libdualtape.la $(JSON_C_LIBS) $(SECCOMP_LIBS) $(LTLIBINTL)
dualtape_SOURCES = \
  compare/accuracy.def \
  compare/cli/backward.h \
  compare/cli/backward_custom.c \
  compare/cli/backward_options.c \
  compare/cli/backward_record.c \
  compare/cli/backward_show.c \
  compare/cli/cli.h \
  compare/cli/cmd_backward.c \
  compare/cli/check_source.c \
  compare/cli/check_source.h \
  compare/cli/cmd_check.c \
  compare/cli/cmd_compare.c \
  compare/cli/cmd_emit.c \
  compare/cli/cmd_fuzz.c \
  compare/cli/cmd_hessian.c \
  compare/cli/cmd_jacobian.c \
  compare/cli/cmd_jvp.c \
  compare/cli/cmd_minimize.c \
  compare/cli/cmd_lesson.c \
  compare/cli/cmd_ops.c \
  compare/cli/cmd_plot.c \
  compare/cli/cmd_solve.c \
  compare/cli/cmd_sparsity.c \
  compare/cli/cmd_taylor.c \
  compare/cli/cmd_trace.c \
  compare/cli/cmd_vjp.c \
  compare/cli/cmd_exercise.c \
  compare/cli/cmd_grade.c \
  compare/cli/grade.h \
  compare/cli/grade_class.c \
  compare/cli/grade_data.c \
  compare/cli/grade_guard.c \
  compare/cli/grade_guard_bwrap.c \
  compare/cli/grade_guard_filter.c \
  compare/cli/grade_guard_find.c \
  compare/cli/grade_guard_impl.h \
  compare/cli/grade_guard_limits.c \
  compare/cli/grade_guard_sweep.c \
  compare/cli/grade_guard_user.c \
  compare/cli/grade_journal.c \
  compare/cli/grade_json.c \
  compare/cli/grade_run.c \
  compare/cli/grade_show.c \
  compare/cli/coursework.c \
  compare/cli/coursework_words.c \
  compare/cli/coursework.h \
  compare/cli/compare.h \
  compare/cli/compare_json.c \
  compare/cli/compare_sums.c \
  compare/cli/compare_text.c \
  compare/cli/derivative.c \
  compare/cli/derivative.h \
  compare/cli/exercise.h \
  compare/cli/exercise_check.c \
  compare/cli/exercise_copy.c \
  compare/cli/exercise_json.c \
  compare/cli/exercise_new.c \
  compare/cli/exercise_show.c \
  compare/cli/exercise_verify.c \
  compare/cli/exercise_verify_answers.c \
  compare/cli/exercise_verify_impl.h \
  compare/cli/exercise_verify_lines.c \
  compare/cli/exercise_verify_solution.c \
  compare/cli/exercise_verify_texts.c \
  compare/cli/exercise_wait.c \
  compare/cli/exercise_watch.c \
  compare/cli/hand.c \
  compare/cli/hand.h \
  compare/cli/html.c \
  compare/cli/html.h \
  compare/cli/json.c \
  compare/cli/json.h \
  compare/cli/judge.c \
  compare/cli/judge.h \
  compare/cli/judge_compile.c \
  compare/cli/judge_impl.h \
  compare/cli/judge_oracle.c \
  compare/cli/judge_process.c \
  compare/cli/judge_run.c \
  compare/cli/judge_print.c \
  compare/cli/judge_student.c \
  compare/cli/judge_verdict.c \
  compare/cli/lesson_show.c \
  compare/cli/lesson_show.h \
  compare/cli/main.c \
  compare/cli/notation.c \
  compare/cli/notation.h \
  compare/cli/one.c \
  compare/cli/one.h \
  compare/cli/ops.h \
  compare/cli/ops_accuracy.c \
  compare/cli/ops_edges.c \
  compare/cli/ops_reference.c \
  compare/cli/output.c \
  compare/cli/part.c \
  compare/cli/part.h \
  compare/cli/plot.h \
  compare/cli/plot_accuracy.c \
  compare/cli/plot_checkpoint.c \
  compare/cli/plot_cost.c \
  compare/cli/plot_descent.c \
  compare/cli/plot_dot.c \
  compare/cli/plot_draw.c \
  compare/cli/plot_edges.c \
  compare/cli/plot_graph.c \
  compare/cli/plot_graph.h \
  compare/cli/plot_map.c \
  compare/cli/plot_sparsity.c \
  compare/cli/plot_tangent.c \
  compare/cli/plot_taylor.c \
  compare/cli/plot_vcurve.c \
  compare/cli/problem.c \
  compare/cli/problem.h \
  compare/cli/problem_names.c \
  compare/cli/problem_values.c \
  compare/cli/progress.c \
  compare/cli/progress.h \
  compare/cli/report.c \
  compare/cli/report.h \
  compare/cli/report_data.c \
  compare/cli/report_graph.c \
  compare/cli/report_layout.c \
  compare/cli/report_node.c \
  compare/cli/report_pictures.c \
  compare/cli/report_tables.c \
  compare/cli/report_words.c \
  compare/cli/search.c \
  compare/cli/search.h \
  compare/cli/compiled.c \
  compare/cli/compiled.h \
  compare/cli/emit_run.c \
  compare/cli/emit_run.h \
  compare/cli/emit_run_tape.c \
  compare/cli/source.c \
  compare/cli/source.h \
  compare/cli/single.c \
  compare/cli/single.h \
  compare/cli/sparsity.c \
  compare/cli/sparsity.h \
  compare/cli/study.c \
  compare/cli/study.h \
  compare/cli/table.c \
  compare/cli/table.h \
  compare/cli/trace.c \
  compare/cli/trace.h \
  compare/cli/trace_forward.c \
  compare/cli/trace_matrix.c \
  compare/cli/trace_reverse.c \
  compare/cli/trace_rule.c \
  compare/cli/trace_sweep.c \
  compare/cli/value.c \
  $(lesson_cells) \
  compare/lesson/lesson.def \
  compare/lesson/lesson.h \
  compare/lesson/print.c \
  compare/lesson/print.h \
  compare/lesson/tensor.c
nodist_dualtape_SOURCES = compare/lesson_code.h compare/report_text.h

# ---- the page of compare --report -----------------------------------------------

report_files = \
  compare/report/report.css \
  compare/report/report.html \
  compare/report/report.js
BUILT_SOURCES += compare/report_text.h
CLEANFILES += compare/report_text.h
EXTRA_DIST += compare/make-report-text $(report_files)

compare/report_text.h: compare/make-report-text $(report_files)
	$(AM_V_GEN)$(MKDIR_P) compare && \
	(cd $(srcdir) && $(SHELL) compare/make-report-text $(report_files)) > $@.tmp && \
	mv $@.tmp $@

# ---- the lesson ----------------------------------------------------------------

# What `dualtape lesson --code` shows.
BUILT_SOURCES += compare/lesson_code.h
CLEANFILES += compare/lesson_code.h
EXTRA_DIST += compare/make-lesson-code

compare/lesson_code.h: compare/make-lesson-code $(lesson_cells)
	$(AM_V_GEN)$(MKDIR_P) compare && \
	(cd $(srcdir) && $(SHELL) compare/make-lesson-code $(lesson_cells)) > $@.tmp && \
	mv $@.tmp $@

# The same as formulas, for compare and trace.
lessondir = $(pkgdatadir)/lesson
dist_lesson_DATA = \
  compare/lesson/03-graph.ad \
  compare/lesson/04-forward-pass.ad \
  compare/lesson/05-backward-pass.ad \
  compare/lesson/07-second-graph.ad \
  compare/lesson/08-lab.ad

# Compositions that make naive derivatives NaN or wrong, and their cures.
trapsdir = $(pkgdatadir)/traps
dist_traps_DATA = \
  compare/traps/frozen-branch.c \
  compare/traps/log-of-softmax.ad \
  compare/traps/norm-at-zero.ad \
  compare/traps/sqrt-of-square.ad \
  compare/traps/variable-exponent.ad \
  compare/traps/where-nan.ad

# Only a C function has branches.
check_PROGRAMS += compare/traps/frozen-branch
compare_traps_frozen_branch_LDADD = libdualtape.la
compare_traps_frozen_branch_SOURCES = compare/traps/frozen-branch.c

EXTRA_DIST += compare/demo

# The lesson, its comparisons, and the plots.
PHONY += demo
demo: dualtape
	@./dualtape lesson
	@DUALTAPE=./dualtape $(SHELL) $(srcdir)/compare/demo $(srcdir)/compare/lesson
	@$(MAKE) --no-print-directory plots

# ---- the examples: programs as a user of the library writes them -------------

nist_files = \
  compare/data/strd/Bennett5.dat \
  compare/data/strd/Eckerle4.dat \
  compare/data/strd/Kirby2.dat \
  compare/data/strd/MGH09.dat \
  compare/data/strd/Misra1a.dat \
  compare/data/strd/Thurber.dat

example_programs = \
  compare/examples/moons \
  compare/examples/nist \
  compare/examples/pendulum \
  compare/examples/regression
noinst_PROGRAMS += $(example_programs)
compare_examples_moons_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/compare/examples
compare_examples_moons_LDADD = libdualtape.la
compare_examples_moons_SOURCES = \
  compare/examples/moons.c \
  compare/examples/moons.h
compare_examples_nist_LDADD = libdualtape.la
compare_examples_nist_SOURCES = compare/examples/nist.c
compare_examples_pendulum_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/compare/examples
compare_examples_pendulum_LDADD = libdualtape.la
compare_examples_pendulum_SOURCES = \
  compare/examples/pendulum.c \
  compare/examples/pendulum.h
compare_examples_regression_LDADD = libdualtape.la
compare_examples_regression_SOURCES = \
  compare/examples/regression.c \
  compare/examples/regression.h
# A gradient over the data of many machines, where there is an MPI; all machines
# have its source.
if HAVE_MPI
noinst_PROGRAMS += compare/examples/shards
compare_examples_shards_CPPFLAGS = $(AM_CPPFLAGS) $(MPI_CPPFLAGS)
compare_examples_shards_LDADD = libdualtape.la $(MPI_LIBS)
endif
compare_examples_shards_SOURCES = compare/examples/shards.c
# A *.fn.c is included, once per number type, not compiled alone.
EXTRA_DIST += $(nist_files) \
  compare/examples/moons.fn.c \
  compare/examples/pendulum.fn.c \
  compare/examples/run

# Runs them, and draws their pictures into plots/out.
PHONY += examples
examples: $(example_programs)
	@$(SHELL) $(srcdir)/compare/examples/run compare/examples \
	  $(srcdir)/compare/data/strd
	@GNUPLOT='$(GNUPLOT)' $(SHELL) $(srcdir)/plots/draw-examples \
	  compare/examples $(srcdir)/compare/data/strd plots/out
