package io.craton.vault.http.health;

import io.craton.vault.http.server.Exchange;
import io.craton.vault.http.server.Route;
import io.craton.vault.http.wire.Answer;
import io.craton.vault.http.wire.ResultWriter;
import java.io.IOException;
import java.util.List;

/// Answers whether a node lives, is ready, leads: 200 for yes and 503 for no, with a small body.
///
/// | Path | 200 |
/// |---|---|
/// | `GET /health/live` | while the process can answer |
/// | `GET /health/ready` | while it should get requests; else `codes` say why not |
/// | `GET /health/leader` | on the leader |
public final class HealthRoutes {
  private static final int YES = 200;
  private static final int NO = 503;

  private final Health.Source source;
  private final boolean inWords;

  private HealthRoutes(Health.Source source, boolean inWords) {
    this.source = source;
    this.inWords = inWords;
  }

  /// For everybody: codes only.
  public static List<Route> forEverybody(Health.Source source) {
    return new HealthRoutes(source, false).routes();
  }

  /// For who may reach the admin listener: with the reasons in words.
  public static List<Route> forOperators(Health.Source source) {
    return new HealthRoutes(source, true).routes();
  }

  private List<Route> routes() {
    return List.of(
        new Route(Route.Method.GET, "/health/live", this::live),
        new Route(Route.Method.GET, "/health/ready", this::ready),
        new Route(Route.Method.GET, "/health/leader", this::leader));
  }

  private void live(Exchange exchange) throws IOException {
    send(exchange, "live", true, List.of(), List.of());
  }

  private void ready(Exchange exchange) throws IOException {
    Health health = source.health();
    send(
        exchange,
        "ready",
        health.ready(),
        health.reasons().stream().map(reason -> reason.code().wireName()).distinct().toList(),
        health.reasons().stream().map(HealthReason::text).toList());
  }

  private void leader(Exchange exchange) throws IOException {
    Health health = source.health();
    String why = health.leader().map(other -> other + " leads").orElse("no leader is known");
    send(exchange, "leader", health.leads(), List.of(), health.leads() ? List.of() : List.of(why));
  }

  private void send(
      Exchange exchange, String name, boolean value, List<String> codes, List<String> reasons)
      throws IOException {
    ResultWriter body =
        out -> {
          out.writeStartObject();
          out.writeBooleanField(name, value);
          out.writeArrayFieldStart("codes");
          for (String code : codes) {
            out.writeString(code);
          }
          out.writeEndArray();
          if (inWords) {
            out.writeArrayFieldStart("reasons");
            for (String reason : reasons) {
              out.writeString(reason);
            }
            out.writeEndArray();
          }
          out.writeEndObject();
        };
    exchange.send(Answer.plain(value ? YES : NO, body));
  }
}
