package io.craton.vault.consensus.clock;

import io.craton.vault.consensus.barrier.Voters;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The time of the vault: never ahead of the correct clock that is furthest ahead, as long as the
/// voters whose clocks are wrong are fewer than a majority, and never behind the one that is
/// furthest behind, but for a network delay, while all voters answer. Thread-safe.
///
/// Between readings, and when too few are known, the last time is carried on by the monotonic
/// clock. A majority's clocks that are ahead of it bring it forward; it steps back only when those
/// of a majority, all heard lately, are behind it. Before anything is known it is [Instant#EPOCH],
/// which is no time at all: log time takes its place.
public final class QuorumClock implements InstantSource {
  private static final Logger LOG = LoggerFactory.getLogger(QuorumClock.class);
  private static final Instant LATEST = instant(Clocks.LATEST);

  /// Peers that a node has not heard for that long are asked, also when nobody needs to know.
  public static final Duration ROUND = Duration.ofSeconds(1);

  /// Readings are gone through once in that time at most, and whenever one comes in.
  private static final Duration LOOK = Duration.ofMillis(1);

  private final String self;
  private final InstantSource own;
  private final LongSupplier nanoTime;
  private final Supplier<Voters> voters;

  // Guarded by this.
  private final Map<String, ClockReading> readings = new HashMap<>();
  private final SkewWatch skews = new SkewWatch();
  private long micros = Clocks.UNKNOWN;
  private long sinceNanos;
  private long last = Clocks.UNKNOWN;
  private long lastNanos;

  /// @param self this node's peer id
  /// @param own its own clock, one vote among others
  /// @param nanoTime a monotonic clock, as `System::nanoTime`
  /// @param voters whose clocks count, as it is at the moment of each call
  public QuorumClock(
      String self, InstantSource own, LongSupplier nanoTime, Supplier<Voters> voters) {
    this.self = self;
    this.own = own;
    this.nanoTime = nanoTime;
    this.voters = voters;
  }

  // ---- What it tells

  @Override
  public Instant instant() {
    Voters counted = voters.get();
    long now;
    synchronized (this) {
      long nanos = nanoTime.getAsLong();
      boolean recent = last != Clocks.UNKNOWN && nanos - lastNanos < LOOK.toNanos();
      now = recent ? ClockReading.aged(last, lastNanos, nanos) : now(known(counted));
    }
    return now == Clocks.UNKNOWN ? Instant.EPOCH : instant(now);
  }

  /// True when the clocks of a majority were heard lately: what a round of questions that reached
  /// one brings about. Who serves or stamps by this clock makes sure of it first.
  public boolean current() {
    Voters counted = voters.get();
    synchronized (this) {
      return known(counted).reached().isPresent();
    }
  }

  /// What this node says to its peers.
  public Clocks clocks() {
    Voters counted = voters.get();
    synchronized (this) {
      Known known = known(counted);
      return new Clocks(known.ownMicros, Math.min(estimate(known), Clocks.LATEST));
    }
  }

  /// How far this node's clock and others are off; empty before anything is known.
  public Optional<Skew> skew() {
    Voters counted = voters.get();
    synchronized (this) {
      Map<String, Long> offsets = offsets(known(counted));
      if (offsets.isEmpty()) {
        return Optional.empty();
      }
      long widest = 0;
      for (long offset : offsets.values()) {
        widest = Math.abs(offset) > Math.abs(widest) ? offset : widest;
      }
      return Optional.of(new Skew(duration(offsets.getOrDefault(self, 0L)), duration(widest)));
    }
  }

  // ---- What it hears

  /// The monotonic time, for [#heard].
  public long nanos() {
    return nanoTime.getAsLong();
  }

  /// Takes note of an answer.
  ///
  /// @param askedNanos of [#nanos()] before the question left
  public void heard(PeerStatus status, long askedNanos) {
    String peer = status.peer().toString();
    Voters counted = voters.get();
    if (peer.equals(self) || !counted.all().contains(peer)) {
      return;
    }
    boolean sameVoters = status.raft().voters() == counted.fingerprint();
    Clocks clocks =
        sameVoters ? status.clocks() : new Clocks(status.clocks().ownMicros(), Clocks.UNKNOWN);
    synchronized (this) {
      ClockReading reading = new ClockReading(clocks, askedNanos, nanoTime.getAsLong());
      readings.keySet().retainAll(counted.all());
      if (reading.usable()) {
        readings.put(peer, reading);
      }
      Known known = known(counted);
      Map<String, Long> offsets = offsets(known);
      if (known.reached().isPresent()) {
        skews.look(offsets);
      }
    }
  }

  /// True when nothing need be asked of that peer.
  public synchronized boolean heardLately(String peer) {
    ClockReading reading = readings.get(peer);
    return peer.equals(self)
        || (reading != null && nanoTime.getAsLong() - reading.answeredNanos() < ROUND.toNanos());
  }

  /// True when that peer answered no longer ago than that.
  public synchronized boolean heardWithin(String peer, Duration past) {
    ClockReading reading = readings.get(peer);
    return reading != null && nanoTime.getAsLong() - reading.answeredNanos() < past.toNanos();
  }

  // ---- How

  private Known known(Voters counted) {
    long nanos = nanoTime.getAsLong();
    Known known = new Known(counted, nanos, ownMicros());
    known.earliest.put(self, known.ownMicros);
    known.latest.put(self, known.ownMicros);
    readings.forEach((peer, reading) -> {
      if (reading.fresh(nanos)) {
        known.earliest.put(peer, reading.earliest(nanos));
        known.latest.put(peer, reading.latest(nanos));
        known.told = Math.max(known.told, reading.majority(nanos));
      }
    });
    return known;
  }

  /// The time by what this node has heard, brought up to date. What a peer tells counts in
  /// [#instant()] at once, because it knows more than a node that has just started or woken up; it
  /// is kept here no further than the clocks allow that this node has heard itself, so that an
  /// error cannot go round between the nodes for ever.
  private long estimate(Known known) {
    long kept =
        micros == Clocks.UNKNOWN
            ? Clocks.UNKNOWN
            : ClockReading.aged(micros, sinceNanos, known.nanos);
    long next = Math.max(kept, known.told);
    OptionalLong notPassed = MajorityTime.notPassed(known.counted, known.latest);
    if (notPassed.isPresent()) {
      next = Math.min(next, notPassed.getAsLong());
    }
    OptionalLong reached = known.reached();
    if (reached.isPresent()) {
      next = Math.max(next, reached.getAsLong());
    }
    if (next != kept) {
      if (duration(kept - next).compareTo(SkewWatch.ALLOWED) > 0) {
        LOG.warn(
            "the clocks of a majority went back: time steps back by {}", duration(kept - next));
      }
      micros = next;
      sinceNanos = known.nanos;
    }
    return next;
  }

  private long now(Known known) {
    last = Math.max(estimate(known), known.told);
    lastNanos = known.nanos;
    return last;
  }

  /// By peer; what a delay may explain is 0. Empty before the time is known.
  private Map<String, Long> offsets(Known known) {
    long now = now(known);
    Map<String, Long> offsets = new HashMap<>();
    if (now != Clocks.UNKNOWN) {
      known.earliest.forEach((peer, earliest) -> {
        long behind = Math.min(0, known.latest.getOrDefault(peer, now) - now);
        offsets.put(peer, Math.max(0, earliest - now) + behind);
      });
    }
    return offsets;
  }

  private long ownMicros() {
    Instant now = own.instant();
    if (now.isBefore(Instant.EPOCH)) {
      return 0;
    }
    return now.isAfter(LATEST) ? Clocks.LATEST : ChronoUnit.MICROS.between(Instant.EPOCH, now);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static Duration duration(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  /// All that is known at one moment.
  private static final class Known {
    private final Voters counted;
    private final long nanos;
    private final long ownMicros;
    private final Map<String, Long> earliest = new HashMap<>();
    private final Map<String, Long> latest = new HashMap<>();
    private long told = Clocks.UNKNOWN;

    Known(Voters counted, long nanos, long ownMicros) {
      this.counted = counted;
      this.nanos = nanos;
      this.ownMicros = ownMicros;
    }

    OptionalLong reached() {
      return MajorityTime.reached(counted, earliest);
    }
  }
}
