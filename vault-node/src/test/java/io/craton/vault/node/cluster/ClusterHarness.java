package io.craton.vault.node.cluster;

import io.craton.vault.core.testing.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A cluster of real nodes on loopback, three unless said, in a temporary directory of its own:
/// SoftHSM token, certificates, configurations, processes. Closing it, or the end of the test JVM,
/// kills the nodes and deletes the directory. Not thread-safe; the clients it gives are.
final class ClusterHarness implements AutoCloseable {
  static final int NODES = 3;
  private static final Duration READY = Duration.ofMinutes(3);
  private static final Pattern ROOT_TOKEN = Pattern.compile("pts_[a-z0-9]{32}");

  private final Path directory;
  private final Certificates certificates;
  private final SoftToken token;
  private final Reaper reaper;
  private final List<Member> members = new ArrayList<>();
  private final Set<Integer> active = new TreeSet<>();
  private final Map<String, String> settings;
  private final ApiClient client;
  private final String rootToken;

  private record Member(
      int api, int raft, int peer, int admin, NodeProcess node, AdminClient ask) {}

  /// Starts a cluster and returns when all nodes are ready and a root token is minted.
  ///
  /// @param settings further configuration of every node
  static ClusterHarness start(Map<String, String> settings)
      throws IOException, InterruptedException {
    return start(settings, (number, data) -> {});
  }

  /// As the other one.
  ///
  /// @param preparation of each node, before any is started
  static ClusterHarness start(Map<String, String> settings, Preparation preparation)
      throws IOException, InterruptedException {
    return new ClusterHarness(settings, preparation, NODES, NODES);
  }

  /// What a node needs.
  interface Preparation {
    /// Prepares one node, before it starts.
    ///
    /// @param data where its data directory will be
    void prepare(int number, Path data) throws IOException;
  }

  /// Starts a cluster that can grow.
  ///
  /// @param first how many nodes it has at first
  /// @param most how many [#grow()] can bring it to; the clients know them all from the beginning
  static ClusterHarness growing(Map<String, String> settings, int first, int most)
      throws IOException, InterruptedException {
    return new ClusterHarness(settings, (number, data) -> {}, first, most);
  }

  private ClusterHarness(Map<String, String> settings, Preparation preparation, int first, int most)
      throws IOException, InterruptedException {
    this.settings = Map.copyOf(settings);
    directory = Files.createTempDirectory("craton-it-");
    reaper = new Reaper(directory);
    try {
      certificates = Certificates.create(directory.resolve("tls"), most);
      token = SoftToken.create(directory);
      byte[] proof = new byte[32];
      new SecureRandom().nextBytes(proof);
      PrivateFiles.write(directory.resolve("bootstrap.key"), HexFormat.of().formatHex(proof));
      for (int number = 1; number <= most; number++) {
        Path home = Files.createDirectories(nodesDirectory().resolve("node" + number));
        NodeProcess node = new NodeProcess(number, home, token, reaper);
        int admin = FreePorts.next();
        members.add(
            new Member(
                FreePorts.next(),
                FreePorts.next(),
                FreePorts.next(),
                admin,
                node,
                new AdminClient(admin)));
      }
      for (int number = 1; number <= first; number++) {
        active.add(number);
      }
      for (int number : active) {
        configure(number);
        preparation.prepare(number, node(number).data());
        node(number).start();
      }
      awaitReady();
      rootToken = bootstrap();
      client = new ApiClient(Tls.trusting(caFile()), endpoints(), rootToken);
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      e.addSuppressed(new AssertionError(logTails()));
      reaper.close();
      throw e;
    } catch (GeneralSecurityException e) {
      reaper.close();
      throw new IOException(e);
    }
  }

  private void configure(int number) throws IOException {
    Member member = members.get(number - 1);
    Files.writeString(member.node.configuration(), configuration(member));
  }

  /// Starts the next node, which knows the ones that run; whether it is let in is for the caller to
  /// see.
  ///
  /// @return its number
  int grow() throws IOException {
    int number = 1 + active.stream().mapToInt(each -> each).max().orElse(0);
    active.add(number);
    configure(number);
    node(number).start();
    return number;
  }

  /// The node is no part of the cluster any more: nobody waits for it.
  void forget(int number) {
    active.remove(number);
  }

  /// The numbers of the nodes that are part of the cluster.
  List<Integer> active() {
    return List.copyOf(active);
  }

  /// The options that name the addresses of a node to `craton cluster add`.
  List<String> addresses(int number) {
    Member member = members.get(number - 1);
    return List.of("--raft", "127.0.0.1:" + member.raft, "--peer", "127.0.0.1:" + member.peer);
  }

  /// A client of all nodes with the root token.
  ApiClient client() {
    return client;
  }

  String rootToken() {
    return rootToken;
  }

  SoftToken token() {
    return token;
  }

  /// Holds the data, the logs and the configurations of all nodes.
  Path nodesDirectory() {
    return directory.resolve("nodes");
  }

  /// All authorities and certificates.
  Certificates certificates() {
    return certificates;
  }

  /// The authority that API clients trust.
  Path caFile() {
    return certificates.file("api-ca.pem");
  }

  /// The API of each node.
  List<URI> endpoints() {
    return members.stream().map(member -> URI.create("https://127.0.0.1:" + member.api)).toList();
  }

  /// Where a node listens for its peers' small messages.
  int peerPort(int number) {
    return members.get(number - 1).peer;
  }

  NodeProcess node(int number) {
    return members.get(number - 1).node;
  }

  List<NodeProcess> nodes() {
    return members.stream().map(Member::node).toList();
  }

  AdminClient admin(int number) {
    return members.get(number - 1).ask;
  }

  /// The numbers of the other nodes.
  List<Integer> others(int number) {
    return active.stream().filter(other -> other != number).toList();
  }

  /// Waits for the number of a running node that says it leads.
  int leader() throws InterruptedException {
    return Await.value("a leader", READY, this::findLeader);
  }

  /// Waits for a leader other than that node.
  int leaderOtherThan(int number) throws InterruptedException {
    return Await.value(
        "a leader other than node" + number,
        READY,
        () -> findLeader().filter(leader -> leader != number));
  }

  private Optional<Integer> findLeader() throws InterruptedException {
    for (Member member : members) {
      if (member.node.running() && !member.node.paused() && member.ask.healthy("leader")) {
        return Optional.of(member.node.number());
      }
    }
    return Optional.empty();
  }

  /// Brings every node back: resumes, starts, and waits until all are ready and one leads.
  void heal() throws IOException, InterruptedException {
    for (NodeProcess node : active.stream().map(this::node).toList()) {
      if (node.paused()) {
        node.resume();
      }
      if (!node.running()) {
        node.start();
      }
    }
    awaitReady();
  }

  /// Waits until all nodes are ready and one leads.
  void awaitReady() throws InterruptedException {
    for (int number : active) {
      awaitReady(number);
    }
    int ignored = leader();
    assert ignored > 0;
  }

  /// Waits until that node is ready.
  void awaitReady(int number) throws InterruptedException {
    Member member = members.get(number - 1);
    Await.until(
        "node" + number + " is ready",
        READY,
        () -> {
          if (!member.node.running()) {
            throw new AssertionError("node" + number + " ended: " + member.node.logTail());
          }
          return member.ask.healthy("ready");
        });
  }

  /// The end of every node's log, for a test that failed.
  String logTails() {
    return nodes().stream()
        .map(node -> "--- node" + node.number() + "\n" + node.logTail())
        .collect(Collectors.joining("\n"));
  }

  /// What every node's log says of requests that were answered with 500, for a test that failed.
  String logFaults() {
    return nodes().stream()
        .map(node -> "--- node" + node.number() + "\n" + node.logFaults())
        .collect(Collectors.joining("\n"));
  }

  /// Kills the nodes and deletes their files.
  @Override
  public void close() throws IOException {
    reaper.close();
  }

  private String bootstrap() throws IOException, InterruptedException {
    Process process = node(1).builder("bootstrap").start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("bootstrap ended with " + process.exitValue() + ": " + said);
    }
    Matcher matcher = ROOT_TOKEN.matcher(said);
    if (!matcher.find()) {
      throw new IOException("bootstrap printed no token");
    }
    return matcher.group();
  }

  private String configuration(Member self) {
    String list =
        active.stream()
            .map(number -> members.get(number - 1))
            .map(member ->
                "    - {name: node%d, raft: '127.0.0.1:%d', peer: '127.0.0.1:%d'}%n"
                    .formatted(member.node.number(), member.raft, member.peer))
            .collect(Collectors.joining());
    String more =
        settings.entrySet().stream()
            .map(entry -> "%s: '%s'%n".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    int number = self.node.number();
    return """
    node:
      name: node%d
      data-dir: %s
    cluster:
      id: it
      members:
    %s  tls:
        certificate: %s
        key: %s
        ca: %s
    http.port: %d
    http.tls.certificate: %s
    http.tls.key: %s
    admin.port: %d
    hsm.library: %s
    hsm.token-label: %s
    hsm.pin-file: %s
    hsm.software-keys: allowed
    bootstrap.key-file: %s
    %s\
    %s\
    """
        .formatted(
            number,
            self.node.data(),
            list,
            certificates.file("node" + number + ".pem"),
            certificates.file("node" + number + ".key"),
            certificates.file("cluster-ca.pem"),
            self.api,
            certificates.file("api" + number + ".pem"),
            certificates.file("api" + number + ".key"),
            self.admin,
            token.library(),
            SoftToken.LABEL,
            token.pinFile(),
            directory.resolve("bootstrap.key"),
            settings.containsKey("shutdown.drain") ? "" : "shutdown.drain: 0s\n",
            more);
  }
}
