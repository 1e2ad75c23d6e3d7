package io.craton.vault.consensus.codec;

import static io.craton.vault.consensus.codec.Reading.read;
import static io.craton.vault.consensus.codec.Reading.require;

import com.google.protobuf.ByteString;
import io.craton.vault.consensus.codec.proto.Entry;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.id.ProposalId;
import java.util.Optional;

/// Proposals as entries of the replicated log. Stateless and thread-safe.
public final class EntryCodec {
  /// The format this program writes, and the highest it reads. Raised whenever an entry can carry
  /// something that an earlier program would not apply in the same way.
  public static final int FORMAT = 7;

  private EntryCodec() {}

  /// The entry of a proposal.
  public static byte[] encode(Proposal proposal) {
    Entry.Builder entry =
        Entry.newBuilder()
            .setFormat(FORMAT)
            .setProposalId(Scalars.bytes(proposal.id().value()))
            .setProposedAt(Scalars.time(proposal.proposedAt()))
            .setKeysFrom(proposal.keysFrom().value());
    proposal.actor().ifPresent(actor -> entry.setActor(Scalars.bytes(actor.value())));
    proposal.tag().ifPresent(tag -> entry.setTag(tag(tag)));
    CommandCodec.write(proposal.command(), entry);
    return entry.build().toByteArray();
  }

  /// The inverse of [#encode].
  ///
  /// @throws NewerFormatException when a later program wrote the entry
  /// @throws CorruptBytesException when it is not an entry
  public static Proposal decode(byte[] bytes) {
    return read("log entry", Entry.parser(), bytes, EntryCodec::proposal);
  }

  private static Proposal proposal(Entry entry) {
    if (Integer.compareUnsigned(entry.getFormat(), FORMAT) > 0) {
      throw new NewerFormatException(entry.getFormat(), FORMAT);
    }
    require(entry.getFormat() != 0, "entry.format");
    require(entry.hasProposedAt(), "entry.proposed_at");
    return new Proposal(
        new ProposalId(Scalars.bytes(entry.getProposalId())),
        entry.hasActor() ? Optional.of(Scalars.tokenHash(entry.getActor())) : Optional.empty(),
        entry.hasTag() ? Optional.of(tag(entry.getTag())) : Optional.empty(),
        Scalars.instant(entry.getProposedAt()),
        CommandCodec.read(entry),
        CommandCodec.sweep(entry.getKeysFrom(), "entry.keys_from"));
  }

  private static io.craton.vault.consensus.codec.proto.RequestTag tag(RequestTag tag) {
    var proto =
        io.craton.vault.consensus.codec.proto.RequestTag.newBuilder()
            .setKey(Scalars.bytes(tag.key().value()))
            .setFingerprint(Scalars.bytes(tag.fingerprint()));
    tag.earlier().forEach(key -> proto.addEarlier(Scalars.bytes(key.value())));
    return proto.build();
  }

  private static RequestTag tag(io.craton.vault.consensus.codec.proto.RequestTag proto) {
    return new RequestTag(
        Scalars.idempotencyKey(proto.getKey()),
        proto.getEarlierList().stream()
            .map((ByteString key) -> Scalars.idempotencyKey(key))
            .toList(),
        Scalars.bytes(proto.getFingerprint()));
  }
}
