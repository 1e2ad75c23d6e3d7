package io.craton.vault.consensus.codec;

import static io.craton.vault.consensus.codec.Reading.read;
import static io.craton.vault.consensus.codec.Reading.require;

import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.VersionSummary;
import io.craton.vault.core.state.FolderEntry;
import java.util.Optional;

/// What a folder tells about its children, to bytes and back. Stateless and thread-safe.
public final class FolderEntryCodec {
  private FolderEntryCodec() {}

  /// The record of an entry.
  public static byte[] encode(FolderEntry entry) {
    var proto =
        io.craton.vault.consensus.codec.proto.FolderEntry.newBuilder()
            .setItem(RecordCodec.toProto(entry.item()))
            .setCompromised(entry.compromised());
    entry.current().ifPresent(version -> proto.setCurrent(toProto(version)));
    return proto.build().toByteArray();
  }

  /// The inverse of [#encode].
  ///
  /// @throws CorruptBytesException on bytes that [#encode] did not give
  public static FolderEntry decode(byte[] bytes) {
    return read(
        "folder entry",
        io.craton.vault.consensus.codec.proto.FolderEntry.parser(),
        bytes,
        proto ->
            new FolderEntry(
                RecordCodec.item(proto.getItem()),
                proto.hasCurrent() ? Optional.of(summary(proto.getCurrent())) : Optional.empty(),
                proto.getCompromised()));
  }

  static io.craton.vault.consensus.codec.proto.VersionSummary toProto(VersionSummary version) {
    var proto =
        io.craton.vault.consensus.codec.proto.VersionSummary.newBuilder()
            .setNumber(version.number().value())
            .setCreatedAt(Scalars.time(version.createdAt()))
            .setState(version.state().code());
    version.rotatedAt().ifPresent(at -> proto.setRotatedAt(Scalars.time(at)));
    version.destruction().ifPresent(at -> proto.setDestruction(Scalars.time(at)));
    return proto.build();
  }

  static VersionSummary summary(io.craton.vault.consensus.codec.proto.VersionSummary proto) {
    require(proto.hasCreatedAt(), "version_summary.created_at");
    return new VersionSummary(
        new VersionNumber(proto.getNumber()),
        Scalars.instant(proto.getCreatedAt()),
        Scalars.instant(proto.hasRotatedAt(), proto.getRotatedAt()),
        RecordCodec.stateName(proto.getState()),
        Scalars.instant(proto.hasDestruction(), proto.getDestruction()));
  }
}
