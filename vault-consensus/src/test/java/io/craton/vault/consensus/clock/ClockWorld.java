package io.craton.vault.consensus.clock;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.barrier.Voters;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Nodes with clocks in a time that the test moves.
final class ClockWorld {
  static final Instant START = Instant.parse("2026-11-28T12:00:00Z");
  private static final double MILLION = 1e6;

  final Map<String, Node> nodes = new TreeMap<>();
  private Voters voters = new Voters(Set.of(), Set.of());
  private long elapsedNanos;

  ClockWorld(String... names) {
    for (String name : names) {
      nodes.put(name, new Node(name));
    }
    voters = new Voters(ids(List.of(names)), Set.of());
  }

  void vote(Collection<String> current, Collection<String> previous) {
    voters = new Voters(ids(current), ids(previous));
  }

  Instant truth() {
    return START.plusNanos(elapsedNanos);
  }

  void pass(Duration time) {
    elapsedNanos += time.toNanos();
  }

  Node node(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no node " + name);
    }
    return node;
  }

  /// Each asks each other, without delays.
  void round(String... names) {
    for (String asking : names) {
      for (String asked : names) {
        if (!asking.equals(asked)) {
          node(asking).ask(asked, Duration.ZERO, Duration.ZERO);
        }
      }
    }
  }

  private static Set<String> ids(Collection<String> names) {
    Set<String> ids = new TreeSet<>();
    names.forEach(name -> ids.add(id(name)));
    return ids;
  }

  private static String id(String name) {
    return new PeerName(new NodeName(name), 1).toString();
  }

  final class Node {
    /// By which its clock is ahead of the truth.
    Duration skew = Duration.ZERO;

    /// By how many millionths its monotonic clock is too fast.
    int monotonicPpm;

    /// What its monotonic clock has missed.
    Duration stopped = Duration.ZERO;

    QuorumClock clock;
    private final String name;

    Node(String name) {
      this.name = name;
      this.clock = newClock();
    }

    private QuorumClock newClock() {
      return new QuorumClock(id(name), this::own, this::nanos, () -> voters);
    }

    /// Forgets what it has heard.
    void restart() {
      clock = newClock();
    }

    Instant own() {
      return truth().plus(skew);
    }

    Instant now() {
      return clock.instant();
    }

    private long nanos() {
      long counted = elapsedNanos - stopped.toNanos();
      return Math.round(counted * (1 + monotonicPpm / MILLION)) - Long.MAX_VALUE / 2;
    }

    PeerStatus status() {
      return status(voters.fingerprint());
    }

    PeerStatus status(long fingerprint) {
      return new PeerStatus(
          new PeerName(new NodeName(name), 1),
          0,
          Phase.MEMBER,
          List.of(),
          new RaftStatus(1, false, 0, fingerprint),
          clock.clocks());
    }

    void ask(String other, Duration there, Duration back) {
      long asked = clock.nanos();
      pass(there);
      PeerStatus answer = node(other).status();
      pass(back);
      clock.heard(answer, asked);
    }
  }
}
