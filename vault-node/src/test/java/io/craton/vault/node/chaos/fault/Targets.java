package io.craton.vault.node.chaos.fault;

import io.craton.vault.node.chaos.world.ChaosCluster;
import io.craton.vault.node.chaos.world.ChaosNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Chooses whom a fault hits.
record Targets(ChaosCluster cluster) {
  /// Every second time the one that leads; else any of those that run, if there are some.
  ChaosNode one(Random random) throws InterruptedException {
    List<ChaosNode> any = shuffled(random);
    ChaosNode running =
        any.stream()
            .filter(node -> node.running() && !node.paused())
            .findFirst()
            .orElse(any.getFirst());
    Optional<Integer> leader = random.nextBoolean() ? cluster.leader() : Optional.empty();
    return leader.map(cluster::node).orElse(running);
  }

  /// The members in any order.
  List<ChaosNode> shuffled(Random random) {
    List<Integer> members = new ArrayList<>(cluster.members());
    Collections.shuffle(members, random);
    return members.stream().map(cluster::node).toList();
  }

  /// One, or all.
  List<ChaosNode> some(Random random) throws InterruptedException {
    return random.nextInt(3) == 0 ? shuffled(random) : List.of(one(random));
  }

  static String names(List<ChaosNode> nodes) {
    return String.join(" ", nodes.stream().map(ChaosNode::name).sorted().toList());
  }
}
