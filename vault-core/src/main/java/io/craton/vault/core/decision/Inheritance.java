package io.craton.vault.core.decision;

import io.craton.vault.core.Limits;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.EffectiveRotation;
import io.craton.vault.core.rotation.EffectiveRotation.Setting;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.state.StateView;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Finds out what counts for an item: its own setting, else that of the nearest folder above, else
/// the service's default for its kind, else the default of its type. Contract section 6.4. What no
/// policy rotates inherits nothing. Walks up at most [Limits#FOLDER_DEPTH] folders, and remembers
/// what the folders say: an instance lives as long as its view, and is for one thread.
public final class Inheritance {
  private final StateView view;
  private final Map<ItemId, List<Ancestor>> ancestors = new HashMap<>();
  private final Map<DefaultsFor, RotationSettings> defaults = new EnumMap<>(DefaultsFor.class);

  public Inheritance(StateView view) {
    this.view = view;
  }

  /// What counts for `item` in the state of `view`.
  public static EffectiveRotation effective(StateView view, Item item) {
    return new Inheritance(view).effective(item);
  }

  /// What counts for `item`, whose nearest folder that exists in `view` is `nearest`: the folders
  /// in between are about to be made and say nothing.
  static EffectiveRotation effective(StateView view, Item item, ItemId nearest) {
    return new Inheritance(view).search(item, nearest);
  }

  /// What counts for `item`.
  public EffectiveRotation effective(Item item) {
    return search(item, item.place().parent());
  }

  private EffectiveRotation search(Item item, ItemId nearest) {
    boolean inherits = item.isFolder() || item.kind().rotatesByPolicy();
    return new Search(item, inherits ? above(nearest) : List.of()).run();
  }

  private List<Ancestor> above(ItemId nearest) {
    return ancestors.computeIfAbsent(nearest, folder -> ancestors(view, folder));
  }

  private RotationSettings defaults(DefaultsFor kind) {
    return defaults.computeIfAbsent(kind, view::rotationDefaults);
  }

  /// Where the default of the type puts a superseded version.
  private static RetiredState defaultState(ItemKind kind) {
    return kind.hasGracePeriod() ? RetiredState.DESTROYED : RetiredState.DEACTIVATED;
  }

  /// One search, for one item.
  private final class Search {
    private final Item item;
    private final List<Ancestor> ancestors;
    private final Map<Setting, FolderPath> inheritedFrom = new EnumMap<>(Setting.class);

    Search(Item item, List<Ancestor> ancestors) {
      this.item = item;
      this.ancestors = ancestors;
    }

    EffectiveRotation run() {
      return new EffectiveRotation(
          find(Setting.FREQUENCY, RotationSettings::frequency).orElseGet(Frequency.Never::new),
          find(Setting.RETIRED_STATE, RotationSettings::retiredState)
              .orElse(defaultState(item.kind())),
          item.isFolder() || item.kind().hasGracePeriod()
              ? find(Setting.GRACE_PERIOD, RotationSettings::gracePeriod)
              : Optional.empty(),
          inheritedFrom);
    }

    private <T> Optional<T> find(Setting setting, Function<RotationSettings, Optional<T>> getter) {
      Optional<T> own = getter.apply(item.rotation());
      if (own.isPresent()) {
        return own;
      }
      for (Ancestor ancestor : ancestors) {
        Optional<T> inherited = getter.apply(ancestor.settings());
        if (inherited.isPresent()) {
          inheritedFrom.put(setting, ancestor.path());
          return inherited;
        }
      }
      return DefaultsFor.kind(item.kind()).map(Inheritance.this::defaults).flatMap(getter);
    }
  }

  /// The folders above an item that say anything about rotation, nearest first.
  private static List<Ancestor> ancestors(StateView view, ItemId nearest) {
    List<Ancestor> ancestors = new ArrayList<>();
    ItemId at = nearest;
    while (!at.equals(ItemId.ROOT)) {
      ItemId id = at;
      Item folder =
          view.item(id).orElseThrow(() -> new IllegalStateException("no record of folder " + id));
      if (!folder.rotation().equals(RotationSettings.INHERITED)) {
        ancestors.add(new Ancestor(Folders.pathOf(view, id), folder.rotation()));
      }
      at = folder.place().parent();
    }
    return ancestors;
  }

  private record Ancestor(FolderPath path, RotationSettings settings) {}
}
