package io.craton.vault.core.measure;

import java.util.Optional;

/// Follows a request through the parts of a node. Names and notes say what is done, and never with
/// what: no token, no name of an item, no value. Thread-safe.
public interface Tracer {
  /// Follows nothing.
  Tracer NONE =
      new Tracer() {
        @Override
        public Span begin(String name) {
          return Span.NONE;
        }

        @Override
        public Span beginRequest(String name, Optional<String> parent) {
          return Span.NONE;
        }
      };

  /// What the calling thread does from now on, as a part of what it was doing already. The same
  /// thread closes it.
  Span begin(String name);

  /// A request that the calling thread serves.
  ///
  /// @param parent what the caller sent as `traceparent` (W3C Trace Context); what is none counts
  ///   as absent
  Span beginRequest(String name, Optional<String> parent);

  /// Something that takes time.
  interface Span extends AutoCloseable {
    /// Not followed.
    Span NONE =
        new Span() {
          @Override
          public void note(String key, String value) {}

          @Override
          public void failed(String reason) {}

          @Override
          public void close() {}
        };

    /// Adds what is worth knowing about it.
    void note(String key, String value);

    /// It did not come to its end.
    ///
    /// @param reason the name of a kind of failure
    void failed(String reason);

    /// It is over.
    @Override
    void close();
  }
}
