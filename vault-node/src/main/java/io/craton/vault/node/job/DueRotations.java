package io.craton.vault.node.job;

import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.state.StateView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The items that their policies rotate now, the one first that may wait least: so that an item
/// with a short period is not held up by a thousand with a long one that came due before it.
///
/// The order is made of the first [#SEEN] due rows at a time, and made anew when they are used up
/// or [#KEPT] has passed. Not thread-safe.
final class DueRotations {
  /// Rows that are put in order together: 20 ms of reading.
  private static final int SEEN = 1_024;

  private static final int PAGE = 64;

  /// How long the order is used before it is made anew.
  private static final Duration KEPT = Duration.ofSeconds(10);

  /// An item may be late by this part of its period so that callers are spared, and at most by
  /// [#LONGEST_DELAY].
  private static final int DELAYED_PART = 10;

  /// Time for 5,000 keys of 20 ms each at the pace that spares callers most.
  private static final Duration LONGEST_DELAY = Duration.ofHours(6);

  private final StateReader state;
  private final Predicate<ItemId> mayTry;
  private final Deque<Due> order = new ArrayDeque<>();
  private long madeNanos;

  /// @param mayTry false for an item that is to be passed over for now
  DueRotations(StateReader state, Predicate<ItemId> mayTry) {
    this.state = state;
    this.mayTry = mayTry;
  }

  /// A row that is due or comes due soon.
  ///
  /// @param latest until when it may be left alone for the sake of callers
  record Due(RotationRow row, Instant latest) {
    private static final Comparator<Due> BY_URGENCY =
        Comparator.comparing(Due::latest).thenComparing(due -> due.row.item());
  }

  /// Of the rows that are due at `now`, the most urgent.
  Optional<Due> next(Instant now, long nowNanos) {
    while (!order.isEmpty() && nowNanos - madeNanos < KEPT.toNanos()) {
      Due first = order.getFirst();
      if (mayTry.test(first.row.item()) && isCurrent(first.row)) {
        return Optional.of(first);
      }
      order.removeFirst();
    }
    order.clear();
    order.addAll(due(now));
    madeNanos = nowNanos;
    return Optional.ofNullable(order.peekFirst());
  }

  /// The first row after those that are due at `now`, if it comes due by `until`.
  Optional<Due> upcoming(Instant now, Instant until) {
    RotationRow lastDue = new RotationRow(now.plusNanos(1), ItemId.ROOT);
    return state.read(view ->
        view.rotations(until, Optional.of(lastDue), 1).stream()
            .findFirst()
            .map(row -> due(view, row)));
  }

  private List<Due> due(Instant now) {
    List<Due> found = new ArrayList<>();
    Optional<RotationRow> after = Optional.empty();
    while (found.size() < SEEN) {
      Optional<RotationRow> from = after;
      Page page =
          state.read(view -> {
            List<RotationRow> rows = view.rotations(now, from, PAGE);
            return new Page(
                rows,
                rows.stream()
                    .filter(row -> mayTry.test(row.item()))
                    .map(row -> due(view, row))
                    .toList());
          });
      found.addAll(page.due());
      if (page.rows().size() < PAGE) {
        break;
      }
      after = Optional.of(page.rows().getLast());
    }
    found.sort(Due.BY_URGENCY);
    return found;
  }

  /// Rows, and those of them that may be tried.
  private record Page(List<RotationRow> rows, List<Due> due) {}

  /// False for the row of an item that was rotated, changed or deleted since the order was made.
  private boolean isCurrent(RotationRow row) {
    try {
      return state
          .read(view -> view.item(row.item()))
          .flatMap(item -> item.schedule().due())
          .filter(row.at()::equals)
          .isPresent();
    } catch (IllegalStateException | IllegalArgumentException damaged) {
      return true;
    }
  }

  /// An item whose data is damaged may not wait: that shows when it is to be rotated.
  private static Due due(StateView view, RotationRow row) {
    try {
      Duration period =
          view.item(row.item())
              .flatMap(item -> item.schedule().anchor())
              .map(anchor -> Duration.between(anchor, row.at()))
              .orElse(Duration.ZERO);
      Duration delay = period.dividedBy(DELAYED_PART);
      return new Due(
          row, row.at().plus(delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY));
    } catch (IllegalStateException | IllegalArgumentException damaged) {
      return new Due(row, row.at());
    }
  }
}
