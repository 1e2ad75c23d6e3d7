package io.craton.vault.consensus.clock;

import io.craton.vault.consensus.membership.PeerName;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says once when a node's clock goes wrong, and once when it is right again. Not thread-safe.
final class SkewWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SkewWatch.class);

  /// A clock that is further off is wrong. Twice the longest question, so that a slow network is
  /// never taken for a wrong clock; machines under NTP stay within hundredths of it.
  static final Duration ALLOWED = ClockReading.LONGEST_QUESTION.multipliedBy(2);

  /// And right again within that, so that a clock at the edge does not fill the log.
  private static final Duration RIGHT_AGAIN = ALLOWED.dividedBy(2);

  private final Set<String> wrong = new HashSet<>();

  /// Takes note of how far clocks are off.
  ///
  /// @param offsetMicros by peer: positive when its clock is ahead of the majority's time
  void look(Map<String, Long> offsetMicros) {
    wrong.retainAll(offsetMicros.keySet());
    offsetMicros.forEach((peer, offset) -> {
      Duration off = Duration.of(Math.abs(offset), TimeUnit.MICROSECONDS.toChronoUnit());
      if (off.compareTo(ALLOWED) > 0 && wrong.add(peer)) {
        LOG.warn(
            "the clock of node {} is {} s {} the time that a majority's clocks support: see to NTP",
            node(peer),
            String.format(Locale.ROOT, "%.3f", Math.abs(offset) / 1e6),
            offset > 0 ? "ahead of" : "behind");
      } else if (off.compareTo(RIGHT_AGAIN) <= 0 && wrong.remove(peer)) {
        LOG.info("the clock of node {} agrees with a majority's clocks again", node(peer));
      }
    });
  }

  /// The peers whose clocks are wrong now.
  Set<String> wrong() {
    return Set.copyOf(wrong);
  }

  private static String node(String peer) {
    return PeerName.parse(peer).map(name -> name.node().value()).orElse(peer);
  }
}
