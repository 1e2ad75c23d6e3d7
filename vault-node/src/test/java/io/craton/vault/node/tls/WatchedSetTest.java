package io.craton.vault.node.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.vault.node.configuration.PemPair;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedSetTest {
  private static final String BOTH = "serverAuth,clientAuth";
  private static final String HERE = "IP:127.0.0.1";

  @TempDir private Path directory;
  private volatile Duration ahead = Duration.ZERO;
  private final InstantSource clock = () -> Instant.now().plus(ahead);
  private final AtomicInteger changes = new AtomicInteger();
  private TestPki pki;
  private Path authority;
  private PemPair pair;
  private PemPair next;
  private WatchedSet set;

  @BeforeEach
  void load() throws Exception {
    pki = new TestPki(directory);
    authority = pki.authority("ca");
    pair = pki.leaf("one", authority, HERE, BOTH, 30);
    next = pki.leaf("two", authority, HERE, BOTH, 30);
    set = WatchedSet.load(cluster(pair), clock);
    set.onChange(changes::incrementAndGet);
  }

  private TlsFiles cluster(PemPair own) {
    return new TlsFiles(
        TlsRole.CLUSTER, own, Optional.of(authority), List.of("127.0.0.1", "127.0.0.1"));
  }

  @Test
  void aReloadTakesNewFilesAtOnce() throws Exception {
    assertThat(set.state().info().subject()).isEqualTo("CN=one");
    assertThat(set.state().info().names()).containsExactly(HERE);

    TestPki.replace(pair, next);
    set.reload();

    assertThat(set.state().info().subject()).isEqualTo("CN=two");
    assertThat(set.state().problem()).isEmpty();
    assertThat(changes).hasValue(1);
  }

  @Test
  void aReloadOfTheSameFilesChangesNothing() {
    CertificateSet before = set.current();

    set.reload();
    set.look();

    assertThat(set.current()).isEqualTo(before);
    assertThat(changes).hasValue(0);
  }

  @Test
  void aLookTakesNewFilesOnceTheyStayAsTheyAre() throws Exception {
    TestPki.replace(pair.certificate(), next.certificate());
    set.look();
    assertThat(set.state().problem()).isEmpty();
    TestPki.replace(pair.key(), next.key());
    set.look();
    assertThat(set.state().info().subject()).isEqualTo("CN=one");
    set.look();

    assertThat(set.state().info().subject()).isEqualTo("CN=two");
    assertThat(set.state().failures()).isZero();
    assertThat(changes).hasValue(1);
  }

  @Test
  void filesThatAreNotGoodAreToldOfOnceAndNotUsed() throws Exception {
    CertificateSet before = set.current();
    TestPki.replace(pair.certificate(), next.certificate());
    for (int i = 0; i < 4; i++) {
      set.look();
    }
    set.reload();

    assertThat(set.current()).isEqualTo(before);
    assertThat(set.state().problem().orElseThrow()).contains("is not the key of the certificate");
    assertThat(set.state().failures()).isEqualTo(1);
    assertThat(set.warnings()).singleElement().asString().startsWith("certificates that are not");
    assertThat(changes).hasValue(0);
  }

  @Test
  void whatWasPutBackIsNoProblemAnyMore() throws Exception {
    Path saved = Files.copy(pair.certificate(), directory.resolve("saved"));
    TestPki.replace(pair.certificate(), next.certificate());
    set.reload();
    assertThat(set.state().problem()).isPresent();

    TestPki.replace(pair.certificate(), saved);
    set.look();

    assertThat(set.state().problem()).isEmpty();
    assertThat(set.warnings()).isEmpty();
  }

  @Test
  void aMissingFileIsNotUsed() throws Exception {
    Files.delete(pair.certificate());
    set.reload();

    assertThat(set.state().problem().orElseThrow()).contains("cannot be read");
    assertThat(set.state().info().subject()).isEqualTo("CN=one");
  }

  @Test
  void aKeyThatIsOpenToOthersIsNotUsed() throws Exception {
    Files.setPosixFilePermissions(next.key(), PosixFilePermissions.fromString("rw-r--r--"));
    TestPki.replace(pair, next);
    set.reload();
    assertThat(set.state().problem().orElseThrow()).contains("chmod go-rwx");

    Files.setPosixFilePermissions(pair.key(), PosixFilePermissions.fromString("rw-------"));
    set.reload();
    assertThat(set.state().info().subject()).isEqualTo("CN=two");
  }

  @Test
  void whatOtherNodesWouldNotBelieveIsNotUsed() throws Exception {
    PemPair strange = pki.leaf("strange", pki.authority("other"), HERE, BOTH, 30);
    PemPair elsewhere = pki.leaf("elsewhere", authority, "IP:127.0.0.9", BOTH, 30);
    PemPair server = pki.leaf("server", authority, HERE, "serverAuth", 30);
    PemPair client = pki.leaf("client", authority, HERE, "clientAuth", 30);

    assertThat(refusal(strange)).contains("an authority in cluster.tls.ca must have signed it");
    assertThat(refusal(elsewhere)).contains("does not name 127.0.0.1");
    assertThat(refusal(server)).contains("for servers and clients");
    assertThat(refusal(client)).contains("for servers and clients");
  }

  @Test
  void aChainOutOfOrderIsNotUsed() throws Exception {
    Files.writeString(
        next.certificate(),
        Files.readString(next.certificate()) + Files.readString(pair.certificate()));

    assertThat(refusal(next)).contains("put the own one first");
  }

  @Test
  void anExpiredOneIsNotUsed() throws Exception {
    PemPair brief = pki.leaf("brief", authority, HERE, BOTH, 1);
    ahead = Duration.ofHours(36);

    assertThat(refusal(brief)).contains("renew it or set the clock");
  }

  @Test
  void theEndIsAnnouncedTwoWeeksAhead() throws Exception {
    assertThat(set.warnings()).isEmpty();
    ahead = Duration.ofDays(17);
    assertThat(set.warnings())
        .singleElement()
        .asString()
        .startsWith("the certificate of cluster.tls ends in 12 days, at ");
    ahead = Duration.ofDays(31);
    assertThat(set.warnings()).singleElement().asString().contains("has ended at");
  }

  private String refusal(PemPair own) {
    StartFailure failure =
        catchThrowableOfType(StartFailure.class, () -> WatchedSet.load(cluster(own), clock));
    assertThat(failure.code()).isEqualTo(ExitCode.CERTIFICATE_INVALID);
    return String.valueOf(failure.getMessage());
  }
}
