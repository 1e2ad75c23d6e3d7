package io.craton.vault.consensus.membership;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.rocks.Durable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// The file `identity` of a data directory: lines of `name=value`. Written before anybody is told.
/// Not thread-safe.
public final class IdentityFile {
  /// Stands in a data directory while a backup is restored into it, and for as long as that has not
  /// come to its end.
  public static final String RESTORING = "restoring";

  private static final String FORMAT = "1";

  private final Path file;
  private final ClusterId cluster;
  private final NodeName self;

  /// @param directory the data directory; created if need be
  public IdentityFile(Path directory, ClusterId cluster, NodeName self) {
    this.file = directory.resolve("identity");
    this.cluster = cluster;
    this.self = self;
  }

  /// Reads who this node is, or makes it a new candidate.
  ///
  /// @throws IOException when the directory belongs to another cluster or node, is half restored,
  ///   or cannot be read; the message says so
  public Identity readOrCreate(RandomGenerator random) throws IOException {
    Files.createDirectories(directory());
    if (Files.exists(directory().resolve(RESTORING))) {
      throw new IOException(
          "a restore into "
              + directory()
              + " did not come to its end: run it again, or empty the directory");
    }
    if (Files.exists(file)) {
      return read();
    }
    if (!Durable.list(directory()).stream().allMatch(IdentityFile::isHarmless)) {
      throw new IOException(
          "data directory "
              + directory()
              + " has data but no identity: restore the file, or empty the whole directory");
    }
    PeerName peer = new PeerName(self, random.nextLong());
    Identity identity = new Identity(cluster, peer, Phase.CANDIDATE, List.of());
    write(identity);
    return identity;
  }

  /// Replaces the file, durably.
  public void write(Identity identity) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("format=" + FORMAT);
    lines.add("cluster=" + identity.cluster());
    lines.add("peer=" + identity.peer());
    lines.add("phase=" + identity.phase());
    lines.add(
        "founders="
            + String.join(",", identity.founders().stream().map(PeerName::toString).toList()));
    String text = String.join("\n", lines) + "\n";
    Durable.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private Identity read() throws IOException {
    Map<String, String> values = new HashMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    Identity identity;
    try {
      identity = parse(values);
    } catch (IllegalArgumentException e) {
      throw new IOException("the file " + file + " is damaged: " + e.getMessage(), e);
    }
    if (!identity.cluster().equals(cluster) || !identity.peer().node().equals(self)) {
      throw new IOException(
          "%s belongs to node %s of cluster %s; this is node %s of cluster %s"
              .formatted(directory(), identity.peer().node(), identity.cluster(), self, cluster));
    }
    return identity;
  }

  private static Identity parse(Map<String, String> values) {
    if (!FORMAT.equals(values.get("format"))) {
      throw new IllegalArgumentException("unknown format " + values.get("format"));
    }
    List<PeerName> founders = new ArrayList<>();
    for (String founder : value(values, "founders").split(",", -1)) {
      if (!founder.isEmpty()) {
        founders.add(peer(founder));
      }
    }
    return new Identity(
        new ClusterId(UUID.fromString(value(values, "cluster"))),
        peer(value(values, "peer")),
        Phase.valueOf(value(values, "phase")),
        founders);
  }

  private static PeerName peer(String text) {
    return PeerName.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("no peer name: " + text));
  }

  private static String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no line " + name);
    }
    return value;
  }

  private static boolean isHarmless(Path entry) {
    String name = entry.getFileName().toString();
    return name.equals("identity.tmp") || name.equals("lost+found");
  }

  private Path directory() {
    Path parent = file.getParent();
    return parent == null ? Path.of(".") : parent;
  }
}
