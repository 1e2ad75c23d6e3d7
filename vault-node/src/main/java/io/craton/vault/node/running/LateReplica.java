package io.craton.vault.node.running;

import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.state.StateView;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// The replicated state for those who are there before it: until [#attach] barrier and log answer
/// [Unavailable]. Whoever reads passes the barrier first, so no read comes too early. Thread-safe.
final class LateReplica {
  private final AtomicReference<Optional<Replica>> attached =
      new AtomicReference<>(Optional.empty());

  void attach(Replica replica) {
    attached.set(Optional.of(replica));
  }

  Optional<Replica> find() {
    return attached.get();
  }

  /// The ports, of which those that can wait may be used at once.
  Replica ports() {
    return new Replica(
        new StateReader() {
          @Override
          public <T> T read(Function<StateView, T> query) {
            return find()
                .orElseThrow(() -> new IllegalStateException("read before the barrier"))
                .state()
                .read(query);
          }
        },
        deadline -> require().barrier().await(deadline),
        (proposal, deadline) -> require().ledger().propose(proposal, deadline));
  }

  private Replica require() throws Unavailable {
    return find()
        .orElseThrow(() ->
            new Unavailable(
                Unavailable.Reason.NOT_READY, "this node is starting", Duration.ofSeconds(1)));
  }
}
