# reverse/: the tape
reverseincludedir = $(pkgincludedir)/reverse
reverseinclude_HEADERS = \
  reverse/autograd.h \
  reverse/checkpoint.h \
  reverse/colour.h \
  reverse/batch.h \
  reverse/custom.h \
  reverse/drivers.h \
  reverse/edge_push.h \
  reverse/lanes.h \
  reverse/mark.h \
  reverse/matrix.h \
  reverse/schedule.h \
  reverse/optimize.h \
  reverse/replay.h \
  reverse/second.h \
  reverse/sparse.h \
  reverse/sparsity.h \
  reverse/tape.h

# Also compiled into the bench, with its flags.
reverse_sources = \
  reverse/backward.c \
  reverse/backward_twice.c \
  reverse/checkpoint.c \
  reverse/colour.c \
  reverse/colour_impl.h \
  reverse/colour_star.c \
  reverse/batch.c \
  reverse/batch_careful.c \
  reverse/batch_impl.h \
  reverse/batch_loop.inc.h \
  reverse/batch_matrix.c \
  reverse/batch_plan.c \
  reverse/cost.c \
  reverse/custom.c \
  reverse/drivers.c \
  reverse/edge_hessian.c \
  reverse/edge_list.c \
  reverse/edge_push.c \
  reverse/edge_push_impl.h \
  reverse/functions.c \
  reverse/gradients.c \
  reverse/graph.c \
  reverse/copy.h \
  reverse/graph_impl.h \
  reverse/guards.c \
  reverse/hooks.c \
  reverse/in_place.c \
  reverse/in_place_slice.c \
  reverse/lanes.c \
  reverse/lanes_impl.h \
  reverse/lanes_sweep.c \
  reverse/mark.c \
  reverse/matrix.c \
  reverse/matrix_impl.h \
  reverse/matrix_lanes.c \
  reverse/matrix_record.c \
  reverse/matrix_sweep.c \
  reverse/merge.c \
  reverse/optimize.c \
  reverse/optimize_impl.h \
  reverse/partials.inc.h \
  reverse/pattern.c \
  reverse/pieces.c \
  reverse/record.c \
  reverse/schedule.c \
  reverse/replay.c \
  reverse/replay_impl.h \
  reverse/run_impl.h \
  reverse/second.c \
  reverse/sparse.c \
  reverse/sparse_drivers.c \
  reverse/sparsity.c \
  reverse/sparsity_hessian.c \
  reverse/sparsity_impl.h \
  reverse/sparsity_matrix.c \
  reverse/sweep.c \
  reverse/tape.c

libdualtape_la_SOURCES += $(reverse_sources)

# The loops over lanes, once for each kind of machine.
noinst_LTLIBRARIES += reverse/libbatch.la
reverse_libbatch_la_SOURCES = \
  reverse/batch_kernel.inc.h \
  reverse/batch_plain.c
reverse_libbatch_la_CFLAGS = $(AM_CFLAGS) $(BATCH_CFLAGS)
reverse_libbatch_la_LIBADD = $(LIBMVEC_LIBS)
EXTRA_DIST += reverse/batch_mvec.inc.h

if BATCH_X86
noinst_LTLIBRARIES += reverse/libbatch_avx2.la reverse/libbatch_avx512.la
reverse_libbatch_avx2_la_SOURCES = reverse/batch_avx2.c
reverse_libbatch_avx2_la_CFLAGS = $(AM_CFLAGS) $(BATCH_CFLAGS) -mavx2 -mfma
reverse_libbatch_avx512_la_SOURCES = reverse/batch_avx512.c
reverse_libbatch_avx512_la_CFLAGS = $(AM_CFLAGS) $(BATCH_CFLAGS) $(AVX512_CFLAGS)
if LIBMVEC
reverse_libbatch_avx2_la_SOURCES += reverse/batch_avx2_mvec.c
reverse_libbatch_avx512_la_SOURCES += reverse/batch_avx512_mvec.c
endif
reverse_libbatch_la_LIBADD += reverse/libbatch_avx2.la reverse/libbatch_avx512.la
endif

libdualtape_la_LIBADD += reverse/libbatch.la
