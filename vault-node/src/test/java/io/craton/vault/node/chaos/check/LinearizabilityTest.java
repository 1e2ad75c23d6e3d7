package io.craton.vault.node.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.chaos.check.KeyModel.KeyCall;
import io.craton.vault.node.chaos.check.Linearizability.Result;
import io.craton.vault.node.chaos.check.SecretModel.SecretCall;
import io.craton.vault.node.chaos.check.SecretModel.SecretCall.Delete;
import io.craton.vault.node.chaos.check.SecretModel.SecretCall.Missed;
import io.craton.vault.node.chaos.check.SecretModel.SecretCall.Read;
import io.craton.vault.node.chaos.check.SecretModel.SecretCall.Rotate;
import io.craton.vault.node.chaos.check.SecretModel.SecretCall.Store;
import io.craton.vault.node.chaos.check.TokenModel.TokenCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
  /// To show that there is no order, the search tries all subsets of these.
  private static final int MOST_UNKNOWN = 8;

  private static final Call<SecretCall> STORED = call(new Store("a"), 0, 1);

  private static <C> Call<C> call(C what, long began, long ended) {
    return new Call<>(what, began, ended);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static Result secret(Call<SecretCall>... calls) {
    return new Linearizability<>(new SecretModel()).check(List.of(calls)).result();
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static Result key(Call<KeyCall>... calls) {
    List<Call<KeyCall>> all = new ArrayList<>(List.of(calls));
    all.add(call(new KeyCall.Generate(), 0, 1));
    return new Linearizability<>(new KeyModel()).check(all).result();
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static Result token(Call<TokenCall>... calls) {
    List<Call<TokenCall>> all = new ArrayList<>(List.of(calls));
    all.add(call(TokenCall.MINT, 0, 1));
    return new Linearizability<>(new TokenModel()).check(all).result();
  }

  private static void good(Result result) {
    assertThat(result).isEqualTo(Result.LINEARIZABLE);
  }

  private static void bad(Result result) {
    assertThat(result).isEqualTo(Result.NOT_LINEARIZABLE);
  }

  @Test
  void nothingAndOneAfterTheOtherIsLinearizable() {
    good(secret());
    good(secret(STORED, call(new Rotate("b", 2), 2, 3), call(new Read(2, "b"), 4, 5)));
  }

  @Test
  void readMayGoBeforeOrAfterARotationItOverlaps() {
    Call<SecretCall> rotation = call(new Rotate("b", 2), 2, 6);
    good(secret(STORED, rotation, call(new Read(1, "a"), 3, 5)));
    good(secret(STORED, rotation, call(new Read(2, "b"), 3, 5)));
    bad(secret(STORED, rotation, call(new Read(2, "b"), 3, 4), call(new Read(1, "a"), 5, 7)));
  }

  @Test
  void staleReadIsFound() {
    bad(secret(STORED, call(new Rotate("b", 2), 2, 3), call(new Read(1, "a"), 4, 5)));
  }

  @Test
  void callsThatTouchOverlap() {
    good(secret(STORED, call(new Rotate("b", 2), 2, 3), call(new Read(1, "a"), 3, 5)));
  }

  @Test
  void lostWriteIsFound() {
    bad(
        secret(
            STORED,
            call(new Rotate("b", 2), 2, 3),
            call(new Rotate("c", 2), 4, 5),
            call(new Read(2, "c"), 6, 7)));
  }

  @Test
  void versionThatIsUsedTwiceOrLeftOutIsFound() {
    bad(secret(STORED, call(new Rotate("b", 2), 2, 9), call(new Rotate("c", 2), 2, 9)));
    bad(secret(STORED, call(new Rotate("b", 3), 2, 9)));
    good(secret(STORED, call(new Rotate("b", 3), 2, 9), call(new Rotate("c", 2), 2, 9)));
  }

  @Test
  void valueOfAnotherVersionIsFound() {
    bad(secret(STORED, call(new Rotate("b", 2), 2, 3), call(new Read(2, "a"), 4, 5)));
  }

  @Test
  void timedOutWriteMayHaveHappenedAtOnceLateOrNever() {
    Call<SecretCall> lost = Call.unknown(new Rotate("b", 0), 2);
    Call<SecretCall> old = call(new Read(1, "a"), 4, 5);
    Call<SecretCall> fresh = call(new Read(2, "b"), 6, 7);
    good(secret(STORED, lost));
    good(secret(STORED, lost, old));
    good(secret(STORED, lost, fresh));
    good(secret(STORED, lost, old, fresh));
    good(secret(STORED, lost, call(new Rotate("c", 3), 8, 9)));
    good(secret(STORED, lost, call(new Rotate("c", 2), 8, 9), call(new Read(3, "b"), 10, 11)));
  }

  @Test
  void timedOutWriteHappensAtMostOnceAndNotBeforeItBegan() {
    Call<SecretCall> lost = Call.unknown(new Rotate("b", 0), 2);
    Call<SecretCall> fresh = call(new Read(2, "b"), 6, 7);
    bad(secret(STORED, lost, fresh, call(new Read(1, "a"), 8, 9)));
    bad(secret(STORED, lost, call(new Read(3, "b"), 6, 7)));
    bad(secret(STORED, Call.unknown(new Rotate("b", 0), 8), fresh));
    bad(
        secret(
            STORED, lost, fresh, call(new Rotate("c", 3), 8, 9), call(new Read(4, "b"), 10, 11)));
  }

  @Test
  void deletedSecretStaysAway() {
    Call<SecretCall> deletion = call(new Delete(), 2, 3);
    good(secret(STORED, deletion, call(new Missed(), 4, 5)));
    bad(secret(STORED, deletion, call(new Read(1, "a"), 4, 5)));
    bad(secret(STORED, call(new Missed(), 4, 5)));
    good(secret(STORED, Call.unknown(new Delete(), 2), call(new Read(1, "a"), 4, 5)));
    bad(
        secret(
            STORED,
            Call.unknown(new Delete(), 2),
            call(new Missed(), 4, 5),
            call(new Read(1, "a"), 6, 7)));
  }

  @Test
  void signatureAfterASuspensionIsFoundAndOneBesideItIsNot() {
    Call<KeyCall> suspension = call(new KeyCall.Suspend(), 2, 5);
    good(key(suspension, call(new KeyCall.Sign(0, 1), 3, 9)));
    good(key(suspension, call(new KeyCall.SignRefused(0), 3, 9)));
    bad(key(suspension, call(new KeyCall.Sign(0, 1), 6, 9)));
    bad(
        key(
            suspension,
            call(new KeyCall.SignRefused(0), 2, 3),
            call(new KeyCall.Sign(0, 1), 4, 9)));
    good(
        key(
            suspension,
            call(new KeyCall.Activate(), 10, 12),
            call(new KeyCall.Sign(0, 1), 11, 13)));
    bad(key(call(new KeyCall.SignRefused(0), 6, 9)));
  }

  @Test
  void timedOutSuspensionCountsFromTheFirstRefusal() {
    Call<KeyCall> lost = Call.unknown(new KeyCall.Suspend(), 2);
    good(key(lost, call(new KeyCall.Sign(0, 1), 6, 9)));
    good(key(lost, call(new KeyCall.Sign(0, 1), 3, 4), call(new KeyCall.SignRefused(0), 6, 9)));
    bad(key(lost, call(new KeyCall.SignRefused(0), 3, 4), call(new KeyCall.Sign(0, 1), 6, 9)));
  }

  @Test
  void rotatedOutVersionDoesNotSign() {
    Call<KeyCall> rotation = call(new KeyCall.Rotate(2), 2, 5);
    good(key(rotation, call(new KeyCall.Sign(0, 2), 6, 7)));
    good(key(rotation, call(new KeyCall.SignRefused(1), 6, 7)));
    bad(key(rotation, call(new KeyCall.Sign(1, 1), 6, 7)));
    bad(key(rotation, call(new KeyCall.Sign(0, 1), 6, 7)));
    bad(key(rotation, call(new KeyCall.SignRefused(2), 6, 7)));
    bad(key(call(new KeyCall.Delete(), 2, 3), call(new KeyCall.Sign(0, 1), 6, 7)));
    good(key(call(new KeyCall.Delete(), 2, 3), call(new KeyCall.Missed(), 6, 7)));
  }

  @Test
  void revokedTokenIsRefusedForGood() {
    Call<TokenCall> revocation = call(TokenCall.REVOKE, 4, 5);
    good(token(revocation, call(TokenCall.ACCEPTED, 2, 9), call(TokenCall.REFUSED, 6, 7)));
    bad(token(revocation, call(TokenCall.ACCEPTED, 6, 7)));
    bad(token(call(TokenCall.REFUSED, 6, 7)));
    bad(
        token(
            Call.unknown(TokenCall.REVOKE, 2),
            call(TokenCall.REFUSED, 3, 4),
            call(TokenCall.ACCEPTED, 5, 6)));
  }

  @Test
  void searchThatIsCutShortSaysSo() {
    List<Call<SecretCall>> calls = new ArrayList<>(List.of(STORED));
    for (int i = 0; i < 12; i++) {
      calls.add(Call.unknown(new Rotate("v" + i, 0), 2));
    }
    calls.add(call(new Read(13, "w"), 3, 4));
    assertThat(new Linearizability<>(new SecretModel(), 100).check(calls).result())
        .isEqualTo(Result.UNDECIDED);
  }

  @Test
  void reasonNamesTheCallThatHasNoPlace() {
    assertThat(
            new Linearizability<>(new SecretModel())
                .check(List.of(STORED, call(new Read(2, "x"), 2, 3)))
                .reason())
        .contains("Read[version=2, value=x]", "versions=1");
  }

  /// Random short histories, right and wrong, against a search through all orders.
  @Test
  void verdictIsThatOfTryingAllOrders() {
    long seed = Long.getLong("craton.seed", new Random().nextLong());
    Random random = new Random(seed);
    int right = 0;
    int histories = 4_000;
    for (int i = 0; i < histories; i++) {
      List<Call<SecretCall>> calls = randomHistory(random, 2 + random.nextInt(5));
      boolean expected = someOrder(calls, new SecretModel().initial());
      Result found = new Linearizability<>(new SecretModel()).check(calls).result();
      assertThat(found == Result.LINEARIZABLE).as("seed %d: %s", seed, calls).isEqualTo(expected);
      right += expected ? 1 : 0;
    }
    assertThat(right).as("histories of both kinds, seed %d", seed).isBetween(200, histories - 200);
  }

  private static List<Call<SecretCall>> randomHistory(Random random, int length) {
    List<Call<SecretCall>> calls = new ArrayList<>(List.of(STORED));
    for (int i = 0; i < length; i++) {
      long began = 2L + random.nextInt(10);
      long ended = began + random.nextInt(8);
      String value = String.valueOf((char) ('a' + random.nextInt(3)));
      int version = 1 + random.nextInt(3);
      switch (random.nextInt(8)) {
        case 0, 1 -> calls.add(call(new Rotate(value, 1 + version), began, ended));
        case 2 -> calls.add(Call.unknown(new Rotate(value, 0), began));
        case 3 -> calls.add(call(random.nextBoolean() ? new Delete() : new Missed(), began, ended));
        default -> calls.add(call(new Read(version, version == 1 ? "a" : value), began, ended));
      }
    }
    return calls;
  }

  /// Whether the calls that are left can follow, in any order that their times permit.
  private static boolean someOrder(List<Call<SecretCall>> left, SecretModel.State state) {
    if (left.stream().noneMatch(Call::answered)) {
      return true;
    }
    for (int i = 0; i < left.size(); i++) {
      Call<SecretCall> next = left.get(i);
      List<Call<SecretCall>> rest = new ArrayList<>(left);
      rest.remove(i);
      if (rest.stream().anyMatch(other -> other.ended() < next.began())) {
        continue;
      }
      Optional<SecretModel.State> after = new SecretModel().step(state, next.what());
      if (after.isPresent() && someOrder(rest, after.get())) {
        return true;
      }
    }
    return false;
  }

  /// A register that works, and calls that overlap as much as they may.
  @Test
  void longHistoriesOfARealRegisterAreLinearizableUntilOneAnswerIsStale() {
    long seed = Long.getLong("craton.seed", new Random().nextLong());
    Random random = new Random(seed);
    List<Call<SecretCall>> calls = new ArrayList<>(List.of(STORED));
    int version = 1;
    int unknown = 0;
    String value = "a";
    for (int i = 0; i < 600; i++) {
      long instant = 100 + 10L * i;
      long began = instant - random.nextInt(60);
      long ended = instant + random.nextInt(60);
      if (random.nextInt(4) != 0) {
        calls.add(call(new Read(version, value), began, ended));
      } else if (unknown < MOST_UNKNOWN && random.nextInt(20) == 0) {
        unknown++;
        boolean happened = random.nextBoolean();
        calls.add(Call.unknown(new Rotate("v" + i, 0), began));
        version += happened ? 1 : 0;
        value = happened ? "v" + i : value;
      } else {
        version++;
        value = "v" + i;
        calls.add(call(new Rotate(value, version), began, ended));
      }
    }
    Linearizability<SecretModel.State, SecretCall> check = new Linearizability<>(new SecretModel());
    assertThat(check.check(calls).result()).as("seed %d", seed).isEqualTo(Result.LINEARIZABLE);
    calls.add(call(new Read(1, "a"), 9_000, 9_001));
    assertThat(check.check(calls).result()).as("seed %d", seed).isEqualTo(Result.NOT_LINEARIZABLE);
  }
}
