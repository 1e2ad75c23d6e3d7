package io.craton.vault.consensus.ratis;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// The files of a node that runs: what is deleted while it is looked at counts as not there. {@link
/// Files#walk} ends with an exception then.
final class LiveFiles {
  private LiveFiles() {}

  /// All regular files below that directory, in no order.
  static List<Path> below(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    var _ =
        Files.walkFileTree(
            directory,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                  found.add(file);
                }
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                  return FileVisitResult.CONTINUE;
                }
                throw e;
              }
            });
    return found;
  }

  /// The tables that this node got from another one: Ratis leaves a checksum beside each.
  static List<Path> received(Path node) throws IOException {
    return below(node.resolve("raft")).stream()
        .filter(file -> file.toString().endsWith(".sst.md5"))
        .toList();
  }
}
