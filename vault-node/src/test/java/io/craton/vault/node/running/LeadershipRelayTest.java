package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.rocks.StoreException;
import io.craton.vault.node.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a fault of consensus ends a node with: the code decides whether it is started again.
class LeadershipRelayTest {
  private final Ending ending = new Ending(Duration.ofDays(1), new Thread(), () -> false);
  private final LeadershipRelay relay = new LeadershipRelay(ending, Path.of("/data/consensus"));

  /// A process that has not ended in time is halted, and this one is the tests'.
  @AfterEach
  void endInTime() {
    ending.ended();
  }

  private Ending.Verdict after(Throwable cause) {
    relay.onFault("for a test", cause);
    return ending.verdict().orElseThrow();
  }

  @Test
  void aDamagedStateIsTheOperatorsWheneverItIsMet() {
    relay.serving();
    Ending.Verdict verdict =
        after(new StoreException("cannot read ITEM", new IOException("checksum"), true));
    assertThat(verdict.code()).isEqualTo(ExitCode.DATA_CORRUPT);
    assertThat(verdict.failure().orElseThrow())
        .hasMessageContaining("cannot read ITEM")
        .hasMessageContaining("empty it and let this node join again");
  }

  @Test
  void whatMayGoByIsAFault() {
    relay.serving();
    assertThat(after(new StoreException("cannot read ITEM", new IOException("late"))).code())
        .isEqualTo(ExitCode.FAULT);
  }

  @Test
  void anotherFailureBeforeTheNodeServesIsOneOfItsStart() {
    assertThat(after(new IOException("a bad checksum")).code()).isEqualTo(ExitCode.DATA_CORRUPT);
  }

  @Test
  void anotherFailureOfANodeThatServesIsAFault() {
    relay.serving();
    assertThat(after(new IOException("a bad checksum")).code()).isEqualTo(ExitCode.FAULT);
  }
}
