package io.craton.vault.node.chaos.load;

import io.craton.vault.node.chaos.check.Call;
import io.craton.vault.node.chaos.check.KeyModel.KeyCall;
import io.craton.vault.node.chaos.check.Revocations;
import io.craton.vault.node.chaos.check.Revocations.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the calls on a key mean for the revocation of the key and of each of its versions.
final class KeyRevocations {
  private KeyRevocations() {}

  static Revocations.Outcome of(List<Call<KeyCall>> calls) {
    Revocations.Outcome outcome = Revocations.of(view(calls, KeyRevocations::ofTheKey));
    Set<Integer> rotatedTo =
        calls.stream()
            .flatMap(call ->
                call.what() instanceof KeyCall.Rotate(int version) && version > 0
                    ? Stream.of(version)
                    : Stream.empty())
            .collect(Collectors.toSet());
    for (int version : rotatedTo) {
      outcome = outcome.and(Revocations.of(view(calls, call -> ofVersion(version - 1, call))));
    }
    return outcome;
  }

  private static List<Call<Kind>> view(
      List<Call<KeyCall>> calls, Function<KeyCall, Optional<Kind>> meaning) {
    return calls.stream()
        .flatMap(call ->
            meaning
                .apply(call.what())
                .map(kind -> new Call<>(kind, call.began(), call.ended()))
                .stream())
        .toList();
  }

  /// The current version is suspended or gone; a rotation brings another one, which is active.
  private static Optional<Kind> ofTheKey(KeyCall call) {
    return switch (call) {
      case KeyCall.Suspend(), KeyCall.Delete() -> Optional.of(Kind.REVOKED);
      case KeyCall.Activate(), KeyCall.Rotate(int _), KeyCall.Generate() ->
          Optional.of(Kind.RESTORED);
      case KeyCall.Sign(int _, int _) -> Optional.of(Kind.USED);
      case KeyCall.SignRefused(int asked) ->
          asked == 0 ? Optional.of(Kind.REFUSED) : Optional.empty();
      case KeyCall.Missed() -> Optional.of(Kind.REFUSED);
    };
  }

  /// A version that was rotated out is so for good: nobody makes an old one active again.
  private static Optional<Kind> ofVersion(int version, KeyCall call) {
    return switch (call) {
      case KeyCall.Rotate(int to) when to == version + 1 -> Optional.of(Kind.REVOKED);
      case KeyCall.Sign(int _, int signed) when signed == version -> Optional.of(Kind.USED);
      case KeyCall.SignRefused(int asked) when asked == version -> Optional.of(Kind.REFUSED);
      case KeyCall.Rotate(int _),
          KeyCall.Sign(int _, int _),
          KeyCall.SignRefused(int _),
          KeyCall.Suspend(),
          KeyCall.Activate(),
          KeyCall.Generate(),
          KeyCall.Delete(),
          KeyCall.Missed() ->
          Optional.empty();
    };
  }
}
