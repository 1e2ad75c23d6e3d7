package io.craton.vault.http.server;

import io.craton.vault.core.id.RequestId;
import io.craton.vault.http.wire.Answer;
import io.craton.vault.http.wire.Refusals;
import io.craton.vault.http.wire.WipeableBuffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Answers what the server refuses before a route sees it: malformed request lines and headers,
/// headers that are too large, paths that are not plain.
final class JettyErrors extends ErrorHandler {
  private final Gate gate;

  JettyErrors(Gate gate) {
    this.gate = gate;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int code = response.getStatus();
    RequestId id = gate.newRequestId();
    Answer answer = answer(code);
    byte[] body = body(id, answer);
    ResponseHeaders.forEach(id, (name, value) -> response.getHeaders().put(name, value));
    AccessLog.line(id, "-", "-", code, Duration.ZERO, body.length);
    gate.metrics().addOther(new Outcome(code, answer.status().wireName()), Duration.ZERO);
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }

  private byte[] body(RequestId id, Answer answer) {
    try (WipeableBuffer body =
        gate.envelope().render(answer, id, gate.sources().clock().instant())) {
      return Arrays.copyOf(body.array(), body.size());
    }
  }

  private static Answer answer(int code) {
    if (code == HttpStatus.NOT_FOUND_404) {
      return Refusals.unknownPath();
    }
    return HttpStatus.isClientError(code)
        ? Refusals.malformedHttp(code, "the request is not HTTP that this server takes")
        : Refusals.fault();
  }
}
