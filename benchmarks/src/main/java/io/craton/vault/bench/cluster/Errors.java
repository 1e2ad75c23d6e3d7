package io.craton.vault.bench.cluster;

import io.craton.vault.bench.load.Result;
import java.util.List;
import java.util.TreeMap;

/// The errors of several loads as one cell of a table.
final class Errors {
  private Errors() {}

  static String of(List<Result> results) {
    TreeMap<String, Long> all = new TreeMap<>();
    for (Result result : results) {
      result.answers().errors().forEach((error, count) -> all.merge(error, count, Long::sum));
    }
    return new Result.Answers(0, 0, all).errorText();
  }
}
