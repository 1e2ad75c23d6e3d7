package io.craton.vault.http.admin;

import io.craton.vault.core.service.Caller;
import io.craton.vault.http.request.Timestamps;
import io.craton.vault.http.server.Exchange;
import io.craton.vault.http.wire.Answer;
import io.craton.vault.http.wire.ResultWriter;
import java.io.IOException;
import java.util.List;

/// Shows the certificates in use, and has them read anew. Whoever is an administrator of the vault
/// may: what is in the files is for those to say who own them.
record TlsRoutes(TlsAdmin tls) {
  private static final int OK = 200;

  void show(Exchange exchange, Caller caller) throws IOException {
    exchange.send(Answer.plain(OK, json(tls.certificates())));
  }

  void reload(Exchange exchange, Caller caller) throws IOException {
    exchange.send(Answer.plain(OK, json(tls.reload())));
  }

  private static ResultWriter json(List<TlsAdmin.InUse> certificates) {
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("certificates");
      for (TlsAdmin.InUse each : certificates) {
        out.writeStartObject();
        out.writeStringField("role", each.role());
        out.writeStringField("subject", each.subject());
        out.writeArrayFieldStart("names");
        for (String name : each.names()) {
          out.writeString(name);
        }
        out.writeEndArray();
        out.writeStringField("not_after", Timestamps.format(each.notAfter()));
        out.writeStringField("serial", each.serial());
        if (each.problem().isPresent()) {
          out.writeStringField("problem", each.problem().get());
        }
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }
}
