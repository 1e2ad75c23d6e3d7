package io.craton.vault.node.chaos.fault;

import io.craton.vault.node.chaos.fault.Fault.Group;
import io.craton.vault.node.chaos.fault.Fault.Injected;
import io.craton.vault.node.chaos.world.ChaosNode;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/// Processes that are killed, and processes that sleep.
record ProcessFaults(Targets targets) {
  List<Fault> all() {
    return List.of(
        new Simple("kill", Group.PROCESS, false, this::kill),
        new Simple("kill-all", Group.PROCESS, false, this::killAll),
        new Simple("pause", Group.PROCESS, false, this::pause));
  }

  private Injected kill(Random random) throws IOException, InterruptedException {
    ChaosNode node = targets.one(random);
    node.kill();
    return new Injected("kill -9 " + node.name(), node::start);
  }

  private Injected killAll(Random random) throws IOException, InterruptedException {
    List<ChaosNode> nodes = targets.shuffled(random);
    for (ChaosNode node : nodes) {
      node.kill();
    }
    return new Injected(
        "kill -9 " + Targets.names(nodes),
        () -> {
          for (ChaosNode node : nodes) {
            node.start();
          }
        });
  }

  private Injected pause(Random random) throws InterruptedException {
    ChaosNode node = targets.one(random);
    node.pause();
    return new Injected("SIGSTOP " + node.name(), node::resume);
  }
}
