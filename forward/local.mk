# forward/: dual numbers, jets, hyper-dual numbers
forwardincludedir = $(pkgincludedir)/forward
forwardinclude_HEADERS = \
  forward/chain.h \
  forward/drivers.h \
  forward/dual.h \
  forward/hyper.h \
  forward/hyper_drivers.h \
  forward/jet.h \
  forward/jet_drivers.h

libdualtape_la_SOURCES += \
  forward/drivers.c \
  forward/hyper_drivers.c
