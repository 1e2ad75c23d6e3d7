package io.craton.vault.node.simulation;

import java.util.ArrayList;
import java.util.List;

/// Something that coroutines wait for.
final class Signal {
  private final World world;
  private List<Waiter> waiters = new ArrayList<>();

  Signal(World world) {
    this.world = world;
  }

  private record Waiter(Coroutine coroutine, long number) {}

  /// Waits until it is fired or the time has come; whoever waits looks for himself what it was.
  void await(long untilNanos) {
    Coroutine self = Coroutine.current();
    long wait = self.beginWait();
    waiters.add(new Waiter(self, wait));
    world.schedule(self.life(), Math.max(0, untilNanos - world.nanos()), () -> self.resume(wait));
    Coroutine.pause();
  }

  /// Wakes all who wait.
  void fire() {
    List<Waiter> woken = waiters;
    waiters = new ArrayList<>();
    for (Waiter waiter : woken) {
      world.schedule(waiter.coroutine.life(), 0, () -> waiter.coroutine.resume(waiter.number));
    }
  }
}
