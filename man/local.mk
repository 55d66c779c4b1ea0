# man/: the manual pages; what they say of the ops is printed by the program,
# in English whatever the builder speaks
EXTRA_DIST += man/dualtape.1.in
man_MANS += man/dualtape.1 man/dualtape-ops.7
CLEANFILES += man/dualtape.1 man/dualtape-ops.7

man/dualtape.1: man/dualtape.1.in dualtape$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) man && \
	LANGUAGE= LC_ALL=C ./dualtape ops --man > $@.ops && \
	$(SED) -e 's/@VERSION@/$(VERSION)/' -e '/^@OPS@$$/{' -e 'r $@.ops' -e 'd' -e '}' \
	  $(srcdir)/man/dualtape.1.in > $@.tmp && \
	rm -f $@.ops && mv $@.tmp $@

man/dualtape-ops.7: dualtape$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) man && \
	LANGUAGE= LC_ALL=C ./dualtape ops --manual > $@.tmp && mv $@.tmp $@

# The same as a table, for web pages.
nodist_doc_DATA = man/ops.md
CLEANFILES += man/ops.md
man/ops.md: dualtape$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) man && \
	LANGUAGE= LC_ALL=C ./dualtape ops --markdown > $@.tmp && mv $@.tmp $@
