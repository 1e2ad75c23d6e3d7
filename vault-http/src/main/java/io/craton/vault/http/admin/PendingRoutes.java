package io.craton.vault.http.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Caller;
import io.craton.vault.core.service.PendingWork;
import io.craton.vault.core.service.PendingWork.Pending;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.http.request.Timestamps;
import io.craton.vault.http.server.Exchange;
import io.craton.vault.http.wire.Answer;
import io.craton.vault.http.wire.ResultWriter;
import java.io.IOException;
import java.util.Optional;

/// Shows what the vault still has to do by itself. Why a rotation failed is known to the node that
/// leads; the others show that it is late.
record PendingRoutes(PendingWork work, NodeAdmin node) {
  private static final int OK = 200;

  void show(Exchange exchange, Caller caller) throws RequestRefused, Unavailable, IOException {
    exchange.send(Answer.plain(OK, json(work.read(caller))));
  }

  private ResultWriter json(Pending pending) {
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("destructions");
      for (OutboxRow row : pending.destructions()) {
        out.writeStartObject();
        out.writeNumberField("number", row.number());
        out.writeStringField("queued_at", Timestamps.format(row.queuedAt()));
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeArrayFieldStart("rotations");
      for (RotationRow row : pending.rotations()) {
        write(out, row, pending);
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }

  private void write(JsonGenerator out, RotationRow row, Pending pending) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", row.item().toString());
    out.writeStringField("due", Timestamps.format(row.at()));
    out.writeBooleanField("overdue", pending.now().isAfter(row.at().plus(PendingWork.OVERDUE)));
    Optional<NodeAdmin.RotationProblem> problem = node.rotationProblem(row.item());
    if (problem.isPresent()) {
      out.writeNumberField("attempts", problem.get().attempts());
      out.writeStringField("reason", problem.get().reason());
    }
    out.writeEndObject();
  }
}
