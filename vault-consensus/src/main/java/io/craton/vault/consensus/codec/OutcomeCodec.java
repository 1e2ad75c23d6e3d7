package io.craton.vault.consensus.codec;

import static io.craton.vault.consensus.codec.Reading.missing;
import static io.craton.vault.consensus.codec.Reading.read;
import static io.craton.vault.consensus.codec.Reading.require;

import io.craton.vault.consensus.codec.proto.Reply;
import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.state.RecordedOutcome;
import java.util.Arrays;
import java.util.Optional;

/// Outcomes, as remembered in the state and as sent back to the proposing node. Stateless and
/// thread-safe. Every `decode` throws [CorruptBytesException] on bytes that no `encode` gave.
public final class OutcomeCodec {
  private OutcomeCodec() {}

  /// What a node answers for an entry it applied; empty when it applied the entry earlier and does
  /// not remember what came of it.
  public static byte[] encodeReply(Optional<Outcome> outcome) {
    Reply.Builder reply = Reply.newBuilder();
    outcome.ifPresentOrElse(
        known -> reply.setOutcome(toProto(known)), () -> reply.setForgotten(true));
    return reply.build().toByteArray();
  }

  /// The inverse of [#encodeReply].
  public static Optional<Outcome> decodeReply(byte[] bytes) {
    return read(
        "reply",
        Reply.parser(),
        bytes,
        reply ->
            switch (reply.getReplyCase()) {
              case OUTCOME -> Optional.of(outcome(reply.getOutcome()));
              case FORGOTTEN -> {
                require(reply.getForgotten(), "reply.forgotten");
                yield Optional.empty();
              }
              case REPLY_NOT_SET -> throw missing("reply");
            });
  }

  /// The record of a remembered outcome.
  public static byte[] encode(RecordedOutcome recorded) {
    return io.craton.vault.consensus.codec.proto.RecordedOutcome.newBuilder()
        .setKey(Scalars.bytes(recorded.key().value()))
        .setProposal(Scalars.bytes(recorded.proposal().value()))
        .setFingerprint(Scalars.bytes(recorded.fingerprint()))
        .setRecordedAt(Scalars.time(recorded.recordedAt()))
        .setOutcome(toProto(recorded.outcome()))
        .build()
        .toByteArray();
  }

  /// The inverse of [#encode(RecordedOutcome)].
  public static RecordedOutcome decodeRecorded(byte[] bytes) {
    return read(
        "recorded outcome",
        io.craton.vault.consensus.codec.proto.RecordedOutcome.parser(),
        bytes,
        proto -> {
          require(proto.hasRecordedAt(), "recorded_outcome.recorded_at");
          return new RecordedOutcome(
              Scalars.idempotencyKey(proto.getKey()),
              new ProposalId(Scalars.bytes(proto.getProposal())),
              Scalars.bytes(proto.getFingerprint()),
              Scalars.instant(proto.getRecordedAt()),
              outcome(proto.getOutcome()));
        });
  }

  private static io.craton.vault.consensus.codec.proto.Outcome toProto(Outcome outcome) {
    var proto = io.craton.vault.consensus.codec.proto.Outcome.newBuilder();
    switch (outcome) {
      case Outcome.ItemWritten written -> proto.setItemWritten(summary(written.item()));
      case Outcome.ItemDeleted deleted -> proto.setItemDeleted(Scalars.bytes(deleted.id().value()));
      case Outcome.Done done -> proto.getDoneBuilder();
      case Outcome.Refused refused ->
          proto
              .getRefusedBuilder()
              .setCode(refused.rejection().code().code())
              .setDetail(refused.rejection().detail());
    }
    return proto.build();
  }

  private static Outcome outcome(io.craton.vault.consensus.codec.proto.Outcome proto) {
    return switch (proto.getOutcomeCase()) {
      case ITEM_WRITTEN -> new Outcome.ItemWritten(summary(proto.getItemWritten()));
      case ITEM_DELETED -> new Outcome.ItemDeleted(Scalars.itemId(proto.getItemDeleted()));
      case DONE -> new Outcome.Done();
      case REFUSED ->
          new Outcome.Refused(
              new Rejection(code(proto.getRefused().getCode()), proto.getRefused().getDetail()));
      case OUTCOME_NOT_SET -> throw missing("outcome");
    };
  }

  private static Rejection.Code code(int code) {
    return Arrays.stream(Rejection.Code.values())
        .filter(candidate -> candidate.code() == code)
        .findFirst()
        .orElseThrow(() -> missing("rejection.code"));
  }

  private static io.craton.vault.consensus.codec.proto.ItemSummary summary(ItemSummary summary) {
    var proto =
        io.craton.vault.consensus.codec.proto.ItemSummary.newBuilder()
            .setItem(RecordCodec.toProto(summary.item()))
            .setFolder(Scalars.path(summary.folder()))
            .setRotation(RotationCodec.toProto(summary.rotation()));
    summary.version().ifPresent(version -> proto.setVersion(FolderEntryCodec.toProto(version)));
    return proto.build();
  }

  private static ItemSummary summary(io.craton.vault.consensus.codec.proto.ItemSummary proto) {
    require(proto.hasFolder(), "item_summary.folder");
    return new ItemSummary(
        RecordCodec.item(proto.getItem()),
        Scalars.path(proto.getFolder()),
        RotationCodec.effective(proto.getRotation()),
        proto.hasVersion()
            ? Optional.of(FolderEntryCodec.summary(proto.getVersion()))
            : Optional.empty());
  }
}
