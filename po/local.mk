# po/: what the program says, in other languages (gettext)
EXTRA_DIST += po/Rules-catalogues po/local.mk po/xgettext

# The catalogues as gettext looks for them, so that the program speaks from the
# build tree too.  make install has po/Makefile install them.
CATALOGUES = locale/ko/LC_MESSAGES/dualtape.mo
if USE_NLS
noinst_DATA = $(CATALOGUES)
CLEANFILES += $(CATALOGUES)
endif

locale/ko/LC_MESSAGES/dualtape.mo: po/ko.po
	$(AM_V_GEN)$(MKDIR_P) locale/ko/LC_MESSAGES && \
	$(GMSGFMT) --check -o $@.tmp $(srcdir)/po/ko.po && mv $@.tmp $@
