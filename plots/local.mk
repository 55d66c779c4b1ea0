# plots/: gnuplot scripts
plotsdir = $(pkgdatadir)/plots
dist_plots_DATA = \
  plots/accuracy.gp \
  plots/checkpoint.gp \
  plots/cost-of-n.gp \
  plots/cost.gp \
  plots/descent.gp \
  plots/edges.gp \
  plots/graph.gp \
  plots/map.gp \
  plots/moons.gp \
  plots/mutants.gp \
  plots/nist.gp \
  plots/pendulum.gp \
  plots/regression.gp \
  plots/rules.gp \
  plots/sparsity.gp \
  plots/speed.gp \
  plots/tangent.gp \
  plots/taylor.gp \
  plots/vcurve.gp

EXTRA_DIST += plots/draw-examples plots/make-plots plots/gallery/report.png plots/gallery/vcurve.svg

# Draws all pictures into plots/out, as SVG and PNG.
PHONY += plots
if HAVE_MPFR
mutants_program = tests/mutants$(EXEEXT)
else
mutants_program =
endif
plots: dualtape $(example_programs) $(mutants_program)
	@DUALTAPE=./dualtape EXAMPLES=compare/examples MUTANTS='$(mutants_program)' \
	  GNUPLOT='$(GNUPLOT)' DUALTAPE_DATADIR='$(srcdir)' \
	  $(SHELL) $(srcdir)/plots/make-plots plots/out

clean-local: clean-plots
PHONY += clean-plots
clean-plots:
	rm -rf plots/out
