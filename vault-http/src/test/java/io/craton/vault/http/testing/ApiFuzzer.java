package io.craton.vault.http.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.core.bytes.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Sends random requests made from the document of a server: fine ones, ones with one thing wrong,
/// and nonsense, with what earlier answers gave, so that they get deep into its state.
///
/// Every answer has to be one that the document has, and none a failure of the server: 503 is the
/// only code above 499 that is let pass. Whatever is accepted has to be valid by the document. The
/// requests depend on the seed and on the answers, whose ids differ from run to run.
public final class ApiFuzzer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int UNAVAILABLE = 503;
  private static final int OK = 200;
  private static final int NAMED_REQUESTS = 16;
  private static final int DEAR_KEYS = 2;
  private static final int MAKERS_WEIGHT = 2;

  /// One request of so many is for an operation that has not succeeded yet.
  private static final int NEGLECTED = 4;

  private final ServerUnderTest server;
  private final ApiContract contract;
  private final long seed;
  private final Random random;
  private final Memory memory;
  private final BodyMaker maker;
  private final BodySpoiler spoiler;
  private final List<String> posts;
  private final List<String> weighted;
  private final Deque<String> requestIds = new ArrayDeque<>();
  private final Set<String> answers = new HashSet<>();

  public ApiFuzzer(ServerUnderTest server, long seed) throws IOException, InterruptedException {
    this.server = server;
    this.contract = server.contract();
    this.seed = seed;
    this.random = new Random(seed);
    this.memory = new Memory(random);
    this.maker = new BodyMaker(contract, memory, random, DEAR_KEYS);
    this.spoiler = new BodySpoiler(maker, random);
    this.posts =
        contract.operations().stream()
            .filter(operation -> operation.startsWith("POST "))
            .map(operation -> operation.substring("POST ".length()))
            .toList();
    this.weighted = new ArrayList<>(posts);
    posts.stream()
        .filter(this::makesItems)
        .forEach(path -> weighted.addAll(Collections.nCopies(MAKERS_WEIGHT, path)));
  }

  /// Without many of these the others would soon find nothing left to work on.
  private boolean makesItems(String path) {
    JsonNode schema = contract.resolved(contract.requestSchema(path));
    return !schema.path("properties").has("id") && answer(path).endsWith("/ItemResponse");
  }

  private record Sent(String method, String path, Map<String, String> headers, Bytes body) {}

  /// Whether an operation has answered with that code.
  public boolean answered(String path, int code) {
    return answers.contains(path + " " + code);
  }

  private String answer(String path) {
    return contract
        .document()
        .path("paths")
        .path(path)
        .at("/post/responses/200/content/application~1json/schema/$ref")
        .asText();
  }

  /// The operations that are posted to.
  public List<String> posts() {
    return posts;
  }

  /// Sends so many requests, one after the other, or as many as fit into the time.
  ///
  /// @return how many were sent
  /// @throws AssertionError with the seed and the request, at the first answer that is wrong
  public int run(int requests, Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    int number = 0;
    while (number < requests && System.nanoTime() < deadline) {
      number++;
      Sent sent = random.nextInt(25) == 0 ? get() : post();
      ApiContract.Received answer =
          server.send(sent.method, sent.path, sent.headers, sent.body.toArray());
      try {
        judge(sent, answer);
      } catch (AssertionError wrong) {
        throw new AssertionError(
            "seed %d, request %d: %s %s %s %s"
                .formatted(
                    seed, number, sent.method, sent.path, sent.headers, text(sent.body.toArray())),
            wrong);
      }
    }
    return number;
  }

  private void judge(Sent sent, ApiContract.Received answer) throws IOException {
    answers.add(sent.path + " " + answer.code());
    if (answer.code() >= 500 && answer.code() != UNAVAILABLE) {
      throw new AssertionError("answered " + answer.code() + " " + answer.body());
    }
    contract.checkAnswer(sent.method, sent.path, answer);
    answer.header("X-Request-Id").ifPresent(this::remember);
    if (answer.code() == OK && sent.method.equals("POST")) {
      contract.checkAccepted(sent.path, new String(sent.body.toArray(), StandardCharsets.UTF_8));
      JsonNode result = JSON.readTree(answer.body()).path("result");
      memory.keep((ObjectNode) JSON.readTree(sent.body.toArray()), result);
    }
  }

  private void remember(String requestId) {
    requestIds.addLast(requestId);
    if (requestIds.size() > NAMED_REQUESTS) {
      requestIds.removeFirst();
    }
  }

  private Sent post() {
    String path = next();
    JsonNode media =
        contract
            .document()
            .path("paths")
            .path(path)
            .at("/post/requestBody/content/application~1json");
    ObjectNode body = maker.body(media.path("schema"), media.path("examples"));
    byte[] bytes =
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> bytes(spoiler.nearly(body));
          case 3 -> spoiler.malformed(body);
          default -> bytes(body);
        };
    return new Sent("POST", path, headers(), Bytes.copyOf(bytes));
  }

  private String next() {
    if (random.nextInt(NEGLECTED) == 0) {
      List<String> neglected = posts.stream().filter(path -> !answered(path, OK)).toList();
      if (!neglected.isEmpty()) {
        return neglected.get(random.nextInt(neglected.size()));
      }
    }
    return weighted.get(random.nextInt(weighted.size()));
  }

  private Map<String, String> headers() {
    return switch (random.nextInt(40)) {
      case 0 -> Map.of("Authorization", "Bearer notarealtoken");
      case 1 -> Map.of("Authorization", "Basic dXNlcjpwYXNz");
      case 2 -> Map.of("Idempotency-Key", "key" + random.nextInt(4));
      case 3 -> Map.of("Idempotency-Key", "no key");
      case 4 -> Map.of("X-Pangea-Retried-Request-Ids", String.join(",", requestIds));
      case 5 -> Map.of("X-Pangea-Retried-Request-Ids", "nonsense,,prq_");
      case 6 -> Map.of("Content-Type", "text/plain");
      default -> Map.of();
    };
  }

  private Sent get() {
    List<String> paths =
        new ArrayList<>(
            List.of("/openapi.json", "/docs", "/docs/nothing", "/request/x", "/v2/nothing", "/"));
    paths.addAll(posts);
    requestIds.forEach(id -> paths.add("/request/" + id));
    String path = paths.get(random.nextInt(paths.size()));
    String method = List.of("GET", "GET", "PUT", "DELETE").get(random.nextInt(4));
    return new Sent(method, path, Map.of(), Bytes.empty());
  }

  private static byte[] bytes(ObjectNode body) {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return text.length() > 2_000 ? text.substring(0, 2_000) + "…" : text;
  }
}
