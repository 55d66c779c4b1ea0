/* backward.h: what `dualtape backward` was asked, and its values on a tape. */
#ifndef BACKWARD_H
#define BACKWARD_H

#include "cli.h"

enum { BACKWARD_MOST = 64 };

/* A formula's named values. */
struct named {
  const char *name;
  uint32_t node;
};

/* A name with what is to be done to it. */
struct change {
  char name[64];
  double number;
  bool clip; /* of a hook: clip to number, else scale by it */
};

struct backward_options {
  const char *file;
  char *head, *create;                /* numbers with commas, as given */
  char *retain, *no_grad, *detach;    /* names with commas */
  struct change set[BACKWARD_MOST], hook[BACKWARD_MOST];
  int sets, hooks;
  int times;
  bool zero, retain_graph, functions;
  int digits;
};

/* Reads argv into *o: CLI_OK, CLI_BAD, or -1 if only help was wanted. */
int backward_options(struct backward_options *o, int argc, char **argv);

/* Whether the names with commas have this name. */
bool backward_lists(const char *names, const char *name);

/* The numbers with commas, `count` of them, into x. */
int backward_numbers(const char *option, const char *text, size_t count,
                     double *x);

#endif
