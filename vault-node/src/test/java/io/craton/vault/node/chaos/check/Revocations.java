package io.craton.vault.node.chaos.check;

import java.util.Collection;
import java.util.List;

/// Measures use after revocation, apart from any model: the longest time from an acknowledged
/// revocation to the answer of a successful use that began after it.
public final class Revocations {
  private Revocations() {}

  /// What happens to something that can be revoked.
  public enum Kind {
    REVOKED,
    /// Makes it usable again.
    RESTORED,
    USED,
    REFUSED
  }

  /// What was found about all of them.
  ///
  /// @param longestNanos 0 when nothing was used after its revocation, which is how it must be
  /// @param revocations acknowledged, and judged
  /// @param refusals of uses that began after one: without any, the other numbers say nothing
  public record Outcome(long longestNanos, long revocations, long refusals) {
    /// Both together.
    public Outcome and(Outcome other) {
      return new Outcome(
          Math.max(longestNanos, other.longestNanos),
          revocations + other.revocations,
          refusals + other.refusals);
    }
  }

  /// Judges the calls on one thing. A revocation that overlaps with a restoration is not judged,
  /// and neither is a use that ended after the next restoration had begun.
  public static Outcome of(Collection<Call<Kind>> calls) {
    Outcome outcome = new Outcome(0, 0, 0);
    List<Call<Kind>> restorations =
        calls.stream().filter(call -> call.what() == Kind.RESTORED).toList();
    for (Call<Kind> call : calls) {
      if (call.what() == Kind.REVOKED && call.answered() && !overlaps(call, restorations)) {
        outcome = outcome.and(after(call, nextRestoration(call, restorations), calls));
      }
    }
    return outcome;
  }

  /// What was never answered may still come: it overlaps with everything later.
  private static boolean overlaps(Call<Kind> call, List<Call<Kind>> others) {
    return others.stream()
        .anyMatch(other -> other.began() <= call.ended() && other.ended() >= call.began());
  }

  private static long nextRestoration(Call<Kind> revoked, List<Call<Kind>> restorations) {
    return restorations.stream()
        .mapToLong(Call::began)
        .filter(began -> began > revoked.ended())
        .min()
        .orElse(Call.NEVER);
  }

  private static Outcome after(Call<Kind> revoked, long until, Collection<Call<Kind>> calls) {
    long longest = 0;
    long refusals = 0;
    for (Call<Kind> call : calls) {
      if (call.began() > revoked.ended() && call.answered() && call.ended() < until) {
        if (call.what() == Kind.USED) {
          longest = Math.max(longest, call.ended() - revoked.ended());
        } else if (call.what() == Kind.REFUSED) {
          refusals++;
        }
      }
    }
    return new Outcome(longest, 1, refusals);
  }
}
