package io.craton.vault.node.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.chaos.check.Call;
import io.craton.vault.node.chaos.check.KeyModel;
import io.craton.vault.node.chaos.check.KeyModel.KeyCall;
import io.craton.vault.node.chaos.check.Linearizability;
import io.craton.vault.node.chaos.load.Client.Answer;
import io.craton.vault.node.chaos.load.Recorder.Begun;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// A signing key that all clients share: one of them at a time suspends, activates and rotates it,
/// the others sign with it.
final class SigningKey implements Subject {
  private final Client client;
  private final Recorder recorder;
  private final String id;
  private final List<Call<KeyCall>> calls = Collections.synchronizedList(new ArrayList<>());
  private final Map<Integer, String> publicKeys = new ConcurrentHashMap<>();
  private final Semaphore writer = new Semaphore(1);
  private final AtomicInteger unknown = new AtomicInteger();
  private final AtomicInteger versions = new AtomicInteger(1);

  private SigningKey(Client client, Recorder recorder, String id) {
    this.client = client;
    this.recorder = recorder;
    this.id = id;
  }

  /// Generates one; nothing when the answer stayed away.
  static Optional<SigningKey> generate(Client client, Recorder recorder, int node, Random random)
      throws InterruptedException {
    Begun begun = recorder.begin(Kind.GENERATE, node, "-");
    Optional<Answer> answer =
        client.change(
            node,
            random,
            "key/generate",
            "{'type':'asymmetric_key','purpose':'signing','algorithm':'ES256'}");
    if (answer.isEmpty() || !answer.get().success()) {
      Subject.unanswered(recorder, begun, node, answer);
      return Optional.empty();
    }
    SigningKey key = new SigningKey(client, recorder, answer.get().result().path("id").asText());
    long ended = recorder.end(begun, Outcome.OK, answer.get().node(), key.id);
    key.calls.add(new Call<>(new KeyCall.Generate(), begun.at(), ended));
    return Optional.of(key);
  }

  /// Signs, mostly with the current version, now and then with one that is named.
  void sign(int node, Random random) throws InterruptedException {
    int asked = random.nextInt(4) == 0 ? 1 + random.nextInt(versions.get()) : 0;
    Begun begun = recorder.begin(Kind.SIGN, node, id);
    byte[] message = Long.toString(begun.call()).getBytes(StandardCharsets.UTF_8);
    String version = asked == 0 ? "" : ",'version':" + asked;
    String body =
        "{'id':'%s','message':'%s'%s}"
            .formatted(id, Base64.getEncoder().encodeToString(message), version);
    Optional<Answer> answer = client.read(node, "sign", body);
    if (answer.isPresent() && answer.get().success()) {
      JsonNode result = answer.get().result();
      int signed = result.path("version").asInt();
      boolean right = signedByItsKey(signed, message, result);
      long ended =
          recorder.end(
              begun, right ? Outcome.OK : Outcome.WRONG, node, "%d %d".formatted(asked, signed));
      calls.add(new Call<>(new KeyCall.Sign(asked, signed), begun.at(), ended));
    } else if (answer.isPresent() && answer.get().forbidden()) {
      long ended = recorder.end(begun, Outcome.REFUSED, node, Integer.toString(asked));
      calls.add(new Call<>(new KeyCall.SignRefused(asked), begun.at(), ended));
    } else {
      missed(begun, node, answer);
    }
  }

  private boolean signedByItsKey(int version, byte[] message, JsonNode result) {
    String publicKey = result.path("public_key").asText();
    String former = publicKeys.putIfAbsent(version, publicKey);
    return (former == null || former.equals(publicKey))
        && Signatures.verify(publicKey, message, result.path("signature").asText());
  }

  /// Suspends, activates or rotates it; signs when somebody else does.
  void change(int node, Random random) throws InterruptedException {
    if (!writer.tryAcquire()) {
      sign(node, random);
      return;
    }
    try {
      switch (random.nextInt(5)) {
        case 0 -> rotate(node, random);
        case 1, 2 -> state(Kind.ACTIVATE, "active", new KeyCall.Activate(), node, random);
        default -> state(Kind.SUSPEND, "suspended", new KeyCall.Suspend(), node, random);
      }
    } finally {
      writer.release();
    }
  }

  private void rotate(int node, Random random) throws InterruptedException {
    Begun begun = recorder.begin(Kind.ROTATE_KEY, node, id);
    Optional<Answer> answer =
        client.change(node, random, "key/rotate", "{'id':'%s'}".formatted(id));
    if (answer.isPresent() && answer.get().success()) {
      int version = answer.get().result().path("num_versions").asInt();
      long ended = recorder.end(begun, Outcome.OK, answer.get().node(), Integer.toString(version));
      calls.add(new Call<>(new KeyCall.Rotate(version), begun.at(), ended));
      versions.set(version);
    } else {
      changedOrMissed(begun, node, answer, new KeyCall.Rotate(0));
    }
  }

  private void state(Kind kind, String state, KeyCall call, int node, Random random)
      throws InterruptedException {
    Begun begun = recorder.begin(kind, node, id);
    String body = "{'id':'%s','state':'%s'}".formatted(id, state);
    Optional<Answer> answer = client.change(node, random, "state/change", body);
    done(begun, node, answer, call);
    if (kind == Kind.SUSPEND) {
      // At once, and mostly on another node, which may not have heard of it.
      sign(client.anyNode(random), random);
    }
  }

  @Override
  public void delete(int node, Random random) throws InterruptedException {
    Begun begun = recorder.begin(Kind.DELETE, node, id);
    Optional<Answer> answer = client.change(node, random, "delete", "{'id':'%s'}".formatted(id));
    done(begun, node, answer, new KeyCall.Delete());
  }

  private void done(Begun begun, int node, Optional<Answer> answer, KeyCall call) {
    if (answer.isPresent() && answer.get().success()) {
      long ended = recorder.end(begun, Outcome.OK, answer.get().node(), "");
      calls.add(new Call<>(call, begun.at(), ended));
    } else {
      changedOrMissed(begun, node, answer, call);
    }
  }

  private void changedOrMissed(Begun begun, int node, Optional<Answer> answer, KeyCall call) {
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
      calls.add(new Call<>(new KeyCall.Missed(), begun.at(), ended));
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
  public void readBack(int node) throws InterruptedException {
    sign(node, new Random(1));
  }

  @Override
  public Verdicts judge() {
    return Verdicts.of("key " + id, new Linearizability<>(new KeyModel()).check(calls))
        .with(KeyRevocations.of(calls));
  }
}
