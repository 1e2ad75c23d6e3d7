package io.craton.vault.core.decision;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.item.Availability;
import io.craton.vault.core.item.FolderOrigin;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.History;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Lifecycle;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.rotation.Schedule;
import io.craton.vault.core.state.StateView;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The tree of folders. An item knows its parent's id only, so that renaming a folder is one write;
/// paths are found by walking up, at most [Limits#FOLDER_DEPTH] steps.
public final class Folders {
  private Folders() {}

  /// The path of a folder.
  ///
  /// @throws IllegalStateException when an ancestor is missing: the state is corrupt, a fault
  public static FolderPath pathOf(StateView view, ItemId folder) {
    List<String> upwards = new ArrayList<>();
    ItemId at = folder;
    while (!at.equals(ItemId.ROOT)) {
      ItemId id = at;
      Item item =
          view.item(id).orElseThrow(() -> new IllegalStateException("no record of folder " + id));
      upwards.add(item.place().name());
      if (upwards.size() > Limits.FOLDER_DEPTH) {
        throw new IllegalStateException("folder " + folder + " lies in a circle");
      }
      at = item.place().parent();
    }
    Collections.reverse(upwards);
    return new FolderPath(upwards);
  }

  /// The id of the folder at `path`; empty when there is none.
  public static Optional<ItemId> find(StateView view, FolderPath path) {
    ItemId at = ItemId.ROOT;
    for (String segment : path.segments()) {
      Optional<ItemId> child = view.childAt(new Place(at, segment));
      if (child.isEmpty() || !isFolder(view, child.get())) {
        return Optional.empty();
      }
      at = child.get();
    }
    return Optional.of(at);
  }

  /// The folder at `path`, after adding events that create what is missing of it; empty when
  /// something that is no folder stands in the way.
  static Optional<Ensured> ensure(Deliberation deliberation, FolderPath path) {
    StateView view = deliberation.view();
    ItemId at = ItemId.ROOT;
    int depth = 0;
    for (; depth < path.segments().size(); depth++) {
      Optional<ItemId> child = view.childAt(new Place(at, path.segments().get(depth)));
      if (child.isEmpty()) {
        break;
      }
      if (!isFolder(view, child.get())) {
        return Optional.empty();
      }
      at = child.get();
    }
    ItemId nearest = at;
    for (; depth < path.segments().size(); depth++) {
      Place place = new Place(at, path.segments().get(depth));
      at = derivedId(deliberation.proposal().id(), depth);
      deliberation.add(new Event.ItemCreated(newFolder(deliberation, at, place)));
    }
    return Optional.of(new Ensured(at, nearest));
  }

  /// A folder that exists once the events are written.
  ///
  /// @param nearest it, or the nearest folder above it that existed before
  record Ensured(ItemId folder, ItemId nearest) {}

  /// Removes `folder` and those above it that came into being by themselves and are left empty when
  /// `leaving` goes. What is at or above `needed`, an existing folder, stays: something is being
  /// put there by the same command.
  static void removeEmptied(
      Deliberation deliberation, ItemId folder, ItemId leaving, ItemId needed) {
    StateView view = deliberation.view();
    ItemId at = folder;
    ItemId gone = leaving;
    while (!isAtOrBelow(view, needed, at)) {
      ItemId id = at;
      Item item =
          view.item(id).orElseThrow(() -> new IllegalStateException("no record of folder " + id));
      boolean implicit = item.kind().equals(new ItemKind.Folder(FolderOrigin.IMPLICIT));
      if (!implicit || !view.children(at, "", 2).equals(List.of(gone))) {
        return;
      }
      deliberation.add(new Event.ItemDeleted(item));
      gone = at;
      at = item.place().parent();
    }
  }

  /// A folder that nobody asked for by name.
  static Item newFolder(Deliberation deliberation, ItemId id, Place place) {
    return new Item(
        id,
        new ItemKind.Folder(FolderOrigin.IMPLICIT),
        place,
        Labels.NONE,
        new Lifecycle(Availability.ALWAYS, History.ofFolder(deliberation.now()), Schedule.NONE),
        RotationSettings.INHERITED);
  }

  /// True when `folder` is `ancestor` or lies below it.
  static boolean isAtOrBelow(StateView view, ItemId folder, ItemId ancestor) {
    ItemId at = folder;
    while (!at.equals(ancestor)) {
      if (at.equals(ItemId.ROOT)) {
        return false;
      }
      ItemId id = at;
      at =
          view.item(id)
              .orElseThrow(() -> new IllegalStateException("no record of folder " + id))
              .place()
              .parent();
    }
    return true;
  }

  /// How many levels of folders there are from `folder` (1 for itself alone) down; empty when more
  /// than `budget` items lie below it.
  static OptionalInt height(StateView view, ItemId folder, int budget) {
    int height = 0;
    int visited = 0;
    List<ItemId> level = List.of(folder);
    while (!level.isEmpty()) {
      height++;
      List<ItemId> below = new ArrayList<>();
      for (ItemId parent : level) {
        List<ItemId> children = view.children(parent, "", budget - visited + 1);
        visited += children.size();
        if (visited > budget) {
          return OptionalInt.empty();
        }
        children.stream().filter(child -> isFolder(view, child)).forEach(below::add);
      }
      level = below;
    }
    return OptionalInt.of(height);
  }

  private static boolean isFolder(StateView view, ItemId id) {
    return view.item(id).filter(Item::isFolder).isPresent();
  }

  /// An id that every node derives alike: the first 20 bytes of SHA-256 over the (random, unique)
  /// proposal id and the depth.
  static ItemId derivedId(ProposalId proposal, int depth) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(Bytes.utf8("craton folder").toArray());
      sha256.update(proposal.value().toArray());
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(depth).array());
      return ItemId.of(Arrays.copyOf(sha256.digest(), ItemId.SIZE));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
