/// Does cryptography with keys that never leave a PKCS#11 token. [Hsm] opens a token and offers the
/// core's ports on it; package `pkcs11` alone makes native calls.
///
/// Sessions belong to platform threads ([Lane]), and calls come to them through a bounded queue;
/// making and destroying keys has a lane of its own ([Lanes]). The alternatives were a semaphore
/// with the native call on the caller's thread, which saves a lone caller tens of microseconds of
/// CPU time, and many callers some ten (docs/benchmarks.md), but cannot let a caller go when the
/// token hangs, and which pins the carriers of virtual threads during every call; and borrowed
/// sessions, which need discipline where an owner thread needs none: a session in two threads or
/// closed during a call crashes the JVM.
///
/// Handles live in an [Epoch]; [KeyFinder] looks keys up and tells a missing key from a missing
/// token; [ErrorClass] alone reads return values; [Supervisor] alone starts the library again. A
/// new algorithm is a row of the core's catalogue, with a row of [KeyForm] if its keys are new and
/// a case of [Operation] if its scheme is new; [Probe] proves it at the start.
@NullMarked
package io.craton.vault.hsm;

import org.jspecify.annotations.NullMarked;
