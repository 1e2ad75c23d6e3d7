package io.craton.vault.http.server;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes connections that only take a place. Thread-safe.
///
/// - One that has not brought a request [HttpLimits#headerTimeout] after it was opened, or after
///   the first byte of a request: in the handshake of TLS or in the header, however steadily it
///   trickles.
/// - When more than three quarters of [HttpLimits#connections] are taken, the ones that have been
///   quiet for longest, down to that number. So whoever opens connections and leaves them does not
///   keep others out; a client whose idle connection is closed so opens another.
///
/// A connection with a request in service is left alone.
final class ConnectionGuard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);

  private static final Duration MAX_INTERVAL = Duration.ofMillis(500);

  /// A connection that was used this recently is not quiet.
  private static final Duration RECENT = Duration.ofSeconds(1);

  private final Duration headerTimeout;
  private final int comfortable;
  private final LongSupplier nanoTime;
  private final Supplier<Collection<EndPoint>> connected;
  private final Map<EndPoint, Track> tracks = new ConcurrentHashMap<>();
  private final ScheduledExecutorService sweeper;

  /// Begins to sweep.
  ///
  /// @param connected the connections that are open now
  ConnectionGuard(
      String name,
      HttpLimits limits,
      LongSupplier nanoTime,
      Supplier<Collection<EndPoint>> connected) {
    this.headerTimeout = limits.headerTimeout();
    this.comfortable = Math.max(1, limits.connections() / 4 * 3);
    this.nanoTime = nanoTime;
    this.connected = connected;
    this.sweeper =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name + "-connections").factory());
    long interval = Math.min(MAX_INTERVAL.toMillis(), Math.max(1, headerTimeout.toMillis() / 4));
    var _ = sweeper.scheduleWithFixedDelay(this::watch, interval, interval, TimeUnit.MILLISECONDS);
  }

  /// A request is in service on its connection until the answer is closed.
  Service serving(HttpServletRequest request) {
    EndPoint endPoint =
        ServletContextRequest.getServletContextRequest(request)
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    while (endPoint instanceof EndPoint.Wrapper wrapper) {
      endPoint = wrapper.unwrap();
    }
    Track track = tracks.computeIfAbsent(endPoint, key -> new Track(nanoTime.getAsLong()));
    track.begin();
    return track::end;
  }

  /// Ends with the service of a request.
  interface Service extends AutoCloseable {
    @Override
    void close();
  }

  /// A sweep that fails must not be the last one.
  private void watch() {
    try {
      sweep();
    } catch (RuntimeException | Error e) {
      LOG.error("connections were not swept", e);
    }
  }

  private void sweep() {
    long now = nanoTime.getAsLong();
    Collection<EndPoint> open = connected.get();
    List<Quiet> quiet = new ArrayList<>();
    int left = open.size();
    for (EndPoint endPoint : open) {
      Track track = tracks.computeIfAbsent(endPoint, key -> new Track(now));
      if (track.overdue(now, endPoint.getConnection().getBytesIn(), headerTimeout)) {
        endPoint.close();
        left--;
      } else {
        track.quietSince(now, RECENT).ifPresent(since -> quiet.add(new Quiet(endPoint, since)));
      }
    }
    quiet.sort(Comparator.comparingLong(connection -> connection.since - now));
    for (Quiet connection : quiet) {
      if (left <= comfortable) {
        break;
      }
      // Decided a moment ago: a request may have begun meanwhile.
      Track track = tracks.get(connection.endPoint);
      if (track == null || track.quietSince(now, RECENT).isPresent()) {
        connection.endPoint.close();
        left--;
      }
    }
    tracks.keySet().removeIf(endPoint -> !endPoint.isOpen());
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
  }

  private record Quiet(EndPoint endPoint, long since) {}
}
