# ops/: the op table, and statuses
opsincludedir = $(pkgincludedir)/ops
opsinclude_HEADERS = \
  ops/info.h \
  ops/ops.def \
  ops/ops.h \
  ops/special.h \
  ops/status.def \
  ops/status.h

libdualtape_la_SOURCES += \
  ops/info.c \
  ops/status.c
