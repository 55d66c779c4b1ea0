/* grade_guard_filter.c: the student's program may read, compute and answer, no
 * more: no other process, no signal but to itself, no socket, no file to write
 * (libseccomp). */
#include <config.h>

#include "grade_guard_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#if HAVE_SECCOMP
#include <seccomp.h>
#endif

#if HAVE_SECCOMP
/* What a C program needs to start, compute, allocate, print and end, and bwrap's
 * first process to wait for it.  Everything else fails with EPERM. */
static const int allowed[] = {
  SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write),
  SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(fstat),
  SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
  SCMP_SYS(fstat64), SCMP_SYS(stat64), SCMP_SYS(fstatat64), SCMP_SYS(_llseek),
  SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
  SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
  SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(munmap),
  SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(execve),
  SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(arch_prctl),
  SCMP_SYS(set_tid_address), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
  SCMP_SYS(set_thread_area), SCMP_SYS(set_tls), SCMP_SYS(futex),
  SCMP_SYS(getrlimit), SCMP_SYS(ugetrlimit), SCMP_SYS(getrandom),
  SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
  SCMP_SYS(sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(getpid),
  SCMP_SYS(getppid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
  SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(uname), SCMP_SYS(sysinfo),
  SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday),
  SCMP_SYS(time), SCMP_SYS(times), SCMP_SYS(getrusage),
  SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep), SCMP_SYS(sched_yield),
  SCMP_SYS(restart_syscall), SCMP_SYS(wait4), /* bwrap's */
};

/* abort() and raise() send a signal to the process itself: which is process
 * `self`, or any among the sandbox's own with -1. */
static scmp_filter_ctx make_filter(long self)
{
  scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!f)
    return NULL;
  for (size_t k = 0; k < sizeof allowed / sizeof *allowed; k++)
    seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[k], 0); /* -EDOM: not here */
  const int writes = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
  seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
                   SCMP_A1(SCMP_CMP_MASKED_EQ, (scmp_datum_t)writes, 0));
  seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                   SCMP_A2(SCMP_CMP_MASKED_EQ, (scmp_datum_t)writes, 0));
  /* asked, not set */
  seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
                   SCMP_A2(SCMP_CMP_EQ, 0, 0));
  if (self < 0)
    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 0);
  else
    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                     SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)self, 0));
  return f;
}

bool guard_filter_load(void)
{
  scmp_filter_ctx f = make_filter((long)getpid());
  const bool good = f && seccomp_load(f) == 0;
  if (f)
    seccomp_release(f);
  return good;
}

/* On GUARD_FILTER_FD, for bwrap to load. */
bool guard_filter_hand(void)
{
  int ends[2];
  scmp_filter_ctx f = make_filter(-1);
  bool good = f && pipe(ends) == 0;
  if (good) { /* it is smaller than a pipe's buffer */
    good = seccomp_export_bpf(f, ends[1]) == 0;
    if (ends[0] != GUARD_FILTER_FD)
      good = dup2(ends[0], GUARD_FILTER_FD) == GUARD_FILTER_FD && good;
    for (int k = 0; k < 2; k++)
      if (ends[k] != GUARD_FILTER_FD)
        close(ends[k]);
  }
  if (f)
    seccomp_release(f);
  return good;
}
#else
bool guard_filter_load(void) { return false; }
bool guard_filter_hand(void) { return false; }
#endif
