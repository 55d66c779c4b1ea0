/* exercise_verify_answers.c: wrong answers are found wrong: the skeleton's, and
 * known mistakes', which get their remarks. */
#include <config.h>

#include "exercise_verify_impl.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void prove_skeleton(struct proof *p)
{
  struct judge_report r;
  char *path = text_format("%s/%s.c", p->e->folder, p->e->word);
  proof_judge(p, path, p->seed, &r);
  const bool good = r.verdict == JUDGE_WRONG;
  proof_line(p, good, "the skeleton compiles and is wrong");
  if (!good)
    proof_explain(p, path, &r);
  free(path);
}

/* ---- known mistakes ------------------------------------------------------------------------ */

static int is_c_file(const struct dirent *entry)
{
  const size_t n = strlen(entry->d_name);
  return n > 2 && strcmp(entry->d_name + n - 2, ".c") == 0;
}

static void known_mistake(struct proof *p, const char *folder, const char *id)
{
  struct judge_report r;
  char *path = text_format("%s/%s.c", folder, id);
  proof_judge(p, path, p->seed, &r);
  const bool good = r.verdict != JUDGE_RIGHT && strcmp(r.remark, id) == 0;
  proof_line(p, good, "wrong/%s.c gets its remark", id);
  if (!good)
    proof_explain(p, path, &r);
  free(path);
}

void prove_known_mistakes(struct proof *p)
{
  struct dirent **files = NULL;
  char *folder = exercise_path(p->e, "wrong");
  char *remarks = exercise_path(p->e, "remarks.txt"), *texts = text_read(remarks);
  const int count = scandir(folder, &files, is_c_file, alphasort);
  if (count < 0)
    proof_skip(p, "known wrong answers get their remarks", "without wrong/");
  for (int k = 0; k < count; k++) {
    files[k]->d_name[strlen(files[k]->d_name) - 2] = '\0';
    known_mistake(p, folder, files[k]->d_name);
    free(files[k]);
  }
  free(files);
  char id[64];
  for (size_t k = 0; count >= 0 && texts && text_key(texts, k, id, sizeof id);
       k++) {
    char *path = text_format("%s/%s.c", folder, id);
    if (access(path, R_OK) != 0)
      proof_line(p, false, "the remark %s has a wrong/%s.c", id, id);
    free(path);
  }
  free(folder);
  free(remarks);
  free(texts);
}
