package io.craton.vault.http.admin;

import io.craton.vault.core.Limits;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Caller;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenAdmin;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.Permission;
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
import io.craton.vault.http.request.Shape;
import io.craton.vault.http.server.Exchange;
import io.craton.vault.http.wire.Answer;
import io.craton.vault.http.wire.ResultWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Mints, lists and revokes API tokens. What is sent is checked as in the public API.
record TokenRoutes(TokenAdmin tokens, Sources sources) {
  private static final int OK = 200;
  private static final int TOKEN_ID_CHARS = 64;

  private static final Field<String> NAME =
      Field.required(
          "name", FieldTypes.text(1, Limits.TOKEN_NAME_CHARS), "A label for people; not unique.");

  private static final Field<Set<Permission>> PERMISSIONS =
      Field.required("permissions", permissions(), "What the token allows.");

  private static final Field<FolderPath> SCOPE =
      Field.optional("scope", FieldTypes.FOLDER, "The folder at and below which; / if absent.");

  private static final Field<Instant> EXPIRES_AT =
      Field.optional("expires_at", FieldTypes.TIMESTAMP, "When the token expires.");

  private static final Field<VaultDuration> TTL =
      Field.optional("ttl", FieldTypes.DURATION, "After which time the token expires.");

  private static final Field<TokenId> ID = Field.required("id", tokenId(), "The token.");

  private static final Field<TokenId> AFTER =
      Field.optional("after", tokenId(), "The last token of the page before.");

  private static final Field<Integer> SIZE =
      Field.optional("size", FieldTypes.whole(1, Limits.PAGE_TOKENS), "Tokens of a page.");

  private static final RequestSchema MINTING =
      RequestSchema.of(NAME, PERMISSIONS, SCOPE, EXPIRES_AT, TTL);
  private static final RequestSchema LISTING = RequestSchema.of(AFTER, SIZE);
  private static final RequestSchema REVOKING = RequestSchema.of(ID);

  private static FieldType<TokenId> tokenId() {
    return new FieldType<>(
        new Shape.Text(
            0, TOKEN_ID_CHARS, Optional.of(Pattern.compile("tok_[a-z2-7]{32}")), Optional.empty()),
        (value, pointer) -> TokenId.parse(FieldTypes.string(value)).orElseThrow());
  }

  private static FieldType<Set<Permission>> permissions() {
    int count = Permission.values().length;
    List<String> names = Arrays.stream(Permission.values()).map(Permission::wireName).toList();
    return new FieldType<>(
        new Shape.TextList(count, Limits.TAG_CHARS),
        (value, pointer) -> {
          Set<Permission> permissions = EnumSet.noneOf(Permission.class);
          for (String name : FieldTypes.TAGS.conversion().convert(value, pointer)) {
            permissions.add(
                Permission.ofWireName(name)
                    .orElseThrow(() ->
                        new InvalidRequest(
                            Problem.at(
                                pointer,
                                ErrorCode.NOT_ENUM_MEMBER,
                                "expected some of " + String.join(", ", names)))));
          }
          if (permissions.isEmpty()) {
            throw new InvalidRequest(
                Problem.at(pointer, ErrorCode.NOT_ENUM_MEMBER, "expected one at least"));
          }
          return permissions;
        });
  }

  void mint(Exchange exchange, Caller caller)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    JsonValue.Members json = JsonReader.readObject(exchange.readBody());
    TokenAdmin.Wish wish;
    try (Form form = MINTING.read(json)) {
      wish =
          new TokenAdmin.Wish(
              form.require(NAME),
              form.require(PERMISSIONS),
              form.get(SCOPE).orElse(FolderPath.ROOT),
              expiry(form));
    }
    try (TokenAdmin.Minted minted = tokens.mint(caller, wish, exchange.deadline())) {
      exchange.send(Answer.plain(OK, AdminJson.minted(minted)));
    }
  }

  private Optional<Instant> expiry(Form form) throws InvalidRequest {
    Optional<Instant> at = form.get(EXPIRES_AT);
    Optional<VaultDuration> ttl = form.get(TTL);
    if (at.isPresent() && ttl.isPresent()) {
      throw new InvalidRequest(
          Problem.at(TTL.pointer(), ErrorCode.UNEXPECTED_PROPERTY, "goes without expires_at only"));
    }
    return ttl.map(period -> period.after(sources.clock().instant())).or(() -> at);
  }

  void first(Exchange exchange, Caller caller) throws RequestRefused, Unavailable, IOException {
    TokenAdmin.Page page = tokens.list(caller, Optional.empty(), Limits.PAGE_TOKENS);
    exchange.send(Answer.plain(OK, AdminJson.tokens(page)));
  }

  void list(Exchange exchange, Caller caller)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    JsonValue.Members json = JsonReader.readObject(exchange.readBody());
    try (Form form = LISTING.read(json)) {
      TokenAdmin.Page page =
          tokens.list(caller, form.get(AFTER), form.get(SIZE).orElse(Limits.PAGE_TOKENS));
      exchange.send(Answer.plain(OK, AdminJson.tokens(page)));
    }
  }

  void revoke(Exchange exchange, Caller caller)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    JsonValue.Members json = JsonReader.readObject(exchange.readBody());
    try (Form form = REVOKING.read(json)) {
      tokens.revoke(caller, form.require(ID), exchange.deadline());
    }
    exchange.send(Answer.plain(OK, ResultWriter.EMPTY));
  }
}
