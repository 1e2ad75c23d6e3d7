package io.craton.vault.http.admin;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Caller;
import io.craton.vault.http.server.Exchange;
import java.io.IOException;

/// Sends a backup of the node's state. One at a time; who does not take it at a fair pace is cut
/// off, so that nobody keeps the others from making one, or the disk from getting its room back.
record BackupRoutes(BackupSource source) {
  private static final String TYPE = "application/octet-stream";

  void send(Exchange exchange, Caller caller) throws Unavailable, IOException {
    try (BackupSource.Begun backup = source.begin(exchange.deadline())) {
      exchange.stream(TYPE, backup::writeTo);
    }
  }
}
