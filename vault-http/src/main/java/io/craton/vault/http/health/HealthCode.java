package io.craton.vault.http.health;

import java.util.Locale;

/// Why a node should get no requests. The names on the wire are part of the interface.
public enum HealthCode {
  /// It has not come so far yet.
  STARTING,
  /// It was told to let load balancers take it out, or is about to stop and does so by itself.
  DRAINING,
  /// It is going down.
  STOPPING,
  /// The HSM does not serve: the sentinel key could not sign.
  HSM,
  /// No majority of the nodes answers.
  QUORUM,
  /// It takes no part in the cluster, or knows no leader.
  MEMBERSHIP,
  /// It has to apply more entries of the log than reads should wait for.
  CATCHING_UP,
  /// There is too little room on its disk.
  DISK,
  /// The cluster has no key-encryption key yet.
  NO_KEY;

  /// The name on the wire.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
