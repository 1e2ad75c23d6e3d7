package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.ConsensusCallbacks;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.ConsensusStatus.Role;
import io.craton.vault.consensus.HostPort;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.Network;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.Tuning;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.testing.FreePorts;
import io.craton.vault.core.token.TokenHash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.ratis.conf.Parameters;

/// Nodes in this JVM, each with a directory and ports of its own on loopback.
final class TestCluster implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  final List<Member> members = new ArrayList<>();
  final Map<String, ConsensusNode> nodes = new ConcurrentSkipListMap<>();

  /// Nodes that came later: configured with themselves and those from the beginning.
  final Map<String, Member> newcomers = new TreeMap<>();

  final List<String> faults = new CopyOnWriteArrayList<>();
  final List<String> removed = new CopyOnWriteArrayList<>();
  final List<String> leadership = new CopyOnWriteArrayList<>();
  final Faults network = new Faults();

  /// By which the nodes' own clocks are ahead of the truth.
  final Map<String, Duration> skew = new ConcurrentHashMap<>();

  private final Path root;
  private Tuning tuning = Tuning.DEFAULT;
  private ClusterId cluster = ClusterId.ofName("test");

  TestCluster(Path root, String... names) throws IOException {
    this.root = root;
    for (String name : names) {
      members.add(member(name));
    }
  }

  private static Member member(String name) throws IOException {
    return new Member(
        new NodeName(name),
        new HostPort("127.0.0.1", FreePorts.next()),
        new HostPort("127.0.0.1", FreePorts.next()));
  }

  /// A further node, with addresses of its own; starts nothing and tells nobody.
  Member newcomer(String name) throws IOException {
    Member member = member(name);
    newcomers.put(name, member);
    return member;
  }

  TestCluster tuned(Tuning newTuning) {
    tuning = newTuning;
    return this;
  }

  TestCluster ofCluster(String name) {
    cluster = ClusterId.ofName(name);
    return this;
  }

  Path directory(String name) {
    return root.resolve(name);
  }

  ConsensusConfig config(String name) {
    List<Member> known = new ArrayList<>(members);
    Member newcomer = newcomers.get(name);
    if (newcomer != null) {
      known.add(newcomer);
    }
    return new ConsensusConfig(
        cluster, new NodeName(name), known, directory(name), Network.loopback(), tuning);
  }

  ConsensusNode start(String name) throws IOException {
    Parameters parameters = RatisSettings.parameters(Optional.empty());
    network.install(name, parameters);
    InstantSource clock = () -> Instant.now().plus(skew.getOrDefault(name, Duration.ZERO));
    ConsensusNode node = ConsensusNode.start(config(name), callbacks(name), parameters, clock);
    nodes.put(name, node);
    return node;
  }

  TestCluster startAll() throws IOException {
    for (Member member : members) {
      start(member.name().value());
    }
    return this;
  }

  void stop(String name) {
    ConsensusNode node = nodes.remove(name);
    if (node != null) {
      node.close();
    }
  }

  ConsensusNode node(String name) {
    ConsensusNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalStateException("not running: " + name);
    }
    return node;
  }

  /// The nodes that run.
  Collection<ConsensusNode> running() {
    return nodes.values();
  }

  ConsensusNode awaitHealthy() {
    await(
        "all nodes are healthy", () -> nodes.values().stream().allMatch(n -> n.status().healthy()));
    return nodes.values().iterator().next();
  }

  String leaderName() {
    await("there is a leader", () -> findLeader().isPresent());
    return findLeader().orElseThrow();
  }

  Optional<String> findLeader() {
    return nodes.entrySet().stream()
        .filter(entry -> entry.getValue().status().role() == Role.LEADER)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  String followerName() {
    String leader = leaderName();
    return nodes.keySet().stream().filter(name -> !name.equals(leader)).findFirst().orElseThrow();
  }

  void awaitEqualDigests() {
    await(
        "digests are equal at one index",
        () -> nodes.values().stream().map(ConsensusNode::digest).distinct().count() == 1);
  }

  static boolean granted(ConsensusNode node, TokenHash token) {
    return node.stateReader().read(view -> view.token(token).isPresent());
  }

  static Deadline deadline() {
    return deadline(Duration.ofSeconds(20));
  }

  static Deadline deadline(Duration timeout) {
    return Deadline.after(timeout, System::nanoTime);
  }

  static void await(String what, BooleanSupplier condition) {
    Deadline deadline = deadline(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (deadline.expired()) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  private ConsensusCallbacks callbacks(String name) {
    return new ConsensusCallbacks() {
      @Override
      public void onLeaderReady(long term) {
        leadership.add(name + " ready " + term);
      }

      @Override
      public void onLeaderStopped(long term) {
        leadership.add(name + " stopped " + term);
      }

      @Override
      public void onRemoved(String reason) {
        removed.add(name + ": " + reason);
      }

      @Override
      public void onFault(String reason, Throwable cause) {
        faults.add(name + ": " + reason);
      }
    };
  }

  @Override
  public void close() {
    network.heal();
    List.copyOf(nodes.keySet()).forEach(this::stop);
  }
}
