# exercises/: coursework, as data
EXTRA_DIST += exercises
dist_doc_DATA += doc/lecturer.md

install-data-local: install-exercises
uninstall-local: uninstall-exercises
PHONY += install-exercises uninstall-exercises
install-exercises:
	@cd $(srcdir) && find exercises -type f ! -name local.mk | while read -r file; do \
	  folder='$(DESTDIR)$(pkgdatadir)'/$${file%/*}; \
	  [ -d "$$folder" ] || $(MKDIR_P) "$$folder"; \
	  $(INSTALL_DATA) "$$file" "$$folder" || exit 1; \
	done
uninstall-exercises:
	rm -rf '$(DESTDIR)$(pkgdatadir)/exercises'
