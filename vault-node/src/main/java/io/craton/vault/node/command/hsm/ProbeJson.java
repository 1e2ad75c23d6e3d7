package io.craton.vault.node.command.hsm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.hsm.AlgorithmSupport;
import io.craton.vault.hsm.HsmProbe;
import io.craton.vault.hsm.pkcs11.TokenInfo;
import java.util.Locale;

/// What a probe found, in the words of the admin API's report about a running node.
final class ProbeJson {
  private static final long NANOS_PER_MICRO = 1_000;

  private ProbeJson() {}

  static JsonNode of(HsmProbe.Report report) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    TokenInfo token = report.token();
    document
        .putObject("token")
        .put("label", token.label())
        .put("manufacturer", token.manufacturer())
        .put("model", token.model())
        .put("serial", token.serial())
        .put("firmware", token.firmware());
    document.put("opening_micros", report.opening().toNanos() / NANOS_PER_MICRO);
    document.put("trials_micros", report.trials().toNanos() / NANOS_PER_MICRO);
    document.put("export", report.wraps());
    document.put("lifecycle_attributes", report.lifecycle());
    ArrayNode algorithms = document.putArray("algorithms");
    for (AlgorithmSupport support : report.algorithms()) {
      ObjectNode row =
          algorithms
              .addObject()
              .put("name", support.algorithm().wireName())
              .put("purpose", support.algorithm().purpose().wireName())
              .put("way", support.way().name().toLowerCase(Locale.ROOT));
      support.obstacle().ifPresent(obstacle -> row.put("obstacle", obstacle));
      row.put("trial_micros", support.trial().toNanos() / NANOS_PER_MICRO);
    }
    return document;
  }
}
