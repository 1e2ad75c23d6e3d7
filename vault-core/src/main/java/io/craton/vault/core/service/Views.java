package io.craton.vault.core.service;

import io.craton.vault.core.port.Unavailable;
import java.util.Optional;

/// Runs queries that can be refused against one consistent view of the local state.
final class Views {
  private final Replica replica;
  private final Sources sources;

  Views(Replica replica, Sources sources) {
    this.replica = replica;
    this.sources = sources;
  }

  /// The result of `query` on the newest local state, which is as fresh as [Freshness] says.
  <T> T read(Caller caller, Query<T> query) throws RequestRefused, Unavailable {
    caller.freshness().ensure(replica.barrier());
    return replica
        .state()
        .read(view -> Answer.of(() -> query.ask(Reading.of(view, caller, sources.now()))))
        .unwrap();
  }

  /// A question to the state.
  interface Query<T> {
    T ask(Reading reading) throws RequestRefused, Unavailable;
  }

  private interface Attempt<T> {
    T run() throws RequestRefused, Unavailable;
  }

  /// Carries a result or a checked exception out of a plain function.
  private record Answer<T>(
      Optional<T> value, Optional<RequestRefused> refused, Optional<Unavailable> unavailable) {
    static <T> Answer<T> of(Attempt<T> attempt) {
      try {
        return new Answer<>(Optional.of(attempt.run()), Optional.empty(), Optional.empty());
      } catch (RequestRefused e) {
        return new Answer<>(Optional.empty(), Optional.of(e), Optional.empty());
      } catch (Unavailable e) {
        return new Answer<>(Optional.empty(), Optional.empty(), Optional.of(e));
      }
    }

    T unwrap() throws RequestRefused, Unavailable {
      if (refused.isPresent()) {
        throw refused.get();
      }
      if (unavailable.isPresent()) {
        throw unavailable.get();
      }
      return value.orElseThrow();
    }
  }
}
