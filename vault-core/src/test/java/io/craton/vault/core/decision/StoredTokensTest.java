package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Bench.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.AvailabilityChange;
import io.craton.vault.core.command.Command.BootstrapRoot;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.FireTimers;
import io.craton.vault.core.command.Command.GrantToken;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Command.RevokeToken;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.command.Command.UpdateItem;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tokens as items, and the last administrator.
final class StoredTokensTest {
  private static final TokenHash ROOT = TokenHash.ofToken("root");
  private static final TokenHash APP = TokenHash.ofToken("app");
  private static final FolderPath FOLDER = FolderPath.parse("/t").orElseThrow();

  private final Bench bench = new Bench(31);

  StoredTokensTest() {
    bench.apply(new BootstrapRoot(ROOT));
  }

  private void grant(TokenHash hash, Set<Permission> permissions, Optional<Instant> expiresAt) {
    Grant grant = new Grant("t", permissions, FolderPath.ROOT, bench.now(), expiresAt);
    assertThat(code(bench.apply(TestTokens.granting(hash, grant)))).isEmpty();
  }

  private Material.ApiToken value(TokenHash hash) {
    return new Material.ApiToken(bench.newSealed(), hash);
  }

  private CreateItem storing(TokenHash hash, Optional<Instant> disabledAt) {
    Draft draft =
        new Draft(
            new ItemKind.Token(Optional.empty()),
            FOLDER,
            Optional.empty(),
            Labels.NONE,
            disabledAt,
            RotationSettings.INHERITED);
    return new CreateItem(bench.newId(), draft, value(hash));
  }

  private ItemId stored(TokenHash hash) {
    CreateItem create = storing(hash, Optional.empty());
    assertThat(code(bench.apply(create))).isEmpty();
    return create.id();
  }

  private Optional<Rejection.Code> rotate(ItemId id, int from, Material next, String grace) {
    return code(
        bench.apply(
            new RotateItem(
                id,
                new VersionNumber(from),
                next,
                Retirement.BY_POLICY,
                VaultDuration.parse(grace))));
  }

  private Optional<Rejection.Code> change(ItemId id, int version, StateName state) {
    return code(
        bench.apply(
            new ChangeState(
                id,
                Optional.of(new VersionNumber(version)),
                state,
                state == StateName.COMPROMISED ? VaultDuration.parse("1h") : Optional.empty())));
  }

  private Optional<Rejection.Code> enable(ItemId id, boolean enabled) {
    return code(bench.apply(new UpdateItem(id, available(Optional.of(enabled), Optional.empty()))));
  }

  private static ItemUpdate available(
      Optional<Boolean> enabled, Optional<Optional<Instant>> disabledAt) {
    return new ItemUpdate(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new AvailabilityChange(enabled, disabledAt)),
        RotationChange.NONE);
  }

  private boolean accepted(TokenHash hash) {
    return Access.grant(bench.state(), hash, bench.now()).isPresent();
  }

  private TokenHash hash(String value) {
    return TokenHash.ofToken(value);
  }

  @Test
  void rotatedOutValueWorksUntilItsGraceEndsAndNeverAgain() {
    grant(APP, Set.of(Permission.READ), Optional.empty());
    ItemId id = stored(APP);
    assertThat(rotate(id, 1, value(hash("two")), "10s")).isEmpty();
    assertThat(accepted(APP)).isTrue();
    assertThat(accepted(hash("two"))).isTrue();
    assertThat(bench.state().token(APP)).isEqualTo(bench.state().token(hash("two")));
    bench.advance(Duration.ofSeconds(10).minusNanos(1000));
    assertThat(accepted(APP)).isTrue();
    bench.advance(Duration.ofNanos(1000));
    assertThat(accepted(APP)).isFalse();
    assertThat(bench.state().tokenOf(APP)).as("before the timer").isPresent();
    bench.apply(new FireTimers());
    assertThat(bench.state().tokenOf(APP)).as("after the timer").isEmpty();
    assertThat(accepted(hash("two"))).isTrue();
  }

  @Test
  void rotationWithoutGraceRefusesTheOldValueAtOnce() {
    grant(APP, Set.of(Permission.READ), Optional.empty());
    ItemId id = stored(APP);
    RotateItem rotate =
        new RotateItem(
            id, VersionNumber.FIRST, value(hash("two")), Retirement.DEACTIVATE, Optional.empty());
    assertThat(code(bench.apply(rotate))).isEmpty();
    assertThat(accepted(APP)).isFalse();
    assertThat(bench.state().tokenOf(APP)).isEmpty();
    assertThat(change(id, 1, StateName.ACTIVE)).isEmpty();
    assertThat(accepted(APP)).as("not even when it is made active again").isFalse();
    assertThat(accepted(hash("two"))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(value = StateName.class, names = "ACTIVE", mode = EnumSource.Mode.EXCLUDE)
  void everyOtherStateRefusesTheToken(StateName state) {
    grant(APP, Set.of(Permission.READ), Optional.empty());
    ItemId id = stored(APP);
    assertThat(change(id, 1, state)).isEmpty();
    assertThat(accepted(APP)).isFalse();
    boolean comesBack = state == StateName.DEACTIVATED || state == StateName.SUSPENDED;
    var _ = change(id, 1, StateName.ACTIVE);
    assertThat(accepted(APP)).isEqualTo(comesBack);
    assertThat(bench.state().token(TestTokens.id(APP)).isPresent())
        .isEqualTo(state != StateName.DESTROYED);
  }

  @Test
  void disablingRefusesTheTokenAndDeletingRemovesIt() {
    grant(APP, Set.of(Permission.READ), Optional.empty());
    ItemId id = stored(APP);
    assertThat(enable(id, false)).isEmpty();
    assertThat(accepted(APP)).isFalse();
    assertThat(enable(id, true)).isEmpty();
    assertThat(accepted(APP)).isTrue();
    bench.apply(
        new UpdateItem(
            id, available(Optional.empty(), Optional.of(Optional.of(bench.now().plusSeconds(5))))));
    assertThat(accepted(APP)).isTrue();
    bench.advance(Duration.ofSeconds(5));
    assertThat(accepted(APP)).isFalse();
    bench.apply(new DeleteItem(id, false));
    assertThat(bench.state().token(APP)).isEmpty();
    assertThat(bench.state().token(TestTokens.id(APP))).isEmpty();
  }

  /// Value by value a thousand of them would write half a million hashes in one entry of the log.
  @Test
  void deletingAnItemRemovesItsTokenInOneEventHoweverManyValuesItHas() {
    grant(APP, Set.of(Permission.READ), Optional.empty());
    ItemId id = stored(APP);
    for (int version = 1; version <= 20; version++) {
      assertThat(rotate(id, version, value(hash("value " + version)), "1h")).isEmpty();
    }
    Decision decision = Decider.decide(bench.state(), bench.proposal(new DeleteItem(id, false)));
    assertThat(decision.events())
        .filteredOn(
            event -> event instanceof Event.TokenChanged || event instanceof Event.TokenRevoked)
        .singleElement()
        .isInstanceOf(Event.TokenRevoked.class);
    bench.apply(new DeleteItem(id, false));
    assertThat(bench.state().token(TestTokens.id(APP))).isEmpty();
    for (int version = 1; version <= 20; version++) {
      assertThat(bench.state().tokenOf(hash("value " + version))).isEmpty();
    }
  }

  @Test
  void graceThatIsCutShortEndsTheOldValue() {
    grant(APP, Set.of(Permission.READ), Optional.empty());
    ItemId id = stored(APP);
    assertThat(rotate(id, 1, value(hash("two")), "1h")).isEmpty();
    assertThat(change(id, 1, StateName.DEACTIVATED)).isEmpty();
    assertThat(accepted(APP)).isFalse();
    assertThat(bench.state().tokenOf(APP)).isEmpty();
  }

  @Test
  void revokingATokenReachesEveryValueItWasRotatedTo() {
    grant(APP, Set.of(Permission.READ), Optional.empty());
    ItemId id = stored(APP);
    assertThat(rotate(id, 1, value(hash("two")), "1h")).isEmpty();
    assertThat(rotate(id, 2, value(hash("three")), "1h")).isEmpty();
    assertThat(code(bench.apply(new RevokeToken(TestTokens.id(APP))))).isEmpty();
    for (TokenHash each : List.of(APP, hash("two"), hash("three"))) {
      assertThat(accepted(each)).isFalse();
      assertThat(bench.state().tokenOf(each)).isEmpty();
    }
    assertThat(code(bench.apply(new RevokeToken(TestTokens.id(APP)))))
        .contains(Rejection.Code.TOKEN_NOT_FOUND);
    assertThat(rotate(id, 3, value(hash("four")), "1h")).contains(Rejection.Code.TOKEN_CONFLICT);
    assertThat(rotate(id, 3, bench.newSealed(), "1h")).as("as a text").isEmpty();
  }

  @Test
  void tokenRotatesToAValueOfItsOwnOnly() {
    grant(APP, Set.of(Permission.READ), Optional.empty());
    grant(hash("other"), Set.of(Permission.READ), Optional.empty());
    ItemId id = stored(APP);
    assertThat(rotate(id, 1, bench.newSealed(), "1h")).contains(Rejection.Code.TOKEN_CONFLICT);
    assertThat(rotate(id, 1, value(hash("other")), "1h")).contains(Rejection.Code.TOKEN_CONFLICT);
    assertThat(rotate(id, 1, value(APP), "1h")).contains(Rejection.Code.TOKEN_CONFLICT);
    assertThat(accepted(APP)).isTrue();
  }

  @Test
  void versionWhoseTimeHasComeHandsNothingOnThoughTheTimerIsLate() {
    grant(APP, Set.of(Permission.READ), Optional.empty());
    ItemId id = stored(APP);
    assertThat(change(id, 1, StateName.COMPROMISED)).isEmpty();
    bench.advance(Duration.ofHours(1));
    assertThat(rotate(id, 1, value(hash("two")), "1h")).contains(Rejection.Code.TOKEN_CONFLICT);
    assertThat(rotate(id, 1, bench.newSealed(), "1h")).isEmpty();
  }

  @Test
  void tokenIsStoredOnce() {
    grant(APP, Set.of(Permission.READ), Optional.empty());
    ItemId id = stored(APP);
    assertThat(code(bench.apply(storing(APP, Optional.empty()))))
        .contains(Rejection.Code.TOKEN_STORED_ALREADY);
    assertThat(code(bench.apply(storing(hash("unknown"), Optional.empty()))))
        .contains(Rejection.Code.TOKEN_CONFLICT);
    assertThat(bench.state().token(APP).orElseThrow().values())
        .isInstanceOfSatisfying(
            TokenRecord.Stored.class, where -> assertThat(where.item()).isEqualTo(id));
  }

  @Test
  void lastAdministratorCannotBeRevoked() {
    TokenId root = bench.state().tokenOf(ROOT).orElseThrow();
    grant(APP, Set.of(Permission.ADMIN), Optional.of(bench.now().plusSeconds(3600)));
    assertThat(code(bench.apply(new RevokeToken(root)))).contains(Rejection.Code.LAST_ADMIN);
    grant(hash("second"), Set.of(Permission.ADMIN), Optional.empty());
    assertThat(code(bench.apply(new RevokeToken(root)))).isEmpty();
    assertThat(code(bench.apply(new RevokeToken(TestTokens.id(hash("second"))))))
        .contains(Rejection.Code.LAST_ADMIN);
  }

  @Test
  void lastAdministratorThatIsAnItemCannotBeTakenAway() {
    assertThat(code(bench.apply(storing(ROOT, Optional.of(bench.now().plusSeconds(9))))))
        .as("an item that will be disabled")
        .contains(Rejection.Code.LAST_ADMIN);
    ItemId id = stored(ROOT);
    ItemId folder = Folders.find(bench.state(), FOLDER).orElseThrow();
    assertThat(enable(id, false)).contains(Rejection.Code.LAST_ADMIN);
    Command disable =
        new UpdateItem(
            id, available(Optional.empty(), Optional.of(Optional.of(bench.now().plusSeconds(9)))));
    assertThat(code(bench.apply(disable))).contains(Rejection.Code.LAST_ADMIN);
    for (StateName state : StateName.values()) {
      assertThat(change(id, 1, state).isPresent())
          .as("%s", state)
          .isEqualTo(state != StateName.ACTIVE);
    }
    assertThat(code(bench.apply(new DeleteItem(id, false)))).contains(Rejection.Code.LAST_ADMIN);
    assertThat(code(bench.apply(new DeleteItem(folder, true)))).contains(Rejection.Code.LAST_ADMIN);
    assertThat(rotate(id, 1, value(hash("two")), "1h")).isEmpty();
    assertThat(change(id, 2, StateName.SUSPENDED))
        .as("the old one is in its grace period only")
        .contains(Rejection.Code.LAST_ADMIN);
    assertThat(change(id, 1, StateName.DESTROYED)).isEmpty();
    grant(APP, Set.of(Permission.ADMIN), Optional.empty());
    assertThat(code(bench.apply(new DeleteItem(folder, true)))).isEmpty();
    assertThat(accepted(hash("two"))).isFalse();
  }

  @Test
  void nobodyGivesMoreThanHeHas() {
    grant(
        APP, Set.of(Permission.ADMIN, Permission.READ), Optional.of(bench.now().plusSeconds(3600)));
    Optional<Instant> soon = Optional.of(bench.now().plusSeconds(60));
    assertThat(mintAs(APP, Set.of(Permission.READ), soon)).isEmpty();
    assertThat(mintAs(APP, Set.of(Permission.CRYPTO), soon))
        .contains(Rejection.Code.GRANT_EXCEEDS_OWN);
    assertThat(mintAs(APP, Set.of(Permission.READ), Optional.empty()))
        .contains(Rejection.Code.GRANT_EXCEEDS_OWN);
    assertThat(mintAs(APP, Set.of(Permission.READ), Optional.of(bench.now().plusSeconds(3601))))
        .contains(Rejection.Code.GRANT_EXCEEDS_OWN);
  }

  private Optional<Rejection.Code> mintAs(
      TokenHash actor, Set<Permission> permissions, Optional<Instant> expiresAt) {
    TokenHash hash = hash("minted " + bench.newId());
    Grant grant = new Grant("t", permissions, FolderPath.ROOT, bench.now(), expiresAt);
    return code(
        bench.apply(
            bench.proposal(
                TestTokens.granting(hash, grant), Optional.of(actor), Optional.empty())));
  }

  @Test
  void entryThatTheLogHoldsTwiceDoesNotLetARevokedTokenInAgain() {
    RequestTag tag = bench.newTag();
    var minting =
        bench.proposal(
            TestTokens.granting(APP, Grant.root(bench.now())), Optional.of(ROOT), Optional.of(tag));
    assertThat(code(bench.apply(minting))).isEmpty();
    assertThat(code(bench.apply(new RevokeToken(TestTokens.id(APP))))).isEmpty();
    assertThat(code(bench.apply(minting))).isEmpty();
    assertThat(accepted(APP)).isFalse();
  }

  @Test
  void expiredTokensAreRemovedInTimeAndAtOnceWhenThereIsNoRoom() {
    grant(APP, Set.of(Permission.READ), Optional.of(bench.now().plusSeconds(1)));
    bench.advance(Duration.ofSeconds(2));
    grant(hash("next"), Set.of(Permission.READ), Optional.empty());
    assertThat(bench.state().token(APP)).as("still listed").isPresent();
    bench.advance(Limits.EXPIRED_TOKEN_KEPT);
    grant(hash("later"), Set.of(Permission.READ), Optional.empty());
    assertThat(bench.state().token(APP)).isEmpty();
    for (int i = bench.state().tokenCount(); i < Limits.TOKENS; i++) {
      grant(hash("filler " + i), Set.of(Permission.READ), Optional.empty());
    }
    assertThat(mintAs(ROOT, Set.of(Permission.READ), Optional.empty()))
        .contains(Rejection.Code.TOO_MANY_TOKENS);
    GrantToken recovery = TestTokens.granting(hash("recovered"), Grant.root(bench.now()));
    assertThat(code(bench.apply(recovery))).as("recovery always finds room").isEmpty();
  }

  @Test
  void itemCreatedAndDeletedLeavesNoEventOfATokenBehind() {
    CreateItem text =
        new CreateItem(
            bench.newId(),
            storing(APP, Optional.empty()).draft(),
            new Material.Sealed(
                bench.newSealed().kek(), Bytes.copyOf(bench.bytes(9)), Optional.empty()));
    assertThat(Decider.decide(bench.state(), bench.proposal(text)).events())
        .noneMatch(
            event -> event instanceof Event.TokenChanged || event instanceof Event.TokenRevoked);
  }
}
