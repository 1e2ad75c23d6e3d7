package io.craton.vault.consensus.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.Proposals;
import io.craton.vault.consensus.backup.Archive;
import io.craton.vault.consensus.backup.Backup;
import io.craton.vault.consensus.backup.DamagedArchive;
import io.craton.vault.consensus.backup.Manifest;
import io.craton.vault.consensus.backup.Restore;
import io.craton.vault.consensus.backup.RestoreRefused;
import io.craton.vault.consensus.membership.IdentityFile;
import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.consensus.rocks.Durable;
import io.craton.vault.consensus.rocks.StateCopy;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.state.Restoration;
import io.craton.vault.core.token.TokenHash;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {
  private static final Restoration RESTORATION = new Restoration(Instant.ofEpochSecond(99), 100);
  private static final Manifest.Source SOURCE =
      new Manifest.Source("old", "a", Instant.ofEpochSecond(98), "test");
  private static final int WRITES = 20;
  private static final int PIECE = 16;

  @TempDir Path directory;

  private final Proposals proposals = new Proposals(23);

  @Test
  void aRestoredNodeFoundsAClusterThatGoesOn() throws Exception {
    TokenHash kept = proposals.token();
    TokenHash undone = proposals.token();
    RequestTag tag = proposals.tag();
    Command create = proposals.create(proposals.item(), "name");
    Path file = directory.resolve("backup");
    Outcome first;
    Manifest manifest;
    try (TestCluster old = new TestCluster(directory.resolve("old"), "a", "b", "c")) {
      ConsensusNode node = old.startAll().awaitHealthy();
      installKek(node);
      propose(node, proposals.grant(kept));
      first = propose(node, proposals.of(create, Optional.of(tag)));
      ConsensusNode follower = old.node(old.followerName());
      follower.readBarrier().await(TestCluster.deadline());
      manifest = backUp(follower, file);
      assertThat(manifest.digest()).isEqualTo(follower.digest().sha256());
      assertThat(Files.exists(old.directory(old.followerName()).resolve("backup"))).isFalse();
      propose(node, proposals.grant(undone));
    }
    try (TestCluster cluster = restored(file, "a", "b", "c")) {
      ConsensusNode node = cluster.start("a");
      cluster.awaitHealthy();
      assertThat(node.digest().sha256()).isEqualTo(manifest.digest());
      assertThat(node.status().term()).isGreaterThan(FoundingSnapshot.TERM_GAP);
      assertThat(TestCluster.granted(node, kept)).isTrue();
      assertThat(TestCluster.granted(node, undone)).isFalse();
      Proposal retry = proposals.of(proposals.create(proposals.item(), "x"), Optional.of(tag));
      assertThatObject(propose(node, retry)).isEqualTo(first);
      TokenHash written = proposals.token();
      propose(node, proposals.grant(written));

      cluster.stop("a");
      node = cluster.start("a");
      cluster.awaitHealthy();
      node.readBarrier().await(TestCluster.deadline());
      assertThat(TestCluster.granted(node, written)).isTrue();

      for (String newcomer : List.of("b", "c")) {
        ConsensusNode joined = cluster.start(newcomer);
        cluster.awaitHealthy();
        assertThat(LiveFiles.received(cluster.directory(newcomer))).isNotEmpty();
        joined.readBarrier().await(TestCluster.deadline());
        assertThat(TestCluster.granted(joined, written)).isTrue();
        Optional<Restoration> restoration = joined.stateReader().read(view -> view.restoration());
        assertThat(restoration).contains(RESTORATION);
      }
      cluster.awaitEqualDigests();
      cluster.stop("a");
      propose(cluster.node("b"), proposals.grant(proposals.token()));
      assertThat(cluster.faults).isEmpty();
    }
  }

  /// The log is in no snapshot, and the state was last flushed before it.
  @Test
  void aStoppedNodeIsBackedUpWithWhatItsLogHoldsAndLeftAsItIs() throws Exception {
    TokenHash last = proposals.token();
    Path survivor = directory.resolve("survivor");
    String digest;
    Applied applied;
    try (TestCluster old = new TestCluster(directory.resolve("old"), "a")) {
      ConsensusNode node = old.startAll().awaitHealthy();
      installKek(node);
      for (int i = 0; i < WRITES; i++) {
        propose(node, proposals.grant(proposals.token()));
      }
      propose(node, proposals.grant(last));
      digest = node.digest().sha256();
      applied = node.digest().applied();
      // As a crash would leave it.
      copyTree(old.directory("a"), survivor);
    }
    SortedMap<String, Long> before = sizes(survivor);
    StoppedNode stopped = StoppedNode.in(survivor);
    // Ratis may have noted in its log how far it is.
    assertThat(stopped.last().index()).isGreaterThanOrEqualTo(applied.index());
    Path file = directory.resolve("backup");
    Manifest manifest;
    try (StateCopy copy = stopped.copy()) {
      manifest = write(copy, file);
    }
    assertThat(manifest.digest()).isEqualTo(digest);
    assertThat(manifest.applied()).isEqualTo(stopped.last());
    SortedMap<String, Long> after = sizes(survivor);
    after.keySet().removeIf(name -> name.startsWith("native"));
    before.keySet().removeIf(name -> name.startsWith("native"));
    assertThat(after).isEqualTo(before);
    try (TestCluster cluster = restored(file, "a")) {
      ConsensusNode node = cluster.start("a");
      cluster.awaitHealthy();
      assertThat(node.digest().sha256()).isEqualTo(digest);
      assertThat(TestCluster.granted(node, last)).isTrue();
      assertThat(cluster.faults).isEmpty();
    }
  }

  @Test
  void whatWasDeletedIsInNoBackup() throws Exception {
    try (TestCluster old = new TestCluster(directory.resolve("old"), "a")) {
      ConsensusNode node = old.startAll().awaitHealthy();
      installKek(node);
      Command.CreateItem kept = proposals.create(proposals.item(), "kept");
      Command.CreateItem lost = proposals.create(proposals.item(), "lost");
      propose(node, proposals.of(kept));
      propose(node, proposals.of(lost));
      Path before = directory.resolve("before");
      backUp(node, before);
      assertThat(holds(before, lost)).as("while it was there").isTrue();
      propose(node, proposals.of(new Command.DeleteItem(lost.id(), false)));
      Path after = directory.resolve("after");
      backUp(node, after);
      assertThat(holds(after, lost)).isFalse();
      assertThat(holds(after, kept)).isTrue();
    }
  }

  @Test
  void aDamagedBackupLeavesAnEmptyDirectory() throws Exception {
    Path file = smallBackup();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Path home = directory.resolve("new/a");
    assertThatThrownBy(() -> restore(file, home, "new", "a")).isInstanceOf(DamagedArchive.class);
    assertThat(Durable.list(home)).isEmpty();
  }

  @Test
  void aStateThatIsNotTheManifestsIsRefused() throws Exception {
    Path file = smallBackup();
    Path home = directory.resolve("new/a");
    try (Restore restore = Restore.into(home);
        InputStream in = Files.newInputStream(file)) {
      Archive archive = restore.unpack(in, (passed, all) -> {});
      Manifest good = archive.manifest();
      Manifest other =
          new Manifest(
              good.source(),
              good.applied(),
              "00".repeat(32),
              good.formats(),
              good.keks(),
              good.entries());
      assertThatThrownBy(() ->
              restore.install(
                  new Archive(other, archive.manifestHash(), archive.seal()),
                  ClusterId.ofName("new"),
                  new NodeName("a"),
                  RESTORATION,
                  new Random(1)))
          .isInstanceOf(DamagedArchive.class);
    }
    assertThat(Durable.list(home)).isEmpty();
  }

  @Test
  void aDirectoryWithDataIsRefusedAndStaysAsItIs() throws Exception {
    Path file = smallBackup();
    Path home = Files.createDirectories(directory.resolve("new/a"));
    Files.writeString(home.resolve("identity"), "somebody's");
    assertThatThrownBy(() -> restore(file, home, "new", "a"))
        .isInstanceOf(RestoreRefused.class)
        .hasMessageContaining("not empty");
    assertThat(home.resolve("identity")).hasContent("somebody's");
    assertThat(Restore.finished(home)).isEmpty();
  }

  @Test
  void aHalfRestoredDirectoryIsOfNoUseButToTheNextRestore() throws Exception {
    Path file = smallBackup();
    try (TestCluster cluster = restored(file, "a")) {
      Path home = cluster.directory("a");
      // As if the last step had not come.
      Files.writeString(home.resolve(IdentityFile.RESTORING), "");
      assertThatThrownBy(() -> cluster.start("a"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("did not come to its end");
      assertThat(Restore.finished(home)).isEmpty();
      Files.delete(home.resolve("identity"));
      assertThatThrownBy(() -> cluster.start("a"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("did not come to its end");

      Archive archive = restore(file, home, "new", "a");

      assertThat(Restore.finished(home)).contains(archive.manifestHash().toHex());
      ConsensusNode node = cluster.start("a");
      cluster.awaitHealthy();
      assertThat(node.digest().sha256()).isEqualTo(archive.manifest().digest());
      cluster.stop("a");
      assertThat(Restore.finished(home)).contains(archive.manifestHash().toHex());
      assertThatThrownBy(() -> restore(file, home, "new", "a")).isInstanceOf(RestoreRefused.class);
    }
  }

  @Test
  void anEmptyDirectoryIsNoStoppedNode() throws Exception {
    Path home = Files.createDirectories(directory.resolve("nobody"));
    assertThatThrownBy(() -> StoppedNode.in(home))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found 0");
  }

  @Test
  void aLogThatDoesNotFollowTheStateIsRefused() throws Exception {
    Path survivor = directory.resolve("survivor");
    try (TestCluster old = new TestCluster(directory.resolve("old"), "a")) {
      ConsensusNode node = old.startAll().awaitHealthy();
      installKek(node);
      copyTree(old.directory("a"), survivor);
    }
    try (Stream<Path> files = Files.walk(survivor.resolve("raft"))) {
      Path segment =
          files
              .filter(file -> file.getFileName().toString().startsWith("log_inprogress"))
              .findFirst()
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(segment);
      bytes[40] ^= 1;
      Files.write(segment, bytes);
    }
    assertThatThrownBy(() -> StoppedNode.in(survivor).copy()).isInstanceOf(IOException.class);
  }

  private Path smallBackup() throws Exception {
    Path file = directory.resolve("backup");
    try (TestCluster old = new TestCluster(directory.resolve("old"), "a")) {
      ConsensusNode node = old.startAll().awaitHealthy();
      installKek(node);
      var _ = backUp(node, file);
    }
    return file;
  }

  private TestCluster restored(Path file, String... names) throws Exception {
    TestCluster cluster = new TestCluster(directory.resolve("new"), names).ofCluster("new");
    var _ = restore(file, cluster.directory(names[0]), "new", names[0]);
    return cluster;
  }

  private static Archive restore(Path file, Path home, String cluster, String node)
      throws Exception {
    try (Restore restore = Restore.into(home);
        InputStream in = Files.newInputStream(file)) {
      Archive archive = restore.unpack(in, (passed, all) -> {});
      var _ =
          restore.install(
              archive, ClusterId.ofName(cluster), new NodeName(node), RESTORATION, new Random(1));
      return archive;
    }
  }

  private static Manifest backUp(ConsensusNode node, Path file) throws Exception {
    try (StateCopy copy = node.copyState().orElseThrow()) {
      return write(copy, file);
    }
  }

  private static Manifest write(StateCopy copy, Path file) throws Exception {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      return Backup.write(copy, SOURCE, (kek, hash) -> hash, out);
    }
  }

  private void installKek(ConsensusNode node) throws Exception {
    Command install = new Command.InstallKek(new KekVersion(1), new KeyRef(Bytes.utf8("kek")));
    propose(node, proposals.of(install));
  }

  private static Outcome propose(ConsensusNode node, Proposal proposal) throws Exception {
    Outcome outcome = node.ledger().propose(proposal, TestCluster.deadline());
    assertThatObject(outcome).isNotInstanceOf(Outcome.Refused.class);
    return outcome;
  }

  private static boolean holds(Path file, Command.CreateItem item) throws IOException {
    Material.Sealed sealed = (Material.Sealed) item.material();
    String ciphertext = new String(sealed.ciphertext().toArray(), StandardCharsets.ISO_8859_1);
    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
    // The tables are compressed: not all of it may stand in one piece.
    return IntStream.range(0, ciphertext.length() / PIECE)
        .mapToObj(piece -> ciphertext.substring(piece * PIECE, (piece + 1) * PIECE))
        .anyMatch(content::contains);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path path : files.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  private static SortedMap<String, Long> sizes(Path root) throws IOException {
    SortedMap<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        sizes.put(root.relativize(path).toString(), Files.size(path));
      }
    }
    return sizes;
  }
}
