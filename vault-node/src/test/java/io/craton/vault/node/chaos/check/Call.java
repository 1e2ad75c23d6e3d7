package io.craton.vault.node.chaos.check;

/// One call of a client, as the client saw it. Times are those of one clock that never goes back.
///
/// @param what was asked and answered
/// @param ended [#NEVER] when no answer tells what came of it: it may take effect at any time after
///   it began, or not at all
public record Call<C>(C what, long began, long ended) {
  public static final long NEVER = Long.MAX_VALUE;

  public Call {
    if (ended < began) {
      throw new IllegalArgumentException("ended " + ended + " before it began " + began);
    }
  }

  /// A call whose outcome is not known.
  public static <C> Call<C> unknown(C what, long began) {
    return new Call<>(what, began, NEVER);
  }

  boolean answered() {
    return ended != NEVER;
  }
}
