package io.craton.vault.node.simulation;

import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.node.simulation.Faults.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/// What is wrong with the library of one node and with the token, in the terms of PKCS#11, and what
/// the HSM layer makes of it.
///
/// | what happens | as PKCS#11 shows it | what callers of the layer meet |
/// |---|---|---|
/// | token gone | find: empty, `CKR_OK`; sign: 0x82; token info: 0x5 | down until it is back and the library was started again |
/// | logged out | 0x101, find: empty | a later answer: the layer logs in |
/// | session lost | 0xb3 | a later answer: another session |
/// | library down | 0x190, 0x30 | down until it was started again |
/// | key invisible | find: empty, though all else is well | missing until somebody says that it must be there |
/// | collision | generate: 0x5, 0xd1, and a stub | a later answer, or a failure; stubs stay |
/// | hung | no return | the deadline; what it does happens later, or not |
/// | slow | a late return | a late answer, or the deadline |
/// | failed | 0x5 | a failure |
/// | done, untold | 0x5 after the fact, destroy not confirmed | a failure of what was done |
/// | overloaded | 0xb1 | overloaded |
/// | wrong PIN | 0xa0 | down until the process is started again |
/// | SIGSTOP | a late return | what was true before the call, long after it |
/// | SIGSEGV | none | the process ends in the middle of a call |
final class HsmTrouble {
  private static final Duration RECOVERY = Duration.ofMillis(800);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final SimNode node;
  private final World world;
  private final Set<KeyRef> invisible = new HashSet<>();
  private final Deque<Ending> ambush = new ArrayDeque<>();
  private long downUntil;
  private long slowUntil;
  private int collisions;
  private boolean refused;
  private boolean blind;

  /// How a call ends.
  enum Ending {
    FINE,
    SLOW,
    HUNG,
    FAILED,
    DONE_UNTOLD,
    OVERLOADED,
    STANDSTILL,
    CRASH
  }

  HsmTrouble(Cluster cluster, SimNode node) {
    this.cluster = cluster;
    this.node = node;
    this.world = cluster.world();
  }

  // ---- How it begins

  void downFor(Duration time, Kind kind) {
    met(kind);
    downUntil = Math.max(downUntil, world.nanos() + time.toNanos());
  }

  void slowFor(Duration time) {
    met(Kind.HSM_SLOW);
    slowUntil = Math.max(slowUntil, world.nanos() + time.toNanos());
  }

  /// The next calls end like that.
  void ambush(Ending ending, int calls) {
    for (int i = 0; i < calls; i++) {
      ambush.add(ending);
    }
  }

  /// The next generations collide with those of another process.
  void collideNext(int generations) {
    collisions += generations;
  }

  /// Keys that other nodes make from now on are not seen before the library was started again.
  void goBlind() {
    met(Kind.HSM_KEY_INVISIBLE);
    blind = true;
  }

  void refusePin() {
    met(Kind.HSM_WRONG_PIN);
    refused = true;
  }

  // ---- What it does

  /// Another node has made that key.
  void mayNotSee(KeyRef key) {
    if (blind) {
      invisible.add(key);
    }
  }

  boolean isInvisible(KeyRef key) {
    return invisible.contains(key);
  }

  /// A new epoch: handles and searches begin anew.
  void startLibrary() {
    invisible.clear();
    blind = false;
    downUntil = Math.max(downUntil, world.nanos() + world.between(Duration.ZERO, RECOVERY));
  }

  /// With a new process.
  void forget() {
    invisible.clear();
    ambush.clear();
    blind = false;
    refused = false;
    collisions = 0;
    slowUntil = 0;
    downUntil = Math.min(downUntil, world.nanos());
  }

  /// Waits for a library that is started again, as the gate of the layer does for a moment.
  void before(Deadline deadline) throws Unavailable {
    if (refused) {
      throw new Unavailable(Reason.HSM_DOWN, "CKR_PIN_INCORRECT", RETRY);
    }
    long left = Math.max(downUntil, cluster.tokenGoneUntil()) - world.nanos();
    if (left > 0) {
      long wait = Math.min(left, Math.min(deadline.remaining().toNanos(), RETRY.toNanos()));
      world.sleep(wait);
      if (wait < left) {
        throw new Unavailable(Reason.HSM_DOWN, "the HSM is being recovered", RETRY);
      }
    }
  }

  Ending draw() {
    Ending ending = ambush.isEmpty() ? Ending.FINE : ambush.remove();
    switch (ending) {
      case FINE, SLOW -> {}
      case HUNG -> met(Kind.HSM_HUNG);
      case FAILED -> met(Kind.HSM_FAILED);
      case DONE_UNTOLD -> met(Kind.HSM_DONE_UNTOLD);
      case OVERLOADED -> met(Kind.HSM_OVERLOADED);
      case STANDSTILL -> met(Kind.PAUSE_IN_CALL);
      case CRASH -> met(Kind.HSM_CRASHES_PROCESS);
    }
    return ending == Ending.FINE && world.nanos() < slowUntil ? Ending.SLOW : ending;
  }

  boolean collides() {
    if (collisions == 0) {
      return false;
    }
    met(Kind.HSM_TRANSIENT_STUB);
    collisions--;
    return true;
  }

  private void met(Kind kind) {
    cluster.faults().met(kind);
    world.note("%s: %s", node, kind);
  }
}
