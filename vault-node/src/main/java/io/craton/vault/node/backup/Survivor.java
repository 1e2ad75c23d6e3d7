package io.craton.vault.node.backup;

import io.craton.vault.consensus.ratis.StoppedNode;
import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.StoppedDirectory;
import java.io.IOException;
import java.nio.file.Path;

/// How far a node had come that does not run any more.
///
/// @param directory its data directory
/// @param last the last entry of its log
public record Survivor(Path directory, String cluster, String node, Applied last) {
  /// Looks into a data directory.
  ///
  /// @throws StartFailure when a node runs on it, or it is damaged or none
  public static Survivor in(Path directory) throws StartFailure {
    try (StoppedDirectory stopped = StoppedDirectory.open(directory)) {
      return new Survivor(
          directory,
          stopped.clusterId(),
          stopped.nodeName(),
          StoppedNode.in(stopped.consensus()).last());
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.DATA_CORRUPT, directory + " cannot be read: " + e.getMessage(), e);
    }
  }
}
