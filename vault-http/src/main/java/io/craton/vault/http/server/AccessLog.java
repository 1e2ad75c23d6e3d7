package io.craton.vault.http.server;

import io.craton.vault.core.id.RequestId;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line for each request: id, method, route, status, microseconds, bytes. The route is the
/// template and never what the caller sent; no token and no item appears.
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.craton.vault.http.access");

  private AccessLog() {}

  static void line(
      RequestId id, String method, String route, int status, Duration taken, long bytes) {
    LOG.info(
        "request={} method={} route={} status={} micros={} bytes={}",
        id,
        method,
        route,
        status,
        taken.toNanos() / 1_000,
        bytes);
  }
}
