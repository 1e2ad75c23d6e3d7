package io.craton.vault.node.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import io.craton.vault.core.item.StateName;
import io.craton.vault.http.server.ClientCertificates;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  private static final String SMALLEST =
      """
      node: {name: n1, data-dir: /data}
      cluster:
        id: test
        members:
          - {name: n1, raft: "127.0.0.1:8300", peer: "[::1]:8301"}
      hsm: {library: /lib.so, token-label: 0123, pin-file: /pin}
      """;

  @TempDir private Path directory;

  @Test
  void whatIsNotSetHasItsDefault() throws Exception {
    Configuration read = load(SMALLEST);

    assertThat(read.http().endpoint()).isEqualTo(new Endpoint("127.0.0.1", 8200));
    assertThat(read.http().tls()).isEmpty();
    assertThat(read.admin().endpoint()).isEqualTo(new Endpoint("127.0.0.1", 8400));
    assertThat(read.admin().bootstrapKeyFile()).isEmpty();
    assertThat(read.hsm().library())
        .isEqualTo(new Configuration.Library(Path.of("/lib.so"), HsmBinding.FFM, ""));
    assertThat(read.node().readableStates()).containsExactly(StateName.ACTIVE);
    assertThat(read.node().log()).isEqualTo(new Configuration.Log(Level.INFO, LogFormat.JSON));
    assertThat(read.node().shutdownTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(read.cluster().tls()).isEmpty();
    assertThat(read.cluster().member("n1").peer()).isEqualTo(new Endpoint("::1", 8301));
  }

  @Test
  void scalarsStayAsTheyWereWritten() throws Exception {
    assertThat(load(SMALLEST).hsm().tokenLabel()).isEqualTo("0123");
  }

  @Test
  void theLibraryIsGivenItsArgumentsAsTheyWereWritten() throws Exception {
    String nss = "configdir='sql:/var/lib/nss' flags=";
    assertThat(load(SMALLEST, Map.of("CRATON_HSM_INIT_ARGS", nss), List.of()).hsm().library())
        .extracting(Configuration.Library::arguments)
        .isEqualTo(nss);
  }

  @Test
  void dotsAndNestingMeanTheSame() throws Exception {
    assertThat(load(SMALLEST + "http.port: 9000\n").http().endpoint().port()).isEqualTo(9000);
  }

  @Test
  void theEnvironmentOverridesTheFileAndArgumentsOverrideBoth() throws Exception {
    String file = SMALLEST + "http: {port: 1, request-timeout: 3s}\nlog: {level: warn}\n";
    Map<String, String> environment =
        Map.of("CRATON_HTTP_PORT", "2", "CRATON_HTTP_REQUEST_TIMEOUT", "250ms");

    Configuration read = load(file, environment, List.of("http.port=3", "http.port=4"));

    assertThat(read.http().endpoint().port()).isEqualTo(4);
    assertThat(read.http().requestTimeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(read.node().log().level()).isEqualTo(Level.WARN);
  }

  @Test
  void membersCanBeOverriddenInFlowStyle() throws Exception {
    String members =
        "[{name: n1, raft: 'localhost:1', peer: 'localhost:2'},"
            + "{name: n2, raft: 'localhost:3', peer: 'localhost:4'}]";

    Configuration read = load(SMALLEST, Map.of("CRATON_CLUSTER_MEMBERS", members), List.of());

    assertThat(read.cluster().members()).extracting(Member::name).containsExactly("n1", "n2");
  }

  @Test
  void statesCanBeAListOrAText() throws Exception {
    String list = SMALLEST + "secrets: {readable-states: [active, deactivated]}\n";
    String text = SMALLEST + "secrets: {readable-states: 'active,deactivated'}\n";

    assertThat(load(list).node().readableStates())
        .containsExactlyInAnyOrder(StateName.ACTIVE, StateName.DEACTIVATED)
        .isEqualTo(load(text).node().readableStates());
  }

  @Test
  void variablesOfOthersAreLeftAlone() throws Exception {
    Map<String, String> kubernetes =
        Map.of("CRATON_SERVICE_HOST", "10.0.0.1", "CRATON_PORT", "tcp://10.0.0.1:8200");

    assertThat(load(SMALLEST, kubernetes, List.of()).node().name()).isEqualTo("n1");
  }

  @Test
  void allProblemsAreListedAtOnce() {
    List<String> problems =
        problems("http: {prot: 1, port: x}\nnode: {name: n1}\n", Map.of("CRATON_HSM_PIN", "1"));

    assertThat(problems)
        .anyMatch(line -> line.contains("unknown key http.prot; did you mean http.port?"))
        .anyMatch(line -> line.contains("http.port: expected a port from 1 to 65535, found 'x'"))
        .anyMatch(line -> line.contains("unknown variable CRATON_HSM_PIN; did you mean CRATON_HSM"))
        .anyMatch(line -> line.startsWith("node.data-dir is missing"))
        .anyMatch(line -> line.startsWith("cluster.members is missing"))
        .anyMatch(line -> line.startsWith("hsm.library is missing"))
        .allMatch(line -> line.lines().count() == 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http.port=0                              | http.port: expected a port
          http.port=65536                          | http.port: expected a port
          http.request-timeout=0s                  | http.request-timeout: expected a duration
          http.request-timeout=10                  | http.request-timeout: expected a duration
          http.allow-plain=yes                     | http.allow-plain: expected true or false
          http.address=0.0.0.0                     | http.address: plain HTTP is refused on 0.0.0.0
          admin.address=0.0.0.0                    | admin.address: plain HTTP is refused on 0.0.0.0
          admin.port=8200                          | admin.port: the API listens at 8200 already
          http.tls.key=/key                        | http.tls: set certificate and key together
          http.tls.client-ca=/ca                   | http.tls.client-ca: clients show certificates to TLS
          http.tls.client-auth=want                | http.tls.client-auth: clients show certificates to
          http.tls.client-auth=must                | expected none or want or need
          admin.tls.certificate=/certificate       | admin.tls: set certificate and key together
          admin.tls.client-ca=/ca                  | admin.tls.client-ca: clients show certificates to
          http.rate-limit.requests-per-second=-1   | expected a whole number from 0
          http.rate-limit.burst=0                  | expected a whole number from 1
          cluster.tls.ca=/ca                       | cluster.tls: set certificate, key and ca
          node.name=n2                             | node.name: no entry of cluster.members is named
          node.name=N 1                            | node.name: expected 1 to 32 characters
          hsm.binding=jni                          | hsm.binding: expected ffm or sunpkcs11
          hsm.init-args=a\tb                       | hsm.init-args: expected a text without control
          hsm.sessions=257                         | hsm.sessions: at most 256
          secrets.readable-states=active,destroyed | secrets.readable-states: expected a list
          log.level=loud                           | log.level: expected error or warn or info
          raft.election-timeout-min=10ms           | raft.election-timeout-min: must be at least 50ms
          raft.election-timeout-max=310ms          | raft.election-timeout-max: must be at least 1.5
          raft.snapshot-interval=500ms             | raft.snapshot-interval: must be at least 1s
          sweep.interval=500ms                     | sweep.interval: must be at least 1s
          rotation.shortest-period=500ms           | rotation.shortest-period: must be at least 1s
          http.max-concurrent-requests=17          | http.max-concurrent-requests: must be at least hsm.sessions + 2
          sweep.removal-limit=-1                   | sweep.removal-limit: expected a whole number from 0
          cluster.members=[]                       | cluster.members: expected a list of {name
          cluster.members=[{name: n1}]             | cluster.members: expected a list of {name
          nonsense                                 | --set nonsense: expected KEY=VALUE
          """)
  void aWrongValueIsNamed(String set, String message) {
    assertThat(problems(SMALLEST, Map.of(), set)).singleElement().asString().contains(message);
  }

  @Test
  void membersBeyondLoopbackNeedMutualTls() {
    String members = "cluster.members=[{name: n1, raft: '10.0.0.1:1', peer: '10.0.0.1:2'}]";

    assertThat(problems(SMALLEST, Map.of(), members))
        .singleElement()
        .asString()
        .contains("members beyond loopback need mutual TLS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'node: {name: a'                    | cannot be read
          'just a text'                       | expected keys and values
          'log: {level: info, level: warn}'   | Duplicate field 'level'
          'log: {level: info}\\nlog.level: info' | log.level is there twice
          """)
  void aBrokenFileIsNamed(String text, String message) {
    assertThat(problems(text.replace("\\n", "\n"), Map.of()))
        .anyMatch(line -> line.contains(message));
  }

  @Test
  void whoNamesAnAuthorityOfClientsNeedsTheirCertificates() throws Exception {
    String tls = SMALLEST + "http.tls: {certificate: /c, key: /k, client-ca: /ca%s}\n";

    Configuration.ServerTls needed = load(tls.formatted("")).http().tls().orElseThrow();
    Configuration.ServerTls wanted =
        load(tls.formatted(", client-auth: want")).http().tls().orElseThrow();
    Configuration.ServerTls unused =
        load(tls.formatted(", client-auth: none")).http().tls().orElseThrow();

    assertThat(needed.clients()).isEqualTo(ClientCertificates.NEED);
    assertThat(needed.clientAuthority()).contains(Path.of("/ca"));
    assertThat(wanted.clients()).isEqualTo(ClientCertificates.WANT);
    assertThat(unused.clientAuthority()).isEmpty();
    assertThat(
            problems(
                SMALLEST + "admin.tls: {certificate: /c, key: /k, client-auth: need}\n", Map.of()))
        .containsExactly(
            "admin.tls.client-auth: set admin.tls.client-ca, whose certificates count");
  }

  @Test
  void aBurstIsWhatASecondAllowsUnlessItIsSet() throws Exception {
    String file = SMALLEST + "http.rate-limit: {requests-per-second: 50%s}\n";

    assertThat(load(SMALLEST).http().rateLimit()).isEmpty();
    assertThat(load(file.formatted("")).http().rateLimit())
        .contains(new Configuration.RateLimit(50, 50));
    assertThat(load(file.formatted(", burst: 7")).http().rateLimit())
        .contains(new Configuration.RateLimit(50, 7));
  }

  @Test
  void aFileThatEverybodyMayChangeIsRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("open.yaml"), SMALLEST);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));

    StartFailure failure =
        catchThrowableOfType(
            StartFailure.class, () -> Configuration.load(file, Map.of(), List.of()));

    assertThat(failure.code()).isEqualTo(ExitCode.INSECURE_PERMISSIONS);
    assertThat(failure.problems()).singleElement().asString().endsWith("chmod o-w " + file);
  }

  @Test
  void aMissingFileIsNamed() {
    StartFailure failure =
        catchThrowableOfType(
            StartFailure.class,
            () -> Configuration.load(directory.resolve("none"), Map.of(), List.of()));

    assertThat(failure.problems().getFirst()).endsWith("name the configuration with --config");
  }

  private List<String> problems(String text, Map<String, String> environment, String... set) {
    StartFailure failure =
        catchThrowableOfType(StartFailure.class, () -> load(text, environment, List.of(set)));
    assertThat(failure.code()).isEqualTo(ExitCode.CONFIGURATION);
    return failure.problems();
  }

  private Configuration load(String text) throws IOException, StartFailure {
    return load(text, Map.of(), List.of());
  }

  private Configuration load(String text, Map<String, String> environment, List<String> set)
      throws IOException, StartFailure {
    Path file = Files.writeString(directory.resolve("craton.yaml"), text);
    return Configuration.load(file, environment, set);
  }
}
