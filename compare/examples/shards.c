/* shards.c: a gradient over more data than one machine has, by MPI.
 *
 * Each rank holds a part of the data, a shard, and never sees the others.  The
 * loss is a mean over all points, so its value and gradient are sums, which
 * MPI_Allreduce adds up over the ranks.
 *
 * The result is to be the same to the last bit for any number of ranks, though
 * a + (b + c) is not (a + b) + c.  So the data are cut into BLOCKS blocks, whose
 * borders depend on the number of points alone.  Each block is summed by one
 * rank, in tape_batch's own order.  What MPI_Allreduce adds is a table of all
 * blocks, in which a rank has 0 for the blocks of others: x + 0 is x, so that no
 * order of additions, which MPI leaves open, changes a bit.  Then every rank adds
 * the blocks up, in their order, and takes the same step.
 *
 *   mpirun -n 2 shards --points=1000000
 *
 * Alone, without mpirun, it is one rank. */
#include <dualtape.h>

#include <getopt.h>
#include <locale.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { AGREE, DISAGREE, BAD };
enum { BLOCKS = 64, INPUTS = 3, WEIGHTS = 3, NUMBERS = 1 + WEIGHTS };

/* Class 1 has the probability sigmoid(w_0 + w_1 u + w_2 v). */
static const double truth[WEIGHTS] = {-0.5, 1.5, -1};

struct options {
  size_t points;
  int steps, jobs;
  bool naive;
};

static int usage(void)
{
  puts("Usage: mpirun -n RANKS shards [OPTION...]\n"
       "\n"
       "Fits the probability of a class to data of which each rank has a shard,\n"
       "by gradient descent; losses and gradients are added up over the ranks.\n"
       "Rank 0 prints the loss, the gradient and the weights, to the last bit.\n"
       "\n"
       "      --points=N  of all shards together (default: 100000)\n"
       "      --steps=N   of gradient descent (default: 20)\n"
       "      --jobs=N    threads of each rank (default: 1)\n"
       "      --naive     each rank adds its shard up, and MPI the shards: the\n"
       "                  last bits then depend on the number of ranks\n"
       "  -h, --help      this text\n"
       "\n"
       "Exit status: 0 if the weights are near those that made the data, 1 if\n"
       "not, 2 for bad usage.");
  return AGREE;
}

/* ---- the shard ----------------------------------------------------------------- */

/* The data of a rank: points first to end, u, v and the class of each. */
struct shard {
  size_t first, end;
  double *at;
};

/* Where block k of so many points begins. */
static size_t border(size_t points, size_t k)
{
  return points / BLOCKS * k + points % BLOCKS * k / BLOCKS;
}

/* A point is made of its own number, so that any rank can make it.  Else a rank
 * would read it from its disk here. */
static bool make_shard(struct shard *s, size_t first, size_t end)
{
  *s = (struct shard){first, end, malloc(INPUTS * (end - first + 1) * sizeof *s->at)};
  for (size_t k = first; s->at && k < end; k++) {
    struct ad_random random = ad_random_seed(k);
    double *x = s->at + INPUTS * (k - first);
    x[0] = ad_random_normal(&random);
    x[1] = ad_random_normal(&random);
    x[2] = ad_random_unit(&random) < ad_sigmoid(truth[0] + truth[1] * x[0] +
                                                truth[2] * x[1]);
  }
  return s->at != NULL;
}

/* ---- the loss ------------------------------------------------------------------- */

/* Recorded once: log(1 + e^z) - y z, z = w_0 + w_1 u + w_2 v, of one point. */
struct model {
  tape *t;
  var x[INPUTS], w[WEIGHTS], loss;
};

static enum ad_status record(struct model *m, const double *w)
{
  for (int j = 0; j < INPUTS; j++)
    m->x[j] = tape_input(m->t, 0);
  for (int j = 0; j < WEIGHTS; j++)
    m->w[j] = tape_input(m->t, w[j]);
  const var z = var_add(m->w[0], var_add(var_mul(m->w[1], m->x[0]),
                                         var_mul(m->w[2], m->x[1])));
  m->loss = var_sub(var_softplus(z), var_mul(m->x[2], z));
  return tape_status(m->t);
}

/* The sums over points first to end of this shard: value, then gradient. */
static enum ad_status add_up(const struct model *m, const struct shard *s, size_t first,
                             size_t end, int jobs, double *sums)
{
  struct tape_batch b = {.y = m->loss, .n = INPUTS, .x = m->x,
                         .points = end - first,
                         .at = s->at + INPUTS * (first - s->first),
                         .shared = WEIGHTS, .p = m->w, .sum = sums,
                         .sum_grad = sums + 1, .jobs = jobs};
  return b.points ? tape_batch(m->t, &b) : AD_OK;
}

/* The table of all blocks, of which this rank has its own. */
static enum ad_status add_blocks(const struct model *m, const struct shard *s,
                                 const struct options *o,
                                 double table[BLOCKS][NUMBERS])
{
  enum ad_status status = AD_OK;
  for (size_t k = 0; !status && k < BLOCKS; k++) {
    const size_t first = border(o->points, k), end = border(o->points, k + 1);
    if (first >= s->first && end <= s->end)
      status = add_up(m, s, first, end, o->jobs, table[k]);
  }
  return status;
}

/* Mean loss and its gradient over the data of all ranks, at every rank. */
static enum ad_status gradient(const struct model *m, const struct shard *s,
                               const struct options *o, double *result)
{
  double table[BLOCKS][NUMBERS] = {{0}};
  const enum ad_status status =
    o->naive ? add_up(m, s, s->first, s->end, o->jobs, table[0])
             : add_blocks(m, s, o, table);
  MPI_Allreduce(MPI_IN_PLACE, table, BLOCKS * NUMBERS, MPI_DOUBLE, MPI_SUM,
                MPI_COMM_WORLD);
  for (int j = 0; j < NUMBERS; j++) {
    result[j] = 0;
    for (int k = 0; k < BLOCKS; k++)
      result[j] += table[k][j];
    result[j] /= (double)o->points;
  }
  return status;
}

/* ---- gradient descent -------------------------------------------------------------- */

/* If one rank fails, all have to hear of it before they wait for it. */
static bool all_good(bool good)
{
  int mine = good, all = 0;
  MPI_Allreduce(&mine, &all, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  return all;
}

static void print(int step, const double *g, const double *w)
{
  printf("step %d\n  loss      %.17g\n", step, g[0]);
  printf("  gradient  %.17g %.17g %.17g\n", g[1], g[2], g[3]);
  printf("  weights   %.17g %.17g %.17g\n", w[0], w[1], w[2]);
}

/* Steps down the gradient.  The loss of one point is recorded anew each time, at the
 * new weights, which costs nothing beside the points. */
static bool descend(struct model *m, const struct shard *s, const struct options *o,
                    bool speaks, double *w)
{
  double g[NUMBERS];
  bool good = true;
  for (int step = 0; good && step <= o->steps; step++) {
    tape_reset(m->t);
    good = all_good(record(m, w) == AD_OK && gradient(m, s, o, g) == AD_OK);
    if (good && speaks && (step == 0 || step == o->steps))
      print(step, g, w);
    for (int j = 0; good && step < o->steps && j < WEIGHTS; j++)
      w[j] -= 4 * g[1 + j];
  }
  if (!good && speaks)
    fprintf(stderr, "shards: error: %s\n", tape_error_text(m->t));
  return good;
}

/* Weights that were found differ from the true ones by the noise of the data,
 * about 3 / sqrt(points) each. */
static bool is_near(const double *w, size_t points)
{
  double most = 0;
  for (int j = 0; j < WEIGHTS; j++)
    most = fmax(most, fabs(w[j] - truth[j]));
  return most < 0.01 + 20 / sqrt((double)points);
}

static int run(const struct options *o)
{
  int rank, ranks, code = BAD;
  double w[WEIGHTS] = {0};
  struct shard s;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const size_t r = (size_t)rank, n = (size_t)ranks; /* whole blocks each */
  const bool here = make_shard(&s, border(o->points, BLOCKS * r / n),
                               border(o->points, BLOCKS * (r + 1) / n));
  struct model m = {.t = tape_new()};
  if (!all_good(here && m.t != NULL)) {
    if (rank == 0)
      fprintf(stderr, "shards: error: %s\n", ad_status_text(AD_NO_MEMORY));
  } else if (descend(&m, &s, o, rank == 0, w)) {
    code = is_near(w, o->points) ? AGREE : DISAGREE;
  }
  tape_free(m.t);
  free(s.at);
  return code;
}

/* ---- options --------------------------------------------------------------------------- */

static bool read_number(const char *text, double most, double *n)
{
  char *end;
  *n = strtod(text, &end);
  return *text >= '0' && *text <= '9' && !*end && *n >= 1 && *n <= most &&
         *n == floor(*n);
}

static int read_options(int argc, char **argv, struct options *o)
{
  static const struct option longs[] = {
    {"points", 1, NULL, 'p'}, {"steps", 1, NULL, 's'}, {"jobs", 1, NULL, 'j'},
    {"naive", 0, NULL, 'n'},  {"help", 0, NULL, 'h'},  {NULL, 0, NULL, 0}};
  double n = 0;
  bool good = true;
  for (int c; good && (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;)
    switch (c) {
    case 'p':
      good = read_number(optarg, 1e12, &n);
      o->points = (size_t)n;
      break;
    case 's':
      good = read_number(optarg, 1e6, &n);
      o->steps = (int)n;
      break;
    case 'j':
      good = read_number(optarg, 256, &n);
      o->jobs = (int)n;
      break;
    case 'n': o->naive = true; break;
    case 'h': return 'h';
    default: return '?';
    }
  if (good && optind == argc)
    return 0;
  if (opterr) /* at rank 0 only */
    fprintf(stderr, "shards: error: %s: %s\n", good ? argv[optind] : optarg,
            good ? "nothing is read but options" : "not a number that is allowed");
  return '?';
}

int main(int argc, char **argv)
{
  struct options o = {.points = 100000, .steps = 20, .jobs = 1};
  int rank;
  setlocale(LC_NUMERIC, "C");
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  if (rank != 0)
    opterr = 0;
  const int asked = read_options(argc, argv, &o);
  const int code = asked == 'h' ? rank == 0 ? usage() : AGREE
                   : asked      ? BAD
                                : run(&o);
  MPI_Finalize();
  return code;
}
