/* check.c: exercise 903, checkpointing: what the machine was asked to do is a list of
 * orders, which is carried out and counted here. */
#include "exercise.h"

enum { STEP = 1, BACK = 2, STORE = 1000, LOAD = 3000, SLOTS = 2000, ORDERS = 8192,
       STEPS = 60 };

#if STUDENT

static double *orders;
static size_t ordered;

static void order(size_t what)
{
  if (ordered < ORDERS)
    orders[ordered] = (double)what;
  ordered++;
}

static void do_step(void) { order(STEP); }
static void do_back(void) { order(BACK); }
static void do_store(size_t slot) { order(STORE + (slot < SLOTS ? slot : SLOTS - 1)); }
static void do_load(size_t slot) { order(LOAD + (slot < SLOTS ? slot : SLOTS - 1)); }

/* out: how many orders, then these */
CALL(reverse)
{
  static const struct machine machine = {do_step, do_store, do_load, do_back};
  orders = out + 1;
  ordered = 0;
  for (size_t i = 0; i < ORDERS; i++)
    orders[i] = 0;
  reverse_chain(&machine, (size_t)in[0], (size_t)in[1]);
  out[0] = (double)ordered;
}

#else

struct run {
  long steps, slots, done; /* done: steps gone back through, from the last on */
  long backs;
  bool after, upwards, broken; /* back with x_{k+1}; with an earlier state */
};

/* Carries the orders out: the states are their numbers. */
static struct run carry_out(long n, const double *order, double count)
{
  struct run r = {.broken = !(count >= 0 && count <= ORDERS)};
  long slot[SLOTS], now = 0;
  for (int i = 0; i < SLOTS; i++)
    slot[i] = -1; /* empty */
  for (long i = 0; !r.broken && i < (long)count; i++) {
    const long what = order[i] >= 1 && order[i] < LOAD + SLOTS ? (long)order[i] : 0;
    if (what == STEP) {
      now++, r.steps++;
    } else if (what == BACK) {
      const long k = n - 1 - r.done;
      r.backs++;
      if (now == k)
        r.done++;
      else if (now == k + 1)
        r.after = true;
      else
        r.upwards = true;
    } else if (what >= STORE && what < STORE + SLOTS) {
      slot[what - STORE] = now;
      r.slots = what - STORE + 1 > r.slots ? what - STORE + 1 : r.slots;
    } else if (what >= LOAD && slot[what - LOAD] >= 0) {
      now = slot[what - LOAD];
    } else {
      r.broken = true; /* nothing was in there */
    }
    r.broken = r.broken || (double)what != order[i] || now > n;
  }
  return r;
}

JUDGE(j)
{
  while (judge_next(j)) {
    static double got[1 + ORDERS];
    const long n = judge_whole(j, "n", 4, 7, STEPS);
    long q = 1;
    while (q * q < n)
      q++;
    judge_show(j, "slots", 1, &(double){2. * (double)q});
    judge_call(j, "reverse", 2, (double[]){(double)n, 2. * (double)q}, 1 + ORDERS, got);
    const struct run r = carry_out(n, got + 1, got[0]);
    judge_show(j, "steps done", 1, &(double){(double)r.steps});
    judge_show(j, "slots used", 1, &(double){(double)r.slots});
    judge_show(j, "back with the right state", 1, &(double){(double)r.done});

    const bool whole = !r.broken && r.done == n && !r.after && !r.upwards;
    judge_require(j, "order of going back: each step once, the last first", whole);
    judge_suspect_if(j, "state-after", r.after && !r.broken);
    judge_suspect_if(j, "first-to-last", whole || (r.upwards && !r.after && r.backs >= n));
    judge_suspect_if(j, "last-segment", whole || (n % q && !r.broken && r.backs < n));
    if (!whole)
      continue;
    judge_require(j, "memory of at most the given slots", r.slots <= 2 * q);
    judge_suspect_if(j, "store-all", r.slots <= 2 * q || r.slots >= n);
    judge_require(j, "work of at most 2 n steps", r.steps <= 2 * n);
    judge_suspect_if(j, "restart", r.steps <= 2 * n || r.steps >= n * (n - 1) / 2);
    judge_suspect_if(j, "restart-segment",
                     r.steps <= 2 * n || r.steps < n * (n - 1) / 2);
  }
}

#endif
