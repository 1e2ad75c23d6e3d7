package io.craton.vault.node.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.chaos.check.Call;
import io.craton.vault.node.chaos.check.Linearizability;
import io.craton.vault.node.chaos.check.Revocations;
import io.craton.vault.node.chaos.check.TokenModel;
import io.craton.vault.node.chaos.check.TokenModel.TokenCall;
import io.craton.vault.node.chaos.load.Client.Answer;
import io.craton.vault.node.chaos.load.Recorder.Begun;
import io.craton.vault.node.chaos.world.AdminCalls;
import io.craton.vault.node.chaos.world.ChaosCluster;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// An API token that all clients use until it is revoked, or until it expires, and after.
final class MintedToken implements Subject {
  private static final int ATTEMPTS = 3;
  private static final int LIFE_SECONDS = 6;

  /// What the time of a majority may differ from that of the machine, and a request may take
  /// between its check and the answer.
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final ChaosCluster cluster;
  private final Client client;
  private final Recorder recorder;
  private final String id;
  private final String value;
  private final Optional<Instant> expiry;
  private final List<Call<TokenCall>> calls = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger uses = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();

  private MintedToken(ChaosCluster cluster, Client client, Recorder recorder, JsonNode minted) {
    this.cluster = cluster;
    this.client = client;
    this.recorder = recorder;
    id = minted.path("id").asText();
    value = minted.path("token").asText();
    String end = minted.path("expires_at").asText("");
    expiry = end.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(end));
  }

  /// Mints one; nothing when the answer stayed away. One in three expires by itself.
  static Optional<MintedToken> mint(
      ChaosCluster cluster, Client client, Recorder recorder, int node, Random random)
      throws InterruptedException {
    String life = random.nextInt(3) == 0 ? ",\"ttl\":\"" + LIFE_SECONDS + "s\"" : "";
    String body = "{\"name\":\"chaos\",\"permissions\":[\"read\"]" + life + "}";
    Begun begun = recorder.begin(Kind.MINT, node, "-");
    try {
      AdminCalls.Answer answer = cluster.admin().post(node, "/admin/v1/tokens", body);
      if (answer.success()) {
        MintedToken token = new MintedToken(cluster, client, recorder, answer.body());
        long ended = recorder.end(begun, Outcome.OK, node, token.id);
        token.calls.add(new Call<>(TokenCall.MINT, begun.at(), ended));
        return Optional.of(token);
      }
      notDone(recorder, begun, node, answer);
    } catch (IOException e) {
      recorder.end(begun, Outcome.UNKNOWN, node, "");
    }
    return Optional.empty();
  }

  private static void notDone(Recorder recorder, Begun begun, int node, AdminCalls.Answer answer) {
    boolean later = answer.http() >= 502 && answer.http() <= 504;
    recorder.end(begun, later ? Outcome.UNKNOWN : Outcome.WRONG, node, answer.body().toString());
  }

  void use(int node) throws InterruptedException {
    uses.incrementAndGet();
    Begun begun = recorder.begin(Kind.USE_TOKEN, node, id);
    Instant before = Instant.now();
    Optional<Answer> answer = client.readAs(value, node, "list", "{'size':1}");
    Instant after = Instant.now();
    if (answer.isPresent() && answer.get().success()) {
      boolean late = expiry.isPresent() && before.isAfter(expiry.get().plus(SLACK));
      long ended =
          recorder.end(begun, late ? Outcome.WRONG : Outcome.OK, node, late ? "expired" : "");
      calls.add(new Call<>(TokenCall.ACCEPTED, begun.at(), ended));
    } else if (answer.isPresent() && answer.get().http() == 401) {
      boolean early = expiry.isPresent() && after.isBefore(expiry.get().minus(SLACK));
      long ended =
          recorder.end(
              begun, early ? Outcome.WRONG : Outcome.REFUSED, node, early ? "not expired" : "");
      if (expiry.isEmpty()) {
        calls.add(new Call<>(TokenCall.REFUSED, begun.at(), ended));
      }
    } else {
      Subject.unanswered(recorder, begun, node, answer);
    }
  }

  /// Revokes it: tries until it is, or three times.
  @Override
  public void delete(int node, Random random) throws InterruptedException {
    if (expiry.isPresent()) {
      use(node);
      return;
    }
    Begun begun = recorder.begin(Kind.REVOKE, node, id);
    int asked = node;
    for (int tried = 1; tried <= ATTEMPTS; tried++) {
      try {
        AdminCalls.Answer answer =
            cluster.admin().post(asked, "/admin/v1/tokens/revoke", "{\"id\":\"" + id + "\"}");
        // After an attempt that was not answered, there may be no such token any more.
        if (answer.success() || (tried > 1 && answer.http() == 404)) {
          long ended = recorder.end(begun, Outcome.OK, asked, "");
          calls.add(new Call<>(TokenCall.REVOKE, begun.at(), ended));
          // At once, and mostly on another node, which may not have heard of it.
          use(client.anyNode(random));
          return;
        }
        if (answer.http() < 502 || answer.http() > 504) {
          notDone(recorder, begun, asked, answer);
          return;
        }
      } catch (IOException e) {
        recorder.attemptFailed();
      }
      asked = client.anyNode(random);
    }
    unknown.incrementAndGet();
    recorder.end(begun, Outcome.UNKNOWN, asked, "");
    calls.add(Call.unknown(TokenCall.REVOKE, begun.at()));
  }

  @Override
  public int unknown() {
    return unknown.get();
  }

  /// Those after it expired count: it has to make way for another one.
  @Override
  public int calls() {
    return uses.get();
  }

  @Override
  public void readBack(int node) throws InterruptedException {
    use(node);
  }

  @Override
  public Verdicts judge() {
    Verdicts verdicts =
        Verdicts.of("token " + id, new Linearizability<>(new TokenModel()).check(calls));
    List<Call<Revocations.Kind>> view =
        calls.stream()
            .map(call -> new Call<>(meaning(call.what()), call.began(), call.ended()))
            .toList();
    return verdicts.with(Revocations.of(view));
  }

  private static Revocations.Kind meaning(TokenCall call) {
    return switch (call) {
      case MINT -> Revocations.Kind.RESTORED;
      case REVOKE -> Revocations.Kind.REVOKED;
      case ACCEPTED -> Revocations.Kind.USED;
      case REFUSED -> Revocations.Kind.REFUSED;
    };
  }
}
