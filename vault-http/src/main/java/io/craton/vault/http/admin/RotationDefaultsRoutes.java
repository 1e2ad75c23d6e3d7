package io.craton.vault.http.admin;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.Caller;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.RotationDefaults;
import io.craton.vault.http.api.PolicyFields;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldType;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.JsonReader;
import io.craton.vault.http.request.JsonValue;
import io.craton.vault.http.request.Problem;
import io.craton.vault.http.request.RequestSchema;
import io.craton.vault.http.server.Exchange;
import io.craton.vault.http.wire.Answer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// Show and set the service's defaults for rotation. What is sent is checked as in the public API.
record RotationDefaultsRoutes(RotationDefaults defaults) {
  private static final int OK = 200;

  private static final Field<DefaultsFor> KIND =
      Field.required("kind", kinds(), "What the defaults count for.");

  private static final RequestSchema SCHEMA =
      RequestSchema.of(
          KIND, PolicyFields.FREQUENCY, PolicyFields.RETIRED_STATE, PolicyFields.GRACE_PERIOD);

  private static FieldType<DefaultsFor> kinds() {
    List<String> names = Arrays.stream(DefaultsFor.values()).map(DefaultsFor::wireName).toList();
    return new FieldType<>(
        FieldTypes.choice(names).shape(),
        (value, pointer) -> DefaultsFor.ofWireName(FieldTypes.string(value)).orElseThrow());
  }

  void show(Exchange exchange, Caller caller) throws RequestRefused, Unavailable, IOException {
    exchange.send(Answer.plain(OK, AdminJson.rotationDefaults(defaults.read(caller))));
  }

  void set(Exchange exchange, Caller caller)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    byte[] body = exchange.readBody();
    JsonValue.Members json = JsonReader.readObject(body);
    try (Form form = SCHEMA.read(json)) {
      DefaultsFor kind = form.require(KIND);
      RotationSettings settings = PolicyFields.change(form).applyTo(RotationSettings.INHERITED);
      if (settings.gracePeriod().isPresent() && !kind.hasGracePeriod()) {
        throw new InvalidRequest(
            Problem.at(
                PolicyFields.GRACE_PERIOD.pointer(),
                ErrorCode.UNEXPECTED_PROPERTY,
                "keys have no grace period"));
      }
      defaults.set(caller, kind, settings, exchange.deadline());
    }
    show(exchange, caller);
  }
}
