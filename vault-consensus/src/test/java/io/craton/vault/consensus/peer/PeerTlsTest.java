package io.craton.vault.consensus.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.FreePorts;
import io.craton.vault.consensus.HostPort;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.Network;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.TlsIdentity;
import io.craton.vault.consensus.Tuning;
import io.craton.vault.consensus.membership.HandOver;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.PeerStatus.Clocks;
import io.craton.vault.consensus.membership.PeerStatus.RaftStatus;
import io.craton.vault.consensus.membership.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PeerTlsTest {
  private static final NodeName A = new NodeName("a");
  private static final NodeName B = new NodeName("b");
  private static final ClusterId CLUSTER = ClusterId.ofName("test");

  private final TestAuthority ours = new TestAuthority();
  private final TestAuthority theirs = new TestAuthority();

  private final List<Member> members = List.of(member(A), member(B));

  @Test
  void peersOfOneAuthorityTalk() throws Exception {
    try (PeerNetwork _ = open(A, CLUSTER, Optional.of(ours.identity()));
        PeerNetwork b = open(B, CLUSTER, Optional.of(ours.identity()))) {
      assertThat(answers(b)).isTrue();
    }
  }

  @Test
  void strangerGetsNoAnswer() throws Exception {
    try (PeerNetwork _ = open(A, CLUSTER, Optional.of(ours.identity()));
        PeerNetwork b = open(B, CLUSTER, Optional.of(theirs.identity()))) {
      assertThatThrownBy(() -> ask(b, Duration.ofSeconds(2))).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void plaintextGetsNoAnswerFromTls() throws Exception {
    try (PeerNetwork _ = open(A, CLUSTER, Optional.of(ours.identity()));
        PeerNetwork b = open(B, CLUSTER, Optional.empty())) {
      assertThatThrownBy(() -> ask(b, Duration.ofSeconds(2))).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void anotherClusterGetsNoAnswer() throws Exception {
    try (PeerNetwork _ = open(A, CLUSTER, Optional.empty());
        PeerNetwork b = open(B, ClusterId.ofName("another"), Optional.empty())) {
      assertThatThrownBy(() -> ask(b, Duration.ofSeconds(2))).isInstanceOf(AssertionError.class);
    }
  }

  private static boolean answers(PeerNetwork from) {
    ask(from, Duration.ofSeconds(20));
    return true;
  }

  /// Asks node a until it answers.
  private static void ask(PeerNetwork from, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      try {
        PeerStatus status = from.status(A).get(500, TimeUnit.MILLISECONDS);
        assertThat(status.peer().node().equals(A)).isTrue();
        return;
      } catch (ExecutionException | TimeoutException e) {
        LockSupport.parkNanos(10_000_000);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new AssertionError("no answer");
  }

  private PeerNetwork open(NodeName self, ClusterId cluster, Optional<TlsIdentity> tls)
      throws Exception {
    Network network = new Network("127.0.0.1", tls, false);
    return new PeerNetwork(
        new ConsensusConfig(cluster, self, members, Path.of("unused"), network, Tuning.DEFAULT),
        new PeerService() {
          @Override
          public PeerStatus status() {
            return new PeerStatus(
                new PeerName(self, 1),
                0,
                Phase.CANDIDATE,
                List.of(),
                RaftStatus.NONE,
                new Clocks(0, 0));
          }

          @Override
          public JoinAnswer join(JoinRequest request) {
            return JoinAnswer.REFUSED;
          }

          @Override
          public CompletableFuture<HandOver.Answer> handOver(HandOver.Request request) {
            return CompletableFuture.completedFuture(
                new HandOver.Answer(HandOver.Result.NOT_LEADER));
          }
        });
  }

  private static Member member(NodeName name) {
    return new Member(
        name,
        new HostPort("127.0.0.1", FreePorts.next()),
        new HostPort("127.0.0.1", FreePorts.next()));
  }
}
