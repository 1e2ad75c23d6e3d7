package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemType;
import io.craton.vault.core.service.ItemWriter.NewValue;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What is given to be stored: its type, and the fields that go with it. Contract section 2.7.
///
/// | Type | Inferred from | Fields |
/// |---|---|---|
/// | secret | `secret` | `secret` |
/// | pangea_token | `token` | `token`, or its older name `secret` where the type is given |
/// | pangea_client_secret | `client_secret` | `client_secret`, `client_id`, `client_secret_id` |
/// | pangea_platform_client_secret | – | the same |
final class SecretFields {
  /// Contract section 3.2.
  private static final Pattern TOKEN_FORM = Pattern.compile("p[a-z]{2}_[a-z0-9]{32}");

  private static final int TOKEN_CHARS = 64;

  static final Field<String> TYPE =
      Field.optional(
              "type",
              FieldTypes.choice(
                  List.of(
                      ItemType.SECRET.wireName(),
                      ItemType.PANGEA_TOKEN.wireName(),
                      ItemType.PANGEA_CLIENT_SECRET.wireName(),
                      ItemType.PANGEA_PLATFORM_CLIENT_SECRET.wireName())),
              "Inferred from the field that holds the value if absent.")
          .orEmpty();

  static final Field<SecretBytes> SECRET =
      Field.optional("secret", FieldTypes.secret(1, Limits.SECRET_CHARS), "A secret's value.");

  static final Field<SecretBytes> TOKEN =
      Field.optional("token", FieldTypes.secret(TOKEN_FORM, TOKEN_CHARS), "A token's value.");

  static final Field<SecretBytes> CLIENT_SECRET =
      Field.optional(
          "client_secret",
          FieldTypes.secret(1, Limits.SECRET_CHARS),
          "A client secret's value; client_id and client_secret_id go with it.");

  static final Field<String> CLIENT_ID =
      Field.optional(
          "client_id",
          FieldTypes.text(1, Limits.CLIENT_ID_CHARS),
          "The client that a client secret is of.");

  static final Field<String> CLIENT_SECRET_ID =
      Field.optional(
          "client_secret_id",
          FieldTypes.text(1, Limits.CLIENT_ID_CHARS),
          "Which secret of the client it is.");

  private SecretFields() {}

  /// An item to store and the value of its first version.
  record Given(ItemKind kind, NewValue value) {}

  /// What `form` gives, checked as a whole.
  static Given read(Form form) throws InvalidRequest {
    ItemType type = type(form);
    Optional<ItemId> under = form.get(Fields.ENCRYPTING_ITEM_ID);
    return switch (type) {
      case SECRET -> {
        check(form, List.of(SECRET), List.of(TOKEN, CLIENT_SECRET, CLIENT_ID, CLIENT_SECRET_ID));
        yield new Given(new ItemKind.Secret(under), value(form, SECRET));
      }
      case PANGEA_TOKEN -> new Given(new ItemKind.Token(under), token(form));
      case PANGEA_CLIENT_SECRET, PANGEA_PLATFORM_CLIENT_SECRET -> {
        check(form, List.of(CLIENT_SECRET, CLIENT_ID, CLIENT_SECRET_ID), List.of(SECRET, TOKEN));
        boolean platform = type == ItemType.PANGEA_PLATFORM_CLIENT_SECRET;
        yield new Given(
            new ItemKind.ClientSecret(platform, form.require(CLIENT_ID), under),
            new NewValue(form.require(CLIENT_SECRET), Optional.of(form.require(CLIENT_SECRET_ID))));
      }
      case ASYMMETRIC_KEY, SYMMETRIC_KEY, FOLDER ->
          throw new IllegalStateException("the table does not let " + type + " through");
    };
  }

  private static ItemType type(Form form) {
    Optional<ItemType> given = form.get(TYPE).flatMap(ItemType::ofWireName);
    if (given.isPresent()) {
      return given.get();
    }
    if (form.get(TOKEN).isPresent()) {
      return ItemType.PANGEA_TOKEN;
    }
    return form.get(CLIENT_SECRET).isPresent() ? ItemType.PANGEA_CLIENT_SECRET : ItemType.SECRET;
  }

  private static NewValue token(Form form) throws InvalidRequest {
    List<Field<?>> others = List.of(CLIENT_SECRET, CLIENT_ID, CLIENT_SECRET_ID);
    if (form.get(TOKEN).isPresent() || form.get(SECRET).isEmpty()) {
      List<Field<?>> unexpected = new ArrayList<>(others);
      unexpected.add(SECRET);
      check(form, List.of(TOKEN), unexpected);
      return value(form, TOKEN);
    }
    check(form, List.of(), others);
    if (!isToken(form.require(SECRET))) {
      throw new InvalidRequest(
          Problem.at(
              SECRET.pointer(),
              ErrorCode.DOES_NOT_MATCH_PATTERN,
              "expected a match of " + TOKEN_FORM.pattern()));
    }
    return value(form, SECRET);
  }

  private static NewValue value(Form form, Field<SecretBytes> field) {
    return new NewValue(form.require(field), Optional.empty());
  }

  /// Makes no string of the secret.
  private static boolean isToken(SecretBytes secret) {
    byte[] bytes = secret.toArray();
    CharBuffer text = StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(bytes));
    try {
      return TOKEN_FORM.matcher(text).matches();
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(text.array(), '\0');
    }
  }

  /// Tells what is missing and what does not belong, all at once.
  private static void check(Form form, List<Field<?>> required, List<Field<?>> unexpected)
      throws InvalidRequest {
    List<Problem> problems = new ArrayList<>();
    for (Field<?> field : required) {
      if (form.get(field).isEmpty()) {
        problems.add(
            Problem.at(field.pointer(), ErrorCode.FIELD_REQUIRED, "the field is required"));
      }
    }
    for (Field<?> field : unexpected) {
      if (form.get(field).isPresent()) {
        problems.add(
            Problem.at(
                field.pointer(),
                ErrorCode.UNEXPECTED_PROPERTY,
                "items of this type have no such field"));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidRequest(problems);
    }
  }
}
