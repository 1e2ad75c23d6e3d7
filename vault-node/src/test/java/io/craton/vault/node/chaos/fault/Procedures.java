package io.craton.vault.node.chaos.fault;

import io.craton.vault.node.chaos.fault.Fault.Group;
import io.craton.vault.node.chaos.fault.Fault.Injected;
import io.craton.vault.node.chaos.fault.Fault.Mending;
import io.craton.vault.node.chaos.world.AdminCalls;
import io.craton.vault.node.chaos.world.ChaosCluster;
import io.craton.vault.node.chaos.world.ChaosNode;
import io.craton.vault.node.chaos.world.Supervisor;
import io.craton.vault.node.cluster.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/// What operators do, and what happens to one node's files while the others are well.
record Procedures(Targets targets, ChaosCluster cluster, Supervisor supervisor) {
  /// Some hundred files of a snapshot are each synced, 80 ms late, on busy processors.
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final int REMOVED = 86;

  /// 71: what ran took longer than a stop may; nothing is lost by that.
  private static final Set<Integer> STOPPED = Set.of(0, 71);

  private static final int DAMAGES = 3;
  private static final Set<String> WITHOUT_CONTENT = Set.of("lock", "reserve", "filler");

  List<Fault> all() {
    return List.of(
        new Simple("wipe", Group.PROCEDURE, false, this::wipe),
        new Simple("corrupt", Group.PROCEDURE, false, this::corrupt),
        new Simple("rolling", Group.PROCEDURE, false, this::rolling),
        new Simple("membership", Group.PROCEDURE, false, this::membership),
        new Simple("transfer", Group.PROCEDURE, false, this::transfer));
  }

  private Injected wipe(Random random) throws IOException, InterruptedException {
    ChaosNode node = targets.one(random);
    replaceDamagedBut(node);
    replace(node);
    return new Injected("disk of " + node.name() + " lost", Mending.NOTHING);
  }

  private void replace(ChaosNode node) throws IOException, InterruptedException {
    node.kill();
    node.wipe();
    supervisor.replaced(node.number());
    cluster.configure(node.number());
    node.start();
    cluster.awaitReady(node.number(), LIMIT);
  }

  /// Before another disk is lost: damage that no node has met yet is a lost disk, too, and only a
  /// minority may lose theirs.
  private void replaceDamagedBut(ChaosNode node) throws IOException, InterruptedException {
    for (int damaged : supervisor.damaged()) {
      if (damaged != node.number()) {
        replace(cluster.node(damaged));
      }
    }
  }

  private Injected corrupt(Random random) throws IOException, InterruptedException {
    ChaosNode node = targets.one(random);
    replaceDamagedBut(node);
    node.kill();
    supervisor.damaged(node.number());
    StringBuilder what = new StringBuilder("on " + node.name());
    for (int damage = 0; damage < 1 + random.nextInt(DAMAGES); damage++) {
      List<Path> files =
          node.files().stream()
              .filter(file -> !WITHOUT_CONTENT.contains(file.getFileName().toString()))
              .toList();
      Path file = files.get(random.nextInt(files.size()));
      what.append(", ").append(damage(file, random)).append(node.data().relativize(file));
    }
    node.start();
    cluster.awaitReady(node.number(), LIMIT);
    return new Injected(what.toString(), Mending.NOTHING);
  }

  private static String damage(Path file, Random random) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long at = random.nextLong(channel.size());
      if (random.nextBoolean()) {
        channel.truncate(at);
        return "cut at %d: ".formatted(at);
      }
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ (1 << random.nextInt(8))));
      channel.write(one.rewind(), at);
      return "bit flipped at %d: ".formatted(at);
    }
  }

  private Injected rolling(Random random) throws IOException, InterruptedException {
    List<ChaosNode> nodes = targets.shuffled(random);
    for (ChaosNode node : nodes) {
      OptionalInt code = node.stop();
      if (code.isPresent() && !STOPPED.contains(code.getAsInt())) {
        throw new IOException(node.name() + " ended with " + code + " after SIGTERM");
      }
      node.start();
      cluster.awaitReady(node.number(), LIMIT);
    }
    return new Injected("each node stopped and started", Mending.NOTHING);
  }

  /// One more, then one less, often the one that leads.
  private Injected membership(Random random) throws IOException, InterruptedException {
    int added = cluster.spare().orElseThrow(() -> new IOException("no spare node"));
    ChaosNode fresh = cluster.node(added);
    fresh.kill();
    fresh.wipe();
    cluster.configure(added);
    fresh.start();
    Map<String, String> at = cluster.addresses(added);
    ask(
        "/admin/v1/cluster/members",
        "{\"name\":\"%s\",\"raft\":\"%s\",\"peer\":\"%s\",\"wait_seconds\":60}"
            .formatted(fresh.name(), at.get("raft"), at.get("peer")),
        added);
    cluster.joined(added);
    cluster.awaitReady(added, LIMIT);

    ChaosNode leaving = targets.one(random);
    if (leaving.equals(fresh)) {
      leaving = cluster.node(cluster.members().getFirst());
    }
    replaceDamagedBut(leaving);
    // One that has just lost its disk does not know yet that it is a member, and so never would
    // that
    // it is none any more.
    cluster.awaitReady(leaving.number(), LIMIT);
    leaving.letGo();
    cluster.left(leaving.number());
    ask(
        "/admin/v1/cluster/members/remove",
        "{\"name\":\"%s\",\"wait_seconds\":60}".formatted(leaving.name()),
        leaving.number());
    OptionalInt code = leaving.awaitEnd(LIMIT);
    if (code.isEmpty() || code.getAsInt() != REMOVED) {
      throw new IOException(leaving.name() + " was removed and ended so: " + code);
    }
    supervisor.replaced(leaving.number());
    return new Injected(fresh.name() + " for " + leaving.name(), Mending.NOTHING);
  }

  private Injected transfer(Random random) throws InterruptedException {
    ChaosNode to = targets.shuffled(random).getFirst();
    ask("/admin/v1/cluster/leader", "{\"to\":\"" + to.name() + "\"}", 0);
    return new Injected("leadership to " + to.name(), Mending.NOTHING);
  }

  /// Asks the members in turn until one says that it is done: all of this can be repeated.
  private void ask(String path, String body, int notThis) throws InterruptedException {
    Await.until(
        path + " " + body,
        LIMIT,
        () -> {
          IOException last = new IOException("no member to ask");
          for (int member : cluster.members()) {
            if (member != notThis) {
              try {
                AdminCalls.Answer answer = cluster.admin().postPatiently(member, path, body);
                if (answer.success()) {
                  return true;
                }
                last = new IOException("node" + member + ": " + answer);
              } catch (IOException e) {
                last = e;
              }
            }
          }
          throw last;
        });
  }
}
