# reverse/: the tape
reverseincludedir = $(pkgincludedir)/reverse
reverseinclude_HEADERS = \
  reverse/autograd.h \
  reverse/custom.h \
  reverse/drivers.h \
  reverse/matrix.h \
  reverse/second.h \
  reverse/tape.h

libdualtape_la_SOURCES += \
  reverse/drivers.c \
  reverse/matrix.c \
  reverse/matrix_impl.h \
  reverse/matrix_record.c \
  reverse/second.c \
  reverse/sweep.c \
  reverse/tape.c
