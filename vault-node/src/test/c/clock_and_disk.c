/* Preloaded into a node: a wall clock that is off, and a disk that is slow. The monotonic clock is
 * left alone, as it is when somebody sets the time of a machine. */
#define _GNU_SOURCE
#include "control.h"
#include <dlfcn.h>
#include <sys/time.h>

static int (*real_clock_gettime)(clockid_t, struct timespec *);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

__attribute__((constructor)) static void find_real(void) {
  real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  if (real_clock_gettime == NULL) {
    find_real();
  }
  int result = real_clock_gettime(clock, now);
  int64_t offset = faults->clock_offset_nanos;
  if (result == 0 && offset != 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    int64_t nanos = (int64_t)now->tv_sec * 1000000000 + now->tv_nsec + offset;
    now->tv_sec = nanos / 1000000000;
    now->tv_nsec = nanos % 1000000000;
  }
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec precise;
  int result = clock_gettime(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return result;
}

time_t time(time_t *out) {
  struct timespec precise;
  clock_gettime(CLOCK_REALTIME, &precise);
  if (out != NULL) {
    *out = precise.tv_sec;
  }
  return precise.tv_sec;
}

int fsync(int file) {
  pause_nanos(faults->sync_delay_nanos);
  return real_fsync(file);
}

int fdatasync(int file) {
  pause_nanos(faults->sync_delay_nanos);
  return real_fdatasync(file);
}
