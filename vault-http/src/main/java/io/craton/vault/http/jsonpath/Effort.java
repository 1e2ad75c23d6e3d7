package io.craton.vault.http.jsonpath;

import io.craton.vault.core.Limits;

/// What one expression has taken so far over one document. For one thread.
final class Effort {
  private int visits;
  private long spent;

  /// Counts a value that is visited.
  void visit() throws TooMuchEffort {
    visits++;
    if (visits > Limits.JSON_PATH_VISITS) {
      throw new TooMuchEffort(
          "the expression visits more than " + Limits.JSON_PATH_VISITS + " values");
    }
    spend(1);
  }

  /// Counts a look at a value, and so many characters of a text.
  void spend(int characters) throws TooMuchEffort {
    spent += 1L + characters;
    if (spent > Limits.JSON_PATH_EFFORT) {
      throw new TooMuchEffort("the expression takes too long over this document");
    }
  }
}
