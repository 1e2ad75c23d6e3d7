/* What the faults of a node's process are at the moment: a file that the process has mapped and
 * that the chaos run writes to. Without the file there are none. */
#ifndef CRATON_CHAOS_CONTROL_H
#define CRATON_CHAOS_CONTROL_H

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* FaultControl.java has the same offsets. */
struct control {
  int64_t clock_offset_nanos; /* added to the wall clock */
  int64_t sync_delay_nanos;   /* before each fsync and fdatasync */
  int64_t hsm_delay_nanos;    /* before each call of the HSM */
  int64_t hsm_hangs;          /* not 0: calls of the HSM do not return until it is 0 again */
  int64_t hsm_error_percent;  /* of the calls of the HSM that end with an error, having been made */
};

static const volatile struct control no_faults;
static const volatile struct control *faults = &no_faults;

__attribute__((constructor)) static void map_control(void) {
  const char *path = getenv("CRATON_CHAOS_CONTROL");
  int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return;
  }
  void *mapped = mmap(NULL, sizeof(struct control), PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) {
    faults = mapped;
  }
}

__attribute__((unused)) static void pause_nanos(int64_t nanos) {
  struct timespec left = {nanos / 1000000000, nanos % 1000000000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

#endif
