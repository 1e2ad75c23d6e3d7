package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import io.craton.vault.consensus.Proposals;
import io.craton.vault.consensus.Tuning;
import io.craton.vault.consensus.rocks.Durable;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.port.Unavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestructionTest {
  private static final int ENTRIES = 20;
  private static final int PIECE = 16;

  @TempDir Path directory;

  private final Proposals proposals = new Proposals(8);

  @Test
  void whatIsDeletedIsInNoSnapshotThatIsTakenAfterwards() throws Exception {
    Tuning often =
        new Tuning(
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            ENTRIES,
            Duration.ofHours(1),
            0,
            Duration.ZERO);
    try (TestCluster cluster = new TestCluster(directory, "a").tuned(often)) {
      ConsensusNode node = cluster.startAll().awaitHealthy();
      Command.CreateItem kept = proposals.create(proposals.item(), "kept");
      Command.CreateItem lost = proposals.create(proposals.item(), "lost");
      propose(node, kept);
      propose(node, lost);
      Path before = snapshotAfter(node, 0);
      assertThat(holds(before, lost)).as("while it was there").isTrue();
      propose(node, new Command.DeleteItem(lost.id(), false));
      // One more than can have been due when it was deleted.
      Path after = snapshotAfter(node, index(before) + 2 * ENTRIES);
      assertThat(holds(after, lost)).isFalse();
      assertThat(holds(after, kept)).isTrue();
      assertThat(cluster.faults).isEmpty();
    }
  }

  /// Writes until there is a snapshot beyond that index.
  private Path snapshotAfter(ConsensusNode node, long index) {
    TestCluster.await(
        "a snapshot after " + index,
        () -> {
          propose(node, proposals.grant(proposals.token()).command());
          return newest() > index;
        });
    return snapshots().max(Comparator.comparingLong(DestructionTest::index)).orElseThrow();
  }

  private long newest() {
    return snapshots().mapToLong(DestructionTest::index).max().orElse(0);
  }

  private Stream<Path> snapshots() {
    try (Stream<Path> groups = Files.list(directory.resolve("a/raft"))) {
      return groups
          .flatMap(group -> list(group.resolve("sm")).filter(DestructionTest::isSnapshot))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSnapshot(Path path) {
    return path.getFileName().toString().startsWith("ckpt-");
  }

  private static long index(Path snapshot) {
    String name = snapshot.getFileName().toString();
    return Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
  }

  private void propose(ConsensusNode node, Command command) {
    try {
      Outcome outcome = node.ledger().propose(proposals.of(command), TestCluster.deadline());
      assertThatObject(outcome).isNotInstanceOf(Outcome.Refused.class);
    } catch (Unavailable e) {
      throw new AssertionError(e);
    }
  }

  private static boolean holds(Path files, Command.CreateItem item) {
    Material.Sealed sealed = (Material.Sealed) item.material();
    String ciphertext = text(sealed.ciphertext().toArray());
    return list(files)
        .map(DestructionTest::content)
        .anyMatch(content -> {
          for (int at = 0; at + PIECE <= ciphertext.length(); at += PIECE) {
            if (content.contains(ciphertext.substring(at, at + PIECE))) {
              return true;
            }
          }
          return false;
        });
  }

  private static Stream<Path> list(Path directory) {
    try {
      return Durable.list(directory).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Nothing of a file that RocksDB has deleted since it was listed.
  private static String content(Path file) {
    try {
      return text(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
