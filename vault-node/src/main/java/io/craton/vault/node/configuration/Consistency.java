package io.craton.vault.node.configuration;

import io.craton.vault.http.server.ClientCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Checks what no single value can show. Looks only at values that were read, so that a value which
/// is wrong by itself is reported once.
final class Consistency {
  /// Raft needs room between a heartbeat and an election; below this a busy machine elects all day.
  private static final Duration SHORTEST_ELECTION = Duration.ofMillis(50);

  /// A longer one is an outage.
  private static final Duration LONGEST_ELECTION = Duration.ofSeconds(30);

  /// Every write waits for a majority.
  private static final int MOST_MEMBERS = 9;

  /// No token gains from more.
  private static final int MOST_SESSIONS = 256;

  /// Below it every second request for a key would be refused as too old.
  private static final Duration SHORTEST_SWEEP = Duration.ofSeconds(1);

  /// A hanging HSM holds one request for each session, and one more that waits for nothing.
  private static final int THREADS_BEYOND_SESSIONS = 2;

  /// The length of CK_TOKEN_INFO.label.
  private static final int LABEL_CHARS = 32;

  private final Values values;
  private final List<String> problems;

  private Consistency(Values values, List<String> problems) {
    this.values = values;
    this.problems = problems;
  }

  static void check(Values values, List<String> problems) {
    Consistency consistency = new Consistency(values, problems);
    consistency.checkMembership();
    consistency.checkClusterTls();
    consistency.checkHttp();
    consistency.checkAdmin();
    consistency.checkPorts();
    consistency.checkElection();
    consistency.checkDisk();
    consistency.checkBounds();
  }

  private void checkMembership() {
    Optional<String> name = values.find(Keys.NODE_NAME);
    Optional<List<Member>> members = values.find(Keys.CLUSTER_MEMBERS);
    if (name.isPresent()
        && members.isPresent()
        && members.get().stream().noneMatch(member -> member.name().equals(name.get()))) {
      problems.add(
          "node.name: no entry of cluster.members is named "
              + name.get()
              + "; found "
              + members.get().stream().map(Member::name).toList());
    }
  }

  private void checkClusterTls() {
    List<Key<Path>> keys = List.of(Keys.CLUSTER_CERTIFICATE, Keys.CLUSTER_KEY, Keys.CLUSTER_CA);
    long set = keys.stream().filter(key -> values.find(key).isPresent()).count();
    if (set > 0 && set < keys.size()) {
      problems.add("cluster.tls: set certificate, key and ca together, or none of them");
    }
    boolean alone =
        values.find(Keys.CLUSTER_MEMBERS).stream().flatMap(List::stream).allMatch(Member::loopback);
    if (set == 0 && !alone) {
      problems.add(
          "cluster.tls: members beyond loopback need mutual TLS; set certificate, key and ca");
    }
  }

  private void checkHttp() {
    boolean tls = checkServer("http.tls", Keys.HTTP_CERTIFICATE, Keys.HTTP_KEY);
    checkClients(tls, Keys.HTTP_CLIENT_CA, Keys.HTTP_CLIENT_AUTH);
    if (!tls) {
      checkPlain(Keys.HTTP_ADDRESS, "set http.tls.certificate and http.tls.key, or");
    }
  }

  private void checkAdmin() {
    boolean tls = checkServer("admin.tls", Keys.ADMIN_CERTIFICATE, Keys.ADMIN_KEY);
    checkClients(tls, Keys.ADMIN_CLIENT_CA, Keys.ADMIN_CLIENT_AUTH);
    if (!tls) {
      checkPlain(Keys.ADMIN_ADDRESS, "set admin.tls.certificate and admin.tls.key, or");
    }
  }

  /// True when a certificate or a key is there.
  private boolean checkServer(String section, Key<Path> certificate, Key<Path> key) {
    boolean one = values.find(certificate).isPresent();
    boolean other = values.find(key).isPresent();
    if (one != other) {
      problems.add(section + ": set certificate and key together, or none of them");
    }
    return one || other;
  }

  private void checkClients(boolean tls, Key<Path> authority, Key<ClientCertificates> clients) {
    Optional<ClientCertificates> wanted = values.find(clients);
    boolean named = values.find(authority).isPresent();
    if (!tls && (named || wanted.isPresent())) {
      problems.add(
          (named ? authority : clients).name() + ": clients show certificates to TLS only");
    }
    if (tls && !named && wanted.filter(each -> each != ClientCertificates.NONE).isPresent()) {
      problems.add(clients.name() + ": set " + authority.name() + ", whose certificates count");
    }
  }

  private void checkPlain(Key<String> address, String remedy) {
    Optional<String> host = values.find(address);
    Optional<Boolean> allowed = values.find(Keys.HTTP_ALLOW_PLAIN);
    if (host.isPresent()
        && allowed.isPresent()
        && !allowed.get()
        && !new Endpoint(host.get(), 1).loopback()) {
      problems.add(
          address.name()
              + ": plain HTTP is refused on "
              + host.get()
              + ", which is not loopback; "
              + remedy
              + " permit it with http.allow-plain: true");
    }
  }

  private void checkPorts() {
    Optional<Integer> http = values.find(Keys.HTTP_PORT);
    if (http.isPresent()
        && http.equals(values.find(Keys.ADMIN_PORT))
        && values.find(Keys.HTTP_ADDRESS).equals(values.find(Keys.ADMIN_ADDRESS))) {
      problems.add("admin.port: the API listens at " + http.get() + " already; choose another");
    }
  }

  private void checkElection() {
    Optional<Duration> min = values.find(Keys.ELECTION_MIN);
    Optional<Duration> max = values.find(Keys.ELECTION_MAX);
    if (min.isEmpty() || max.isEmpty()) {
      return;
    }
    if (min.get().compareTo(SHORTEST_ELECTION) < 0) {
      problems.add(
          "raft.election-timeout-min: must be at least " + SHORTEST_ELECTION.toMillis() + "ms");
    }
    if (max.get().compareTo(LONGEST_ELECTION) > 0) {
      problems.add(
          "raft.election-timeout-max: must be at most " + LONGEST_ELECTION.toSeconds() + "s");
    }
    if (max.get().multipliedBy(2).compareTo(min.get().multipliedBy(3)) < 0) {
      problems.add(
          "raft.election-timeout-max: must be at least 1.5 times raft.election-timeout-min, or"
              + " nodes ask for votes at the same time");
    }
  }

  private void checkDisk() {
    Optional<Long> low = values.find(Keys.DISK_LOW);
    Optional<Long> stop = values.find(Keys.DISK_STOP);
    if (low.isPresent() && stop.isPresent() && low.get() < 2 * stop.get()) {
      problems.add("disk.low: must be at least twice disk.stop");
    }
    if (stop.isPresent()
        && values.find(Keys.DISK_RESERVE).filter(it -> it > stop.get()).isPresent()) {
      problems.add("disk.reserve: must be at most disk.stop");
    }
  }

  private void checkBounds() {
    if (values.find(Keys.CLUSTER_MEMBERS).stream().anyMatch(list -> list.size() > MOST_MEMBERS)) {
      problems.add("cluster.members: at most " + MOST_MEMBERS + " nodes");
    }
    if (values.find(Keys.HSM_SESSIONS).stream().anyMatch(count -> count > MOST_SESSIONS)) {
      problems.add("hsm.sessions: at most " + MOST_SESSIONS);
    }
    if (values.find(Keys.HSM_TOKEN).stream().anyMatch(label -> label.length() > LABEL_CHARS)) {
      problems.add("hsm.token-label: at most " + LABEL_CHARS + " characters");
    }
    if (values.find(Keys.SNAPSHOT_INTERVAL).stream()
        .anyMatch(interval -> interval.compareTo(Duration.ofSeconds(1)) < 0)) {
      problems.add("raft.snapshot-interval: must be at least 1s");
    }
    if (values.find(Keys.SWEEP_INTERVAL).stream()
        .anyMatch(interval -> interval.compareTo(SHORTEST_SWEEP) < 0)) {
      problems.add("sweep.interval: must be at least 1s");
    }
    Optional<Integer> sessions = values.find(Keys.HSM_SESSIONS);
    Optional<Integer> requests = values.find(Keys.HTTP_CONCURRENCY);
    if (sessions.filter(count -> count <= MOST_SESSIONS).isPresent()
        && requests.isPresent()
        && requests.get() < sessions.get() + THREADS_BEYOND_SESSIONS) {
      problems.add(
          "http.max-concurrent-requests: must be at least hsm.sessions + "
              + THREADS_BEYOND_SESSIONS
              + ", or an HSM that hangs takes them all");
    }
    if (values.find(Keys.SHORTEST_PERIOD).stream()
        .anyMatch(period -> period.compareTo(Duration.ofSeconds(1)) < 0)) {
      problems.add("rotation.shortest-period: must be at least 1s");
    }
  }
}
