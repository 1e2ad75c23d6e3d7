package io.craton.vault.node.configuration;

import ch.qos.logback.classic.Level;
import io.craton.vault.core.item.StateName;
import io.craton.vault.http.server.ClientCertificates;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.Writability;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a node was told. Immutable, and consistent in itself; whether the files exist and the ports
/// are free is found out when they are used.
public record Configuration(
    Node node,
    Cluster cluster,
    Http http,
    Admin admin,
    Hsm hsm,
    Raft raft,
    Disk disk,
    Tracing tracing) {

  /// The node by itself.
  ///
  /// @param dataDirectory made at the first start
  /// @param drain how long a node that is to stop, or to leave the cluster, serves on
  /// @param readableStates in which the value of a secret may be read
  /// @param sweep while this node leads
  /// @param shortestPeriod of a rotation policy that callers may set
  public record Node(
      String name,
      Path dataDirectory,
      Set<StateName> readableStates,
      Log log,
      Duration shutdownTimeout,
      Duration drain,
      Sweep sweep,
      Duration shortestPeriod) {}

  /// The comparison of the HSM's keys with the state.
  ///
  /// @param removalLimit orphans removed by one comparison at most; of more it removes none
  public record Sweep(Duration interval, int removalLimit) {}

  /// What goes to standard output, and how.
  public record Log(Level level, LogFormat format) {}

  /// The nodes together.
  ///
  /// @param tls present unless all members are on this machine
  public record Cluster(String id, List<Member> members, Optional<ClusterTls> tls) {
    /// The member of that name; checked to be there.
    public Member member(String name) {
      return members.stream()
          .filter(each -> each.name().equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no member is named " + name));
    }
  }

  /// Who this node is towards the others, and whom it believes.
  ///
  /// @param authority certificates of the authority that signs all nodes' certificates
  public record ClusterTls(PemPair identity, Path authority) {}

  /// Who a listener is towards its clients, and whom of them it believes.
  ///
  /// @param clientAuthority present unless `clients` is `NONE`
  public record ServerTls(
      PemPair identity, Optional<Path> clientAuthority, ClientCertificates clients) {}

  /// How often each token may ask.
  ///
  /// @param burst at once after a rest
  public record RateLimit(int perSecond, int burst) {}

  /// The public API.
  ///
  /// @param tls plain HTTP when empty
  /// @param rateLimit tokens may ask as often as they like when empty
  public record Http(
      Endpoint endpoint,
      Optional<ServerTls> tls,
      int maxConcurrentRequests,
      Duration requestTimeout,
      Optional<RateLimit> rateLimit) {}

  /// Health and administration.
  ///
  /// @param tls plain HTTP when empty
  /// @param bootstrapKeyFile bootstrapping is refused when empty
  public record Admin(
      Endpoint endpoint, Optional<ServerTls> tls, Optional<Path> bootstrapKeyFile) {}

  /// The token and how to reach it.
  ///
  /// @param timeout of one call
  /// @param softwareKeys whether private keys of algorithms that no token has may be used
  public record Hsm(
      Library library,
      String tokenLabel,
      Path pinFile,
      int sessions,
      Duration timeout,
      boolean softwareKeys) {}

  /// The PKCS#11 library.
  ///
  /// @param arguments what it is given when it is initialised; empty for none
  public record Library(Path path, HsmBinding binding, String arguments) {}

  /// Traces of requests.
  ///
  /// @param endpoint of the collector; without one there are none
  /// @param percent of the requests whose callers do not say whether they are followed
  public record Tracing(Optional<URI> endpoint, int percent) {}

  /// What may be changed about Raft.
  ///
  /// @param electionMin the shortest silence of a leader before a node asks for votes
  /// @param electionMax the longest
  public record Raft(
      Duration electionMin, Duration electionMax, int snapshotEntries, Duration snapshotInterval) {}

  /// How much room there has to be, in bytes.
  ///
  /// @param low with less free, a node is not ready and takes no writes
  /// @param stop with less free, it leaves the cluster until there is room
  /// @param reserve what is kept for leaving in order
  public record Disk(long low, long stop, long reserve) {}

  /// Reads a configuration: the file, then `CRATON_…` variables, then arguments `KEY=VALUE`; what
  /// comes later holds.
  ///
  /// @throws StartFailure with `CONFIGURATION` and every problem that was found; with
  ///   `INSECURE_PERMISSIONS` when everybody may write to the file
  public static Configuration load(Path file, Map<String, String> environment, List<String> set)
      throws StartFailure {
    Writability.requireOwn("--config", file);
    List<String> problems = new ArrayList<>();
    Values values = Values.read(layers(file, environment, set, problems), problems);
    Consistency.check(values, problems);
    if (!problems.isEmpty()) {
      throw StartFailure.ofAll(ExitCode.CONFIGURATION, problems);
    }
    return of(values);
  }

  /// The texts of all sources; a later one overrides an earlier one.
  static List<Values.Layer> layers(
      Path file, Map<String, String> environment, List<String> set, List<String> problems) {
    return List.of(
        new Values.Layer(file.toString(), ConfigurationFile.read(file, problems)),
        new Values.Layer("environment", Overrides.ofEnvironment(environment, problems)),
        new Values.Layer("--set", Overrides.ofArguments(set, problems)));
  }

  private static Configuration of(Values values) {
    return new Configuration(
        new Node(
            values.get(Keys.NODE_NAME),
            values.get(Keys.NODE_DATA_DIR),
            values.get(Keys.READABLE_STATES),
            new Log(values.get(Keys.LOG_LEVEL), values.get(Keys.LOG_FORMAT)),
            values.get(Keys.SHUTDOWN_TIMEOUT),
            values.get(Keys.SHUTDOWN_DRAIN),
            new Sweep(values.get(Keys.SWEEP_INTERVAL), values.get(Keys.SWEEP_LIMIT)),
            values.get(Keys.SHORTEST_PERIOD)),
        new Cluster(
            values.get(Keys.CLUSTER_ID), values.get(Keys.CLUSTER_MEMBERS), clusterTls(values)),
        new Http(
            new Endpoint(values.get(Keys.HTTP_ADDRESS), values.get(Keys.HTTP_PORT)),
            pair(values, Keys.HTTP_CERTIFICATE, Keys.HTTP_KEY)
                .map(own -> serverTls(values, own, Keys.HTTP_CLIENT_CA, Keys.HTTP_CLIENT_AUTH)),
            values.get(Keys.HTTP_CONCURRENCY),
            values.get(Keys.HTTP_TIMEOUT),
            rateLimit(values)),
        new Admin(
            new Endpoint(values.get(Keys.ADMIN_ADDRESS), values.get(Keys.ADMIN_PORT)),
            pair(values, Keys.ADMIN_CERTIFICATE, Keys.ADMIN_KEY)
                .map(own -> serverTls(values, own, Keys.ADMIN_CLIENT_CA, Keys.ADMIN_CLIENT_AUTH)),
            values.find(Keys.BOOTSTRAP_KEY)),
        new Hsm(
            new Library(
                values.get(Keys.HSM_LIBRARY),
                values.get(Keys.HSM_BINDING),
                values.find(Keys.HSM_INIT_ARGS).orElse("")),
            values.get(Keys.HSM_TOKEN),
            values.get(Keys.HSM_PIN),
            values.get(Keys.HSM_SESSIONS),
            values.get(Keys.HSM_TIMEOUT),
            values.get(Keys.HSM_SOFTWARE_KEYS)),
        new Raft(
            values.get(Keys.ELECTION_MIN),
            values.get(Keys.ELECTION_MAX),
            values.get(Keys.SNAPSHOT_ENTRIES),
            values.get(Keys.SNAPSHOT_INTERVAL)),
        new Disk(
            values.get(Keys.DISK_LOW), values.get(Keys.DISK_STOP), values.get(Keys.DISK_RESERVE)),
        new Tracing(values.find(Keys.TRACING_ENDPOINT), values.get(Keys.TRACING_PERCENT)));
  }

  private static Optional<ClusterTls> clusterTls(Values values) {
    return pair(values, Keys.CLUSTER_CERTIFICATE, Keys.CLUSTER_KEY)
        .map(identity -> new ClusterTls(identity, values.get(Keys.CLUSTER_CA)));
  }

  /// Whoever names an authority means it to count, unless he says otherwise.
  private static ServerTls serverTls(
      Values values, PemPair identity, Key<Path> authority, Key<ClientCertificates> clients) {
    Optional<Path> file = values.find(authority);
    ClientCertificates wanted =
        values
            .find(clients)
            .orElse(file.isPresent() ? ClientCertificates.NEED : ClientCertificates.NONE);
    return new ServerTls(identity, file.filter(named -> wanted != ClientCertificates.NONE), wanted);
  }

  private static Optional<RateLimit> rateLimit(Values values) {
    int perSecond = values.get(Keys.HTTP_RATE);
    return perSecond == 0
        ? Optional.empty()
        : Optional.of(new RateLimit(perSecond, values.find(Keys.HTTP_BURST).orElse(perSecond)));
  }

  private static Optional<PemPair> pair(Values values, Key<Path> certificate, Key<Path> key) {
    return values.find(certificate).map(file -> new PemPair(file, values.get(key)));
  }
}
