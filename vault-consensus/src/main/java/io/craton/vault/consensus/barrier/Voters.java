package io.craton.vault.consensus.barrier;

import io.craton.vault.consensus.membership.Fingerprint;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// The peers whose votes count.
///
/// @param current peer ids of the configuration
/// @param previous those of the one it replaces, while a joint change runs; else empty
public record Voters(Set<String> current, Set<String> previous) {
  /// Each round of the barrier asks for the fingerprint of the same peers.
  private static volatile Printed last =
      new Printed(new Voters(Set.of(), Set.of()), Fingerprint.of(Set.of(), Set.of()));

  public Voters {
    current = Set.copyOf(current);
    previous = Set.copyOf(previous);
  }

  /// Everybody who votes.
  public Set<String> all() {
    Set<String> all = new HashSet<>(current);
    all.addAll(previous);
    return all;
  }

  /// True when `peers` are a majority of the configuration, and of both during a joint change. No
  /// majority of nobody.
  public boolean majority(Collection<String> peers) {
    return majority(current, peers) && (previous.isEmpty() || majority(previous, peers));
  }

  /// By which nodes notice that they mean different voters.
  public long fingerprint() {
    Printed known = last;
    if (!known.voters.equals(this)) {
      known = new Printed(this, Fingerprint.of(current, previous));
      last = known;
    }
    return known.fingerprint;
  }

  private record Printed(Voters voters, long fingerprint) {}

  private static boolean majority(Set<String> half, Collection<String> peers) {
    return 2 * half.stream().filter(peers::contains).count() > half.size();
  }
}
