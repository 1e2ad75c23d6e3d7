package io.craton.vault.consensus.codec;

import static io.craton.vault.consensus.codec.Reading.missing;

import com.google.protobuf.ByteString;
import io.craton.vault.consensus.codec.proto.Material.Credential;
import io.craton.vault.consensus.codec.proto.Material.HsmKey;
import io.craton.vault.consensus.codec.proto.Material.Sealed;
import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderOrigin;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import java.util.Optional;

/// Kinds of items and material of versions, as parts of records and entries.
final class KindCodec {
  private KindCodec() {}

  static io.craton.vault.consensus.codec.proto.ItemKind kind(ItemKind kind) {
    var proto = io.craton.vault.consensus.codec.proto.ItemKind.newBuilder();
    Optional<ByteString> under = kind.encryptedUnder().map(id -> Scalars.bytes(id.value()));
    switch (kind) {
      case ItemKind.Key key -> {
        var part = proto.getKeyBuilder();
        part.setAlgorithm(key.algorithm().code()).setExportable(key.exportable());
        under.ifPresent(part::setEncryptingItem);
      }
      case ItemKind.Secret secret -> under.ifPresent(proto.getSecretBuilder()::setEncryptingItem);
      case ItemKind.Token token -> under.ifPresent(proto.getTokenBuilder()::setEncryptingItem);
      case ItemKind.ClientSecret client -> {
        var part = proto.getClientSecretBuilder();
        part.setPlatform(client.platform()).setClientId(client.clientId());
        under.ifPresent(part::setEncryptingItem);
      }
      case ItemKind.Folder folder -> proto.getFolderBuilder().setOrigin(folder.origin().code());
    }
    return proto.build();
  }

  static ItemKind kind(io.craton.vault.consensus.codec.proto.ItemKind proto) {
    return switch (proto.getKindCase()) {
      case KEY ->
          new ItemKind.Key(
              Algorithm.ofCode(proto.getKey().getAlgorithm())
                  .orElseThrow(() -> missing("item_kind.key.algorithm")),
              proto.getKey().getExportable(),
              item(proto.getKey().hasEncryptingItem(), proto.getKey().getEncryptingItem()));
      case SECRET ->
          new ItemKind.Secret(
              item(proto.getSecret().hasEncryptingItem(), proto.getSecret().getEncryptingItem()));
      case TOKEN ->
          new ItemKind.Token(
              item(proto.getToken().hasEncryptingItem(), proto.getToken().getEncryptingItem()));
      case CLIENT_SECRET ->
          new ItemKind.ClientSecret(
              proto.getClientSecret().getPlatform(),
              proto.getClientSecret().getClientId(),
              item(
                  proto.getClientSecret().hasEncryptingItem(),
                  proto.getClientSecret().getEncryptingItem()));
      case FOLDER ->
          new ItemKind.Folder(
              FolderOrigin.ofCode(proto.getFolder().getOrigin())
                  .orElseThrow(() -> missing("item_kind.folder.origin")));
      case KIND_NOT_SET -> throw missing("item_kind");
    };
  }

  private static Optional<ItemId> item(boolean present, ByteString id) {
    return present ? Optional.of(Scalars.itemId(id)) : Optional.empty();
  }

  static io.craton.vault.consensus.codec.proto.Material material(Material material) {
    var proto = io.craton.vault.consensus.codec.proto.Material.newBuilder();
    switch (material) {
      case Material.HsmKey key -> {
        HsmKey.Builder builder = proto.getHsmKeyBuilder().setRef(Scalars.bytes(key.ref().value()));
        key.publicKey().ifPresent(half -> builder.setPublicKey(Scalars.bytes(half.spki())));
      }
      case Material.PublicOnly half ->
          proto.getPublicOnlyBuilder().setPublicKey(Scalars.bytes(half.publicKey().spki()));
      case Material.SoftwareKey key ->
          proto
              .getSoftwareKeyBuilder()
              .setPrivateKey(sealed(key.privateKey()))
              .setPublicKey(Scalars.bytes(key.publicKey().spki()));
      case Material.Sealed sealed -> proto.setSealed(sealed(sealed));
      case Material.ApiToken token ->
          proto
              .getApiTokenBuilder()
              .setSecret(sealed(token.secret()))
              .setToken(Scalars.bytes(token.token().value()));
      case Material.Credential credential ->
          proto
              .getCredentialBuilder()
              .setSecret(sealed(credential.secret()))
              .setSecretId(credential.secretId());
    }
    return proto.build();
  }

  private static Sealed sealed(Material.Sealed sealed) {
    Sealed.Builder proto =
        Sealed.newBuilder()
            .setKek(sealed.kek().value())
            .setCiphertext(Scalars.bytes(sealed.ciphertext()));
    sealed
        .under()
        .ifPresent(key ->
            proto
                .getUnderBuilder()
                .setItem(Scalars.bytes(key.item().value()))
                .setNumber(key.number().value()));
    return proto.build();
  }

  static Material material(io.craton.vault.consensus.codec.proto.Material proto) {
    return switch (proto.getMaterialCase()) {
      case HSM_KEY -> {
        HsmKey key = proto.getHsmKey();
        yield new Material.HsmKey(
            Scalars.keyRef(key.getRef()),
            key.hasPublicKey()
                ? Optional.of(new PublicKey(Scalars.bytes(key.getPublicKey())))
                : Optional.empty());
      }
      case PUBLIC_ONLY ->
          new Material.PublicOnly(
              new PublicKey(Scalars.bytes(proto.getPublicOnly().getPublicKey())));
      case SOFTWARE_KEY ->
          new Material.SoftwareKey(
              sealed(proto.getSoftwareKey().getPrivateKey()),
              new PublicKey(Scalars.bytes(proto.getSoftwareKey().getPublicKey())));
      case SEALED -> sealed(proto.getSealed());
      case CREDENTIAL -> {
        Credential credential = proto.getCredential();
        yield new Material.Credential(sealed(credential.getSecret()), credential.getSecretId());
      }
      case API_TOKEN ->
          new Material.ApiToken(
              sealed(proto.getApiToken().getSecret()),
              Scalars.tokenHash(proto.getApiToken().getToken()));
      case MATERIAL_NOT_SET -> throw missing("material");
    };
  }

  private static Material.Sealed sealed(Sealed proto) {
    return new Material.Sealed(
        new KekVersion(proto.getKek()),
        Scalars.bytes(proto.getCiphertext()),
        proto.hasUnder() ? Optional.of(versionId(proto.getUnder())) : Optional.empty());
  }

  static VersionId versionId(io.craton.vault.consensus.codec.proto.Material.VersionId proto) {
    return new VersionId(Scalars.itemId(proto.getItem()), new VersionNumber(proto.getNumber()));
  }
}
