/* grade_guard_user.c: where dualtape is root, a user id that nobody has, another
 * for each worker, so that files and signals are out of reach. */
#include <config.h>

#include "grade_guard_impl.h"

#include <grp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
  FIRST_USER = 61184, USERS = 4336, /* those that systemd lends to services */
  BLOCK = 16, BLOCKS = USERS / BLOCK, /* of users, that are reserved together */
};

/* Another dualtape that grades on this machine must not have the same users, as it
 * kills all of theirs.  The name of a socket in no file system is a lock, which
 * ends with this program, however it ends. */
static bool reserve_block(unsigned block, int *fd)
{
#ifdef __linux__
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  const int n = snprintf(name.sun_path + 1, sizeof name.sun_path - 1,
                         "dualtape-grade-%u", block);
  union { const struct sockaddr_un *un; const struct sockaddr *any; } at = {&name};
  *fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (*fd >= 0 && bind(*fd, at.any, (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
                                                1 + (size_t)n)) == 0)
    return true;
  if (*fd >= 0)
    close(*fd);
#else
  (void)block;
#endif
  *fd = -1;
  return false;
}

/* Users for so many workers; the descriptors stay open.  False: all are taken. */
bool guard_users_reserve(struct grade_guard *g, unsigned workers)
{
  const unsigned count = (workers + BLOCK - 1) / BLOCK;
  int fd[BLOCKS];
  for (unsigned tries = 0; count <= BLOCKS && tries < BLOCKS; tries++) {
    const unsigned first = ((unsigned)getpid() + tries) % (BLOCKS - count + 1);
    unsigned have = 0;
    while (have < count && reserve_block(first + have, &fd[have]))
      have++;
    if (have == count) {
      g->user = FIRST_USER + first * BLOCK;
      return true;
    }
    while (have > 0)
      close(fd[--have]);
  }
  return false;
}

bool guard_user_become(const struct grade_guard *g)
{
#ifdef __linux__
  const unsigned id = g->user + g->slot;
  return setgroups(0, NULL) == 0 && setresgid(id, id, id) == 0 &&
         setresuid(id, id, id) == 0 && setuid(0) != 0;
#else
  (void)g;
  return false;
#endif
}

/* The folder is the compiler's to write in, and no longer once it has run. */
bool guard_user_folder(const struct grade_guard *g, bool compiles,
                       const char *folder)
{
  const unsigned id = compiles ? g->user + g->slot : 0;
  if (!(g->have & GRADE_USER))
    return true;
  char program[4096];
  snprintf(program, sizeof program, "%s/program", folder);
  return chown(folder, id, id) == 0 && chmod(folder, 0755) == 0 &&
         (compiles || lchown(program, 0, 0) == 0);
}
