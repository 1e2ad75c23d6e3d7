package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.node.exit.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node is started while its HSM is away or fails.
class HsmAwaitedIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// A tenth of failing calls makes a start take several attempts, with pauses in between.
  private static final Duration LONG_PATIENCE = Duration.ofMinutes(4);

  private static final String WAITS = "HSM: waiting for it";

  @TempDir private Path directory;
  private TestToken hsm;
  private TestNode node;
  private Path link;

  @BeforeEach
  void makeNode() throws Exception {
    hsm = TestToken.make(directory);
    node = TestNode.cluster(directory, hsm, 1).getFirst();
    link = directory.resolve("way");
    node.reachHsmThrough(hsm.settingsThrough(link));
  }

  @AfterEach
  void killNode() throws InterruptedException {
    node.kill();
  }

  @Test
  void aMemberWaitsForAnHsmThatIsAwayAndServesWhenItIsBack() throws Exception {
    becomeMember();
    Files.delete(link);

    Process process = node.start();
    awaitFailedAttempt(process);
    assertThat(node.health("ready")).isEqualTo(503);
    assertThat(node.health("live")).isEqualTo(200);
    assertThat(node.readyInWords()).contains("\"hsm\"").contains("\"starting\"");
    assertThat(node.metrics()).contains("craton_hsm_ready 0");
    Files.createSymbolicLink(link, directory.resolve("tokens"));
    node.awaitReady();

    assertThat(process.isAlive()).isTrue();
    assertThat(Files.readString(node.log())).contains("waiting for the HSM before the start");
  }

  @Test
  void aMemberThatWaitsStopsWhenItIsTold() throws Exception {
    becomeMember();
    Files.delete(link);

    Process process = node.start();
    awaitFailedAttempt(process);
    process.destroy();

    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.OK.code());
  }

  @Test
  void aMemberWhoseHsmRefusesThePinOrIsAnotherEndsAtOnce() throws Exception {
    becomeMember();
    Path pin = TestToken.ownerOnly(directory.resolve("wrong-pin"), "00000000");

    assertThat(node.run("server", "hsm.pin-file=" + pin).code()).isEqualTo(ExitCode.HSM_PIN.code());
    assertThat(node.run("server", "hsm.token-label=other").code())
        .isEqualTo(ExitCode.HSM_TOKEN.code());
    assertThat(node.run("server", "hsm.library=/none.so").code())
        .isEqualTo(ExitCode.HSM_LIBRARY.code());
  }

  @Test
  void aNodeThatNeverHadItsHsmEndsAtOnce() throws Exception {
    Files.delete(link);

    assertThat(node.run("server").code())
        .isIn(ExitCode.HSM_LIBRARY.code(), ExitCode.HSM_TOKEN.code(), ExitCode.HSM_FAILED.code());
  }

  @Test
  void aMemberStartsWhileATenthOfTheCallsFail() throws Exception {
    FaultyLibrary faulty = FaultyLibrary.make(directory);
    faulty.between(node);
    becomeMember(faulty.setting());
    faulty.fails(100);

    Process process = node.start(faulty.setting());
    awaitFailedAttempt(process);
    assertThat(node.readyInWords()).contains("left open whether it can");
    faulty.fails(10);
    Deadline deadline = Deadline.after(LONG_PATIENCE, System::nanoTime);
    while (node.readyInWords().contains("HSM is being opened")) {
      assertThat(deadline.expired()).as(node.readyInWords()).isFalse();
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    faulty.fails(0);
    node.awaitReady();

    String token = node.run("bootstrap", faulty.setting()).out().strip();
    JsonNode report = node.administer("/admin/v1/hsm", token);
    assertThat(report.path("state").asText()).as("%s", report).isEqualTo("ready");
    assertThat(report.path("algorithms")).as("%s", report).isNotEmpty();
    assertThat(report.toString()).as("no algorithm is lost").doesNotContain("CKR_");
  }

  private void becomeMember(String... set) throws Exception {
    Process process = node.start(set);
    node.awaitReady();
    process.destroy();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private void awaitFailedAttempt(Process process) throws Exception {
    Deadline deadline = Deadline.after(PATIENCE, System::nanoTime);
    String words = node.readyInWords();
    while (!words.contains(WAITS) || words.contains(HsmWait.FIRST_ATTEMPT)) {
      assertThat(process.isAlive()).as("%s", Files.readString(node.log())).isTrue();
      assertThat(deadline.expired()).as("%s", words).isFalse();
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      words = node.readyInWords();
    }
  }
}
