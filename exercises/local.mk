# exercises/: coursework, as data
EXTRA_DIST += exercises
dist_doc_DATA += doc/lecturer.md doc/grade-parallel.sh doc/grade-slurm.sh

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

# The whole, but without what students should find by themselves.
student = $(PACKAGE)-student-$(VERSION)
PHONY += dist-student
dist-student:
	$(MAKE) $(AM_MAKEFLAGS) distdir
	chmod -R u+w $(distdir)
	rm -rf $(student) && mv $(distdir) $(student)
	cd $(student)/exercises && rm -rf solutions template */wrong
	tardir=$(student) && $(am__tar) | XZ_OPT=$${XZ_OPT--e} xz -c >$(student).tar.xz.tmp
	rm -rf $(student)
	mv $(student).tar.xz.tmp $(student).tar.xz
	@echo '$(student).tar.xz is ready: without solutions, wrong answers and the template'
