package io.craton.vault.node.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// TCP connections of this machine, as Linux tells them (`proc(5)`).
final class Connections {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final String ESTABLISHED = "01";

  private Connections() {}

  /// How many are open from anywhere to that local port, counted at the server's end.
  static int openTo(int port) throws IOException {
    String end = ":%04X".formatted(port);
    int open = 0;
    for (Path table : TABLES) {
      for (String line : Files.readAllLines(table)) {
        String[] words = line.strip().split("\\s+", -1);
        if (words[1].endsWith(end) && words[3].equals(ESTABLISHED)) {
          open++;
        }
      }
    }
    return open;
  }
}
