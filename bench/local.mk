# bench/: the workloads, as ratios to the plain function.  The engines' own
# sources are compiled into it, with flags for this machine.
EXTRA_PROGRAMS += bench/bench bench/checkpoint bench/cost bench/count \
  bench/hessian
CLEANFILES += bench/bench$(EXEEXT) bench/checkpoint$(EXEEXT) \
  bench/cost$(EXEEXT) bench/count$(EXEEXT) bench/hessian$(EXEEXT)
bench_bench_CFLAGS = $(AM_CFLAGS)
bench_bench_CPPFLAGS = $(AM_CPPFLAGS) -DPEER_SCRIPTS='"$(abs_srcdir)/bench/peers"'
bench_bench_LDADD = reverse/libbatch.la $(BLAS_LIBS)
bench_bench_SOURCES = \
  bench/bench.c \
  bench/clock.h \
  bench/peer.c \
  bench/peer.h \
  bench/right.c \
  bench/right.h \
  $(workload_sources)
bench_cost_CFLAGS = $(AM_CFLAGS)
bench_cost_CPPFLAGS = $(bench_bench_CPPFLAGS)
bench_cost_LDADD = reverse/libbatch.la $(BLAS_LIBS)
bench_cost_SOURCES = bench/cost.c bench/clock.h $(workload_sources)
bench_count_CFLAGS = $(AM_CFLAGS)
bench_count_LDADD = reverse/libbatch.la $(BLAS_LIBS)
bench_count_SOURCES = bench/count.c $(workload_sources)
workload_sources = \
  bench/emitted.c \
  bench/mixture.inc.h \
  bench/workloads.c \
  bench/workloads.h \
  bench/workloads_forward.c \
  bench/workloads_impl.h \
  bench/workloads_list.c \
  bench/workloads_matrix.c \
  bench/workloads_mixture.c \
  bench/workloads_network.c \
  $(ops_sources) \
  $(reverse_sources)

# Gradients that dualtape writes of formulas, compiled with the bench.
emitted_formulas = \
  bench/emitted/w1.ad \
  bench/emitted/w2.ad \
  bench/emitted/w3.ad \
  bench/emitted/w4.ad \
  bench/emitted/w6.ad
EXTRA_DIST += $(emitted_formulas)
CLEANFILES += bench/emitted.inc
bench/emitted.inc: $(emitted_formulas) dualtape$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) bench && \
	emit() { ./dualtape$(EXEEXT) emit -f $(srcdir)/bench/emitted/$$1.ad --name=$$@; } && \
	{ emit w1 && emit w2 --simd && emit w3 && emit w4 --simd && \
	  emit w4 --simd --what=value && emit w6 --simd && \
	  emit w6 --simd --what=value; } > $@.tmp && mv $@.tmp $@
bench/bench-emitted.$(OBJEXT): bench/emitted.inc
bench/cost-emitted.$(OBJEXT): bench/emitted.inc
bench/count-emitted.$(OBJEXT): bench/emitted.inc

bench_checkpoint_CFLAGS = $(AM_CFLAGS)
bench_checkpoint_LDADD = reverse/libbatch.la $(BLAS_LIBS)
bench_checkpoint_SOURCES = \
  bench/checkpoint.c \
  $(ops_sources) \
  $(reverse_sources)

bench_hessian_CFLAGS = $(AM_CFLAGS)
bench_hessian_LDADD = reverse/libbatch.la $(BLAS_LIBS)
bench_hessian_SOURCES = \
  bench/clock.h \
  bench/hessian.c \
  $(ops_sources) \
  $(reverse_sources)

# Peers: other tools, in C++; what configure found.
peer_programs =
if PEER_ADOLC
peer_programs += bench/peers/adolc
endif
if PEER_SACADO
peer_programs += bench/peers/sacado
endif
if PEER_EIGEN
peer_programs += bench/peers/eigen
endif
if PEER_CERES
peer_programs += bench/peers/ceres
endif
EXTRA_PROGRAMS += $(peer_programs)
CLEANFILES += $(peer_programs)
EXTRA_DIST += bench/peers/pytorch.py bench/peers/peer.hpp
bench_peers_adolc_SOURCES = bench/peers/adolc.cpp
bench_peers_adolc_CPPFLAGS = $(ADOLC_CXXFLAGS)
bench_peers_adolc_LDADD = $(ADOLC_LIBS)
bench_peers_sacado_SOURCES = bench/peers/sacado.cpp
bench_peers_sacado_CPPFLAGS = $(SACADO_CXXFLAGS)
bench_peers_sacado_LDADD = $(SACADO_LIBS)
bench_peers_eigen_SOURCES = bench/peers/eigen.cpp
bench_peers_eigen_CPPFLAGS = $(EIGEN_CXXFLAGS)
bench_peers_eigen_LDADD = $(EIGEN_LIBS)
bench_peers_ceres_SOURCES = bench/peers/ceres.cpp
bench_peers_ceres_CPPFLAGS = $(CERES_CXXFLAGS)
bench_peers_ceres_LDADD = $(CERES_LIBS)

# The user's CFLAGS come last on every line, so that the bench's have to come
# with them.
PHONY += bench bench-program
bench-program: bench/emitted.inc
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) CFLAGS='$(CFLAGS) $(BENCH_CFLAGS)' \
	  CXXFLAGS='$(CXXFLAGS) $(BENCH_CFLAGS)' bench/bench$(EXEEXT) \
	  bench/checkpoint$(EXEEXT) bench/cost$(EXEEXT) \
	  bench/hessian$(EXEEXT) $(peer_programs)

# The same flags for everyone, so that instructions can be compared; FUSED is
# what has fma compiled to an instruction (tests/instructions.tap).
PHONY += count-program
count-program: bench/emitted.inc
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) CFLAGS='-g -O2 $(FUSED)' bench/count$(EXEEXT)

# The tables; and, of the same runs, data and pictures in bench/out.
bench: bench-program
	@$(MKDIR_P) bench/out
	@CC='$(CC)' $(SHELL) $(srcdir)/bench/speed-page machine >bench/out/machine.txt
	./bench/bench --save=bench/out/speed.json
	./bench/cost --save=bench/out/cost.dat
	./bench/checkpoint
	./bench/hessian
	@$(MAKE) $(AM_MAKEFLAGS) bench-chart

PHONY += bench-chart bench-page bench-table
EXTRA_DIST += bench/speed.awk bench/speed-page
dist_doc_DATA += doc/speed.md
bench-chart:
	@if test -z '$(GNUPLOT)'; then echo "no gnuplot: no pictures"; exit 0; fi; \
	$(AWK) -v form=chart -f $(srcdir)/bench/speed.awk bench/out/speed.json \
	  >bench/out/speed.dat && \
	for terminal in svg png; do \
	  $(GNUPLOT) -e "data='bench/out/speed.dat'; terminal='$$terminal'; output='bench/out/speed.$$terminal'" \
	    $(srcdir)/plots/speed.gp && \
	  $(GNUPLOT) -e "data='bench/out/cost.dat'; terminal='$$terminal'; output='bench/out/cost.$$terminal'" \
	    $(srcdir)/plots/cost-of-n.gp || exit 1; \
	done; \
	echo "bench/out/speed.svg, bench/out/cost.svg"

# The tables of doc/speed.md, of the last run.
bench-table:
	@$(AWK) -v form=table -f $(srcdir)/bench/speed.awk bench/out/speed.json

# ... written into the page.
bench-page:
	@AWK='$(AWK)' $(SHELL) $(srcdir)/bench/speed-page page $(srcdir)/doc/speed.md >bench/out/new.md && \
	cp bench/out/new.md $(srcdir)/doc/speed.md

clean-local: clean-bench
PHONY += clean-bench
clean-bench:
	rm -rf bench/out
