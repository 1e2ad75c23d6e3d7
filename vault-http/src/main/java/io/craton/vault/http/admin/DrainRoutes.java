package io.craton.vault.http.admin;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Caller;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.JsonReader;
import io.craton.vault.http.request.JsonValue;
import io.craton.vault.http.request.RequestSchema;
import io.craton.vault.http.server.Exchange;
import io.craton.vault.http.wire.Answer;
import io.craton.vault.http.wire.ResultWriter;
import java.io.IOException;

/// Has load balancers take a node out, and in again.
record DrainRoutes(NodeAdmin node) {
  private static final int OK = 200;

  private static final Field<Boolean> DRAINING =
      Field.required("draining", FieldTypes.FLAG, "Whether the node says that it is not ready.");

  private static final RequestSchema SCHEMA = RequestSchema.of(DRAINING);

  void set(Exchange exchange, Caller caller) throws Unavailable, InvalidRequest, IOException {
    JsonValue.Members json = JsonReader.readObject(exchange.readBody());
    try (Form form = SCHEMA.read(json)) {
      node.drain(form.require(DRAINING));
    }
    exchange.send(Answer.plain(OK, ResultWriter.EMPTY));
  }
}
