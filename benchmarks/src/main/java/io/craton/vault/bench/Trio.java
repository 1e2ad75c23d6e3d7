package io.craton.vault.bench;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.ConsensusCallbacks;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.ConsensusStatus.Role;
import io.craton.vault.consensus.HostPort;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.Network;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.Tuning;
import io.craton.vault.consensus.ratis.ConsensusNode;
import io.craton.vault.core.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Three nodes of this process with their own log, state and connections, on loopback and without
/// TLS.
final class Trio implements AutoCloseable {
  /// Where everybody looks for a node.
  static final String HOST = "127.0.0.1";

  /// Where nodes are whose peer ports somebody else stands before.
  static final String BEHIND = "127.0.0.2";

  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(20);

  private final AtomicReference<Optional<Throwable>> fault =
      new AtomicReference<>(Optional.empty());
  private final List<Member> members;
  private final List<ConsensusNode> nodes = new ArrayList<>();

  private Trio(List<Member> members) {
    this.members = members;
  }

  /// Three members on ports that nobody uses.
  static List<Member> members() {
    return members(HOST);
  }

  /// The same, with Raft at another address of loopback.
  static List<Member> members(String raftHost) {
    List<Member> members = new ArrayList<>();
    for (String name : NAMES) {
      members.add(
          new Member(
              new NodeName(name),
              new HostPort(raftHost, FreePorts.next()),
              new HostPort(HOST, FreePorts.next())));
    }
    return members;
  }

  /// Starts them, and waits until they are a cluster.
  ///
  /// @param bindHost where they listen, whatever the members' addresses are
  static Trio start(Path directory, List<Member> members, String bindHost)
      throws IOException, InterruptedException {
    Trio trio = new Trio(members);
    try {
      for (Member member : members) {
        trio.nodes.add(
            ConsensusNode.start(
                new ConsensusConfig(
                    ClusterId.ofName("bench"),
                    member.name(),
                    members,
                    directory.resolve(member.name().value()),
                    new Network(bindHost, Optional.empty(), false),
                    Tuning.DEFAULT),
                new Callbacks(trio.fault)));
      }
      trio.await();
    } catch (IOException | RuntimeException | InterruptedException e) {
      trio.close();
      throw e;
    }
    return trio;
  }

  private void await() throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!nodes.stream().allMatch(node -> node.status().healthy())
        || find(Role.LEADER).isEmpty()) {
      requireSound();
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IOException("no cluster within " + PATIENCE);
      }
      Thread.sleep(POLL);
    }
  }

  private Optional<Integer> find(Role role) {
    for (int number = 0; number < nodes.size(); number++) {
      if (nodes.get(number).status().role() == role) {
        return Optional.of(number);
      }
    }
    return Optional.empty();
  }

  /// A node that does not lead now.
  ConsensusNode follower() {
    return nodes.get(find(Role.FOLLOWER).orElseThrow());
  }

  /// Who leads now.
  Member leader() {
    return members.get(find(Role.LEADER).orElseThrow());
  }

  private void requireSound() {
    fault
        .get()
        .ifPresent(cause -> {
          throw new IllegalStateException("a node failed", cause);
        });
  }

  @Override
  public void close() {
    nodes.reversed().forEach(ConsensusNode::close);
    requireSound();
  }

  /// Nobody works for these leaders.
  private static final class Callbacks implements ConsensusCallbacks {
    private final AtomicReference<Optional<Throwable>> fault;

    Callbacks(AtomicReference<Optional<Throwable>> fault) {
      this.fault = fault;
    }

    @Override
    public void onLeaderReady(long term) {
      // It is asked when it matters.
    }

    @Override
    public void onLeaderStopped(long term) {
      // The same.
    }

    @Override
    public void onRemoved(String reason) {
      fault.set(Optional.of(new IllegalStateException(reason)));
    }

    @Override
    public void onFault(String reason, Throwable cause) {
      fault.set(Optional.of(new IllegalStateException(reason, cause)));
    }
  }
}
