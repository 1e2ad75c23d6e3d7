package io.craton.vault.http.api;

import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.ItemWriter.NewValue;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import java.util.List;
import java.util.Optional;

/// Store and rotate secrets, tokens and client secrets. Contract sections 2.7 and 2.8.
final class SecretEndpoints {
  private final ApiServices services;
  private final ItemAnswers answers;

  SecretEndpoints(ApiServices services, ItemAnswers answers) {
    this.services = services;
    this.answers = answers;
  }

  List<Endpoint> all() {
    return List.of(
        new Endpoint(
            "/v2/secret/store",
            "Secret stored",
            Fields.schema(
                SecretFields.TYPE,
                SecretFields.SECRET,
                SecretFields.TOKEN,
                SecretFields.CLIENT_SECRET,
                SecretFields.CLIENT_ID,
                SecretFields.CLIENT_SECRET_ID,
                Fields.NAME,
                Fields.FOLDER,
                Fields.METADATA,
                Fields.TAGS,
                Fields.DISABLED_AT,
                Fields.ENCRYPTING_ITEM_ID,
                Fields.FREQUENCY,
                Fields.RETIRED_STATE,
                Fields.GRACE_PERIOD),
            this::store),
        new Endpoint(
            "/v2/secret/rotate",
            "Secret rotated",
            Fields.schema(
                Fields.ID,
                SecretFields.SECRET,
                Fields.ROTATION_STATE,
                Fields.GRACE_PERIOD,
                Field.ignored("rotation_frequency")),
            this::rotate));
  }

  private Result store(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    SecretFields.Given given = SecretFields.read(form);
    Draft draft =
        new Draft(
            given.kind(),
            form.get(Fields.FOLDER).orElseGet(() -> defaultFolder(given.kind())),
            form.get(Fields.NAME),
            Fields.labels(form),
            Fields.end(form, services.sources().clock().instant()),
            // Secrets have no rotation policy; SDKs share one class for all types.
            given.kind().rotatesByPolicy() ? Fields.rotation(form) : RotationSettings.INHERITED);
    return answers.made(call, services.writer().store(call, draft, given.value()));
  }

  private Result rotate(Call call, Form form) throws RequestRefused, Unavailable {
    Optional<NewValue> value =
        form.get(SecretFields.SECRET).map(secret -> new NewValue(secret, Optional.empty()));
    return answers.made(
        call,
        services
            .writer()
            .rotateValue(call, form.require(Fields.ID), value, Fields.succession(form)));
  }

  /// Contract section 11.6.
  private static FolderPath defaultFolder(ItemKind kind) {
    return new FolderPath(
        List.of(
            switch (kind) {
              case ItemKind.Secret secret -> "secret";
              case ItemKind.Token token -> "token";
              case ItemKind.ClientSecret client -> "client-secret";
              case ItemKind.Key key -> throw new IllegalStateException("a key is no value");
              case ItemKind.Folder folder -> throw new IllegalStateException("nor is a folder");
            }));
  }
}
