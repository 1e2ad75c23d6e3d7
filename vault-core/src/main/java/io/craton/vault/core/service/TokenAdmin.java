package io.craton.vault.core.service;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.GrantToken;
import io.craton.vault.core.command.Command.RevokeToken;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.decision.Access;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Mints, lists and revokes API tokens. For callers with `admin`. Thread-safe.
///
/// A value is shown once and kept nowhere, unless somebody stores it. When the answer to a minting
/// is lost, so is the value; the token is listed, and can be revoked. A retry mints another one.
public final class TokenAdmin {
  private final Replica replica;
  private final Views views;
  private final Sources sources;

  public TokenAdmin(Replica replica, Sources sources) {
    this.replica = replica;
    this.views = new Views(replica, sources);
    this.sources = sources;
  }

  /// What a token is to be.
  public record Wish(
      String name, Set<Permission> permissions, FolderPath scope, Optional<Instant> expiresAt) {
    public Wish {
      permissions = Set.copyOf(permissions);
    }
  }

  /// A new token. Holds its value: close it when the answer is written.
  public record Minted(TokenRecord token, SecretBytes value) implements AutoCloseable {
    @Override
    public void close() {
      value.close();
    }
  }

  /// One token of a list.
  ///
  /// @param usable whether its newest value is accepted now
  public record Row(TokenRecord token, boolean usable) {}

  /// A page of tokens.
  ///
  /// @param next after which the next page starts; empty on the last one
  public record Page(List<Row> rows, Optional<TokenId> next) {
    public Page {
      rows = List.copyOf(rows);
    }
  }

  /// Mints a token. Once this returns, every node accepts it.
  ///
  /// @throws RequestRefused also when it would allow more than the caller may do
  public Minted mint(Caller caller, Wish wish, Deadline deadline)
      throws RequestRefused, Unavailable {
    views.read(caller, reading -> check(reading, wish));
    Grant grant =
        new Grant(wish.name(), wish.permissions(), wish.scope(), sources.now(), wish.expiresAt());
    return mint(caller.token(), grant, deadline);
  }

  private static Instant check(Reading reading, Wish wish) throws RequestRefused {
    requireAdmin(reading);
    if (wish.expiresAt().filter(end -> !reading.now().isBefore(end)).isPresent()) {
      throw new RequestRefused(Rejection.Code.EXPIRY_PAST, "the token would have expired already");
    }
    if (wish.permissions().contains(Permission.ADMIN) && !wish.scope().equals(FolderPath.ROOT)) {
      throw new RequestRefused(
          Rejection.Code.ADMIN_NEEDS_ROOT, "admin is for the whole vault: its scope must be /");
    }
    return reading.now();
  }

  /// Mints a token with every permission in the name of nobody, for whoever has lost them all. Who
  /// may ask for it is the business of the node that is asked.
  public Minted recover(Deadline deadline) throws RequestRefused, Unavailable {
    replica.barrier().await(deadline);
    if (!replica.state().read(view -> view.bootstrapped())) {
      throw new RequestRefused(
          Rejection.Code.NOT_BOOTSTRAPPED, "this cluster has had no first token yet: bootstrap it");
    }
    Grant root = Grant.root(sources.now());
    Grant grant =
        new Grant(
            "root, recovered",
            root.permissions(),
            root.scope(),
            root.createdAt(),
            Optional.empty());
    return mint(Optional.empty(), grant, deadline);
  }

  private Minted mint(Optional<TokenHash> actor, Grant grant, Deadline deadline)
      throws RequestRefused, Unavailable {
    SecretBytes value = new ValueMint(sources.entropy()).token();
    try {
      TokenHash hash = TokenHash.ofToken(value);
      TokenId id = sources.newTokenId();
      propose(actor, new GrantToken(id, hash, grant), deadline);
      Optional<TokenRecord> written = replica.state().read(view -> view.token(id));
      return new Minted(written.orElseGet(() -> TokenRecord.loose(id, grant, hash)), value);
    } catch (RequestRefused | Unavailable | RuntimeException e) {
      value.close();
      throw e;
    }
  }

  /// A page of tokens in order of id. Holds neither values nor hashes that are for showing.
  public Page list(Caller caller, Optional<TokenId> after, int size)
      throws RequestRefused, Unavailable {
    return views.read(
        caller,
        reading -> {
          requireAdmin(reading);
          List<TokenRecord> found = reading.view().tokens(after, size + 1);
          List<TokenRecord> page = found.subList(0, Math.min(size, found.size()));
          Optional<TokenId> next =
              found.size() > size ? Optional.of(page.getLast().id()) : Optional.empty();
          return new Page(
              page.stream().map(token -> new Row(token, usable(reading, token))).toList(), next);
        });
  }

  private static boolean usable(Reading reading, TokenRecord token) {
    return Access.accepts(reading.view(), token, token.hashes().getLast(), reading.now());
  }

  /// Revokes a token with every value it has been rotated to. Once this returns, no operation that
  /// starts later on any node is let in by it.
  public void revoke(Caller caller, TokenId id, Deadline deadline)
      throws RequestRefused, Unavailable {
    propose(caller.token(), new RevokeToken(id), deadline);
  }

  /// The tag is no caller's: it makes an entry that the log holds twice count once, so that one
  /// which comes late does not let a revoked token in again.
  private void propose(Optional<TokenHash> actor, Command command, Deadline deadline)
      throws RequestRefused, Unavailable {
    IdempotencyKey key =
        new IdempotencyKey(Bytes.copyOf(sources.entropy().bytes(IdempotencyKey.SIZE)));
    Proposal proposal =
        new Proposal(
            sources.newProposalId(),
            actor,
            Optional.of(new RequestTag(key, List.of(), key.value())),
            sources.now(),
            command);
    if (replica.ledger().propose(proposal, deadline) instanceof Outcome.Refused refused) {
      throw new RequestRefused(refused.rejection());
    }
  }

  private static void requireAdmin(Reading reading) throws RequestRefused {
    Optional<Rejection> denied = Access.check(reading.grant(), Permission.ADMIN, FolderPath.ROOT);
    if (denied.isPresent()) {
      throw new RequestRefused(denied.get());
    }
  }
}
