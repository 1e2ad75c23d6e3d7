package io.craton.vault.node.chaos.world;

import io.craton.vault.node.cluster.Certificates;
import io.craton.vault.node.cluster.SoftToken;
import io.craton.vault.node.cluster.StartCache;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What nodes are told: their configurations, and the command lines that start them.
record Configurations(
    Network network,
    Certificates certificates,
    SoftToken token,
    Path bootstrapKey,
    Optional<Path> libraries,
    boolean smallDisks) {
  private static final Path JAR = Path.of("target", "craton.jar").toAbsolutePath();
  private static final int API = 10_200;
  private static final int RAFT = 10_300;
  private static final int PEER = 10_400;
  private static final int ADMIN = 10_500;

  /// The nodes of a cluster on one address have neighbouring ports.
  URI api(int number) {
    return URI.create("https://" + network.address(number) + ":" + (API + number));
  }

  URI admin(int number) {
    return URI.create("http://" + network.address(number) + ":" + (ADMIN + number));
  }

  Path apiAuthority() {
    return certificates.file("api-ca.pem");
  }

  Map<String, String> addresses(int number) {
    String address = network.address(number) + ":";
    return Map.of("raft", address + (RAFT + number), "peer", address + (PEER + number));
  }

  /// A command line of the jar with that node's configuration, on the node's machine.
  ///
  /// @param faulty with the libraries that make faults
  ProcessBuilder command(ChaosNode node, boolean faulty, String... command) {
    List<String> words = new ArrayList<>(network.on(node.number()));
    // A session of its own, to which Linux gives the same share of the processors as to any other:
    // one node that starts is not kept waiting by the many threads of the others.
    words.add("setsid");
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-Xmx320m", "-XX:+ExitOnOutOfMemoryError"));
    // All nodes share a machine, and start again and again: what they compile is rarely worth it.
    words.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=0.1", "-XX:+UseSerialGC"));
    if (command[0].equals("server")) {
      words.addAll(StartCache.flags());
    }
    words.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-jar", JAR.toString()));
    words.addAll(List.of(command));
    words.addAll(List.of("--config", node.configuration().toString()));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("CRATON_"));
    builder.environment().put("SOFTHSM2_CONF", node.tokenConfiguration().toString());
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().put("CRATON_CHAOS_HSM_LIBRARY", token.library().toString());
    if (faulty && libraries.isPresent()) {
      builder.environment().put("CRATON_CHAOS_CONTROL", node.control().file().toString());
      builder
          .environment()
          .put("LD_PRELOAD", libraries.get().resolve("libclock_and_disk.so").toString());
    }
    return builder;
  }

  String text(ChaosNode node, List<Integer> known) {
    int number = node.number();
    String members =
        known.stream()
            .map(other ->
                "    - {name: node%d, raft: '%s', peer: '%s'}%n"
                    .formatted(other, addresses(other).get("raft"), addresses(other).get("peer")))
            .collect(Collectors.joining());
    String disk = smallDisks ? "disk: {low: 96MB, stop: 48MB, reserve: 16MB}\n" : "";
    Path library = libraries.map(path -> path.resolve("libhsm.so")).orElse(token.library());
    return """
    node:
      name: node%d
      data-dir: %s
    cluster:
      id: chaos
      members:
    %s  tls:
        certificate: %s
        key: %s
        ca: %s
    http:
      address: %s
      port: %d
      allow-plain: true
      request-timeout: 5s
      tls: {certificate: %s, key: %s}
    admin: {address: %s, port: %d}
    hsm:
      library: %s
      token-label: %s
      pin-file: %s
      timeout: 3s
    bootstrap.key-file: %s
    shutdown.drain: 0s
    sweep.interval: 12s
    rotation.shortest-period: 5s
    raft.snapshot-entries: 2000
    secrets.readable-states: 'active,deactivated,suspended'
    %s\
    """
        .formatted(
            number,
            node.data(),
            members,
            certificates.file("node" + number + ".pem"),
            certificates.file("node" + number + ".key"),
            certificates.file("cluster-ca.pem"),
            network.address(number),
            API + number,
            certificates.file("api" + number + ".pem"),
            certificates.file("api" + number + ".key"),
            network.address(number),
            ADMIN + number,
            library,
            SoftToken.LABEL,
            token.pinFile(),
            bootstrapKey,
            disk);
  }
}
