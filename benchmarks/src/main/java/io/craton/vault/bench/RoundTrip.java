package io.craton.vault.bench;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.Network;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.Tuning;
import io.craton.vault.consensus.membership.HandOver;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.Clocks;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.consensus.membership.Succession;
import io.craton.vault.consensus.peer.Losses;
import io.craton.vault.consensus.peer.PeerNetwork;
import io.craton.vault.consensus.peer.PeerService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// The connections between nodes without the nodes: a question goes to another end of the same
/// kind, which has its answer ready.
final class RoundTrip implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(10);

  private final List<PeerNetwork> ends = new ArrayList<>();
  private final NodeName other;

  private RoundTrip(NodeName other) {
    this.other = other;
  }

  /// Connects two.
  static RoundTrip connect(Path directory) throws IOException, InterruptedException {
    List<Member> members = Trio.members();
    RoundTrip made = new RoundTrip(members.get(1).name());
    try {
      for (Member member : members.subList(0, 2)) {
        made.ends.add(
            new PeerNetwork(
                new ConsensusConfig(
                    ClusterId.ofName("round trip"),
                    member.name(),
                    members,
                    directory,
                    Network.loopback(),
                    Tuning.DEFAULT),
                Optional.empty(),
                new Ready(member.name()),
                Losses.UNNOTICED));
      }
      made.await();
    } catch (IOException | RuntimeException | InterruptedException e) {
      made.close();
      throw e;
    }
    return made;
  }

  private void await() throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!isConnected()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IOException("no connection within " + PATIENCE);
      }
      Thread.sleep(POLL);
    }
  }

  private boolean isConnected() throws InterruptedException {
    try {
      return ask();
    } catch (ExecutionException e) {
      return false;
    }
  }

  /// Once there and back.
  boolean ask() throws InterruptedException, ExecutionException {
    return ends.getFirst().status(other).get().peer().node().equals(other);
  }

  @Override
  public void close() {
    ends.forEach(PeerNetwork::close);
  }

  /// Says the same each time.
  private static final class Ready implements PeerService {
    private final PeerStatus status;

    Ready(NodeName name) {
      this.status =
          new PeerStatus(
              new PeerName(name, 1),
              0,
              Phase.MEMBER,
              List.of(),
              RaftStatus.NONE,
              new Clocks(0, Clocks.UNKNOWN));
    }

    @Override
    public PeerStatus status() {
      return status;
    }

    @Override
    public JoinAnswer join(JoinRequest request) {
      return JoinAnswer.NOT_LEADER;
    }

    @Override
    public CompletableFuture<HandOver.Answer> handOver(HandOver.Request request) {
      return CompletableFuture.completedFuture(new HandOver.Answer(HandOver.Result.NOT_LEADER));
    }

    @Override
    public CompletableFuture<Succession.Answer> succession(Succession.Question question) {
      return CompletableFuture.completedFuture(
          new Succession.Answer(status.peer(), false, false, Succession.Position.NONE));
    }
  }
}
