/* A PKCS#11 library that hands calls on to another one (CRATON_CHAOS_HSM_LIBRARY), some of them
 * late, not before it is told to, or with an error although they were made. */
#define _GNU_SOURCE
#include "control.h"
#include <dlfcn.h>
#include <string.h>

#define FUNCTIONS 68
#define CKR_FUNCTION_FAILED 0x06UL
#define CKR_DEVICE_ERROR 0x30UL

typedef unsigned long word;
/* No function of PKCS#11 2.40 has more parameters, and all are words. */
typedef word (*function)(word, word, word, word, word, word, word, word);

struct function_list {
  word version;
  function functions[FUNCTIONS];
};

static struct function_list real;
static struct function_list faulty;

static void hold(void) {
  int64_t delay = faults->hsm_delay_nanos;
  if (delay > 0) {
    pause_nanos(delay);
  }
  while (faults->hsm_hangs != 0) {
    pause_nanos(20000000);
  }
}

static int fails(void) {
  static __thread unsigned int seed;
  if (seed == 0) {
    seed = (unsigned int)(uintptr_t)&seed ^ (unsigned int)time(NULL);
  }
  return rand_r(&seed) % 100 < faults->hsm_error_percent;
}

#define HELD(index)                                                                               \
  static word held_##index(word a, word b, word c, word d, word e, word f, word g, word h) {      \
    hold();                                                                                       \
    word result = real.functions[index](a, b, c, d, e, f, g, h);                                  \
    return result == 0 && fails() ? CKR_DEVICE_ERROR : result;                                    \
  }

HELD(22) /* DestroyObject */
HELD(27) /* FindObjects */
HELD(30) /* Encrypt */
HELD(34) /* Decrypt */
HELD(43) /* Sign */
HELD(58) /* GenerateKey */
HELD(59) /* GenerateKeyPair */

word C_GetFunctionList(struct function_list **out) {
  const char *path = getenv("CRATON_CHAOS_HSM_LIBRARY");
  void *library = path == NULL ? NULL : dlopen(path, RTLD_NOW | RTLD_LOCAL);
  word (*get)(struct function_list **) =
      library == NULL ? NULL : (word(*)(struct function_list **))dlsym(library, "C_GetFunctionList");
  struct function_list *list;
  if (get == NULL || get(&list) != 0) {
    return CKR_FUNCTION_FAILED;
  }
  real = *list;
  faulty = real;
  faulty.functions[22] = held_22;
  faulty.functions[27] = held_27;
  faulty.functions[30] = held_30;
  faulty.functions[34] = held_34;
  faulty.functions[43] = held_43;
  faulty.functions[58] = held_58;
  faulty.functions[59] = held_59;
  *out = &faulty;
  return 0;
}
