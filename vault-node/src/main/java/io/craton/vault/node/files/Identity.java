package io.craton.vault.node.files;

import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// Whose data directory it is.
///
/// The file has three lines: the format's number, the cluster's id, the node's name.
record Identity(String clusterId, String nodeName) {
  private static final String FILE = "owner";
  private static final String FORMAT = "craton-data 1";
  private static final int LINES = 3;

  /// Requires that the directory belongs to `identity`; an unclaimed one does from now on.
  static void claim(Path directory, Identity identity) throws IOException, StartFailure {
    require(directory, identity);
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      write(directory, file, identity);
    }
  }

  /// Requires that the directory belongs to `identity` or to nobody.
  static void require(Path directory, Identity identity) throws IOException, StartFailure {
    if (!Files.exists(directory.resolve(FILE))) {
      return;
    }
    Identity found = read(directory);
    if (!found.equals(identity)) {
      throw new StartFailure(
          ExitCode.WRONG_CLUSTER,
          "node.data-dir: "
              + directory
              + " belongs to node "
              + found.nodeName
              + " of cluster "
              + found.clusterId
              + ", but this is node "
              + identity.nodeName
              + " of cluster "
              + identity.clusterId
              + "; correct node.data-dir, node.name or cluster.id");
    }
  }

  /// Whose the directory is.
  ///
  /// @throws StartFailure when it does not say so
  static Identity read(Path directory) throws IOException, StartFailure {
    Path file = directory.resolve(FILE);
    List<String> lines;
    try {
      lines = Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    } catch (NoSuchFileException e) {
      throw new StartFailure(
          ExitCode.DATA_CORRUPT, directory + " is no data directory of a node: no file " + FILE, e);
    }
    if (lines.size() != LINES || !lines.getFirst().equals(FORMAT)) {
      throw new StartFailure(
          ExitCode.DATA_CORRUPT,
          "node.data-dir: "
              + file
              + " is not one that this version wrote; restore the directory, or remove this"
              + " node from the cluster and join it again with an empty one");
    }
    return new Identity(lines.get(1), lines.get(2));
  }

  /// On the disk as a whole or not at all, also after a power cut.
  private static void write(Path directory, Path file, Identity identity) throws IOException {
    Path draft = directory.resolve(FILE + ".new");
    Files.deleteIfExists(draft);
    String text = String.join("\n", FORMAT, identity.clusterId, identity.nodeName) + "\n";
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(Ownership.FILE))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
