#include <config.h>

#include "check.h"

#include <stdlib.h>

bool check_close(double a, double b, double error)
{
  if (isnan(a) || isnan(b))
    return isnan(a) && isnan(b);
  return a == b || fabs(a - b) <= error;
}

static size_t place(const struct check_report *r, size_t e, size_t i, size_t j)
{
  return (e * r->m + i) * r->n + j;
}

bool check_entry(const struct check_report *r, size_t p, size_t q, size_t i,
                 size_t j)
{
  size_t a = place(r, p, i, j), b = place(r, q, i, j);
  bool said = true; /* by both */
  if (!ad_engines[p].exact)
    said = isfinite(r->error[a]);
  if (!ad_engines[q].exact)
    said = said && isfinite(r->error[b]);
  /* Where an exact engine cannot bound its own rounding, nothing but equality
   * will do. */
  double error = r->error[a] + r->error[b];
  return !said || check_close(r->jac[a], r->jac[b], isnan(error) ? 0 : error);
}

/* Whether all pairs of engines agree on all entries. */
static bool all_agree(const struct check_report *r, bool exact_only)
{
  for (size_t p = 0; p < ad_engine_count; p++)
    for (size_t q = p + 1; q < ad_engine_count; q++) {
      if (exact_only && !(ad_engines[p].exact && ad_engines[q].exact))
        continue;
      for (size_t k = 0; k < r->m * r->n; k++)
        if (!check_entry(r, p, q, k / r->n, k % r->n))
          return false;
    }
  return true;
}

enum ad_status check_compare(const struct ad_function *f, const double *x,
                             struct check_report *r)
{
  if (!f || !r || (f->n && !x))
    return AD_BAD_ARGUMENT;
  *r = (struct check_report){.n = f->n, .m = f->m};
  size_t entries = f->n * f->m;
  r->y = malloc((f->m + 1) * sizeof *r->y);
  r->jac = malloc((ad_engine_count * entries + 1) * sizeof *r->jac);
  r->error = malloc((ad_engine_count * entries + 1) * sizeof *r->error);
  enum ad_status status =
    r->y && r->jac && r->error ? AD_OK : AD_NO_MEMORY;
  for (size_t e = 0; !status && e < ad_engine_count; e++)
    status = ad_engines[e].jacobian(f, x, r->y, r->jac + e * entries,
                                    r->error + e * entries);
  if (status) {
    check_release(r);
    return status;
  }
  r->exact_agree = all_agree(r, true);
  r->agree = all_agree(r, false);
  return AD_OK;
}

void check_release(struct check_report *r)
{
  free(r->y);
  free(r->jac);
  free(r->error);
  *r = (struct check_report){0};
}
