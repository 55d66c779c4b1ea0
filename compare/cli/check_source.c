/* check_source.c: a function in C, compiled and checked. */
#include <config.h>

#include "check_source.h"

#include <dlfcn.h>
#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "source.h"

/* ---- the point ----------------------------------------------------------------------- */

struct point {
  double *x;
  size_t n;
  char *names; /* "x[0] = a, x[1..4] = W" */
};

static int add(struct point *p, const struct cli_value *value)
{
  const size_t more = value->shape.rows * value->shape.cols;
  double *x = realloc(p->x, (p->n + more) * sizeof *x);
  if (!x)
    return cli_error(NULL, _("out of memory"));
  p->x = x;
  for (size_t k = 0; k < more; k++)
    x[p->n + k] = value->v[k];
  p->n += more;
  return CLI_OK;
}

static int read_setting(struct point *p, const char *setting, FILE *names)
{
  const char *sign = strchr(setting, '=');
  struct cli_value value = {0};
  if (!sign || sign == setting)
    return cli_error(_("the inputs of the C function, in their order: x=1 y=2"),
                     _("`%s` is no name=value"), setting);
  if (!cli_matrix(sign + 1, &value, NULL))
    return cli_error(_("write for example x=1.5, x=pi/4 or w=[1, 2, 3]"),
                     _("`%s` is no finite number or matrix"), setting);
  const size_t from = p->n;
  const int code = add(p, &value);
  free(value.v);
  fprintf(names, "%sx[%zu", from ? ", " : "", from);
  if (p->n > from + 1)
    fprintf(names, "..%zu", p->n - 1);
  fprintf(names, "] = %.*s", (int)(sign - setting), setting);
  return code;
}

static int read_point(const struct check_source *s, struct point *p)
{
  size_t size;
  FILE *names = open_memstream(&p->names, &size);
  int code = names ? CLI_OK : cli_error(NULL, _("out of memory"));
  for (int k = s->at; !code && k < s->argc; k++)
    code = read_setting(p, s->argv[k], names);
  if (names)
    fclose(names);
  if (!code && p->n == 0)
    code = cli_error(_("name them in their order, for example x=1 y=2"),
                     _("the C function wants values for its inputs"));
  return code;
}

/* ---- the file ----------------------------------------------------------------------- */

/* The forms of a function; \1 is its name. */
static const char *const forms[] = {
  "double[[:space:]]+([A-Za-z_][A-Za-z_0-9]*)[[:space:]]*[(][[:space:]]*"
  "unsigned",
  "REAL[[:space:]]+FN[(]([A-Za-z_][A-Za-z_0-9]*)[)][[:space:]]*[(]"
  "[[:space:]]*const[[:space:]]+REAL[[:space:]]*[*][^,)]*[)]",
};
enum form { BY_HAND, ALL_TYPES, NO_FORM };

/* The last function of this form, or the one that is asked for. */
static bool find(const char *text, enum form form, const char *wanted,
                 char name[100])
{
  regex_t pattern;
  regmatch_t match[2];
  bool found = false;
  if (regcomp(&pattern, forms[form], REG_EXTENDED))
    return false;
  for (; regexec(&pattern, text, 2, match, 0) == 0; text += match[0].rm_eo) {
    char this[100];
    snprintf(this, sizeof this, "%.*s",
             (int)(match[1].rm_eo - match[1].rm_so), text + match[1].rm_so);
    if (wanted && strcmp(this, wanted) != 0)
      continue;
    strcpy(name, this);
    found = true;
  }
  regfree(&pattern);
  return found;
}

/* The whole file as a text. */
static int read_file(const char *path, char **text)
{
  size_t room = 0;
  *text = NULL;
  FILE *in = fopen(path, "r");
  if (!in)
    return cli_error(NULL, "%s: %s", path, strerror(errno));
  errno = 0;
  const ssize_t size = getdelim(text, &room, '\0', in);
  const int error = errno;
  fclose(in);
  if (size < 0 && error)
    return cli_error(NULL, "%s: %s", path, strerror(error));
  return size <= 0 || strlen(*text) < (size_t)size
           ? cli_error(NULL, _("%s is empty, or no text"), path)
           : CLI_OK;
}

static int find_function(const struct check_source *s, enum form *form,
                         char name[100])
{
  char *text = NULL;
  int code = read_file(s->file, &text);
  *form = NO_FORM;
  for (int k = 0; !code && *form == NO_FORM && k < NO_FORM; k++)
    if (find(text, (enum form)k, s->name, name))
      *form = (enum form)k;
  free(text);
  if (code || *form != NO_FORM)
    return code;
  return cli_error(_("double f(unsigned n, const double *x, double *grad, "
                     "void *data), or REAL FN(f)(const REAL *x)"),
                   s->name ? _("%s has no function `%s` of a form that can be "
                               "checked")
                           : _("%s has no function of a form that can be "
                               "checked"), s->file, s->name);
}

/* The file, and a name by which its function is found: static or not.  A
 * main of its own does not disturb. */
static char *program(const char *path, enum form form, const char *name, size_t n)
{
  static const char *const texts[] = {
    "#define main users_main\n"
    "#include \"%s\"\n"
    "double (*const dualtape_by_hand)(unsigned, const double *, double *,\n"
    "                                 void *) = %s;\n",
    "#include <dualtape.h>\n"
    "#define FN_FILE \"%s\"\n"
    "#include <dualtape_each.h>\n"
    "AD_FUNCTION(%s, %zu);\n"
    "const struct ad_function *const dualtape_of_all = &%s_function;\n"};
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out)
    return NULL;
  if (form == BY_HAND)
    fprintf(out, texts[BY_HAND], path, name);
  else
    fprintf(out, texts[ALL_TYPES], path, name, n, name);
  return fclose(out) == 0 ? text : NULL;
}

static int load(const struct check_source *s, enum form form, const char *name,
                size_t n, void **handle)
{
  char *path = realpath(s->file, NULL);
  if (!path)
    return cli_error(NULL, "%s: %s", s->file, strerror(errno));
  if (strpbrk(path, "\"\\\n")) {
    free(path);
    return cli_error(NULL, _("%s: no quotes or backslashes, please, in the name "
                             "of a C file"), s->file);
  }
  char *text = program(path, form, name, n);
  const int code = text ? source_load(text, s->file, NULL, handle)
                        : cli_error(NULL, _("out of memory"));
  free(text);
  free(path);
  return code;
}

/* ---- the check ----------------------------------------------------------------------- */

struct job {
  const struct check_source *s;
  const struct point *p;
  void *handle;
  enum form form;
  int (*by_hand)(const struct check_gradient_report *, const double *,
                 const char *, void *);
  int (*of_all)(const struct check_all_report *, const double *, size_t,
                void *);
  void *data;
};

static int judge(void *data)
{
  const struct job *j = data;
  const void *entry = dlsym(j->handle, j->form == BY_HAND ? "dualtape_by_hand"
                                                          : "dualtape_of_all");
  struct check_gradient_report hand;
  struct check_all_report all;
  enum ad_status status;
  if (!entry)
    return cli_error(NULL, "%s: %s", j->s->file, dlerror());
  if (j->form == BY_HAND)
    status = check_gradient(*(check_gradient_function *const *)entry, NULL,
                            (unsigned)j->p->n, j->p->x, j->s->gradient, &hand);
  else
    status = check_all(*(const struct ad_function *const *)entry, j->p->x,
                       j->s->all, &all);
  if (status)
    return cli_error(NULL, "%s", _(ad_status_text(status)));
  return j->form == BY_HAND ? j->by_hand(&hand, j->p->x, j->p->names, j->data)
                            : j->of_all(&all, j->p->x, j->p->n, j->data);
}

int check_source(const struct check_source *s,
                 int (*by_hand)(const struct check_gradient_report *r,
                                const double *x, const char *names,
                                void *data),
                 int (*of_all)(const struct check_all_report *r, const double *x,
                               size_t n, void *data),
                 void *data)
{
  struct point p = {0};
  struct job job = {s, &p, NULL, NO_FORM, by_hand, of_all, data};
  char name[100];
  int code = read_point(s, &p);
  if (!code)
    code = find_function(s, &job.form, name);
  if (!code)
    code = load(s, job.form, name, p.n, &job.handle);
  if (!code) {
    code = source_apart(judge, &job, s->file);
    dlclose(job.handle);
  }
  free(p.x);
  free(p.names);
  return code;
}
