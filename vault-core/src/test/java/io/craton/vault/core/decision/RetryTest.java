package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Bench.code;
import static io.craton.vault.core.decision.Bench.key;
import static io.craton.vault.core.decision.Bench.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command.BootstrapRoot;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.GrantToken;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Command.RevokeToken;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Retries, tokens, and what each may do.
final class RetryTest {
  private static final TokenHash ROOT = TokenHash.ofToken("root");
  private static final TokenHash SCOPED = TokenHash.ofToken("scoped");

  private final Bench bench = new Bench(11);

  private ItemId generated(Material.HsmKey material) {
    ItemId id = bench.newId();
    assertThat(code(bench.apply(new CreateItem(id, key("/k", "k" + id), material)))).isEmpty();
    return id;
  }

  private Outcome tagged(RequestTag tag, RotateItem rotate) {
    return bench.apply(bench.proposal(rotate, Optional.empty(), Optional.of(tag)));
  }

  @Test
  void retryOfARotationRotatesOnceAndItsKeyIsDestroyed() {
    ItemId id = generated(bench.newKey());
    RequestTag tag = bench.newTag();
    Material.HsmKey first = bench.newKey();
    Material.HsmKey again = bench.newKey();
    Outcome outcome = tagged(tag, rotate(id, 1, first));
    RequestTag retry = new RequestTag(bench.newTag().key(), List.of(tag.key()), tag.fingerprint());
    assertThat(tagged(retry, rotate(id, 2, again))).isEqualTo(outcome);
    assertThat(bench.state().item(id).orElseThrow().history().versionCount()).isEqualTo(2);
    assertThat(bench.state().outbox(0, 10))
        .hasSize(1)
        .first()
        .extracting("destroy")
        .isEqualTo(again.ref());
    RequestTag third =
        new RequestTag(bench.newTag().key(), List.of(retry.key()), tag.fingerprint());
    assertThat(tagged(third, rotate(id, 2, bench.newKey()))).isEqualTo(outcome);
  }

  @Test
  void attemptThatComesAfterItsRetryTakesNoEffect() {
    RequestTag late = bench.newTag();
    RequestTag retry =
        new RequestTag(bench.newTag().key(), List.of(late.key()), late.fingerprint());
    ItemId id = bench.newId();
    CreateItem again = new CreateItem(id, key("/k", "retried"), bench.newKey());
    Outcome outcome = bench.apply(bench.proposal(again, Optional.empty(), Optional.of(retry)));
    assertThat(code(outcome)).isEmpty();
    Material.HsmKey lost = bench.newKey();
    CreateItem first = new CreateItem(bench.newId(), key("/k", "late"), lost);
    assertThat(bench.apply(bench.proposal(first, Optional.empty(), Optional.of(late))))
        .isEqualTo(outcome);
    assertThat(bench.state().item(first.id())).isEmpty();
    assertThat(bench.state().outbox(0, 10)).first().extracting("destroy").isEqualTo(lost.ref());
  }

  @Test
  void outcomesOfAttemptsThatNeverCameAreForgottenToo() {
    List<IdempotencyKey> earlier = List.of(bench.newTag().key(), bench.newTag().key());
    RequestTag tag = bench.newTag();
    ItemId id = generated(bench.newKey());
    RequestTag retry = new RequestTag(tag.key(), earlier, tag.fingerprint());
    assertThat(code(tagged(retry, rotate(id, 1, bench.newKey())))).isEmpty();
    assertThat(bench.state().outcomeCount()).isEqualTo(3);
    bench.advance(Limits.OUTCOME_LIFETIME.plusSeconds(1));
    assertThat(code(tagged(bench.newTag(), rotate(id, 2, bench.newKey())))).isEmpty();
    assertThat(bench.state().outcomeCount()).isEqualTo(1);
  }

  private static RotateItem rotate(ItemId id, int expected, Material.HsmKey material) {
    return new RotateItem(
        id, new VersionNumber(expected), material, Retirement.DEACTIVATE, Optional.empty());
  }

  @Test
  void sameKeyForAnotherRequestIsRefused() {
    ItemId id = generated(bench.newKey());
    RequestTag tag = bench.newTag();
    assertThat(code(tagged(tag, rotate(id, 1, bench.newKey())))).isEmpty();
    RequestTag other = new RequestTag(tag.key(), List.of(), Bytes.utf8("something else"));
    assertThat(code(tagged(other, rotate(id, 2, bench.newKey()))))
        .contains(Rejection.Code.IDEMPOTENCY_MISMATCH);
  }

  @Test
  void refusedRequestIsDecidedAfreshOnRetry() {
    ItemId id = generated(bench.newKey());
    RequestTag tag = bench.newTag();
    assertThat(code(tagged(tag, rotate(id, 2, bench.newKey()))))
        .contains(Rejection.Code.VERSION_CONFLICT);
    assertThat(code(tagged(tag, rotate(id, 1, bench.newKey())))).isEmpty();
  }

  @Test
  void outcomesAreForgottenAfterTheirTime() {
    ItemId id = generated(bench.newKey());
    RequestTag tag = bench.newTag();
    assertThat(code(tagged(tag, rotate(id, 1, bench.newKey())))).isEmpty();
    assertThat(bench.state().outcomeCount()).isEqualTo(1);
    bench.advance(Limits.OUTCOME_LIFETIME.plusSeconds(1));
    assertThat(code(tagged(bench.newTag(), rotate(id, 2, bench.newKey())))).isEmpty();
    assertThat(bench.state().outcomeCount()).isEqualTo(1);
    assertThat(bench.state().outcome(tag.key())).isEmpty();
  }

  @Test
  void bootstrapHappensOnce() {
    assertThat(code(bench.apply(new BootstrapRoot(ROOT)))).isEmpty();
    assertThat(code(bench.apply(new BootstrapRoot(SCOPED))))
        .contains(Rejection.Code.ALREADY_BOOTSTRAPPED);
    assertThat(bench.state().token(SCOPED)).isEmpty();
  }

  private Optional<Rejection.Code> storeAs(TokenHash token, String folder) {
    CreateItem create =
        new CreateItem(bench.newId(), secret(folder, "s" + bench.newId()), bench.newSealed());
    return code(bench.apply(bench.proposal(create, Optional.of(token), Optional.empty())));
  }

  private void grantScoped(Set<Permission> permissions, Optional<Instant> expiresAt) {
    Grant grant =
        new Grant("t", permissions, FolderPath.parse("/in").orElseThrow(), bench.now(), expiresAt);
    bench.apply(bench.proposal(new BootstrapRoot(ROOT)));
    GrantToken command = TestTokens.granting(SCOPED, grant);
    assertThat(code(bench.apply(bench.proposal(command, Optional.of(ROOT), Optional.empty()))))
        .isEmpty();
  }

  @Test
  void tokenWritesInItsScopeAndNowhereElse() {
    grantScoped(Set.of(Permission.WRITE), Optional.empty());
    assertThat(storeAs(SCOPED, "/in/deep")).isEmpty();
    assertThat(storeAs(SCOPED, "/inside")).contains(Rejection.Code.PERMISSION_DENIED);
    assertThat(storeAs(SCOPED, "/")).contains(Rejection.Code.PERMISSION_DENIED);
    assertThat(storeAs(TokenHash.ofToken("unknown"), "/in")).contains(Rejection.Code.TOKEN_REFUSED);
  }

  @Test
  void itemOutsideTheScopeDoesNotExistAndInsideItNeedsThePermission() {
    grantScoped(Set.of(Permission.READ), Optional.empty());
    ItemId outside = generated(bench.newKey());
    ItemId inside = bench.newId();
    bench.apply(new CreateItem(inside, secret("/in", "s"), bench.newSealed()));
    assertThat(rotateAs(outside)).contains(Rejection.Code.ITEM_NOT_FOUND);
    assertThat(rotateAs(inside)).contains(Rejection.Code.PERMISSION_DENIED);
  }

  private Optional<Rejection.Code> rotateAs(ItemId id) {
    RotateItem rotate =
        new RotateItem(
            id, VersionNumber.FIRST, bench.newSealed(), Retirement.DEACTIVATE, Optional.empty());
    return code(bench.apply(bench.proposal(rotate, Optional.of(SCOPED), Optional.empty())));
  }

  @Test
  void expiredAndRevokedTokensAreRefused() {
    grantScoped(Set.of(Permission.WRITE), Optional.of(bench.now().plusSeconds(60)));
    assertThat(storeAs(SCOPED, "/in")).isEmpty();
    bench.advance(Duration.ofSeconds(60));
    assertThat(storeAs(SCOPED, "/in")).contains(Rejection.Code.TOKEN_REFUSED);
    assertThat(storeAs(ROOT, "/in")).isEmpty();
    TokenHash other = TokenHash.ofToken("other");
    bench.apply(TestTokens.granting(other, Grant.root(bench.now())));
    RevokeToken revoke = new RevokeToken(bench.state().tokenOf(ROOT).orElseThrow());
    assertThat(code(bench.apply(bench.proposal(revoke, Optional.of(ROOT), Optional.empty()))))
        .isEmpty();
    assertThat(storeAs(ROOT, "/in")).contains(Rejection.Code.TOKEN_REFUSED);
  }

  @Test
  void onlyAdminsManageTokens() {
    grantScoped(Set.of(Permission.WRITE, Permission.READ), Optional.empty());
    GrantToken escalate = TestTokens.granting(SCOPED, Grant.root(bench.now()));
    assertThat(code(bench.apply(bench.proposal(escalate, Optional.of(SCOPED), Optional.empty()))))
        .contains(Rejection.Code.PERMISSION_DENIED);
  }
}
