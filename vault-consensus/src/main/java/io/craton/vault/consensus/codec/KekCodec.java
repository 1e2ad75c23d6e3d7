package io.craton.vault.consensus.codec;

import static io.craton.vault.consensus.codec.Reading.require;

import io.craton.vault.consensus.codec.proto.Material.VersionId;
import io.craton.vault.consensus.codec.proto.ResealVersions;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.id.KekVersion;

/// What commands say of generations of the key-encryption key.
final class KekCodec {
  private KekCodec() {}

  static ResealVersions toProto(Command.ResealVersions command) {
    ResealVersions.Builder proto = ResealVersions.newBuilder().setTo(command.to().value());
    for (Command.Resealed resealed : command.versions()) {
      proto
          .addVersionsBuilder()
          .setId(
              VersionId.newBuilder()
                  .setItem(Scalars.bytes(resealed.id().item().value()))
                  .setNumber(resealed.id().number().value()))
          .setFrom(resealed.from().value())
          .setCiphertext(Scalars.bytes(resealed.ciphertext()));
    }
    return proto.build();
  }

  static Command.ResealVersions fromProto(ResealVersions proto) {
    return new Command.ResealVersions(
        new KekVersion(proto.getTo()),
        proto.getVersionsList().stream().map(KekCodec::resealed).toList());
  }

  private static Command.Resealed resealed(ResealVersions.Resealed proto) {
    require(proto.hasId(), "reseal_versions.id");
    return new Command.Resealed(
        KindCodec.versionId(proto.getId()),
        new KekVersion(proto.getFrom()),
        Scalars.bytes(proto.getCiphertext()));
  }
}
