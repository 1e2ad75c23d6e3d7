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
  /// Every second time the one that leads.
  ChaosNode one(Random random) throws InterruptedException {
    List<Integer> members = cluster.members();
    int any = members.get(random.nextInt(members.size()));
    Optional<Integer> leader = random.nextBoolean() ? cluster.leader() : Optional.empty();
    return cluster.node(leader.orElse(any));
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
