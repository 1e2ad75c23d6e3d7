package io.craton.vault.http.server;

import io.craton.vault.core.id.RequestId;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One line for each request: id, method, route, status, microseconds, bytes. The route is the
/// template and never what the caller sent; no token and no item appears. Health checks are logged
/// at DEBUG: a load balancer makes one each second.
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.craton.vault.http.access");

  private AccessLog() {}

  static void line(
      RequestId id, String method, String route, int status, Duration taken, long bytes) {
    Level level = route.startsWith("/health/") ? Level.DEBUG : Level.INFO;
    LOG.atLevel(level)
        .log(
            "request={} method={} route={} status={} micros={} bytes={}",
            id,
            method,
            route,
            status,
            taken.toNanos() / 1_000,
            bytes);
  }
}
