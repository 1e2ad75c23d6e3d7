package io.craton.vault.consensus.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.ConsensusConfig;
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
import io.craton.vault.consensus.membership.Succession;
import io.craton.vault.consensus.tls.Machine;
import io.craton.vault.consensus.tls.PeerGuard;
import io.craton.vault.core.testing.FreePorts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;

class PeerTlsTest {
  private static final NodeName A = new NodeName("a");
  private static final NodeName B = new NodeName("b");
  private static final NodeName C = new NodeName("c");
  private static final ClusterId CLUSTER = ClusterId.ofName("test");

  /// Longer than any test, unless a test is about it.
  private Duration grace = PeerGuard.GRACE;

  private final TestAuthority ours = new TestAuthority();
  private final TestAuthority theirs = new TestAuthority();

  private final List<Member> members = List.of(member(A, "127.0.0.1"), member(B, "127.0.0.2"));

  /// Who the members are, and were, for nodes that were opened.
  private final AtomicReference<List<Member>> current = new AtomicReference<>(members);

  private final AtomicReference<List<Member>> former = new AtomicReference<>(List.of());

  @Test
  void peersOfOneAuthorityTalk() throws Exception {
    try (PeerNetwork _ = open(A, CLUSTER, own(ours, "127.0.0.1"));
        PeerNetwork b = open(B, CLUSTER, own(ours, "127.0.0.2"))) {
      assertThat(answers(b)).isTrue();
    }
  }

  @Test
  void strangerGetsNoAnswer() throws Exception {
    try (PeerNetwork _ = open(A, CLUSTER, own(ours, "127.0.0.1"));
        PeerNetwork b = open(B, CLUSTER, own(theirs, "127.0.0.2"))) {
      assertThatThrownBy(() -> ask(b, Duration.ofSeconds(2))).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void plaintextGetsNoAnswerFromTls() throws Exception {
    try (PeerNetwork _ = open(A, CLUSTER, own(ours, "127.0.0.1"));
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

  @Test
  void aCertificateOfNoMembersHostGetsNoAnswer() throws Exception {
    try (PeerNetwork _ = open(A, CLUSTER, own(ours, "127.0.0.1"))) {
      assertThat(answer(ours.identity("127.0.0.9", ours), "TLSv1.3", statusRequest())).isEmpty();
      assertThat(answer(ours.identity("b.example", ours), "TLSv1.3", statusRequest())).isEmpty();
      assertThat(answer(ours.identity("127.0.0.2", ours), "TLSv1.3", statusRequest())).isPresent();
    }
  }

  @Test
  void whoBecomesAMemberLaterGetsInFromThenOn() throws Exception {
    TlsIdentity c = ours.identity("127.0.0.3", ours);
    try (PeerNetwork _ = open(A, CLUSTER, own(ours, "127.0.0.1"))) {
      assertThat(answer(c, "TLSv1.3", statusRequest())).isEmpty();

      current.set(List.of(members.getFirst(), members.getLast(), member(C, "127.0.0.3")));

      assertThat(answer(c, "TLSv1.3", statusRequest())).isPresent();
      assertThat(answer(c, "TLSv1.3", joinRequest(C))).isPresent();
      assertThat(answer(c, "TLSv1.3", joinRequest(B))).isEmpty();
    }
  }

  @Test
  void whoWasAMemberMayAskWhetherItIsOutAndNothingElse() throws Exception {
    TlsIdentity b = ours.identity("127.0.0.2", ours);
    try (PeerNetwork _ = open(A, CLUSTER, own(ours, "127.0.0.1"));
        SSLSocket before = connect(context(b), "TLSv1.3")) {
      assertThat(exchange(before, handOverRequest())).isPresent();
      assertThat(exchange(before, successionRequest())).isPresent();

      current.set(List.of(members.getFirst()));
      former.set(List.of(members.getLast()));

      assertThat(exchange(before, statusRequest())).isPresent();
      assertThat(exchange(before, handOverRequest())).isEmpty();
      assertThat(answer(b, "TLSv1.3", statusRequest())).isPresent();
      assertThat(answer(b, "TLSv1.3", joinRequest(B))).isPresent();
      assertThat(answer(b, "TLSv1.3", joinRequest(A))).isEmpty();
      assertThat(answer(b, "TLSv1.3", handOverRequest())).isEmpty();
      assertThat(answer(b, "TLSv1.3", successionRequest())).isEmpty();
      assertThat(answer(theirs.identity("127.0.0.2", theirs), "TLSv1.3", statusRequest()))
          .isEmpty();
      assertThat(answer(ours.identity("127.0.0.9", ours), "TLSv1.3", statusRequest())).isEmpty();
    }
  }

  @Test
  void whoIsForgottenGetsNoAnswerOnAConnectionThatIsOpen() throws Exception {
    try (PeerNetwork _ = open(A, CLUSTER, own(ours, "127.0.0.1"));
        SSLSocket before = connect(context(ours.identity("127.0.0.2", ours)), "TLSv1.3")) {
      assertThat(exchange(before, statusRequest())).isPresent();

      current.set(List.of(members.getFirst()));

      assertThat(exchange(before, statusRequest())).isEmpty();
    }
  }

  @Test
  void nobodyBelievesAFormerMemberThatItConnectsTo() throws Exception {
    current.set(List.of(members.getFirst()));
    former.set(List.of(members.getLast()));
    try (PeerNetwork a = open(A, CLUSTER, own(ours, "127.0.0.1"));
        PeerNetwork _ = open(B, CLUSTER, own(ours, "127.0.0.2"))) {
      assertThatThrownBy(() -> ask(a, B, Duration.ofSeconds(2))).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void aServerWithACertificateOfAnotherMemberIsNotBelieved() throws Exception {
    try (PeerNetwork a = open(A, CLUSTER, own(ours, "127.0.0.1"));
        PeerNetwork _ = open(B, CLUSTER, own(ours, "127.0.0.1"))) {
      assertThatThrownBy(() -> ask(a, B, Duration.ofSeconds(2))).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void whoShowsNoCertificateGetsNoAnswer() throws Exception {
    try (PeerNetwork _ = open(A, CLUSTER, own(ours, "127.0.0.1"))) {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {ours.identity().trust()}, null);

      assertThat(answer(context, "TLSv1.3", statusRequest())).isEmpty();
    }
  }

  @Test
  void olderTlsGetsNoAnswer() throws Exception {
    try (PeerNetwork _ = open(A, CLUSTER, own(ours, "127.0.0.1"))) {
      assertThat(answer(ours.identity("127.0.0.2", ours), "TLSv1.2", statusRequest())).isEmpty();
    }
  }

  @Test
  void nobodyJoinsInAnothersName() throws Exception {
    try (PeerNetwork _ = open(A, CLUSTER, own(ours, "127.0.0.1"))) {
      TlsIdentity b = ours.identity("127.0.0.2", ours);

      assertThat(answer(b, "TLSv1.3", joinRequest(B))).isPresent();
      assertThat(answer(b, "TLSv1.3", joinRequest(A))).isEmpty();
    }
  }

  @Test
  void trustedPeersOfAnotherClusterGetNoAnswer() throws Exception {
    try (PeerNetwork _ = open(A, CLUSTER, own(ours, "127.0.0.1"));
        PeerNetwork b = open(B, ClusterId.ofName("another"), own(ours, "127.0.0.2"))) {
      assertThatThrownBy(() -> ask(b, Duration.ofSeconds(2))).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void connectionsGoOverToRenewedCertificatesAndOldOnesAreCutOff() throws Exception {
    grace = Duration.ZERO;
    AtomicReference<TlsIdentity> a = new AtomicReference<>(ours.identity("127.0.0.1", ours));
    AtomicReference<TlsIdentity> b = new AtomicReference<>(ours.identity("127.0.0.2", ours));
    try (PeerNetwork _ = open(A, CLUSTER, Optional.of(a::get));
        PeerNetwork from = open(B, CLUSTER, Optional.of(b::get));
        SSLSocket stolen = connect(context(b.get()), "TLSv1.3")) {
      assertThat(answers(from)).isTrue();
      assertThat(exchange(stolen, statusRequest())).isPresent();

      a.set(theirs.identity("127.0.0.1", ours, theirs));
      b.set(theirs.identity("127.0.0.2", ours, theirs));
      assertThat(exchange(stolen, statusRequest())).isPresent();
      a.set(theirs.identity("127.0.0.1", theirs));

      assertThat(exchange(stolen, statusRequest())).isEmpty();
      assertThat(answers(from)).isTrue();
    }
  }

  @Test
  void whoWasTrustedIsAnsweredForAWhileLongerThanItsAuthority() throws Exception {
    AtomicReference<TlsIdentity> a = new AtomicReference<>(ours.identity("127.0.0.1", ours));
    try (PeerNetwork _ = open(A, CLUSTER, Optional.of(a::get));
        SSLSocket trusted = connect(context(ours.identity("127.0.0.2", ours)), "TLSv1.3")) {
      assertThat(exchange(trusted, statusRequest())).isPresent();
      a.set(theirs.identity("127.0.0.1", theirs));

      assertThat(exchange(trusted, statusRequest())).isPresent();
      assertThat(answer(ours.identity("127.0.0.2", ours), "TLSv1.3", statusRequest())).isEmpty();
    }
  }

  /// Strangers who say nothing.
  @Test
  void silentConnectionsKeepNoMemberOut() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (PeerNetwork _ = open(A, CLUSTER, own(ours, "127.0.0.1"))) {
      openSilent(silent, 64);
      assertAnsweredAtOnce();
      openSilent(silent, 200);
      assertAnsweredAtOnce();

      assertThat(silent).allMatch(PeerTlsTest::isEnded);
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  private void openSilent(List<Socket> silent, int count) throws IOException {
    HostPort address = members.getFirst().peer();
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket(address.host(), address.port());
      silent.add(socket);
      socket.setSoTimeout(20_000);
    }
  }

  private void assertAnsweredAtOnce() throws Exception {
    long begun = System.nanoTime();
    assertThat(answer(ours.identity("127.0.0.2", ours), "TLSv1.3", statusRequest())).isPresent();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
  }

  /// Waits until the other end has closed the connection.
  private static boolean isEnded(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static byte[] statusRequest() {
    return frame(new Frame(Frame.Type.STATUS_REQUEST, CLUSTER, 1, FrameBodies.empty()));
  }

  private static byte[] handOverRequest() {
    HandOver.Request request = new HandOver.Request(Optional.empty());
    return frame(new Frame(Frame.Type.HAND_OVER_REQUEST, CLUSTER, 1, FrameBodies.of(request)));
  }

  private static byte[] successionRequest() {
    Succession.Question question = new Succession.Question(new PeerName(B, 1), 1);
    return frame(new Frame(Frame.Type.SUCCESSION_REQUEST, CLUSTER, 1, FrameBodies.of(question)));
  }

  private static byte[] joinRequest(NodeName node) {
    JoinRequest request = new JoinRequest(new PeerName(node, 1), Phase.JOINING);
    return frame(new Frame(Frame.Type.JOIN_REQUEST, CLUSTER, 1, FrameBodies.of(request)));
  }

  private static byte[] frame(Frame frame) {
    ByteBuf out = Unpooled.buffer(Frame.SIZE);
    frame.write(out);
    return out.array();
  }

  /// What node a answers to a frame; empty when it closes the connection.
  private Optional<byte[]> answer(TlsIdentity identity, String protocol, byte[] frame)
      throws Exception {
    return answer(context(identity), protocol, frame);
  }

  private Optional<byte[]> answer(SSLContext context, String protocol, byte[] frame) {
    try (SSLSocket socket = connect(context, protocol)) {
      return exchange(socket, frame);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static SSLContext context(TlsIdentity identity) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {identity.key()}, new TrustManager[] {identity.trust()}, null);
    return context;
  }

  private SSLSocket connect(SSLContext context, String protocol) throws IOException {
    HostPort address = members.getFirst().peer();
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(address.host(), address.port());
    socket.setEnabledProtocols(new String[] {protocol});
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static Optional<byte[]> exchange(SSLSocket socket, byte[] frame) {
    try {
      socket.getOutputStream().write(frame);
      byte[] answer = socket.getInputStream().readNBytes(Frame.SIZE);
      return Optional.of(answer).filter(bytes -> bytes.length == Frame.SIZE);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("neither an answer nor an end", e);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean answers(PeerNetwork from) {
    ask(from, Duration.ofSeconds(20));
    return true;
  }

  /// Asks node a until it answers.
  private static void ask(PeerNetwork from, Duration patience) {
    ask(from, A, patience);
  }

  private static void ask(PeerNetwork from, NodeName whom, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      try {
        PeerStatus status = from.status(whom).get(500, TimeUnit.MILLISECONDS);
        assertThat(status.peer().node().equals(whom)).isTrue();
        return;
      } catch (ExecutionException | TimeoutException e) {
        LockSupport.parkNanos(10_000_000);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new AssertionError("no answer");
  }

  private PeerNetwork open(NodeName self, ClusterId cluster, Optional<Supplier<TlsIdentity>> tls)
      throws Exception {
    Network network = new Network(self.equals(A) ? "127.0.0.1" : "127.0.0.2", tls, false);
    ConsensusConfig config =
        new ConsensusConfig(cluster, self, members, Path.of("unused"), network, Tuning.DEFAULT);
    Optional<PeerGuard> guard = PeerGuard.of(config, grace);
    guard.ifPresent(
        present -> present.follow(() -> Machine.of(current.get()), () -> Machine.of(former.get())));
    return new PeerNetwork(
        config,
        guard,
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

          @Override
          public CompletableFuture<Succession.Answer> succession(Succession.Question question) {
            return CompletableFuture.completedFuture(
                new Succession.Answer(
                    new PeerName(self, 1), false, true, Succession.Position.NONE));
          }
        },
        Losses.UNNOTICED);
  }

  private static Optional<Supplier<TlsIdentity>> own(TestAuthority by, String host) {
    TlsIdentity identity = by.identity(host, by);
    return Optional.of(() -> identity);
  }

  private static Member member(NodeName name, String host) {
    return new Member(
        name, new HostPort(host, FreePorts.next()), new HostPort(host, FreePorts.next()));
  }
}
