# tests/: Check suites, one a room, and shell scripts; both speak TAP
TESTS += \
  tests/headers.tap
EXTRA_DIST += \
  tests/headers.tap \
  tests/tap.sh

TEST_EXTENSIONS = .tap
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
TAP_LOG_DRIVER = $(LOG_DRIVER)
TAP_LOG_COMPILER = $(SHELL)

AM_TESTS_ENVIRONMENT = \
  CK_TAP_LOG_FILE_NAME=- CK_VERBOSITY=silent \
  top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
  CC='$(CC)' CXX='$(CXX)' PKG_CONFIG='$(PKG_CONFIG)' GNUPLOT='$(GNUPLOT)' \
  MAKE='$(MAKE)' VERSION='$(VERSION)' SANITIZE_FLAGS='$(SANITIZE_FLAGS)' \
  DUALTAPE='$(abs_top_builddir)/dualtape' DUALTAPE_DATADIR='$(abs_top_srcdir)' \
  ASAN_OPTIONS=detect_leaks=1 ; \
  export CK_TAP_LOG_FILE_NAME CK_VERBOSITY top_srcdir top_builddir CC CXX \
  PKG_CONFIG GNUPLOT MAKE VERSION SANITIZE_FLAGS DUALTAPE DUALTAPE_DATADIR \
  ASAN_OPTIONS ;
