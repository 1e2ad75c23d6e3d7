package io.craton.vault.node.chaos.world;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.cluster.Await;
import io.craton.vault.node.cluster.Certificates;
import io.craton.vault.node.cluster.PrivateFiles;
import io.craton.vault.node.cluster.Program;
import io.craton.vault.node.cluster.Reaper;
import io.craton.vault.node.cluster.SoftToken;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The nodes, the token that they share, and who is a member. Its methods are for one thread at a
/// time, except those that only look.
public final class ChaosCluster implements AutoCloseable {
  private static final Duration READY = Duration.ofMinutes(3);
  private static final Pattern ROOT_TOKEN = Pattern.compile("pts_[a-z0-9]{32}");
  private static final int DISK_MEGABYTES = 384;

  /// A node that starts has the processors for itself in between.
  private static final Duration POLL = Duration.ofMillis(200);

  private final Setting setting;
  private final Network network;
  private final Reaper reaper;
  private final Configurations configurations;
  private final SoftToken token;
  private final List<ChaosNode> nodes = new ArrayList<>();
  private final List<Integer> members = new CopyOnWriteArrayList<>();
  private final AdminCalls admin;
  private final String rootToken;

  /// Starts it and returns when all first nodes are ready and a root token is minted.
  public static ChaosCluster start(Setting setting) throws IOException, InterruptedException {
    return new ChaosCluster(setting);
  }

  private ChaosCluster(Setting setting) throws IOException, InterruptedException {
    this.setting = setting;
    reaper = new Reaper(setting.directory());
    network =
        setting.namespaces() ? new Namespaces(setting.most(), setting.disturber()) : new Loopback();
    List<String> addresses = new ArrayList<>();
    for (int number = 1; number <= setting.most(); number++) {
      addresses.add(network.address(number));
    }
    Certificates certificates = Certificates.create(setting.directory().resolve("tls"), addresses);
    token = SoftToken.create(setting.directory());
    Path proof = setting.directory().resolve("bootstrap.key");
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    PrivateFiles.write(proof, HexFormat.of().formatHex(random));
    configurations =
        new Configurations(
            network, certificates, token, proof, setting.libraries(), setting.namespaces());
    for (int number = 1; number <= setting.most(); number++) {
      nodes.add(make(number));
    }
    admin = new AdminCalls(number -> configurations.admin(number));
    for (int number = 1; number <= setting.first(); number++) {
      members.add(number);
    }
    for (int number : members) {
      configure(number);
      node(number).start();
    }
    awaitReady(READY);
    rootToken = bootstrap();
    admin.use(rootToken);
  }

  private ChaosNode make(int number) throws IOException {
    Path home = Files.createDirectories(setting.directory().resolve("node" + number));
    Path tokens = Files.createSymbolicLink(home.resolve("tokens"), token.directory());
    FaultControl control = new FaultControl(home.resolve("faults"));
    Path log = setting.logs().resolve("node" + number + ".log");
    Files.deleteIfExists(log);
    ChaosNode node = new ChaosNode(number, home, this::launch, control, tokens, log);
    Files.createDirectories(node.data());
    if (setting.namespaces()) {
      String options = "size=%dm,mode=700".formatted(DISK_MEGABYTES);
      String said =
          Program.of("mount", "-t", "tmpfs", "-o", options, "chaos", node.data().toString()).run();
      assert said.isEmpty();
    }
    PrivateFiles.ownerOnly(node.data());
    Files.writeString(
        node.tokenConfiguration(),
        "directories.tokendir = %s%nobjectstore.backend = file%nlog.level = ERROR%n"
            .formatted(tokens));
    return node;
  }

  private Process launch(ChaosNode node) throws IOException {
    Process process =
        configurations
            .command(node, true, "server")
            .redirectOutput(ProcessBuilder.Redirect.appendTo(node.log().toFile()))
            .start();
    reaper.watch(process.pid());
    return process;
  }

  /// Writes the configuration of a node that knows the present members.
  public void configure(int number) throws IOException {
    List<Integer> known = new ArrayList<>(members);
    if (!known.contains(number)) {
      known.add(number);
    }
    Files.writeString(node(number).configuration(), configurations.text(node(number), known));
  }

  public Network network() {
    return network;
  }

  public SoftToken token() {
    return token;
  }

  public String rootToken() {
    return rootToken;
  }

  /// Calls of the admin listeners with the root token.
  public AdminCalls admin() {
    return admin;
  }

  /// Whether clocks, disks and the HSM can be slowed, stopped and set.
  public boolean hasLibraries() {
    return setting.libraries().isPresent();
  }

  /// Whether a disk can be filled without filling that of the machine.
  public boolean hasSmallDisks() {
    return setting.namespaces();
  }

  public ChaosNode node(int number) {
    return nodes.get(number - 1);
  }

  public List<ChaosNode> nodes() {
    return List.copyOf(nodes);
  }

  /// The numbers of the nodes that are members.
  public List<Integer> members() {
    return List.copyOf(members);
  }

  /// The number of a node that is no member, if there is one.
  public Optional<Integer> spare() {
    return nodes.stream().map(ChaosNode::number).filter(n -> !members.contains(n)).findFirst();
  }

  /// It is a member from now on.
  public void joined(int number) {
    members.add(number);
  }

  /// It is none any more.
  public void left(int number) {
    members.remove(Integer.valueOf(number));
  }

  public URI api(int number) {
    return configurations.api(number);
  }

  public Path caFile() {
    return configurations.apiAuthority();
  }

  /// What is said of a node to those that let it in.
  public Map<String, String> addresses(int number) {
    return configurations.addresses(number);
  }

  /// The member that says it leads, if one does.
  public Optional<Integer> leader() throws InterruptedException {
    for (int number : members) {
      ChaosNode node = node(number);
      if (node.running() && !node.paused() && admin.healthy(number, "leader")) {
        return Optional.of(number);
      }
    }
    return Optional.empty();
  }

  /// Ends whatever was done to links and members, and has every member run.
  public void bringBack() throws IOException, InterruptedException {
    network.unblock();
    network.calm();
    for (int number : members) {
      ChaosNode node = node(number);
      node.control().clear();
      node.emptyDisk();
      if (!Files.exists(node.tokens())) {
        Files.createSymbolicLink(node.tokens(), token.directory());
      }
      node.resume();
      node.start();
    }
  }

  /// Waits until all members are ready and one leads.
  public void awaitReady(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (int number : members) {
      awaitReady(number, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }
    Duration rest = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    Await.until("one leads", rest, () -> leader().isPresent());
  }

  /// Waits until that node is ready.
  public void awaitReady(int number, Duration limit) throws InterruptedException {
    try {
      Await.until(
          "node" + number + " is ready",
          limit,
          () -> {
            boolean ready = admin.healthy(number, "ready");
            if (!ready) {
              LockSupport.parkNanos(POLL.toNanos());
            }
            return ready;
          });
    } catch (AssertionError e) {
      e.addSuppressed(new AssertionError(node(number).logTail()));
      throw e;
    }
  }

  /// What a node says about its state, and at which index.
  public JsonNode digest(int number) throws IOException, InterruptedException {
    return admin.get(number, "/admin/v1/digest");
  }

  private String bootstrap() throws IOException, InterruptedException {
    Process process = configurations.command(node(1), false, "bootstrap").start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher matcher = ROOT_TOKEN.matcher(said);
    if (process.waitFor() != 0 || !matcher.find()) {
      throw new IOException("bootstrap ended with " + process.exitValue() + ": " + said);
    }
    return matcher.group();
  }

  /// Kills the nodes. What they had is deleted.
  @Override
  public void close() throws IOException {
    try {
      for (ChaosNode node : nodes) {
        node.kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reaper.close();
  }
}
