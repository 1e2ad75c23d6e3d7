package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.ItemWriter.NewValue;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import java.util.List;
import java.util.Optional;

/// Store and rotate secrets. Contract sections 2.7 and 2.8.
final class SecretEndpoints {
  private static final FolderPath DEFAULT_FOLDER = new FolderPath(List.of("secret"));

  private static final Field<String> TYPE =
      Field.optional(
              "type",
              FieldTypes.choice(List.of("secret"), "other types are not available yet"),
              "Inferred if absent.")
          .orEmpty();

  private static final Field<SecretBytes> SECRET =
      Field.required("secret", FieldTypes.secret(1, Limits.SECRET_CHARS), "The value.");

  private final ApiServices services;
  private final ItemJson json;

  SecretEndpoints(ApiServices services, ItemJson json) {
    this.services = services;
    this.json = json;
  }

  List<Endpoint> all() {
    return List.of(
        new Endpoint(
            "/v2/secret/store",
            "Secret stored",
            Fields.schema(
                TYPE,
                SECRET,
                Fields.NAME,
                Fields.FOLDER,
                Fields.METADATA,
                Fields.TAGS,
                Fields.DISABLED_AT,
                Fields.ENCRYPTING_ITEM_ID,
                // Secrets have no rotation policy; SDKs share one class for all types.
                Field.ignored("rotation_frequency"),
                Field.ignored("rotation_state"),
                Field.ignored("rotation_grace_period")),
            this::store),
        new Endpoint(
            "/v2/secret/rotate",
            "Secret rotated",
            Fields.schema(
                Fields.ID,
                SECRET,
                Fields.ROTATION_STATE,
                Field.ignored("rotation_frequency"),
                Field.ignored("rotation_grace_period")),
            this::rotate));
  }

  private Result store(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    Draft draft =
        new Draft(
            new ItemKind.Secret(form.get(Fields.ENCRYPTING_ITEM_ID)),
            form.get(Fields.FOLDER).orElse(DEFAULT_FOLDER),
            form.get(Fields.NAME),
            Fields.labels(form),
            Fields.end(form, services.sources().clock().instant()),
            RotationSettings.INHERITED);
    return json.written(services.writer().store(call, draft, value(form)));
  }

  private Result rotate(Call call, Form form) throws RequestRefused, Unavailable {
    return json.written(
        services
            .writer()
            .rotateValue(call, form.require(Fields.ID), value(form), Fields.succession(form)));
  }

  private static NewValue value(Form form) {
    return new NewValue(form.require(SECRET), Optional.empty());
  }
}
