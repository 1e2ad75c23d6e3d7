package io.craton.vault.consensus.backup;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.codec.CorruptBytesException;
import io.craton.vault.consensus.membership.Identity;
import io.craton.vault.consensus.membership.IdentityFile;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.consensus.ratis.FoundingSnapshot;
import io.craton.vault.consensus.rocks.Durable;
import io.craton.vault.consensus.rocks.RocksMemory;
import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.consensus.rocks.StateContent;
import io.craton.vault.consensus.rocks.StoreException;
import io.craton.vault.core.state.Restoration;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Makes the directory of a node that founds a new cluster, alone, with the state of a backup.
///
/// The file `restoring` stands in the directory from before the first change until everything else
/// is on the disk; no node starts while it does. So the directory is empty, half-made and of no use
/// to anybody but the next restore, or done: after a crash too. Not thread-safe.
public final class Restore implements AutoCloseable {
  private static final String DONE = "restored";
  private static final String HASH_LINE = "manifest=";
  private static final String UNPACKED = "unpacked";
  private static final Set<String> HARMLESS =
      Set.of("lost+found", IdentityFile.RESTORING, IdentityFile.RESTORING + ".tmp");

  private final Path directory;
  private final Path marker;
  private boolean installed;

  private Restore(Path directory) {
    this.directory = directory;
    this.marker = directory.resolve(IdentityFile.RESTORING);
  }

  /// The hash of the manifest that was restored into the directory, in hexadecimal, if that was
  /// done.
  public static Optional<String> finished(Path directory) throws IOException {
    Path file = directory.resolve(DONE);
    if (Files.exists(directory.resolve(IdentityFile.RESTORING)) || !Files.exists(file)) {
      return Optional.empty();
    }
    return Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
        .filter(line -> line.startsWith(HASH_LINE))
        .map(line -> line.substring(HASH_LINE.length()))
        .findFirst();
  }

  /// Takes the directory, which nobody else may use until [#close()], and removes what an
  /// interrupted restore left there.
  ///
  /// @throws RestoreRefused when there is something else in it
  public static Restore into(Path directory) throws IOException, RestoreRefused {
    Files.createDirectories(directory);
    Restore restore = new Restore(directory);
    List<Path> others = restore.contents();
    if (!others.isEmpty() && !Files.exists(restore.marker)) {
      throw new RestoreRefused(
          directory + " is not empty: it holds " + others.getFirst().getFileName() + " of a node");
    }
    Durable.write(restore.marker, new byte[0]);
    restore.removeContents();
    return restore;
  }

  private List<Path> contents() throws IOException {
    return Durable.list(directory).stream()
        .filter(path -> !HARMLESS.contains(path.getFileName().toString()))
        .toList();
  }

  private void removeContents() throws IOException {
    for (Path path : contents()) {
      Durable.deleteTree(path);
    }
  }

  /// Checks an archive and puts its files beside their later place. Nothing opens them yet: who
  /// wrote them is not known before the seal was opened.
  ///
  /// @throws DamagedArchive as [ArchiveReader#read] does
  public Archive unpack(InputStream archive, ArchiveReader.Progress progress) throws IOException {
    Path unpacked = directory.resolve(UNPACKED);
    Durable.deleteTree(unpacked);
    Files.createDirectories(unpacked);
    return ArchiveReader.read(
        new BufferedInputStream(archive, ArchiveFormat.CHUNK_BYTES),
        name -> Files.newOutputStream(unpacked.resolve(name)),
        progress);
  }

  /// Makes the node of what was unpacked. When this returns, it can be started.
  ///
  /// @param cluster which it founds
  /// @throws DamagedArchive when the state is not the one that the manifest describes
  public RestoredState install(
      Archive archive,
      ClusterId cluster,
      NodeName self,
      Restoration restoration,
      RandomGenerator random)
      throws IOException {
    RocksMemory.unpackLibrary(directory.resolve("native"));
    Path unpacked = directory.resolve(UNPACKED);
    Path checkpoint = directory.resolve("checkpoint");
    RestoredState restored;
    try (RocksMemory memory = new RocksMemory();
        RocksStore store = RocksStore.open(directory.resolve("state"), memory)) {
      store.replaceWith(unpacked);
      require(archive.manifest(), StateContent.of(store));
      restored = RestoredState.of(store);
      store.noteRestoration(restoration);
      var _ = store.checkpoint(checkpoint);
    } catch (StoreException | CorruptBytesException e) {
      throw new IOException("the restored state cannot be used: " + e.getMessage(), e);
    }
    FoundingSnapshot.write(
        directory.resolve("raft"), cluster, archive.manifest().applied(), checkpoint);
    Durable.deleteTree(unpacked);
    Durable.write(
        directory.resolve(DONE),
        (HASH_LINE + archive.manifestHash().toHex() + "\n").getBytes(StandardCharsets.US_ASCII));
    PeerName peer = new PeerName(self, random.nextLong());
    new IdentityFile(directory, cluster, self)
        .write(new Identity(cluster, peer, Phase.FOUNDER, List.of(peer)));
    installed = true;
    removeMarker();
    return restored;
  }

  private static void require(Manifest manifest, StateContent content) throws DamagedArchive {
    boolean same =
        content.digest().applied().equals(manifest.applied())
            && content.digest().sha256().equals(manifest.digest())
            && content
                .currentKek()
                .filter(kek -> kek.value() == manifest.keks().current())
                .isPresent()
            && content.keks().equals(manifest.keks().all());
    if (!same) {
      throw new DamagedArchive(
          "the state that was restored is not the one of the manifest: expected %s at %s, found %s"
              .formatted(manifest.digest(), manifest.applied(), content.digest()));
    }
  }

  private void removeMarker() throws IOException {
    Files.deleteIfExists(marker);
    Durable.sync(directory);
  }

  /// Leaves an empty directory, unless [#install] has done its work.
  @Override
  public void close() throws IOException {
    if (!installed) {
      removeContents();
      removeMarker();
    }
  }
}
