package io.craton.vault.core.decision;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.event.Evolution;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.testing.MapState;
import io.craton.vault.core.token.TokenHash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A workbench: a state, a clock and a seeded source of ids to decide commands on.
final class Bench {
  static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  private final MapState state = new MapState();
  private final Random random;
  private Instant now = START;

  Bench(long seed) {
    random = new Random(seed);
  }

  MapState state() {
    return state;
  }

  Instant now() {
    return now;
  }

  void advance(Duration step) {
    now = now.plus(step);
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  ItemId newId() {
    return ItemId.of(bytes(ItemId.SIZE));
  }

  Material.HsmKey newKey() {
    return new Material.HsmKey(new KeyRef(Bytes.copyOf(bytes(16))), Optional.empty());
  }

  Material.Sealed newSealed() {
    return new Material.Sealed(new KekVersion(1), Bytes.copyOf(bytes(30)), Optional.empty());
  }

  RequestTag newTag() {
    return new RequestTag(
        new IdempotencyKey(Bytes.copyOf(bytes(32))), List.of(), Bytes.utf8("fingerprint"));
  }

  static Draft secret(String folder, String name) {
    return new Draft(
        new ItemKind.Secret(Optional.empty()),
        FolderPath.parse(folder).orElseThrow(),
        Optional.of(name),
        Labels.NONE,
        Optional.empty(),
        RotationSettings.INHERITED);
  }

  static Draft key(String folder, String name) {
    return new Draft(
        new ItemKind.Key(Algorithm.SIGN_ES256, false, Optional.empty()),
        FolderPath.parse(folder).orElseThrow(),
        Optional.of(name),
        Labels.NONE,
        Optional.empty(),
        RotationSettings.INHERITED);
  }

  Proposal proposal(Command command) {
    return proposal(command, Optional.empty(), Optional.empty());
  }

  Proposal proposal(Command command, SweepGeneration keysFrom) {
    return new Proposal(
        ProposalId.of(bytes(ProposalId.SIZE)),
        Optional.empty(),
        Optional.empty(),
        now,
        command,
        keysFrom);
  }

  Proposal proposal(Command command, Optional<TokenHash> actor, Optional<RequestTag> tag) {
    return new Proposal(ProposalId.of(bytes(ProposalId.SIZE)), actor, tag, now, command);
  }

  Outcome apply(Command command) {
    return apply(proposal(command));
  }

  Outcome apply(Proposal proposal) {
    Decision decision = Decider.decide(state, proposal);
    Evolution.evolve(decision.events(), state);
    return decision.outcome();
  }

  /// The code of a refusal; empty when the outcome is none.
  static Optional<Rejection.Code> code(Outcome outcome) {
    return outcome instanceof Outcome.Refused refused
        ? Optional.of(refused.rejection().code())
        : Optional.empty();
  }

  static ItemSummary item(Outcome outcome) {
    return ((Outcome.ItemWritten) outcome).item();
  }
}
