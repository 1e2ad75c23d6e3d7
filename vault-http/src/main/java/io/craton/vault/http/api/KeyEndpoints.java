package io.craton.vault.http.api;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemType;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Generate, import and rotate keys. Contract sections 2.9 to 2.11.
final class KeyEndpoints {
  private static final Field<String> TYPE =
      Field.optional(
              "type",
              FieldTypes.choice(
                  List.of(ItemType.ASYMMETRIC_KEY.wireName(), ItemType.SYMMETRIC_KEY.wireName())),
              "Inferred from the algorithm if absent.")
          .orEmpty();

  private static final Field<String> PURPOSE =
      Field.optional(
          "purpose",
          FieldTypes.choice(Arrays.stream(Purpose.values()).map(Purpose::wireName).toList()),
          "What the key may be used for; required for asymmetric keys.");

  private static final Field<String> ALGORITHM =
      Field.required(
          "algorithm",
          FieldTypes.choice(
              Arrays.stream(Algorithm.values()).map(Algorithm::wireName).distinct().toList()),
          "What is computed with the key.");

  private static final Field<Boolean> EXPORTABLE =
      Field.optional("exportable", FieldTypes.FLAG, "Whether the key may leave the vault.");

  private final ApiServices services;
  private final ItemAnswers answers;

  KeyEndpoints(ApiServices services, ItemAnswers answers) {
    this.services = services;
    this.answers = answers;
  }

  List<Endpoint> all() {
    Field<?>[] described = {
      TYPE,
      PURPOSE,
      ALGORITHM,
      Fields.NAME,
      Fields.FOLDER,
      Fields.METADATA,
      Fields.TAGS,
      Fields.FREQUENCY,
      Fields.RETIRED_STATE,
      Fields.DISABLED_AT,
      EXPORTABLE,
      Fields.ENCRYPTING_ITEM_ID
    };
    return List.of(
        new Endpoint("/v2/key/generate", "Key generated", Fields.schema(described), this::generate),
        new Endpoint(
            "/v2/key/store",
            "Key stored",
            Fields.schema(described)
                .with(
                    KeyMaterialFields.KEY,
                    KeyMaterialFields.PUBLIC_KEY,
                    KeyMaterialFields.PRIVATE_KEY),
            this::store),
        new Endpoint(
            "/v2/key/rotate",
            "Key rotated",
            Fields.schema(
                Fields.ANY_ID,
                Fields.ROTATION_STATE,
                KeyMaterialFields.KEY,
                KeyMaterialFields.PUBLIC_KEY,
                KeyMaterialFields.PRIVATE_KEY,
                Field.ignored("rotation_frequency")),
            this::rotate));
  }

  private Result generate(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    return answers.made(call, services.writer().generateKey(call, draft(form, form.get(TYPE))));
  }

  private Result store(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    Draft draft = draft(form, form.get(TYPE).or(() -> typeOfMaterial(form)));
    ItemKind.Key key = (ItemKind.Key) draft.kind();
    try (KeyMaterial given = KeyMaterialFields.read(form, key.algorithm())) {
      if (given instanceof KeyMaterial.PublicOnly && key.exportable()) {
        throw invalid(EXPORTABLE, ErrorCode.IS_DEPENDENT_ON, "goes with private_key only");
      }
      return answers.made(call, services.writer().importKey(call, draft, given));
    }
  }

  private Draft draft(Form form, Optional<String> type) throws InvalidRequest {
    Algorithm algorithm = algorithm(form, type);
    return new Draft(
        new ItemKind.Key(
            algorithm, form.get(EXPORTABLE).orElse(false), form.get(Fields.ENCRYPTING_ITEM_ID)),
        form.get(Fields.FOLDER).orElseGet(() -> defaultFolder(algorithm.purpose())),
        form.get(Fields.NAME),
        Fields.labels(form),
        Fields.end(form, services.sources().clock().instant()),
        Fields.rotation(form));
  }

  private Result rotate(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    KeyMaterialFields.requirePublic(form);
    ItemId id = Fields.lookUp(form.require(Fields.ANY_ID));
    if (!KeyMaterialFields.given(form)) {
      return answers.made(
          call, services.writer().rotateKey(call, id, Optional.empty(), Fields.succession(form)));
    }
    Algorithm algorithm = services.rules().requireRotation(call, id).algorithm();
    KeyMaterialFields.requireUse(form, algorithm);
    try (KeyMaterial given = KeyMaterialFields.read(form, algorithm)) {
      return answers.made(
          call, services.writer().rotateKey(call, id, Optional.of(given), Fields.succession(form)));
    }
  }

  /// What the material says of the type, where the type is not given: the Java SDK sends none.
  private static Optional<String> typeOfMaterial(Form form) {
    if (form.get(KeyMaterialFields.KEY).isPresent()) {
      return Optional.of(ItemType.SYMMETRIC_KEY.wireName());
    }
    return KeyMaterialFields.pairGiven(form)
        ? Optional.of(ItemType.ASYMMETRIC_KEY.wireName())
        : Optional.empty();
  }

  /// The algorithm that type, purpose and name mean together.
  private static Algorithm algorithm(Form form, Optional<String> type) throws InvalidRequest {
    String name = form.require(ALGORITHM);
    List<Algorithm> named =
        Arrays.stream(Algorithm.values())
            .filter(algorithm -> algorithm.wireName().equals(name))
            .toList();
    List<Algorithm> typed =
        named.stream()
            .filter(algorithm -> type.isEmpty() || type.get().equals(typeOf(algorithm)))
            .toList();
    if (form.get(PURPOSE).isEmpty() && typed.stream().anyMatch(Algorithm::asymmetric)) {
      throw invalid(PURPOSE, ErrorCode.FIELD_REQUIRED, "an asymmetric key needs a purpose");
    }
    String purpose = form.get(PURPOSE).orElse(Purpose.ENCRYPTION.wireName());
    return typed.stream()
        .filter(algorithm -> algorithm.purpose().wireName().equals(purpose))
        .findFirst()
        .orElseThrow(() ->
            invalid(
                ALGORITHM,
                ErrorCode.NOT_ENUM_MEMBER,
                name + " is not an algorithm for this type and purpose"));
  }

  private static String typeOf(Algorithm algorithm) {
    return new ItemKind.Key(algorithm, false, Optional.empty()).type().wireName();
  }

  private static FolderPath defaultFolder(Purpose purpose) {
    return new FolderPath(List.of("key", purpose.wireName()));
  }

  private static InvalidRequest invalid(Field<?> field, ErrorCode code, String detail) {
    return new InvalidRequest(Problem.at(field.pointer(), code, detail));
  }
}
