package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.Proposals;
import io.craton.vault.consensus.Tuning;
import io.craton.vault.consensus.rocks.Durable;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.token.TokenHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
  @TempDir Path directory;

  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final int WRITES = 12;

  private final Proposals proposals = new Proposals(1);

  @Test
  void singleNodeWritesAndReads() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a")) {
      ConsensusNode node = cluster.startAll().awaitHealthy();
      TokenHash token = proposals.token();
      assertThatObject(node.ledger().propose(proposals.grant(token), TestCluster.deadline()))
          .isEqualTo(new Outcome.Done());
      node.readBarrier().await(TestCluster.deadline());
      assertThat(TestCluster.granted(node, token)).isTrue();
      assertThat(cluster.faults).isEmpty();
    }
  }

  @Test
  void writeOnOneNodeIsReadOnEveryOther() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c")) {
      cluster.startAll().awaitHealthy();
      for (ConsensusNode writer : cluster.nodes.values()) {
        TokenHash token = proposals.token();
        assertThatObject(writer.ledger().propose(proposals.grant(token), TestCluster.deadline()))
            .isEqualTo(new Outcome.Done());
        for (ConsensusNode reader : cluster.nodes.values()) {
          reader.readBarrier().await(TestCluster.deadline());
          assertThat(TestCluster.granted(reader, token)).isTrue();
        }
      }
      cluster.awaitEqualDigests();
      assertThat(cluster.faults).isEmpty();
    }
  }

  /// Also what somebody sends to Raft without this program.
  @Test
  void whatNoTokenStandsBehindIsCountedOnEveryNode() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c")) {
      cluster.startAll().awaitHealthy();
      Proposal grant = proposals.grant(proposals.token());
      cluster.node("b").ledger().propose(grant, TestCluster.deadline());
      Command fire = new Command.FireTimers();
      cluster.node("b").ledger().propose(proposals.of(fire), TestCluster.deadline());
      TestCluster.await(
          "all have noticed it",
          () ->
              cluster.nodes.values().stream()
                  .allMatch(node -> node.figures().actorlessChanges() == 1));
    }
  }

  /// Heartbeats come every two seconds here: whoever waits for one is seen.
  @Test
  void followersHearOfACommitAtOnce() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c")) {
      cluster
          .tuned(
              new Tuning(
                  HEARTBEAT.multipliedBy(2),
                  HEARTBEAT.multipliedBy(3),
                  Tuning.DEFAULT.snapshotEntries(),
                  Tuning.DEFAULT.snapshotInterval(),
                  Tuning.DEFAULT.keptEntries(),
                  Tuning.DEFAULT.leave()))
          .startAll()
          .awaitHealthy();
      ConsensusNode follower = cluster.node(cluster.followerName());
      follower.ledger().propose(proposals.grant(proposals.token()), TestCluster.deadline());
      long start = System.nanoTime();
      for (int i = 0; i < WRITES; i++) {
        TokenHash token = proposals.token();
        follower.ledger().propose(proposals.grant(token), TestCluster.deadline());
        for (ConsensusNode reader : cluster.nodes.values()) {
          reader.readBarrier().await(TestCluster.deadline());
          assertThat(TestCluster.granted(reader, token)).isTrue();
        }
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isLessThan(HEARTBEAT.multipliedBy(WRITES / 2));
    }
  }

  @Test
  void retryThroughAnotherNodeAppliesOnce() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c")) {
      cluster.startAll().awaitHealthy();
      RequestTag tag = proposals.tag();
      ItemId item = proposals.item();
      Proposal first = proposals.of(proposals.create(item, "name"), Optional.of(tag));
      Proposal retry = proposals.of(proposals.create(proposals.item(), "other"), Optional.of(tag));
      Outcome outcome = cluster.node("a").ledger().propose(first, TestCluster.deadline());
      Outcome again = cluster.node("b").ledger().propose(retry, TestCluster.deadline());
      assertThatObject(again).isEqualTo(outcome);
      List<Item> items = cluster.node("b").stateReader().read(view -> view.items(ItemId.ROOT, 10));
      assertThat(items.stream().map(Item::id).filter(id -> id.equals(item))).hasSize(1);
      assertThat(items).hasSize(1);
    }
  }

  @Test
  void nodeThatWasAwayPastThePurgeInstallsASnapshot() throws Exception {
    Tuning often =
        new Tuning(
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            100,
            Duration.ofSeconds(5),
            0,
            Duration.ZERO);
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c").tuned(often)) {
      cluster.startAll().awaitHealthy();
      String away = cluster.followerName();
      cluster.stop(away);
      // The log is purged by whole segments, of 8 MB, and not before 1,024 entries.
      fillLog(cluster.node(cluster.leaderName()), 1_600, 20_000);
      ConsensusNode back = cluster.start(away);
      cluster.awaitHealthy();
      cluster.awaitEqualDigests();
      back.readBarrier().await(TestCluster.deadline());
      assertThat(cluster.faults).isEmpty();
      assertThat(LiveFiles.received(cluster.directory(away)))
          .as("files of a snapshot")
          .isNotEmpty();
    }
  }

  /// Its cached blocks are whole, so the leader itself notices nothing.
  @Test
  void damageOfALeadersDiskIsNotSentToItsPeers() throws Exception {
    Tuning often =
        new Tuning(
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            100,
            Duration.ofSeconds(5),
            0,
            Duration.ZERO);
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c").tuned(often)) {
      cluster.startAll().awaitHealthy();
      String away = cluster.followerName();
      cluster.stop(away);
      fillLog(cluster.node(cluster.leaderName()), 1_600, 20_000);
      String leader = cluster.leaderName();
      flipABitOfEachTable(cluster.directory(leader).resolve("raft"));
      ConsensusNode back = cluster.start(away);
      TestCluster.await("the damage is told", () -> !cluster.faults.isEmpty());
      assertThat(cluster.faults).allMatch(fault -> fault.startsWith(leader + ": "));
      assertThat(LiveFiles.received(cluster.directory(away))).isEmpty();
      // A node with such a fault ends.
      cluster.stop(leader);
      cluster.awaitHealthy();
      cluster.awaitEqualDigests();
      back.readBarrier().await(TestCluster.deadline());
      assertThat(LiveFiles.received(cluster.directory(away))).isNotEmpty();
    }
  }

  /// Snapshots share tables: each is damaged once.
  private static void flipABitOfEachTable(Path raft) throws IOException {
    Set<Object> done = new HashSet<>();
    for (Path file : LiveFiles.below(raft)) {
      if (file.toString().endsWith(".sst") && done.add(Files.getAttribute(file, "unix:ino"))) {
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          ByteBuffer one = ByteBuffer.allocate(1);
          channel.read(one, 10);
          one.put(0, (byte) (one.get(0) ^ 1));
          channel.write(one.flip(), 10);
        }
      }
    }
  }

  private static void fillLog(ConsensusNode writer, int entries, int bytes) throws Exception {
    try (ExecutorService writers = Executors.newFixedThreadPool(16)) {
      List<Future<Outcome>> written = new ArrayList<>();
      for (int i = 0; i < entries; i++) {
        Proposals own = new Proposals(100 + i);
        Command.CreateItem small = own.create(own.item(), "n" + i);
        Command large =
            new Command.CreateItem(
                small.id(),
                small.draft(),
                new Material.Sealed(
                    new KekVersion(1), Bytes.copyOf(own.bytes(bytes)), Optional.empty()));
        Proposal proposal = own.of(large);
        written.add(
            writers.submit(() -> writer.ledger().propose(proposal, TestCluster.deadline())));
      }
      for (Future<Outcome> one : written) {
        assertThatObject(one.get()).isInstanceOf(Outcome.ItemWritten.class);
      }
    }
  }

  @Test
  void nodeWithoutItsDiskComesBackByItself() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c")) {
      cluster.startAll().awaitHealthy();
      for (String wiped : List.of(cluster.followerName(), cluster.leaderName())) {
        String before = cluster.node(wiped).status().peerId();
        cluster.stop(wiped);
        Durable.deleteTree(cluster.directory(wiped));
        TokenHash token = proposals.token();
        ConsensusNode other = cluster.nodes.values().iterator().next();
        Outcome _ = other.ledger().propose(proposals.grant(token), TestCluster.deadline());
        ConsensusNode back = cluster.start(wiped);
        cluster.awaitHealthy();
        back.readBarrier().await(TestCluster.deadline());
        assertThat(TestCluster.granted(back, token)).isTrue();
        assertThat(back.status().peerId()).isNotEqualTo(before);
        assertThat(back.status().peers()).hasSize(3).doesNotContain(before);
        cluster.awaitEqualDigests();
      }
      assertThat(cluster.faults).isEmpty();
    }
  }

  @Test
  void restartedClusterHasItsState() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a", "b", "c")) {
      ConsensusNode node = cluster.startAll().awaitHealthy();
      TokenHash token = proposals.token();
      Outcome _ = node.ledger().propose(proposals.grant(token), TestCluster.deadline());
      List.of("a", "b", "c").forEach(cluster::stop);
      cluster.startAll().awaitHealthy();
      for (ConsensusNode after : cluster.nodes.values()) {
        after.readBarrier().await(TestCluster.deadline());
        assertThat(TestCluster.granted(after, token)).isTrue();
      }
      cluster.awaitEqualDigests();
      assertThat(cluster.faults).isEmpty();
    }
  }

  @Test
  void directoryOfAnotherClusterIsRefused() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a")) {
      cluster.startAll().awaitHealthy();
      cluster.stop("a");
      cluster.ofCluster("another");
      assertThatThrownBy(() -> cluster.start("a"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("belongs to node a of cluster");
    }
  }

  @Test
  void damagedLogIsACleanFault() throws Exception {
    try (TestCluster cluster = new TestCluster(directory, "a")) {
      ConsensusNode node = cluster.startAll().awaitHealthy();
      Outcome _ = node.ledger().propose(proposals.grant(proposals.token()), TestCluster.deadline());
      cluster.stop("a");
      Path segment;
      try (Stream<Path> files = Files.walk(cluster.directory("a").resolve("raft"))) {
        segment =
            files
                .filter(file -> file.getFileName().toString().startsWith("log_"))
                .findFirst()
                .orElseThrow();
      }
      byte[] bytes = Files.readAllBytes(segment);
      bytes[40] ^= 1;
      Files.write(segment, bytes);
      ConsensusNode _ = cluster.start("a");
      TestCluster.await("a fault is reported", () -> !cluster.faults.isEmpty());
      assertThat(cluster.faults.getFirst()).contains("cannot take part");
    }
  }
}
