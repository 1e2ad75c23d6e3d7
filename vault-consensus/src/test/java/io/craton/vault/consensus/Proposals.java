package io.craton.vault.consensus;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.TokenHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Proposals for tests, from a seed.
public final class Proposals {
  public static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123456789Z");

  private final Random random;

  public Proposals(long seed) {
    random = new Random(seed);
  }

  public byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  public Proposal grant(TokenHash token) {
    return of(TestTokens.granting(token, Grant.root(NOW)));
  }

  public Proposal revoke(TokenHash token) {
    return of(new Command.RevokeToken(TestTokens.id(token)));
  }

  public TokenHash token() {
    return new TokenHash(Bytes.copyOf(bytes(TokenHash.SIZE)));
  }

  public ItemId item() {
    return ItemId.of(bytes(ItemId.SIZE));
  }

  public Command.CreateItem create(ItemId id, String name) {
    return new Command.CreateItem(
        id,
        new Command.Draft(
            new ItemKind.Secret(Optional.empty()),
            FolderPath.ROOT,
            Optional.of(name),
            Labels.NONE,
            Optional.empty(),
            RotationSettings.INHERITED),
        new Material.Sealed(new KekVersion(1), Bytes.copyOf(bytes(60)), Optional.empty()));
  }

  public Proposal of(Command command) {
    return of(command, Optional.empty());
  }

  public Proposal of(Command command, Optional<RequestTag> tag) {
    return new Proposal(ProposalId.of(bytes(ProposalId.SIZE)), Optional.empty(), tag, NOW, command);
  }

  public RequestTag tag() {
    return new RequestTag(
        new IdempotencyKey(Bytes.copyOf(bytes(IdempotencyKey.SIZE))),
        List.of(),
        Bytes.copyOf(bytes(32)));
  }
}
