package io.craton.vault.consensus.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.HostPort;
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
import io.craton.vault.core.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a node knows of a peer that is gone.
@Timeout(60)
class RefusalTest {
  private static final NodeName A = new NodeName("a");
  private static final NodeName B = new NodeName("b");

  private final List<Member> members = List.of(member(A), member(B));
  private final BlockingQueue<NodeName> losses = new LinkedBlockingQueue<>();
  private final BlockingQueue<NodeName> refusals = new LinkedBlockingQueue<>();

  private static Member member(NodeName name) {
    return new Member(
        name,
        new HostPort("127.0.0.1", FreePorts.next()),
        new HostPort("127.0.0.1", FreePorts.next()));
  }

  private PeerNetwork open(NodeName self) throws IOException {
    ConsensusConfig config =
        new ConsensusConfig(
            ClusterId.ofName("test"),
            self,
            members,
            Path.of("unused"),
            Network.loopback(),
            Tuning.DEFAULT);
    return new PeerNetwork(
        config, Optional.empty(), new Voter(self), self.equals(A) ? noting() : Losses.UNNOTICED);
  }

  private Losses noting() {
    return new Losses() {
      @Override
      public void lost(NodeName node) {
        losses.add(node);
      }

      @Override
      public void refused(NodeName node) {
        refusals.add(node);
      }
    };
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static boolean answers(PeerNetwork from) {
    try {
      return from.status(B).get(1, TimeUnit.SECONDS).peer().node().equals(B);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (Exception e) {
      return false;
    }
  }

  @Test
  void aPeerThatWasThereAndListensNoMoreIsGoneUntilItIsBack() throws Exception {
    try (PeerNetwork a = open(A)) {
      try (PeerNetwork _ = open(B)) {
        await(() -> answers(a));
        assertThat(a.isRefused(B)).isFalse();
        assertThat(losses).isEmpty();
        refusals.clear();
      }
      assertThat(losses.poll(5, TimeUnit.SECONDS)).isEqualTo(B);
      assertThat(refusals.poll(5, TimeUnit.SECONDS)).isEqualTo(B);
      assertThat(a.isRefused(B)).isTrue();
      assertThat(refusals.poll(5, TimeUnit.SECONDS)).as("told again").isEqualTo(B);
      try (PeerNetwork _ = open(B)) {
        await(() -> answers(a));
        assertThat(a.isRefused(B)).isFalse();
      }
    }
  }

  @Test
  void aPeerThatWasNeverThereIsNotGone() throws Exception {
    try (PeerNetwork a = open(A)) {
      assertThat(refusals.poll(1, TimeUnit.SECONDS)).isNull();
      assertThat(a.isRefused(B)).isFalse();
      assertThat(a.isRefused(new NodeName("stranger"))).isFalse();
    }
  }

  @Test
  void aVoterIsAsked() throws Exception {
    try (PeerNetwork a = open(A);
        PeerNetwork _ = open(B)) {
      await(() -> answers(a));
      Succession.Question question = new Succession.Question(new PeerName(A, -3), 17);
      assertThat(a.succession(B, question).get(5, TimeUnit.SECONDS))
          .isEqualTo(
              new Succession.Answer(
                  new PeerName(B, 1), true, false, new Succession.Position(17, -3)));
    }
  }

  /// Answers with what it was asked.
  private record Voter(NodeName self) implements PeerService {
    @Override
    public PeerStatus status() {
      return new PeerStatus(
          new PeerName(self, 1), 0, Phase.MEMBER, List.of(), RaftStatus.NONE, new Clocks(0, 0));
    }

    @Override
    public JoinAnswer join(JoinRequest request) {
      return JoinAnswer.REFUSED;
    }

    @Override
    public CompletableFuture<HandOver.Answer> handOver(HandOver.Request request) {
      return CompletableFuture.completedFuture(new HandOver.Answer(HandOver.Result.NOT_LEADER));
    }

    @Override
    public CompletableFuture<Succession.Answer> succession(Succession.Question question) {
      return CompletableFuture.completedFuture(
          new Succession.Answer(
              new PeerName(self, 1),
              true,
              false,
              new Succession.Position(question.term(), question.leader().nonce())));
    }
  }
}
