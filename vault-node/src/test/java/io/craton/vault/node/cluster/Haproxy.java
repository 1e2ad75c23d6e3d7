package io.craton.vault.node.cluster;

import io.craton.vault.core.testing.FreePorts;
import io.craton.vault.node.deploy.Shipped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// HAProxy with the configuration that is shipped, in front of a cluster. Not thread-safe.
final class Haproxy implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /// As many as a machine for tests surely has file descriptors for.
  private static final int CONNECTIONS = 2000;

  private final Process process;
  private final Path log;
  private final int port;

  /// @param directory for its configuration and its log
  Haproxy(ClusterHarness cluster, Path directory) throws IOException, InterruptedException {
    this(cluster, directory, Map.of());
  }

  /// @param more variables of its configuration
  Haproxy(ClusterHarness cluster, Path directory, Map<String, String> more)
      throws IOException, InterruptedException {
    port = FreePorts.next();
    log = directory.resolve("haproxy.log");
    Path configuration = directory.resolve("haproxy.cfg");
    List<URI> endpoints = cluster.endpoints();
    Files.writeString(configuration, configuration(endpoints.size()));
    ProcessBuilder builder =
        new ProcessBuilder("haproxy", "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    for (int node = 1; node <= endpoints.size(); node++) {
      builder
          .environment()
          .put("CRATON_NODE" + node, "127.0.0.1:" + endpoints.get(node - 1).getPort());
    }
    builder.environment().put("CRATON_BIND", "127.0.0.1:" + port);
    builder.environment().put("CRATON_API_CA", cluster.caFile().toString());
    builder.environment().put("CRATON_HAPROXY_USER", System.getProperty("user.name"));
    builder.environment().put("CRATON_MAXCONN", Integer.toString(CONNECTIONS));
    builder.environment().putAll(more);
    process = builder.start();
    Await.until("it listens", LIMIT, this::listens);
  }

  /// The shipped one, with a line for each further node as it asks for.
  private static String configuration(int nodes) throws IOException {
    StringBuilder configuration = new StringBuilder(Shipped.read("deploy/haproxy/haproxy.cfg"));
    for (int node = ClusterHarness.NODES + 1; node <= nodes; node++) {
      configuration.append("    server node%d \"${CRATON_NODE%d}\"%n".formatted(node, node));
    }
    return configuration.toString();
  }

  private boolean listens() throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError("haproxy ended: " + log());
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    }
  }

  URI endpoint() {
    return URI.create("https://127.0.0.1:" + port);
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
