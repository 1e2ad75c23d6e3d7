package io.craton.vault.http.admin;

import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Caller;
import io.craton.vault.core.service.KekAdmin;
import io.craton.vault.core.service.KekAdmin.Generation;
import io.craton.vault.core.service.KekAdmin.Keks;
import io.craton.vault.core.service.RequestRefused;
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

/// Shows, rotates and retires the key-encryption key. What is sent is checked as in the public API.
record KekRoutes(KekAdmin keks) {
  private static final int OK = 200;

  private static final Field<Integer> FROM =
      Field.optional(
          "from",
          FieldTypes.whole(1, Integer.MAX_VALUE),
          "The current version as the caller knows it: a repetition is refused then.");

  private static final Field<Integer> VERSION =
      Field.required(
          "version", FieldTypes.whole(1, Integer.MAX_VALUE), "The version to give up for good.");

  private static final RequestSchema ROTATING = RequestSchema.of(FROM);
  private static final RequestSchema RETIRING = RequestSchema.of(VERSION);

  void show(Exchange exchange, Caller caller) throws RequestRefused, Unavailable, IOException {
    exchange.send(Answer.plain(OK, json(keks.read(caller))));
  }

  void rotate(Exchange exchange, Caller caller)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    JsonValue.Members json = JsonReader.readObject(exchange.readBody());
    try (Form form = ROTATING.read(json)) {
      var _ = keks.rotate(caller, form.get(FROM).map(KekVersion::new), exchange.deadline());
    }
    show(exchange, caller);
  }

  void retire(Exchange exchange, Caller caller)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    JsonValue.Members json = JsonReader.readObject(exchange.readBody());
    try (Form form = RETIRING.read(json)) {
      keks.retire(caller, new KekVersion(form.require(VERSION)), exchange.deadline());
    }
    show(exchange, caller);
  }

  private static ResultWriter json(Keks keks) {
    return out -> {
      out.writeStartObject();
      out.writeNumberField("current", keks.current().value());
      out.writeNumberField("total", keks.total());
      out.writeNumberField("left", keks.left());
      out.writeArrayFieldStart("versions");
      for (Generation generation : keks.generations()) {
        out.writeStartObject();
        out.writeNumberField("version", generation.version().value());
        out.writeNumberField("sealed", generation.sealed());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }
}
