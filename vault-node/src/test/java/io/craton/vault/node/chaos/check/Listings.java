package io.craton.vault.node.chaos.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares lists of a folder with what was stored in it and deleted from it: whatever was there
/// all the time that the list took has to be in it, and whatever was not there at any of that time
/// must not be.
public final class Listings {
  private final Map<String, Life> lives = new HashMap<>();
  private final List<Call<Set<String>>> lists = new ArrayList<>();

  private static final class Life {
    long storeBegan = Call.NEVER;
    long storeEnded = Call.NEVER;
    long deleteBegan = Call.NEVER;
    long deleteEnded = Call.NEVER;
  }

  /// A store of an item, answered or not.
  public void stored(String item, long began, long ended) {
    Life life = lives.computeIfAbsent(item, key -> new Life());
    life.storeBegan = began;
    life.storeEnded = ended;
  }

  /// A deletion of an item, answered or not.
  public void deleted(String item, long began, long ended) {
    Life life = lives.computeIfAbsent(item, key -> new Life());
    life.deleteBegan = began;
    life.deleteEnded = ended;
  }

  /// A complete list.
  public void listed(Set<String> items, long began, long ended) {
    lists.add(new Call<>(Set.copyOf(items), began, ended));
  }

  /// What is wrong, for people; nothing when all is well.
  public List<String> violations() {
    List<String> wrong = new ArrayList<>();
    for (Call<Set<String>> list : lists) {
      for (Map.Entry<String, Life> entry : lives.entrySet()) {
        Life life = entry.getValue();
        boolean in = list.what().contains(entry.getKey());
        if (!in && life.storeEnded < list.began() && life.deleteBegan > list.ended()) {
          wrong.add(entry.getKey() + " is missing in the list that began at " + list.began());
        }
        if (in && (life.storeBegan > list.ended() || life.deleteEnded < list.began())) {
          wrong.add(entry.getKey() + " is too much in the list that began at " + list.began());
        }
      }
      for (String item : list.what()) {
        if (!lives.containsKey(item)) {
          wrong.add(item + " was never stored, and is in the list that began at " + list.began());
        }
      }
    }
    return wrong;
  }
}
