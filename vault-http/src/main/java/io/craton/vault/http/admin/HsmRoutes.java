package io.craton.vault.http.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.craton.vault.core.service.Caller;
import io.craton.vault.http.request.Timestamps;
import io.craton.vault.http.server.Exchange;
import io.craton.vault.http.wire.Answer;
import io.craton.vault.http.wire.ResultWriter;
import java.io.IOException;
import java.util.Optional;

/// Shows how this node's HSM is. Tells an administrator what the token says of itself; no PIN, no
/// key.
record HsmRoutes(NodeAdmin node) {
  private static final int OK = 200;

  void show(Exchange exchange, Caller caller) throws IOException {
    exchange.send(Answer.plain(OK, json(node.status().node(), node.hsmReport())));
  }

  private static ResultWriter json(String name, Optional<HsmReport> report) {
    return out -> {
      out.writeStartObject();
      out.writeStringField("node", name);
      if (report.isEmpty()) {
        out.writeStringField("state", "not open yet");
      } else {
        report(out, report.get());
      }
      out.writeEndObject();
    };
  }

  private static void report(JsonGenerator out, HsmReport report) throws IOException {
    HsmReport.Breaker breaker = report.breaker();
    out.writeStringField("state", breaker.state());
    out.writeStringField("since", Timestamps.format(breaker.since()));
    out.writeNumberField("epoch", breaker.epoch());
    if (breaker.lastError().isPresent()) {
      out.writeStringField("last_error", breaker.lastError().get());
    }
    if (report.token().isPresent()) {
      HsmReport.Token token = report.token().get();
      out.writeObjectFieldStart("token");
      out.writeStringField("label", token.label());
      out.writeStringField("manufacturer", token.manufacturer());
      out.writeStringField("model", token.model());
      out.writeStringField("serial", token.serial());
      out.writeStringField("firmware", token.firmware());
      out.writeEndObject();
    }
    out.writeNumberField("sessions", report.load().sessions());
    out.writeNumberField("session_limit", report.load().sessionLimit());
    out.writeNumberField("keys", report.load().keys());
    out.writeNumberField("calls_running", report.load().callsRunning());
    out.writeArrayFieldStart("algorithms");
    for (HsmReport.Algorithm algorithm : report.algorithms()) {
      out.writeStartObject();
      out.writeStringField("name", algorithm.name());
      out.writeStringField("purpose", algorithm.purpose());
      out.writeStringField("way", algorithm.way());
      if (algorithm.obstacle().isPresent()) {
        out.writeStringField("obstacle", algorithm.obstacle().get());
      }
      out.writeNumberField("trial_micros", algorithm.trial().toNanos() / 1_000);
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
