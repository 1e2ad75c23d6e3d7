package io.craton.vault.http.server;

import io.craton.vault.core.Limits;
import java.time.Duration;

/// What one listener lets callers take.
///
/// @param concurrentRequests served at a time; more are told to come back. What their bodies take
///   of the heap is bounded by [BodyBudget]
/// @param connections open at a time; the operating system queues further ones, and idle ones give
///   way
/// @param bodyBytes of a request
/// @param headerBytes of a request, its first line included
/// @param headerTimeout within which a new connection must have brought a whole header, the
///   handshake of TLS included, and a kept one from the first byte on; see [ConnectionGuard]
/// @param idleTimeout after which a connection without traffic is closed
/// @param bodyTimeout within which a whole body must have arrived, however steadily it trickles;
///   also within which an answer must have gone
/// @param lingerTimeout for which the rest of a refused body is still taken, so that the client
///   gets to read its answer
/// @param requestTimeout within which the vault must have done its part
public record HttpLimits(
    int concurrentRequests,
    int connections,
    int bodyBytes,
    int headerBytes,
    Duration headerTimeout,
    Duration idleTimeout,
    Duration bodyTimeout,
    Duration lingerTimeout,
    Duration requestTimeout) {
  /// What suits a node with a gigabyte of heap.
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          256,
          4096,
          Limits.BODY_BYTES,
          16 * 1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30));

  /// The same with another number of requests at a time.
  public HttpLimits withConcurrentRequests(int count) {
    return new HttpLimits(
        count,
        connections,
        bodyBytes,
        headerBytes,
        headerTimeout,
        idleTimeout,
        bodyTimeout,
        lingerTimeout,
        requestTimeout);
  }

  /// The same with another bound of connections.
  public HttpLimits withConnections(int count, Duration header) {
    return new HttpLimits(
        concurrentRequests,
        count,
        bodyBytes,
        headerBytes,
        header,
        idleTimeout,
        bodyTimeout,
        lingerTimeout,
        requestTimeout);
  }

  /// The same with other timeouts.
  public HttpLimits withTimeouts(Duration idle, Duration body, Duration request) {
    return new HttpLimits(
        concurrentRequests,
        connections,
        bodyBytes,
        headerBytes,
        headerTimeout,
        idle,
        body,
        lingerTimeout,
        request);
  }
}
