# bench/: the workloads, as ratios to the plain function.  The engines' own
# sources are compiled into it, with flags for this machine.
EXTRA_PROGRAMS += bench/bench bench/checkpoint bench/count
CLEANFILES += bench/bench$(EXEEXT) bench/checkpoint$(EXEEXT) bench/count$(EXEEXT)
bench_bench_CFLAGS = $(AM_CFLAGS)
bench_bench_LDADD = reverse/libbatch.la $(BLAS_LIBS)
bench_bench_SOURCES = \
  bench/bench.c \
  bench/peer.c \
  bench/peer.h \
  bench/right.c \
  bench/right.h \
  $(workload_sources)
bench_count_CFLAGS = $(AM_CFLAGS)
bench_count_LDADD = reverse/libbatch.la $(BLAS_LIBS)
bench_count_SOURCES = bench/count.c $(workload_sources)
workload_sources = \
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

bench_checkpoint_CFLAGS = $(AM_CFLAGS)
bench_checkpoint_LDADD = reverse/libbatch.la $(BLAS_LIBS)
bench_checkpoint_SOURCES = \
  bench/checkpoint.c \
  $(ops_sources) \
  $(reverse_sources)

# The user's CFLAGS come last on every line, so that the bench's have to come
# with them.
PHONY += bench bench-program
bench-program:
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) CFLAGS='$(CFLAGS) $(BENCH_CFLAGS)' bench/bench$(EXEEXT) \
	  bench/checkpoint$(EXEEXT)

# The same flags for everyone, so that instructions can be compared.
PHONY += count-program
count-program:
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) CFLAGS='-g -O2' bench/count$(EXEEXT)

bench: bench-program
	./bench/bench
	./bench/checkpoint
