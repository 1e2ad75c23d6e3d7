package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.protocol.exceptions.TimeoutIOException;
import org.junit.jupiter.api.Test;

/// To whom an entry is sent, and what that does to connections which all entries share.
final class AttemptsTest {
  private static final RaftPeer A = peer("a");
  private static final RaftPeer B = peer("b");
  private static final Message ENTRY = Message.valueOf("entry");
  private static final RaftGroupMemberId MEMBER =
      RaftGroupMemberId.valueOf(A.getId(), RaftGroupId.randomId());

  private final Ways ways = new Ways();
  private final Answered answered = new Answered();
  private final Attempts attempts = new Attempts(ways, answered, ENTRY);

  private static RaftPeer peer(String name) {
    return RaftPeer.newBuilder().setId(name).setAddress("127.0.0.1:1").build();
  }

  private static Deadline within(int millis) {
    return Deadline.after(Duration.ofMillis(millis), System::nanoTime);
  }

  /// What was sent to whom. A leads.
  private static final class Ways implements Submission {
    private final List<RaftPeerId> sent = new ArrayList<>();
    private final List<CompletableFuture<RaftClientReply>> replies = new ArrayList<>();
    private final List<RaftPeerId> dropped = new ArrayList<>();
    private final CountDownLatch looked = new CountDownLatch(4);
    private volatile RaftPeer leader = A;
    private long connection;
    private List<RaftPeer> peers = List.of(A, B);

    @Override
    public long newCall() {
      return 7;
    }

    @Override
    public Optional<RaftPeer> leader() {
      looked.countDown();
      return Optional.of(leader);
    }

    @Override
    public Collection<RaftPeer> peers() {
      return peers;
    }

    @Override
    public CompletableFuture<RaftClientReply> submit(RaftPeer target, long call, Message entry) {
      assertThat(call).isEqualTo(7);
      assertThat(entry).isEqualTo(ENTRY);
      CompletableFuture<RaftClientReply> reply = new CompletableFuture<>();
      sent.add(target.getId());
      replies.add(reply);
      return reply;
    }

    @Override
    public long connection(RaftPeer peer) {
      return connection;
    }

    @Override
    public void disconnected(RaftPeer peer, long from, Throwable cause) {
      if (from == connection) {
        dropped.add(peer.getId());
        connection++;
      }
    }
  }

  private static RaftClientReply.Builder reply() {
    return RaftClientReply.newBuilder()
        .setClientId(ClientId.randomId())
        .setServerId(MEMBER)
        .setCallId(7);
  }

  private static RaftClientReply success() {
    return reply().setSuccess(true).setMessage(Message.EMPTY).build();
  }

  private static RaftClientReply refusal(RaftException why) {
    return reply().setSuccess(false).setException(why).build();
  }

  private void silence() throws Unavailable {
    assertThat(attempts.next(within(30))).isEmpty();
  }

  @Test
  void aPeerThatIsSilentIsNotSentTheSameAgainAndItsLateAnswerCounts() throws Unavailable {
    silence(); // A, which leads
    silence(); // the next in turn, B
    silence(); // A again
    assertThat(ways.sent).containsExactly(A.getId(), B.getId());
    assertThat(ways.dropped).isEmpty();
    ways.replies.getFirst().complete(success());
    silence(); // B
    assertThat(attempts.next(within(5_000))).isPresent();
    assertThat(ways.sent).hasSize(2);
  }

  @Test
  void whoeverLeadsNextIsAskedAsSoonAsItIsKnown() throws Exception {
    CompletableFuture<Boolean> elected =
        CompletableFuture.supplyAsync(() -> {
          try {
            boolean waited = ways.looked.await(10, TimeUnit.SECONDS);
            ways.leader = B;
            return waited;
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    long before = System.nanoTime();
    assertThat(attempts.next(within(60_000))).isEmpty();
    assertThat(elected.get(1, TimeUnit.SECONDS)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(1_900));
    silence();
    assertThat(ways.sent).containsExactly(A.getId(), B.getId());
  }

  @Test
  void aConnectionOnWhichOthersAreAnsweredIsKeptWhenOneEntryIsSlow() throws Unavailable {
    silence();
    answered.by(A.getId());
    silence(); // B
    CompletableFuture<RaftClientReply> reply = ways.replies.getFirst();
    completeSoon(reply, new TimeoutIOException("slow"));
    assertThat(attempts.next(within(5_000))).isEmpty();
    assertThat(ways.dropped).isEmpty();
  }

  @Test
  void aConnectionOnWhichNothingIsAnsweredIsDropped() throws Unavailable {
    answered.by(A.getId());
    silence();
    silence(); // B
    completeSoon(ways.replies.getFirst(), new TimeoutIOException("dead"));
    assertThat(attempts.next(within(5_000))).isEmpty();
    assertThat(ways.dropped).containsExactly(A.getId());
  }

  private static void completeSoon(CompletableFuture<RaftClientReply> reply, Exception failure) {
    CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)
        .execute(() -> reply.completeExceptionally(failure));
  }

  @Test
  void aClosedConnectionIsDroppedAndTheEntrySentAgain() throws Unavailable {
    silence();
    silence(); // B
    completeSoon(ways.replies.getFirst(), new AlreadyClosedException("closed"));
    assertThat(attempts.next(within(5_000))).isEmpty();
    assertThat(ways.dropped).containsExactly(A.getId());
    silence(); // B
    silence();
    assertThat(ways.sent).containsExactly(A.getId(), B.getId(), A.getId());
  }

  @Test
  void aConnectionThatSomebodyElseHasReplacedIsNotDroppedAgain() throws Unavailable {
    silence();
    silence(); // B
    ways.connection++;
    completeSoon(ways.replies.getFirst(), new AlreadyClosedException("closed"));
    assertThat(attempts.next(within(5_000))).isEmpty();
    assertThat(ways.dropped).isEmpty();
  }

  @Test
  void whatFailedWhileAnotherPeerWasAskedIsSentAgainAndDropsNothing() throws Unavailable {
    silence();
    ways.replies.getFirst().completeExceptionally(new AlreadyClosedException("closed"));
    silence(); // B
    silence();
    assertThat(ways.sent).containsExactly(A.getId(), B.getId(), A.getId());
    assertThat(ways.dropped).isEmpty();
  }

  @Test
  void whoIsNamedAsLeaderIsAskedNext() throws Unavailable {
    RaftPeer named = peer("c");
    ways.peers = List.of(A, B, named);
    silence();
    silence(); // B, in turn
    ways.replies
        .getFirst()
        .complete(refusal(new NotLeaderException(MEMBER, named, List.of(A, B, named))));
    assertThat(attempts.next(within(5_000))).isEmpty();
    silence();
    assertThat(ways.sent).containsExactly(A.getId(), B.getId(), named.getId());
  }

  @Test
  void aFullQueueIsNoReasonToGoOn() throws Unavailable {
    silence();
    silence(); // B, in turn
    completeSoon(ways.replies.getFirst(), new ResourceUnavailableException("full"));
    assertThatThrownBy(() -> attempts.next(within(5_000)))
        .isInstanceOfSatisfying(
            Unavailable.class,
            e -> assertThat(e.reason()).isEqualTo(Unavailable.Reason.OVERLOADED));
  }
}
