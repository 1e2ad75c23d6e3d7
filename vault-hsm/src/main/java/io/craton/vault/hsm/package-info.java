/// Does cryptography with keys that never leave a PKCS#11 token. [Hsm] opens a token and offers the
/// core's ports on it; package `pkcs11` alone makes native calls.
///
/// A call cannot be broken off, so a caller that must be able to leave at its deadline hands it to
/// a platform thread of a [Lane], through a bounded queue. Who is watched
/// ([io.craton.vault.core.port.Deadline#isWatched()]) makes it in its own thread instead, which
/// saves two wake-ups (docs/benchmarks.md, decision record 017). Making and destroying keys is
/// handed over always, to a lane of its own ([Lanes]).
///
/// What crashes the process is impossible on both ways, by the same code:
///
/// | crash | impossible because |
/// |---|---|
/// | a session in two threads | [Seats] lend a [Seat] to one thread, by a compare-and-set; its [Session] gives the handle to its present holder only |
/// | a session closed during a call | only [Seat] closes sessions: its own, in its holder's thread, between calls; [TokenLibrary] closes one that did not log in, before anybody has it |
/// | finalising during a call | each call has the shared lock of [TokenLibrary], finalising the exclusive one; a call that hangs keeps its lock |
///
/// Late calls are noticed by who waits for them, or by the sweep of [Lanes] when nobody can.
///
/// Handles live in an [Epoch]; [KeyFinder] looks keys up and tells a missing key from a missing
/// token; [ErrorClass] alone reads return values; [Supervisor] alone starts the library again;
/// [PinGuard] says whether a login may be made. A new algorithm is a row of the core's catalogue,
/// with a row of [KeyForm] if its keys are new and a case of [Operation] if its scheme is new;
/// [Probe] proves it at the start.
@NullMarked
package io.craton.vault.hsm;

import org.jspecify.annotations.NullMarked;
