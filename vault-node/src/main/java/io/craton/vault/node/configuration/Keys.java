package io.craton.vault.node.configuration;

import ch.qos.logback.classic.Level;
import io.craton.vault.core.item.StateName;
import io.craton.vault.http.server.ClientCertificates;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The catalogue: every key that a configuration may have. The names are part of the interface.
final class Keys {
  static final Key<String> NODE_NAME =
      Key.required("node.name", Kinds.NAME_TEXT, "This node's name among the members.");
  static final Key<Path> NODE_DATA_DIR =
      Key.required("node.data-dir", Kinds.FILE, "Directory of the state; made owner-only.");

  static final Key<String> CLUSTER_ID =
      Key.required("cluster.id", Kinds.NAME_TEXT, "The cluster's name, the same on all nodes.");
  static final Key<List<Member>> CLUSTER_MEMBERS =
      Key.required(
          "cluster.members",
          Kinds.MEMBERS,
          "This node, and all that a new cluster starts with, or some to ask where it joins one.");
  static final Key<Path> CLUSTER_CERTIFICATE =
      Key.optional("cluster.tls.certificate", Kinds.FILE, "PEM chain for traffic between nodes.");
  static final Key<Path> CLUSTER_KEY =
      Key.optional("cluster.tls.key", Kinds.FILE, "PEM key of that certificate; owner-only.");
  static final Key<Path> CLUSTER_CA =
      Key.optional("cluster.tls.ca", Kinds.FILE, "PEM of the authority that all nodes trust.");

  static final Key<String> HTTP_ADDRESS =
      Key.withDefault("http.address", Kinds.ADDRESS, "127.0.0.1", "Where the API listens.");
  static final Key<Integer> HTTP_PORT =
      Key.withDefault("http.port", Kinds.PORT, "8200", "Port of the API.");
  static final Key<Path> HTTP_CERTIFICATE =
      Key.optional("http.tls.certificate", Kinds.FILE, "PEM chain of the API.");
  static final Key<Path> HTTP_KEY =
      Key.optional("http.tls.key", Kinds.FILE, "PEM key of that certificate; owner-only.");
  static final Key<Path> HTTP_CLIENT_CA =
      Key.optional("http.tls.client-ca", Kinds.FILE, "PEM of the authority of clients.");
  static final Key<ClientCertificates> HTTP_CLIENT_AUTH =
      Key.optional(
          "http.tls.client-auth",
          Kinds.CLIENTS,
          "Whether clients need a certificate too; `need` where `client-ca` is set.");
  static final Key<Boolean> HTTP_ALLOW_PLAIN =
      Key.withDefault(
          "http.allow-plain", Kinds.FLAG, "false", "Permits HTTP without TLS beyond loopback.");
  static final Key<Integer> HTTP_CONCURRENCY =
      Key.withDefault(
          "http.max-concurrent-requests",
          Kinds.COUNTER,
          "256",
          "Above it the answer is 503. Each may have a thread of its own; two for each processor"
              + " compute at a time.");
  static final Key<Duration> HTTP_TIMEOUT =
      Key.withDefault(
          "http.request-timeout", Kinds.TIME, "10s", "When the work on a request is given up.");

  static final Key<Integer> HTTP_RATE =
      Key.withDefault(
          "http.rate-limit.requests-per-second",
          Kinds.LIMIT,
          "0",
          "Requests a second of one token that this node serves; 0 for any number.");
  static final Key<Integer> HTTP_BURST =
      Key.optional(
          "http.rate-limit.burst",
          Kinds.COUNTER,
          "Requests of one token at once after a rest; as many as in a second.");

  static final Key<String> ADMIN_ADDRESS =
      Key.withDefault(
          "admin.address", Kinds.ADDRESS, "127.0.0.1", "Where health and admin calls listen.");
  static final Key<Integer> ADMIN_PORT =
      Key.withDefault("admin.port", Kinds.PORT, "8400", "Port of health and admin calls.");
  static final Key<Path> ADMIN_CERTIFICATE =
      Key.optional("admin.tls.certificate", Kinds.FILE, "PEM chain of health and admin calls.");
  static final Key<Path> ADMIN_KEY =
      Key.optional("admin.tls.key", Kinds.FILE, "PEM key of that certificate; owner-only.");
  static final Key<Path> ADMIN_CLIENT_CA =
      Key.optional("admin.tls.client-ca", Kinds.FILE, "PEM of the authority of their callers.");
  static final Key<ClientCertificates> ADMIN_CLIENT_AUTH =
      Key.optional(
          "admin.tls.client-auth",
          Kinds.CLIENTS,
          "Whether callers need a certificate too; `need` where `client-ca` is set.");

  static final Key<Path> HSM_LIBRARY =
      Key.required("hsm.library", Kinds.FILE, "The PKCS#11 library.");
  static final Key<String> HSM_TOKEN =
      Key.required("hsm.token-label", Kinds.TEXT, "Label of the token in the HSM.");
  static final Key<Path> HSM_PIN =
      Key.required("hsm.pin-file", Kinds.FILE, "File with the user PIN; owner-only.");
  static final Key<HsmBinding> HSM_BINDING =
      Key.withDefault("hsm.binding", Kinds.BINDING, "ffm", "How the library is called.");
  static final Key<String> HSM_INIT_ARGS =
      Key.optional(
          "hsm.init-args", Kinds.ARGUMENTS, "What the library is given when it is initialised.");
  static final Key<Integer> HSM_SESSIONS =
      Key.withDefault("hsm.sessions", Kinds.COUNTER, "16", "Sessions, and so parallel operations.");
  static final Key<Duration> HSM_TIMEOUT =
      Key.withDefault(
          "hsm.timeout", Kinds.TIME, "5s", "When a call to the HSM counts as not answered.");
  static final Key<Boolean> HSM_SOFTWARE_KEYS =
      Key.withDefault(
          "hsm.software-keys",
          Kinds.PERMISSION,
          "refused",
          "Whether keys that no token has may be used outside the HSM.");

  static final Key<Duration> SWEEP_INTERVAL =
      Key.withDefault(
          "sweep.interval",
          Kinds.TIME,
          "30m",
          "Between two comparisons of the HSM's keys with the state.");
  static final Key<Integer> SWEEP_LIMIT =
      Key.withDefault(
          "sweep.removal-limit",
          Kinds.LIMIT,
          "100",
          "Orphaned keys that one comparison removes at most; of more it removes none.");

  static final Key<Duration> SHORTEST_PERIOD =
      Key.withDefault(
          "rotation.shortest-period",
          Kinds.TIME,
          "1h",
          "The shortest period of a rotation policy that callers may set.");

  static final Key<Set<StateName>> READABLE_STATES =
      Key.withDefault(
          "secrets.readable-states",
          Kinds.STATES,
          "active",
          "States in which a secret's value may be read.");
  static final Key<Path> BOOTSTRAP_KEY =
      Key.optional(
          "bootstrap.key-file", Kinds.FILE, "Proof for `craton bootstrap`; owner-only, 32+ bytes.");

  static final Key<Duration> ELECTION_MIN =
      Key.withDefault(
          "raft.election-timeout-min", Kinds.TIME, "300ms", "Shortest silence before an election.");
  static final Key<Duration> ELECTION_MAX =
      Key.withDefault(
          "raft.election-timeout-max", Kinds.TIME, "600ms", "Longest silence before an election.");
  static final Key<Integer> SNAPSHOT_ENTRIES =
      Key.withDefault(
          "raft.snapshot-entries", Kinds.COUNTER, "10000", "Log entries between two snapshots.");
  static final Key<Duration> SNAPSHOT_INTERVAL =
      Key.withDefault("raft.snapshot-interval", Kinds.TIME, "1h", "Time between two snapshots.");

  static final Key<Level> LOG_LEVEL =
      Key.withDefault("log.level", Kinds.LEVEL, "info", "What is logged to standard output.");
  static final Key<LogFormat> LOG_FORMAT =
      Key.withDefault("log.format", Kinds.FORMAT, "json", "How it is written.");
  static final Key<URI> TRACING_ENDPOINT =
      Key.optional(
          "tracing.endpoint", Kinds.COLLECTOR, "Where traces of requests go, in OTLP over HTTP.");
  static final Key<Integer> TRACING_PERCENT =
      Key.withDefault(
          "tracing.percent", Kinds.PERCENT, "10", "Of the requests whose callers do not say.");

  static final Key<Duration> SHUTDOWN_TIMEOUT =
      Key.withDefault(
          "shutdown.timeout", Kinds.TIME, "10s", "A stop that takes longer is cut short.");

  static final Key<Duration> SHUTDOWN_DRAIN =
      Key.withDefault(
          "shutdown.drain",
          Kinds.PAUSE,
          "2s",
          "How long a node that is to stop, or to leave the cluster, says so and serves on.");

  static final Key<Long> DISK_LOW =
      Key.withDefault(
          "disk.low",
          Kinds.SIZE,
          "512MB",
          "With less free, a node is not ready and takes no writes.");
  static final Key<Long> DISK_STOP =
      Key.withDefault(
          "disk.stop", Kinds.SIZE, "128MB", "With less free, a node leaves until there is room.");
  static final Key<Long> DISK_RESERVE =
      Key.withDefault(
          "disk.reserve", Kinds.SIZE, "64MB", "Room that is kept for leaving in order.");

  static final List<Key<?>> ALL =
      List.of(
          NODE_NAME,
          NODE_DATA_DIR,
          CLUSTER_ID,
          CLUSTER_MEMBERS,
          CLUSTER_CERTIFICATE,
          CLUSTER_KEY,
          CLUSTER_CA,
          HTTP_ADDRESS,
          HTTP_PORT,
          HTTP_CERTIFICATE,
          HTTP_KEY,
          HTTP_CLIENT_CA,
          HTTP_CLIENT_AUTH,
          HTTP_ALLOW_PLAIN,
          HTTP_CONCURRENCY,
          HTTP_TIMEOUT,
          HTTP_RATE,
          HTTP_BURST,
          ADMIN_ADDRESS,
          ADMIN_PORT,
          ADMIN_CERTIFICATE,
          ADMIN_KEY,
          ADMIN_CLIENT_CA,
          ADMIN_CLIENT_AUTH,
          HSM_LIBRARY,
          HSM_TOKEN,
          HSM_PIN,
          HSM_BINDING,
          HSM_INIT_ARGS,
          HSM_SESSIONS,
          HSM_TIMEOUT,
          HSM_SOFTWARE_KEYS,
          SWEEP_INTERVAL,
          SWEEP_LIMIT,
          SHORTEST_PERIOD,
          READABLE_STATES,
          BOOTSTRAP_KEY,
          ELECTION_MIN,
          ELECTION_MAX,
          SNAPSHOT_ENTRIES,
          SNAPSHOT_INTERVAL,
          LOG_LEVEL,
          LOG_FORMAT,
          TRACING_ENDPOINT,
          TRACING_PERCENT,
          SHUTDOWN_TIMEOUT,
          SHUTDOWN_DRAIN,
          DISK_LOW,
          DISK_STOP,
          DISK_RESERVE);

  private Keys() {}
}
