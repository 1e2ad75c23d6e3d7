package io.craton.vault.node.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.chaos.load.Client.Answer;
import io.craton.vault.node.chaos.load.Recorder.Begun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A key that a policy rotates: whoever leads, once in each period.
final class TimedKey implements Subject {
  static final Duration PERIOD = Duration.ofSeconds(10);

  /// By which a version may come early: clocks of a majority and of the machine are one here.
  private static final Duration SLACK = Duration.ofMillis(1_200);

  private final Client client;
  private final Recorder recorder;
  private final String id;
  private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());

  private record Seen(long began, long ended, int versions) {}

  private TimedKey(Client client, Recorder recorder, String id) {
    this.client = client;
    this.recorder = recorder;
    this.id = id;
  }

  static Optional<TimedKey> generate(Client client, Recorder recorder, int node, Random random)
      throws InterruptedException {
    Begun begun = recorder.begin(Kind.GENERATE, node, "-");
    String body =
        "{'type':'asymmetric_key','purpose':'signing','algorithm':'ES256',"
            + "'rotation_frequency':'"
            + PERIOD.toSeconds()
            + "s','rotation_state':'destroyed'}";
    Optional<Answer> answer = client.change(node, random, "key/generate", body);
    if (answer.isEmpty() || !answer.get().success()) {
      Subject.unanswered(recorder, begun, node, answer);
      return Optional.empty();
    }
    String id = answer.get().result().path("id").asText();
    recorder.end(begun, Outcome.OK, answer.get().node(), id);
    return Optional.of(new TimedKey(client, recorder, id));
  }

  void read(int node) throws InterruptedException {
    Begun begun = recorder.begin(Kind.GET_TIMED, node, id);
    Optional<Answer> answer = client.read(node, "get", "{'id':'%s'}".formatted(id));
    if (answer.isPresent() && answer.get().success()) {
      int versions = answer.get().result().path("num_versions").asInt();
      long ended = recorder.end(begun, Outcome.OK, node, Integer.toString(versions));
      seen.add(new Seen(begun.at(), ended, versions));
    } else {
      Subject.unanswered(recorder, begun, node, answer);
    }
  }

  /// How many versions it was last seen with.
  int versions() {
    synchronized (seen) {
      return seen.stream().mapToInt(Seen::versions).max().orElse(0);
    }
  }

  @Override
  public int unknown() {
    return 0;
  }

  @Override
  public int calls() {
    return seen.size();
  }

  @Override
  public void delete(int node, Random random) throws InterruptedException {
    read(node);
  }

  /// Periods count from the first version, by the vault's own times, and each has one rotation at
  /// most. Between two versions there may be less than a period when the former one was late.
  @Override
  public void readBack(int node) throws InterruptedException {
    read(node);
    Optional<Answer> answer =
        client.readPatiently(node, "get", "{'id':'%s','version':'all'}".formatted(id));
    if (answer.isEmpty() || !answer.get().success()) {
      wrong.add("timed key " + id + " cannot be read back");
      return;
    }
    Instant first = Instant.MAX;
    int rotations = 0;
    for (JsonNode version : answer.get().result().path("item_versions")) {
      Instant created = Instant.parse(version.path("created_at").asText());
      first = rotations == 0 ? created : first;
      if (created.isBefore(first.plus(PERIOD.multipliedBy(rotations)).minus(SLACK))) {
        wrong.add(
            "timed key %s: version %s came at %s, the first at %s"
                .formatted(id, version.path("version"), created, first));
      }
      rotations++;
    }
  }

  /// The number of versions never goes back, whichever node is asked.
  @Override
  public Verdicts judge() {
    List<Seen> byBegin;
    synchronized (seen) {
      byBegin = new ArrayList<>(seen);
    }
    List<Seen> byEnd = new ArrayList<>(byBegin);
    byBegin.sort(Comparator.comparingLong(Seen::began));
    byEnd.sort(Comparator.comparingLong(Seen::ended));
    int next = 0;
    int most = 0;
    for (Seen one : byBegin) {
      while (next < byEnd.size() && byEnd.get(next).ended < one.began) {
        most = Math.max(most, byEnd.get(next++).versions);
      }
      if (one.versions < most) {
        wrong.add("timed key %s: %s after %d versions were seen".formatted(id, one, most));
      }
    }
    return new Verdicts(1, List.copyOf(wrong), Verdicts.NONE.revocations());
  }
}
