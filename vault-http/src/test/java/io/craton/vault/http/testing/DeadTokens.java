package io.craton.vault.http.testing;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.AvailabilityChange;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Tokens with every permission on everything that were accepted once and must not be any more, one
/// for each way in which that comes about.
final class DeadTokens {
  private static final Duration GRACE = Duration.ofHours(1);
  private static final Duration LIFE = Duration.ofHours(2);
  private static final VersionNumber FIRST = VersionNumber.FIRST;

  private final InMemoryVault vault;
  private final Sources sources;
  private final Consumer<Duration> advance;
  private final Map<String, String> made = new LinkedHashMap<>();

  DeadTokens(InMemoryVault vault, Sources sources, Consumer<Duration> advance) {
    this.vault = vault;
    this.sources = sources;
    this.advance = advance;
  }

  /// By what became of them.
  Map<String, String> make() {
    String expired = granted("expired", Optional.of(sources.clock().instant().plus(LIFE)));
    String revoked = granted("revoked", Optional.empty());
    propose(new Command.RevokeToken(TestTokens.id(TokenHash.ofToken(revoked))));
    rotate(stored("rotated out"), Retirement.DEACTIVATE, Optional.empty());
    ItemId graceful = stored("rotated out, its grace over");
    rotate(graceful, Retirement.DESTROY, VaultDuration.parse(GRACE.toSeconds() + "s"));
    for (StateName state : StateName.values()) {
      if (state != StateName.ACTIVE) {
        propose(
            new Command.ChangeState(
                stored("version " + state.wireName()),
                Optional.of(FIRST),
                state,
                state == StateName.COMPROMISED ? VaultDuration.parse("9h") : Optional.empty()));
      }
    }
    propose(new Command.UpdateItem(stored("item disabled"), disabled()));
    propose(new Command.DeleteItem(stored("item deleted"), false));
    require(expired, true);
    require(made.getOrDefault("rotated out, its grace over", ""), true);
    advance.accept(LIFE);
    made.values().forEach(token -> require(token, false));
    return made;
  }

  private String granted(String name, Optional<Instant> expiresAt) {
    String token = "pts_" + Bytes.copyOf(sources.entropy().bytes(16)).toHex();
    Grant grant =
        new Grant(
            name,
            Set.of(Permission.values()),
            FolderPath.ROOT,
            sources.clock().instant(),
            expiresAt);
    propose(TestTokens.granting(TokenHash.ofToken(token), grant));
    require(token, true);
    made.put(name, token);
    return token;
  }

  private ItemId stored(String name) {
    String token = granted(name, Optional.empty());
    ItemId id = ItemId.of(sources.entropy().bytes(ItemId.SIZE));
    Command.Draft draft =
        new Command.Draft(
            new ItemKind.Token(Optional.empty()),
            FolderPath.ROOT,
            Optional.empty(),
            Labels.NONE,
            Optional.empty(),
            RotationSettings.INHERITED);
    propose(new Command.CreateItem(id, draft, material(TokenHash.ofToken(token))));
    require(token, true);
    return id;
  }

  private void rotate(ItemId id, Retirement retirement, Optional<VaultDuration> grace) {
    TokenHash next = new TokenHash(Bytes.copyOf(sources.entropy().bytes(TokenHash.SIZE)));
    propose(new Command.RotateItem(id, FIRST, material(next), retirement, grace));
  }

  /// Nobody reads the value.
  private Material.ApiToken material(TokenHash hash) {
    Bytes ciphertext = Bytes.copyOf(sources.entropy().bytes(64));
    return new Material.ApiToken(
        new Material.Sealed(new KekVersion(1), ciphertext, Optional.empty()), hash);
  }

  private static ItemUpdate disabled() {
    return new ItemUpdate(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new AvailabilityChange(Optional.of(false), Optional.empty())),
        RotationChange.NONE);
  }

  private void propose(Command command) {
    Proposal proposal =
        new Proposal(
            ProposalId.of(sources.entropy().bytes(ProposalId.SIZE)),
            Optional.empty(),
            Optional.empty(),
            sources.clock().instant(),
            command);
    try {
      Outcome outcome = vault.propose(proposal, deadline());
      if (outcome instanceof Outcome.Refused refused) {
        throw new AssertionError(command + ": " + refused);
      }
    } catch (Unavailable e) {
      throw new IllegalStateException(e);
    }
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofSeconds(10), System::nanoTime);
  }

  private void require(String token, boolean accepted) {
    boolean found;
    try {
      var _ = new Authentication(vault.replica(), sources).authenticate(token, deadline());
      found = true;
    } catch (RequestRefused e) {
      found = false;
    } catch (Unavailable e) {
      throw new IllegalStateException(e);
    }
    if (found != accepted) {
      throw new AssertionError(List.of(made.entrySet()) + ": " + token + " is accepted: " + found);
    }
  }
}
