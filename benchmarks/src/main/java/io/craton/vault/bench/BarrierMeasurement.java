package io.craton.vault.bench;

import static io.craton.vault.bench.Report.say;

import io.craton.vault.consensus.ConsensusFigures.Rounds;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.ratis.ConsensusNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/// Questions: how long does a read on a follower wait for the barrier, beyond the round trip that
/// it cannot do without, how many pass it in a second, and how many rounds of questions are under
/// way for them at once?
///
/// Baseline: the round trip of one question over the same connections, frames and event loops, to
/// an end that has its answer ready ([RoundTrip]), in the same run. The nodes are those of [Trio]:
/// log, clock and state are the product's. Rounds at once are counted in a run of their own, where
/// [FrameRelay] stands before the leader, without whose answer no round ends; times are not taken
/// there.
///
/// Not measured: TLS, a network with a delay, and nodes on machines of their own. All three share
/// the processors with the callers.
///
/// Usage: `BarrierMeasurement WARM_UP_SECONDS SECONDS CALLERS...`.
public final class BarrierMeasurement {
  private static final String SCENARIO = "read barrier, follower";
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Duration warmUp;
  private final Duration length;
  private final Path directory;

  private BarrierMeasurement(Duration warmUp, Duration length, Path directory) {
    this.warmUp = warmUp;
    this.length = length;
    this.directory = directory;
  }

  /// Measures and prints.
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("craton-barrier");
    try {
      new BarrierMeasurement(
              Duration.ofSeconds(Long.parseLong(arguments[0])),
              Duration.ofSeconds(Long.parseLong(arguments[1])),
              directory)
          .run(
              List.of(arguments).subList(2, arguments.length).stream()
                  .map(Integer::valueOf)
                  .toList());
    } finally {
      BenchToken.deleteTree(directory);
    }
  }

  private void run(List<Integer> callers) throws Exception {
    say(
        "  %-28s  %8s  %8s  %8s  %8s  %11s  %8s  %9s",
        "scenario", "load", "rate/s", "p50 us", "p99 us", "over RTT us", "rounds/s", "per round");
    double roundTrip = roundTrip();
    try (Trio trio = Trio.start(directory.resolve("plain"), Trio.members(), Trio.HOST)) {
      for (int number : callers) {
        barrier(trio.follower(), number, roundTrip);
      }
    }
    int most = callers.stream().mapToInt(Integer::intValue).max().orElseThrow();
    say("");
    say(
        "  %d callers: rounds under way at once, at most: %d (target: 1)",
        most, roundsAtOnce(most));
    say(
        "  targets: the median at most 200 us over the round trip; with 64 callers 20,000 a second"
            + " at least");
  }

  /// @return its median in microseconds
  private double roundTrip() throws Exception {
    try (RoundTrip between = RoundTrip.connect(directory)) {
      Histogram nanos = ClosedLoop.run(1, warmUp, length, between::ask).nanos();
      say(
          "  %-28s  %8d  %8.0f  %8.1f  %8.1f",
          "round trip", 1, perSecond(nanos), micros(nanos, 50), micros(nanos, 99));
      return micros(nanos, 50);
    }
  }

  private void barrier(ConsensusNode node, int callers, double roundTrip) throws Exception {
    Rounds before = node.figures().rounds();
    ClosedLoop.Found found = ClosedLoop.run(callers, warmUp, length, () -> pass(node));
    Rounds after = node.figures().rounds();
    if (after.failed() != before.failed()) {
      say("  %d rounds failed", after.failed() - before.failed());
    }
    Histogram nanos = found.nanos();
    double each = (double) found.calls() / Math.max(1, after.started() - before.started());
    say(
        "  %-28s  %8d  %8.0f  %8.1f  %8.1f  %11.1f  %8.0f  %9.1f",
        SCENARIO,
        callers,
        perSecond(nanos),
        micros(nanos, 50),
        micros(nanos, 99),
        micros(nanos, 50) - roundTrip,
        perSecond(nanos) / each,
        each);
  }

  private static boolean pass(ConsensusNode node) throws Exception {
    node.readBarrier().await(BenchToken.unwatchedDeadline());
    return true;
  }

  private int roundsAtOnce(int callers) throws Exception {
    List<Member> members = Trio.members(Trio.BEHIND);
    Map<Member, FrameRelay> relays = new HashMap<>();
    try {
      for (Member member : members) {
        relays.put(member, new FrameRelay(Trio.HOST, Trio.BEHIND, member.peer().port()));
      }
      try (Trio trio = Trio.start(directory.resolve("relayed"), members, Trio.BEHIND)) {
        while (true) {
          ConsensusNode follower = trio.follower();
          Member leader = trio.leader();
          FrameRelay relay = Objects.requireNonNull(relays.get(leader));
          // Once the cluster stands, nodes ask for other reasons only when nobody else does.
          var _ = ClosedLoop.run(callers, Duration.ZERO, warmUp, () -> pass(follower));
          relay.reset();
          var _ = ClosedLoop.run(callers, Duration.ZERO, length, () -> pass(follower));
          if (trio.leader().equals(leader)) {
            return relay.mostAtOnce();
          }
        }
      }
    } finally {
      for (FrameRelay relay : relays.values()) {
        relay.close();
      }
    }
  }

  private double perSecond(Histogram nanos) {
    return nanos.getTotalCount() * NANOS_PER_SECOND / length.toNanos();
  }

  private static double micros(Histogram nanos, int percentile) {
    return nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
  }
}
