package io.craton.vault.node.running;

import io.craton.vault.hsm.AlgorithmSupport;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.hsm.HsmHealth;
import io.craton.vault.hsm.pkcs11.TokenInfo;
import io.craton.vault.http.admin.HsmReport;
import java.util.Locale;

/// What the HSM layer knows, in the words of the admin API.
final class HsmReports {
  private HsmReports() {}

  /// @param sessionLimit as configured
  static HsmReport of(Hsm hsm, int sessionLimit) {
    HsmHealth health = hsm.health();
    return new HsmReport(
        hsm.token().map(HsmReports::token),
        new HsmReport.Breaker(
            word(health.state()),
            health.since(),
            health.epoch(),
            health.lastError().map(HsmReports::word)),
        new HsmReport.Load(health.sessions(), sessionLimit, health.keys(), health.callsRunning()),
        hsm.support().stream().map(HsmReports::algorithm).toList());
  }

  private static HsmReport.Token token(TokenInfo info) {
    return new HsmReport.Token(
        info.label(), info.manufacturer(), info.model(), info.serial(), info.firmware());
  }

  private static HsmReport.Algorithm algorithm(AlgorithmSupport support) {
    return new HsmReport.Algorithm(
        support.algorithm().wireName(),
        support.algorithm().purpose().wireName(),
        word(support.way()),
        support.obstacle(),
        support.trial());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
