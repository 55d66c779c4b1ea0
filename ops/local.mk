# ops/: the op table, and statuses
opsincludedir = $(pkgincludedir)/ops
opsinclude_HEADERS = \
  ops/info.h \
  ops/ops.def \
  ops/ops.h \
  ops/bessel.h \
  ops/block.h \
  ops/each.h \
  ops/erf.h \
  ops/gamma.h \
  ops/dense.h \
  ops/lambertw.h \
  ops/logistic.h \
  ops/matrix.def \
  ops/matrix.h \
  ops/plane.h \
  ops/policy.def \
  ops/policy.h \
  ops/power.h \
  ops/scratch.h \
  ops/shape.h \
  ops/special.h \
  ops/status.def \
  ops/status.h \
  ops/tails.h \
  ops/trig.h

# Also compiled into the bench, with its flags, and into tests/test_nomem, which
# has the one that allocates with an allocator of its own.
ops_sources = $(ops_sources_without_memory) ops/scratch.c
ops_sources_without_memory = \
  ops/bessel.c \
  ops/block.c \
  ops/dense_impl.h \
  ops/dense_lapack.c \
  ops/dense_multiply.c \
  ops/dense_solve.c \
  ops/each.c \
  ops/erf.c \
  ops/erf_tables.def \
  ops/gamma.c \
  ops/gamma_tables.def \
  ops/lambertw.c \
  ops/matrix.c \
  ops/matrix_cholesky.c \
  ops/matrix_det.c \
  ops/matrix_lane.c \
  ops/matrix_lane.h \
  ops/matrix_product.c \
  ops/matrix_reduce.c \
  ops/matrix_softmax.c \
  ops/matrix_solve.c \
  ops/pieces.h \
  ops/info.c \
  ops/policy.c \
  ops/shape.c \
  ops/status.c

libdualtape_la_SOURCES += $(ops_sources)
libdualtape_la_LIBADD += $(BLAS_LIBS)

# How the coefficients in *_tables.def and lambertw.c were made.
EXTRA_DIST += ops/tables/make_tables.c
