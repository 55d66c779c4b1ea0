/* check.h: do the engines agree? */
#ifndef DUALTAPE_CHECK_H
#define DUALTAPE_CHECK_H

#include "engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Every engine's Jacobian of one function at one point.  Entry dy_i/dx_j of
 * engine e is jac[(e * m + i) * n + j], and it may be wrong by error[the
 * same]. */
struct check_report {
  size_t n, m;
  double *y;          /* m values */
  double *jac, *error; /* ad_engine_count * m * n each */
  bool exact_agree;   /* forward mode and reverse mode agree */
  bool agree;         /* and the differences do, too */
};

/* Compares all engines at x.  On AD_OK *report is filled; release it with
 * check_release. */
enum ad_status check_compare(const struct ad_function *f, const double *x,
                             struct check_report *report);
void check_release(struct check_report *report);

/* Whether engines p and q agree on entry (i, j): they differ by no more than
 * what both may be wrong by.  Infinities and NaN have to be the same, but for
 * a difference quotient without a step that stayed in the domain, which says
 * nothing and so agrees. */
bool check_entry(const struct check_report *report, size_t p, size_t q,
                 size_t i, size_t j);

/* The rule behind it, for numbers. */
bool check_close(double a, double b, double error);

#ifdef __cplusplus
}
#endif
#endif
