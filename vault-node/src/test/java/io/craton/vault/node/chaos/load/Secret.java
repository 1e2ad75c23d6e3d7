package io.craton.vault.node.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.chaos.check.Call;
import io.craton.vault.node.chaos.check.Linearizability;
import io.craton.vault.node.chaos.check.SecretModel;
import io.craton.vault.node.chaos.check.SecretModel.SecretCall;
import io.craton.vault.node.chaos.load.Client.Answer;
import io.craton.vault.node.chaos.load.Recorder.Begun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// A secret that all clients share, and every call on it.
final class Secret implements Subject {
  /// Changes at a time, so that few are without an answer at a time: the search for an order is
  /// exponential in those.
  private static final int WRITERS = 3;

  private final Client client;
  private final Recorder recorder;
  private final String id;
  private final List<Call<SecretCall>> calls = Collections.synchronizedList(new ArrayList<>());
  private final Map<Integer, String> acknowledged = Collections.synchronizedMap(new HashMap<>());
  private final Semaphore writers = new Semaphore(WRITERS);
  private final AtomicInteger unknown = new AtomicInteger();
  private volatile boolean gone;

  private Secret(Client client, Recorder recorder, String id) {
    this.client = client;
    this.recorder = recorder;
    this.id = id;
  }

  /// Stores one; nothing when the answer stayed away: then nobody knows its id.
  static Optional<Secret> store(Client client, Recorder recorder, int node, Random random)
      throws InterruptedException {
    Begun begun = recorder.begin(Kind.STORE, node, "-");
    String value = "value-" + begun.call();
    Optional<Answer> answer =
        client.change(
            node, random, "secret/store", "{'type':'secret','secret':'%s'}".formatted(value));
    if (answer.isEmpty() || !answer.get().success()) {
      Subject.unanswered(recorder, begun, node, answer);
      return Optional.empty();
    }
    Secret secret = new Secret(client, recorder, answer.get().result().path("id").asText());
    long ended = recorder.end(begun, Outcome.OK, answer.get().node(), secret.id + " " + value);
    secret.calls.add(new Call<>(new SecretCall.Store(value), begun.at(), ended));
    secret.acknowledged.put(1, value);
    return Optional.of(secret);
  }

  void read(int node) throws InterruptedException {
    Begun begun = recorder.begin(Kind.GET, node, id);
    Optional<Answer> answer = client.read(node, "get", "{'id':'%s'}".formatted(id));
    if (answer.isPresent() && answer.get().success()) {
      JsonNode item = answer.get().result();
      JsonNode current = item.path("item_versions").path(0);
      int version = current.path("version").asInt();
      String value = current.path("secret").asText();
      boolean right = version == item.path("num_versions").asInt();
      long ended =
          recorder.end(
              begun, right ? Outcome.OK : Outcome.WRONG, node, "%d %s".formatted(version, value));
      calls.add(new Call<>(new SecretCall.Read(version, value), begun.at(), ended));
    } else {
      missed(begun, node, answer);
    }
  }

  /// Rotates it, or reads it while others rotate.
  void rotate(int node, Random random) throws InterruptedException {
    if (!writers.tryAcquire()) {
      read(node);
      return;
    }
    try {
      Begun begun = recorder.begin(Kind.ROTATE, node, id);
      String value = "value-" + begun.call();
      Optional<Answer> answer =
          client.change(
              node, random, "secret/rotate", "{'id':'%s','secret':'%s'}".formatted(id, value));
      if (answer.isPresent() && answer.get().success()) {
        int version = answer.get().result().path("num_versions").asInt();
        long ended =
            recorder.end(begun, Outcome.OK, answer.get().node(), "%d %s".formatted(version, value));
        calls.add(new Call<>(new SecretCall.Rotate(value, version), begun.at(), ended));
        acknowledged.put(version, value);
      } else {
        changedOrMissed(begun, node, answer, new SecretCall.Rotate(value, 0));
      }
    } finally {
      writers.release();
    }
  }

  @Override
  public void delete(int node, Random random) throws InterruptedException {
    gone = true;
    Begun begun = recorder.begin(Kind.DELETE, node, id);
    Optional<Answer> answer = client.change(node, random, "delete", "{'id':'%s'}".formatted(id));
    if (answer.isPresent() && answer.get().success()) {
      long ended = recorder.end(begun, Outcome.OK, answer.get().node(), "");
      calls.add(new Call<>(new SecretCall.Delete(), begun.at(), ended));
    } else {
      changedOrMissed(begun, node, answer, new SecretCall.Delete());
    }
  }

  private void changedOrMissed(Begun begun, int node, Optional<Answer> answer, SecretCall call) {
    if (answer.isEmpty()) {
      unknown.incrementAndGet();
      recorder.end(begun, Outcome.UNKNOWN, node, call.toString());
      calls.add(Call.unknown(call, begun.at()));
    } else {
      missed(begun, node, answer);
    }
  }

  private void missed(Begun begun, int node, Optional<Answer> answer) {
    if (answer.isPresent() && answer.get().notFound()) {
      long ended = recorder.end(begun, Outcome.REFUSED, node, "not found");
      calls.add(new Call<>(new SecretCall.Missed(), begun.at(), ended));
    } else {
      Subject.unanswered(recorder, begun, node, answer);
    }
  }

  @Override
  public int unknown() {
    return unknown.get();
  }

  @Override
  public int calls() {
    return calls.size();
  }

  @Override
  public Verdicts judge() {
    return Verdicts.of("secret " + id, new Linearizability<>(new SecretModel()).check(calls));
  }

  /// Reads all versions: each that was acknowledged must be there with its value.
  @Override
  public void readBack(int node) throws InterruptedException {
    read(node);
    Map<Integer, String> expected = Map.copyOf(acknowledged);
    if (gone) {
      return;
    }
    Optional<Answer> answer =
        client.readPatiently(node, "get", "{'id':'%s','version':'all'}".formatted(id));
    Map<Integer, String> found = new HashMap<>();
    answer.ifPresent(given ->
        given
            .result()
            .path("item_versions")
            .forEach(version ->
                found.put(version.path("version").asInt(), version.path("secret").asText())));
    if (!found.entrySet().containsAll(expected.entrySet())) {
      recorder.wrong("lost: of secret " + id + " " + expected + ", found " + found);
    }
  }
}
