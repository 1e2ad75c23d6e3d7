package io.craton.vault.node.simulation;

import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.TokenId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What clients know of the vault from the answers they got.
final class Known {
  private static final int HOT = 3;

  private final List<KnownItem> items = new ArrayList<>();
  private final List<KnownToken> tokens = new ArrayList<>();

  /// What an item is to clients.
  enum Type {
    KEY,
    SECRET,
    TOKEN
  }

  /// An item whose creation was acknowledged.
  static final class KnownItem {
    final ItemId id;
    final Type type;
    final Usability usability = new Usability();
    private final Map<Integer, Usability> versions = new HashMap<>();
    private final Map<Integer, String> values = new HashMap<>();
    private final Set<String> asked = new HashSet<>();
    private int acknowledged;
    private boolean deleting;

    KnownItem(ItemId id, Type type) {
      this.id = id;
      this.type = type;
    }

    Usability version(int number) {
      return versions.computeIfAbsent(number, any -> new Usability());
    }

    /// The highest version that somebody was told of.
    int acknowledged() {
      return acknowledged;
    }

    Map<Integer, String> values() {
      return values;
    }

    /// Somebody asks for a version with that value.
    void asks(String value) {
      asked.add(value);
    }

    boolean wasAskedFor(String value) {
      return asked.contains(value);
    }

    /// Somebody was told of that version.
    ///
    /// @param value empty for what the vault makes itself
    void acknowledge(int number, String value) {
      acknowledged = Math.max(acknowledged, number);
      String former = values.put(number, value);
      if (former != null && !former.equals(value)) {
        throw new Violation(
            Invariant.VERSION_NUMBERS,
            "version %d of %s was acknowledged twice".formatted(number, id));
      }
    }

    /// Somebody asks that it be deleted.
    void delete() {
      deleting = true;
    }

    boolean mayBeDeleted() {
      return deleting;
    }

    /// Whether nobody has ever asked for a change of its state or that of a version.
    boolean untouched() {
      return usability.untouched()
          && !deleting
          && versions.values().stream().allMatch(Usability::untouched);
    }

    @Override
    public String toString() {
      return type + " " + id;
    }
  }

  /// A token that was minted.
  static final class KnownToken {
    final TokenId id;
    final String value;
    final Usability usability = new Usability();

    KnownToken(TokenId id, String value) {
      this.id = id;
      this.value = value;
    }
  }

  List<KnownItem> items() {
    return items;
  }

  void add(KnownItem item) {
    items.add(item);
  }

  void add(KnownToken token) {
    tokens.add(token);
  }

  /// Some item like that: every other time one of the newest, so that requests meet each other.
  @Nullable KnownItem any(Random random, Predicate<KnownItem> wanted) {
    List<KnownItem> fitting = items.stream().filter(wanted).toList();
    if (fitting.isEmpty()) {
      return null;
    }
    int among = random.nextBoolean() ? Math.min(HOT, fitting.size()) : fitting.size();
    return fitting.get(fitting.size() - 1 - random.nextInt(among));
  }

  @Nullable KnownToken anyToken(Random random) {
    return tokens.isEmpty() ? null : tokens.get(random.nextInt(tokens.size()));
  }
}
