package io.craton.vault.node.chaos.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides whether calls on one object could have happened one after the other, each at some
/// instant between its beginning and its end (Wing and Gong 1993, with the memory of Lowe 2017). A
/// call without an answer may be left out, or happen at any instant after it began.
///
/// Calls that only observe are given their place as soon as they fit, and for good: an order in
/// which one comes later stays an order when it comes then, because it changes nothing. What is
/// tried out is where changes go. The search is exponential at worst, in changes that overlap; it
/// gives up after a number of configurations, and says so. Histories of many objects are checked
/// object by object, which is the same: linearizability is local.
public final class Linearizability<S, C> {
  /// Some hundred bytes each.
  static final int MOST_CONFIGURATIONS = 500_000;

  private final Model<S, C> model;
  private final int budget;

  public Linearizability(Model<S, C> model) {
    this(model, MOST_CONFIGURATIONS);
  }

  Linearizability(Model<S, C> model, int budget) {
    this.model = model;
    this.budget = budget;
  }

  /// What the search found.
  public enum Result {
    LINEARIZABLE,
    NOT_LINEARIZABLE,
    /// Neither was shown within the budget.
    UNDECIDED
  }

  /// What was found of one history.
  ///
  /// @param reason of another result than [Result#LINEARIZABLE], for people
  public record Verdict(Result result, String reason) {}

  /// Checks calls in any order.
  public Verdict check(List<Call<C>> calls) {
    List<Call<C>> sorted = new ArrayList<>(calls);
    sorted.sort(Comparator.comparingLong(Call::began));
    return new Search(sorted).run();
  }

  /// Where calls begin and end, in order; taken out and put back as the search goes.
  private static final class Entry {
    final int call;
    final boolean end;
    @Nullable Entry before;
    @Nullable Entry after;

    Entry(int call, boolean end) {
      this.call = call;
      this.end = end;
    }

    void takeOut() {
      if (before != null) {
        before.after = after;
      }
      if (after != null) {
        after.before = before;
      }
    }

    void putBack() {
      if (before != null) {
        before.after = this;
      }
      if (after != null) {
        after.before = this;
      }
    }
  }

  /// @param state before it
  private record Placed<T>(int call, T state) {}

  private record Configuration<T>(BitSet placed, T state) {}

  private final class Search {
    private final List<Call<C>> calls;
    private final List<Entry> begins = new ArrayList<>();
    private final List<@Nullable Entry> ends = new ArrayList<>();
    private final Entry head = new Entry(-1, false);
    private final Deque<Placed<S>> placed = new ArrayDeque<>();
    private final Set<Configuration<S>> seen = new HashSet<>();
    private final BitSet bits;
    private S state = model.initial();
    private int left;
    private int fewestLeft;
    private String stuck = "";

    Search(List<Call<C>> calls) {
      this.calls = calls;
      bits = new BitSet(calls.size());
      link();
      left = (int) calls.stream().filter(Call::answered).count();
      fewestLeft = left + 1;
    }

    /// A call that ends when another begins overlaps it.
    private void link() {
      List<Entry> all = new ArrayList<>();
      for (int i = 0; i < calls.size(); i++) {
        Entry begin = new Entry(i, false);
        begins.add(begin);
        all.add(begin);
        Entry end = calls.get(i).answered() ? new Entry(i, true) : null;
        ends.add(end);
        if (end != null) {
          all.add(end);
        }
      }
      all.sort(Comparator.comparingLong(this::time).thenComparing(entry -> entry.end));
      Entry last = head;
      for (Entry entry : all) {
        last.after = entry;
        entry.before = last;
        last = entry;
      }
    }

    private long time(Entry entry) {
      Call<C> call = calls.get(entry.call);
      return entry.end ? call.ended() : call.began();
    }

    Verdict run() {
      observe();
      @Nullable Entry next = head.after;
      while (left > 0) {
        if (next != null && !next.end) {
          next = change(next) ? head.after : next.after;
        } else {
          note();
          if (seen.size() > budget) {
            return new Verdict(Result.UNDECIDED, "over " + budget + " configurations; " + stuck);
          }
          if (placed.isEmpty()) {
            return new Verdict(Result.NOT_LINEARIZABLE, stuck);
          }
          next = takeBackAChange();
        }
      }
      return new Verdict(Result.LINEARIZABLE, "");
    }

    /// Places a change, and what can be observed then; false when it has no place here, or leads to
    /// where the search has been.
    private boolean change(Entry entry) {
      int call = entry.call;
      C what = calls.get(call).what();
      Optional<S> after = model.observes(what) ? Optional.empty() : model.step(state, what);
      if (after.isEmpty()) {
        return false;
      }
      bits.flip(call);
      boolean fresh = seen.add(new Configuration<>((BitSet) bits.clone(), after.get()));
      bits.flip(call);
      if (fresh) {
        place(entry, after.get());
        observe();
      }
      return fresh;
    }

    /// Places every observation that fits; each may let the next one in.
    private void observe() {
      @Nullable Entry next = head.after;
      while (next != null && !next.end) {
        Call<C> call = calls.get(next.call);
        boolean fits =
            call.answered()
                && model.observes(call.what())
                && model.step(state, call.what()).isPresent();
        if (fits) {
          place(next, state);
        }
        next = fits ? head.after : next.after;
      }
    }

    private void place(Entry entry, S after) {
      placed.push(new Placed<>(entry.call, state));
      bits.flip(entry.call);
      state = after;
      entry.takeOut();
      @Nullable Entry end = ends.get(entry.call);
      if (end != null) {
        end.takeOut();
        left--;
      }
    }

    /// Takes back the last change that was placed, if there is one, and what came after it.
    ///
    /// @return where to try on; nothing when all has been tried
    private @Nullable Entry takeBackAChange() {
      Placed<S> last = takeBack();
      while (model.observes(calls.get(last.call).what()) && !placed.isEmpty()) {
        last = takeBack();
      }
      return model.observes(calls.get(last.call).what()) ? null : begins.get(last.call).after;
    }

    private Placed<S> takeBack() {
      Placed<S> last = placed.pop();
      state = last.state;
      bits.flip(last.call);
      @Nullable Entry end = ends.get(last.call);
      if (end != null) {
        end.putBack();
        left++;
      }
      begins.get(last.call).putBack();
      return last;
    }

    /// Remembers where the search came furthest.
    private void note() {
      if (left >= fewestLeft) {
        return;
      }
      fewestLeft = left;
      List<String> next = new ArrayList<>();
      for (@Nullable Entry e = head.after; e != null && !e.end; e = e.after) {
        next.add(calls.get(e.call).toString());
      }
      stuck = "%d answers cannot follow; in %s no place for any of %s".formatted(left, state, next);
    }
  }
}
