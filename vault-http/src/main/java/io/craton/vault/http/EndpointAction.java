package io.craton.vault.http;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.Caller;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.api.Endpoint;
import io.craton.vault.http.api.Result;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.JsonReader;
import io.craton.vault.http.request.JsonValue;
import io.craton.vault.http.server.Bearer;
import io.craton.vault.http.server.Exchange;
import io.craton.vault.http.server.RateLimiter;
import io.craton.vault.http.server.Route;
import io.craton.vault.http.wire.Answer;
import io.craton.vault.http.wire.Refusals;
import io.craton.vault.http.wire.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// What happens at each endpoint, in the order of contract section 1.1: token, its rate, body,
/// JSON, fields, operation, answer. What was secret on the way is wiped.
record EndpointAction(
    Endpoint endpoint, Authentication authentication, Optional<RateLimiter> limiter)
    implements Route.Action {
  /// How long what the barrier showed may be used while the body arrives: the caller must not
  /// choose how old the state is that the request is served from.
  private static final Duration FRESH = Duration.ofMillis(100);

  @Override
  public void serve(Exchange exchange)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    Optional<String> token = Bearer.token(exchange);
    if (token.isEmpty()) {
      exchange.send(Refusals.unauthorized());
      return;
    }
    Caller caller = authentication.authenticate(token.get(), exchange.deadline());
    Optional<Duration> refusal = refusal(caller);
    if (refusal.isPresent()) {
      exchange.send(Refusals.tooManyRequests(refusal.get()));
      return;
    }
    long start = System.nanoTime();
    byte[] body = exchange.readBody();
    try {
      if (System.nanoTime() - start > FRESH.toNanos()) {
        caller = authentication.authenticate(token.get(), exchange.deadline());
      }
      serve(exchange, caller, token.get(), body);
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  private Optional<Duration> refusal(Caller caller) {
    return limiter.flatMap(limit -> caller.id().flatMap(limit::refusal));
  }

  private void serve(Exchange exchange, Caller caller, String token, byte[] body)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    JsonValue.Members json = JsonReader.readObject(body);
    try (Form form = endpoint.schema().read(json)) {
      Call call = new Call(caller, RequestTags.of(exchange, token, body), exchange.deadline());
      try (Result result = endpoint.operation().run(call, form)) {
        exchange.send(Answer.of(Status.SUCCESS, endpoint.summary(), result::write));
      }
    } finally {
      json.wipe();
    }
  }
}
