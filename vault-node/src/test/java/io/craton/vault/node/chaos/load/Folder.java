package io.craton.vault.node.chaos.load;

import io.craton.vault.node.chaos.check.Listings;
import io.craton.vault.node.chaos.load.Client.Answer;
import io.craton.vault.node.chaos.load.Recorder.Begun;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A folder in which secrets come and go while it is listed. Items stand by their names, which no
/// two have: the id of one whose store was not answered is not known.
final class Folder implements Subject {
  /// A list of all fits into one page.
  private static final int MOST_ITEMS = 80;

  private final Client client;
  private final Recorder recorder;
  private final String path;
  private final Map<String, String> ids = new ConcurrentHashMap<>();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger lists = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();
  private final Listings listings = new Listings();

  Folder(Client client, Recorder recorder, String path) {
    this.client = client;
    this.recorder = recorder;
    this.path = path;
  }

  void store(int node, Random random) throws InterruptedException {
    String name = "item-" + made.incrementAndGet();
    Begun begun = recorder.begin(Kind.STORE, node, path + name);
    String body = "{'type':'secret','secret':'x','folder':'%s','name':'%s'}".formatted(path, name);
    Optional<Answer> answer = client.change(node, random, "secret/store", body);
    if (answer.isPresent() && answer.get().success()) {
      ids.put(name, answer.get().result().path("id").asText());
      stored(name, begun, recorder.end(begun, Outcome.OK, answer.get().node(), ""));
    } else {
      unknown.incrementAndGet();
      Subject.unanswered(recorder, begun, node, answer);
      stored(name, begun, Long.MAX_VALUE);
    }
  }

  private void stored(String name, Begun begun, long ended) {
    synchronized (listings) {
      listings.stored(name, begun.at(), ended);
    }
  }

  /// Deletes any of its items, if it has some.
  void deleteOne(int node, Random random) throws InterruptedException {
    List<String> names = List.copyOf(ids.keySet());
    if (names.isEmpty()) {
      return;
    }
    String name = names.get(random.nextInt(names.size()));
    String id = ids.remove(name);
    if (id == null) {
      return;
    }
    Begun begun = recorder.begin(Kind.DELETE, node, path + name);
    Optional<Answer> answer = client.change(node, random, "delete", "{'id':'%s'}".formatted(id));
    long ended = Long.MAX_VALUE;
    if (answer.isPresent() && answer.get().success()) {
      ended = recorder.end(begun, Outcome.OK, answer.get().node(), "");
    } else {
      unknown.incrementAndGet();
      Subject.unanswered(recorder, begun, node, answer);
    }
    synchronized (listings) {
      listings.deleted(name, begun.at(), ended);
    }
  }

  void list(int node) throws InterruptedException {
    Begun begun = recorder.begin(Kind.LIST, node, path);
    String body = "{'filter':{'folder':'%s'},'size':100}".formatted(path);
    Optional<Answer> answer = client.read(node, "list", body);
    if (answer.isEmpty() || !answer.get().success()) {
      Subject.unanswered(recorder, begun, node, answer);
      return;
    }
    Set<String> names = new HashSet<>();
    answer.get().result().path("items").forEach(item -> names.add(item.path("name").asText()));
    long ended = recorder.end(begun, Outcome.OK, node, names.size() + " items");
    lists.incrementAndGet();
    synchronized (listings) {
      listings.listed(names, begun.at(), ended);
    }
  }

  boolean full() {
    return made.get() >= MOST_ITEMS;
  }

  @Override
  public int unknown() {
    return unknown.get();
  }

  @Override
  public int calls() {
    return lists.get();
  }

  @Override
  public void delete(int node, Random random) throws InterruptedException {
    deleteOne(node, random);
  }

  @Override
  public void readBack(int node) throws InterruptedException {
    list(node);
  }

  @Override
  public Verdicts judge() {
    synchronized (listings) {
      List<String> wrong =
          listings.violations().stream().map(text -> "folder " + path + ": " + text).toList();
      return new Verdicts(1, wrong, Verdicts.NONE.revocations());
    }
  }
}
