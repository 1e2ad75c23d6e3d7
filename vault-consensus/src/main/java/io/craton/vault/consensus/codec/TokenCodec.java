package io.craton.vault.consensus.codec;

import static io.craton.vault.consensus.codec.Reading.missing;
import static io.craton.vault.consensus.codec.Reading.read;
import static io.craton.vault.consensus.codec.Reading.require;

import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenRecord;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// API tokens, to bytes and back. Stateless and thread-safe. `decode` throws
/// [CorruptBytesException] on bytes that no `encode` gave.
public final class TokenCodec {
  private TokenCodec() {}

  /// The record of a token; permissions in order of their codes.
  public static byte[] encode(TokenRecord token) {
    var proto =
        io.craton.vault.consensus.codec.proto.TokenRecord.newBuilder()
            .setId(Scalars.bytes(token.id().value()))
            .setGrant(toProto(token.grant()));
    switch (token.values()) {
      case TokenRecord.Loose loose -> proto.setLoose(Scalars.bytes(loose.hash().value()));
      case TokenRecord.Stored stored -> {
        var builder = proto.getStoredBuilder().setItem(Scalars.bytes(stored.item().value()));
        for (TokenRecord.StoredValue value : stored.versions()) {
          builder
              .addVersionsBuilder()
              .setVersion(value.version().value())
              .setHash(Scalars.bytes(value.hash().value()));
        }
      }
    }
    return proto.build().toByteArray();
  }

  /// The inverse of [#encode(TokenRecord)].
  public static TokenRecord decode(byte[] bytes) {
    return read(
        "token",
        io.craton.vault.consensus.codec.proto.TokenRecord.parser(),
        bytes,
        proto -> {
          require(proto.hasGrant(), "token.grant");
          return new TokenRecord(
              Scalars.tokenId(proto.getId()), grant(proto.getGrant()), values(proto));
        });
  }

  private static TokenRecord.Values values(
      io.craton.vault.consensus.codec.proto.TokenRecord proto) {
    return switch (proto.getValuesCase()) {
      case LOOSE -> new TokenRecord.Loose(Scalars.tokenHash(proto.getLoose()));
      case STORED -> {
        require(proto.getStored().getVersionsCount() > 0, "token.stored.versions");
        List<TokenRecord.StoredValue> versions =
            proto.getStored().getVersionsList().stream()
                .map(value ->
                    new TokenRecord.StoredValue(
                        new VersionNumber(value.getVersion()), Scalars.tokenHash(value.getHash())))
                .toList();
        yield new TokenRecord.Stored(Scalars.itemId(proto.getStored().getItem()), versions);
      }
      case VALUES_NOT_SET -> throw missing("token.values");
    };
  }

  static io.craton.vault.consensus.codec.proto.Grant toProto(Grant grant) {
    var proto =
        io.craton.vault.consensus.codec.proto.Grant.newBuilder()
            .setName(grant.name())
            .setScope(Scalars.path(grant.scope()))
            .setCreatedAt(Scalars.time(grant.createdAt()));
    grant.permissions().stream().map(Permission::code).sorted().forEach(proto::addPermissions);
    grant.expiresAt().ifPresent(at -> proto.setExpiresAt(Scalars.time(at)));
    return proto.build();
  }

  static Grant grant(io.craton.vault.consensus.codec.proto.Grant proto) {
    require(proto.hasCreatedAt(), "grant.created_at");
    // An absent path reads as the root, which would let the token reach everything.
    require(proto.hasScope(), "grant.scope");
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    int before = Integer.MIN_VALUE;
    for (int code : proto.getPermissionsList()) {
      require(code > before, "the order of grant.permissions");
      before = code;
      permissions.add(Permission.ofCode(code).orElseThrow(() -> missing("grant.permissions")));
    }
    return new Grant(
        proto.getName(),
        permissions,
        Scalars.path(proto.getScope()),
        Scalars.instant(proto.getCreatedAt()),
        Scalars.instant(proto.hasExpiresAt(), proto.getExpiresAt()));
  }
}
