package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.Proposals;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.token.TokenHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Writers that go on while members come and go. A node that does not take a write is left for
/// another one, as a client would; what was acknowledged has to be there in the end.
final class MembershipLoad implements AutoCloseable {
  private static final int WRITERS = 4;

  /// A node that is not heard of by then is left for another one.
  private static final Duration ATTEMPT = Duration.ofSeconds(3);

  private final TestCluster cluster;
  private final Queue<TokenHash> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicLong last = new AtomicLong(System.nanoTime());
  private final AtomicLong widest = new AtomicLong();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
  private final List<Future<Boolean>> writers = new ArrayList<>();

  MembershipLoad(TestCluster cluster) {
    this.cluster = cluster;
    for (int writer = 0; writer < WRITERS; writer++) {
      int seed = 1_000 + writer;
      writers.add(threads.submit(() -> write(new Proposals(seed), seed)));
    }
  }

  private boolean write(Proposals proposals, int first) {
    int turn = first;
    while (!stop.get()) {
      TokenHash token = proposals.token();
      var proposal = proposals.grant(token);
      while (!attempt(turn, proposal, token) && !stop.get()) {
        turn++;
      }
    }
    return true;
  }

  private boolean attempt(
      int turn, io.craton.vault.core.command.Proposal proposal, TokenHash token) {
    List<ConsensusNode> nodes = List.copyOf(cluster.running());
    try {
      Outcome outcome =
          nodes.get(turn % nodes.size()).ledger().propose(proposal, TestCluster.deadline(ATTEMPT));
      assertThat((Object) outcome).isEqualTo(new Outcome.Done());
      acknowledged.add(token);
      long now = System.nanoTime();
      widest.accumulateAndGet(now - last.getAndSet(now), Math::max);
      return true;
    } catch (Unavailable e) {
      failures.incrementAndGet();
      return false;
    }
  }

  int count() {
    return acknowledged.size();
  }

  /// Attempts that a node answered with unavailable.
  int failures() {
    return failures.get();
  }

  /// The longest time without an acknowledged write since the last call.
  Duration longestGap() {
    return Duration.ofNanos(Math.max(widest.getAndSet(0), System.nanoTime() - last.get()));
  }

  /// Ends the load and looks for every acknowledged write on every node.
  void check() throws Exception {
    stop.set(true);
    for (Future<Boolean> writer : writers) {
      assertThat(writer.get(1, TimeUnit.MINUTES)).isTrue();
    }
    for (ConsensusNode node : cluster.running()) {
      node.readBarrier().await(TestCluster.deadline());
      for (TokenHash token : acknowledged) {
        assertThat(TestCluster.granted(node, token)).as("an acknowledged write").isTrue();
      }
    }
  }

  /// Notes what was measured in `target/figures.txt`.
  @SuppressWarnings("AnnotateFormatMethod")
  static void record(String text, Object... arguments) throws IOException {
    Files.writeString(
        Path.of("target", "figures.txt"),
        text.formatted(arguments) + System.lineSeparator(),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Override
  public void close() {
    stop.set(true);
    threads.shutdownNow();
  }
}
