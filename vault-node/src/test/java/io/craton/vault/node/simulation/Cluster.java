package io.craton.vault.node.simulation;

import io.craton.vault.consensus.barrier.Voters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// All nodes with what is between them.
final class Cluster {
  private static final Duration SHORTEST_ELECTION = Duration.ofMillis(300);
  private static final Duration LONGEST_ELECTION = Duration.ofMillis(1_500);

  private final World world;
  private final Mutation mutation;
  private final Faults faults = new Faults();
  private final Network network;
  private final SimToken token;
  private final Auditor auditor;
  private final List<SimNode> nodes = new ArrayList<>();
  private final boolean[] doubting;
  private final Voters voters;
  private long tokenGoneUntil;
  private long quietUntil;
  private long calls;

  /// @param stores makes an empty one for each node
  Cluster(World world, Mutation mutation, int size, Supplier<ReplicaStore> stores) {
    this.world = world;
    this.mutation = mutation;
    this.network = new Network(world, faults, size);
    this.token = new SimToken(world);
    this.auditor = new Auditor(this);
    this.doubting = new boolean[size];
    for (int i = 0; i < size; i++) {
      nodes.add(new SimNode(this, i, stores.get()));
    }
    this.voters =
        new Voters(
            nodes.stream().map(node -> node.peerName().toString()).collect(Collectors.toSet()),
            Set.of());
  }

  World world() {
    return world;
  }

  Mutation mutation() {
    return mutation;
  }

  Faults faults() {
    return faults;
  }

  Network network() {
    return network;
  }

  SimToken token() {
    return token;
  }

  Auditor auditor() {
    return auditor;
  }

  Voters voters() {
    return voters;
  }

  List<SimNode> nodes() {
    return nodes;
  }

  SimNode node(int index) {
    return nodes.get(index);
  }

  List<SimNode> others(SimNode node) {
    return nodes.stream().filter(other -> other != node).toList();
  }

  boolean isMajority(long count) {
    return 2 * count > nodes.size();
  }

  /// Names an attempt to get a proposal into the log.
  long newCall() {
    return ++calls;
  }

  void start() {
    nodes.forEach(SimNode::start);
    doubtLeadership();
  }

  // ---- What the plan does to all of it

  /// When the token is back for everybody.
  long tokenGoneUntil() {
    return tokenGoneUntil;
  }

  void tokenGoneFor(Duration time) {
    faults.met(Faults.Kind.HSM_TOKEN_GONE);
    tokenGoneUntil = Math.max(tokenGoneUntil, world.nanos() + time.toNanos());
  }

  /// Until when nothing comes from outside.
  long quietUntil() {
    return quietUntil;
  }

  void quietUntil(long nanos) {
    quietUntil = nanos;
  }

  /// Everything works from now on.
  void heal() {
    network.heal();
    tokenGoneUntil = world.nanos();
    for (SimNode node : nodes) {
      node.heal();
    }
    hurry();
  }

  /// Something changed between the nodes: who waited for an answer tries again.
  void hurry() {
    nodes.forEach(node -> {
      if (!node.life().isOver() && !node.life().isStanding()) {
        node.raft().hurry();
      }
    });
    doubtLeadership();
  }

  // ---- Elections

  /// Has every node look, after its election timeout, whether it hears a leader.
  void doubtLeadership() {
    nodes.forEach(this::doubt);
  }

  private void doubt(SimNode node) {
    if (doubting[node.index()] || node.life().isOver()) {
      return;
    }
    Life life = node.life();
    doubting[node.index()] = true;
    world.schedule(
        world.forever(),
        world.between(SHORTEST_ELECTION, LONGEST_ELECTION),
        () -> {
          doubting[node.index()] = false;
          if (!life.isOver() && hearsNoLeader(node)) {
            doubt(node);
            life.run(() -> {
              if (hearsNoLeader(node)) {
                node.raft().campaign();
              }
            });
          }
        });
  }

  private boolean hearsNoLeader(SimNode node) {
    return leaderOf(node).isEmpty();
  }

  /// The leader that this node hears.
  private Optional<SimNode> leaderOf(SimNode node) {
    return nodes.stream()
        .filter(other -> !other.life().isOver() && !other.life().isStanding())
        .filter(other -> other.raft().leads() && other.raft().term() >= node.raft().term())
        .filter(other -> network.reaches(other, node) && network.reaches(node, other))
        .findFirst();
  }
}
