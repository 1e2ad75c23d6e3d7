package io.craton.vault.http.api;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.RequestSchema;

/// One path of the API, to which a request is posted.
///
/// @param summary of the answer when it went well
public record Endpoint(String path, String summary, RequestSchema schema, Operation operation) {
  /// The same endpoint at another path.
  Endpoint at(String other) {
    return new Endpoint(other, summary, schema, operation);
  }

  /// What an endpoint does: read the form, call a use case, say how the result is written.
  @FunctionalInterface
  public interface Operation {
    /// The result; the caller writes it at once and then closes it.
    Result run(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest;
  }
}
