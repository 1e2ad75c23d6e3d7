/// Raw PKCS#11 (OASIS PKCS #11 v2.40), the only place with native code. [Cryptoki] is the seam: the
/// calls the vault needs, one method a call, with the exact return code of every failure. Two
/// bindings implement it and pass the same tests: one over `java.lang.foreign`, one over the
/// wrapper inside the JDK's SunPKCS11; [Binding] chooses.
///
/// Nothing here recovers, retries, locks or caches. A token may crash the process when one session
/// is used by two threads, or when a session or the library is closed during a call; the layer
/// above rules that out, so a binding may keep its native buffers per thread.
@NullMarked
package io.craton.vault.hsm.pkcs11;

import org.jspecify.annotations.NullMarked;
