# forward/: dual numbers
forwardincludedir = $(pkgincludedir)/forward
forwardinclude_HEADERS = \
  forward/drivers.h \
  forward/dual.h

libdualtape_la_SOURCES += forward/drivers.c
