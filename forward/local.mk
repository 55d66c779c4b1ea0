# forward/: dual numbers, jets, hyper-dual numbers, matrices
forwardincludedir = $(pkgincludedir)/forward
forwardinclude_HEADERS = \
  forward/chain.h \
  forward/drivers.h \
  forward/dual.h \
  forward/hyper.h \
  forward/hyper_drivers.h \
  forward/jet.h \
  forward/jet_drivers.h \
  forward/matrix.h \
  forward/taylor.h

libdualtape_la_SOURCES += \
  forward/drivers.c \
  forward/hyper_drivers.c \
  forward/matrix.c \
  forward/matrix_apply.c \
  forward/matrix_impl.h \
  forward/taylor.c \
  forward/taylor.def \
  forward/taylor_impl.h \
  forward/taylor_recurrence.inc.h \
  forward/taylor_series.c \
  forward/taylor_words.inc.h
