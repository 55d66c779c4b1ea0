# reverse/: the tape
reverseincludedir = $(pkgincludedir)/reverse
reverseinclude_HEADERS = \
  reverse/drivers.h \
  reverse/tape.h

libdualtape_la_SOURCES += \
  reverse/drivers.c \
  reverse/sweep.c \
  reverse/tape.c
