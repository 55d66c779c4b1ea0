# reverse/: the tape
reverseincludedir = $(pkgincludedir)/reverse
reverseinclude_HEADERS = \
  reverse/autograd.h \
  reverse/checkpoint.h \
  reverse/custom.h \
  reverse/drivers.h \
  reverse/lanes.h \
  reverse/matrix.h \
  reverse/schedule.h \
  reverse/optimize.h \
  reverse/replay.h \
  reverse/second.h \
  reverse/tape.h

# Also compiled into the bench, with its flags.
reverse_sources = \
  reverse/backward.c \
  reverse/backward_twice.c \
  reverse/checkpoint.c \
  reverse/custom.c \
  reverse/drivers.c \
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
  reverse/matrix.c \
  reverse/matrix_impl.h \
  reverse/matrix_lanes.c \
  reverse/matrix_record.c \
  reverse/matrix_sweep.c \
  reverse/merge.c \
  reverse/optimize.c \
  reverse/optimize_impl.h \
  reverse/partials.inc.h \
  reverse/pieces.c \
  reverse/record.c \
  reverse/schedule.c \
  reverse/replay.c \
  reverse/replay_impl.h \
  reverse/second.c \
  reverse/sweep.c \
  reverse/tape.c

libdualtape_la_SOURCES += $(reverse_sources)
