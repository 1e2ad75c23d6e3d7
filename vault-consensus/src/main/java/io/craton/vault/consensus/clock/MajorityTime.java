package io.craton.vault.consensus.clock;

import io.craton.vault.consensus.barrier.Voters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// What readings of the voters' clocks prove about the time, as long as those that are wrong are
/// fewer than a majority. Pure; a time is any number, the same unit throughout.
///
/// | voters, readings | [#reached] | [#notPassed] |
/// |---|---|---|
/// | 3: 1, 5, 9 | 5 | 5 |
/// | 3: 1, 5 | 1 | 5 |
/// | 3: 1 | – | – |
/// | 2: 1, 5 | 1 | 5 |
/// | 4: 1, 5, 7, 9 | 5 | 7 |
/// | 4: 1, 5, 7 | 1 | 7 |
final class MajorityTime {
  private MajorityTime() {}

  /// The greatest time that the clocks of a majority are at or beyond; of both majorities during a
  /// joint change. At least one correct clock is there.
  ///
  /// @param clocks the known readings by peer, each no later than its clock; others are ignored
  /// @return empty when no majority is known
  static OptionalLong reached(Voters voters, Map<String, Long> clocks) {
    return combined(voters, clocks, Comparator.reverseOrder());
  }

  /// The least time that the clocks of a majority are at or before; of both majorities during a
  /// joint change. At least one correct clock has not passed it.
  ///
  /// @param clocks the known readings by peer, each no earlier than its clock; others are ignored
  /// @return empty when no majority is known
  static OptionalLong notPassed(Voters voters, Map<String, Long> clocks) {
    return combined(voters, clocks, Comparator.naturalOrder());
  }

  /// Of two halves, what the stricter one allows: it comes last in the order.
  private static OptionalLong combined(
      Voters voters, Map<String, Long> clocks, Comparator<Long> order) {
    OptionalLong current = ofHalf(voters.current(), clocks, order);
    if (voters.previous().isEmpty() || current.isEmpty()) {
      return current;
    }
    OptionalLong previous = ofHalf(voters.previous(), clocks, order);
    if (previous.isEmpty()) {
      return previous;
    }
    return order.compare(current.getAsLong(), previous.getAsLong()) >= 0 ? current : previous;
  }

  private static OptionalLong ofHalf(
      Set<String> half, Map<String, Long> clocks, Comparator<Long> order) {
    List<Long> known = new ArrayList<>(half.size());
    for (String peer : half) {
      Long clock = clocks.get(peer);
      if (clock != null) {
        known.add(clock);
      }
    }
    int majority = half.size() / 2 + 1;
    if (half.isEmpty() || known.size() < majority) {
      return OptionalLong.empty();
    }
    known.sort(order);
    return OptionalLong.of(known.get(majority - 1));
  }
}
