package io.craton.vault.http.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What a fuzzer has learnt from requests that succeeded: whole exchanges, so that what belongs
/// together (a key, a message and its signature) is used together again. Bounded: new replaces old.
final class Memory {
  private static final int EXCHANGES = 96;

  private final RandomGenerator random;
  private final List<ObjectNode> exchanges = new ArrayList<>();
  private final Map<String, Integer> successes = new HashMap<>();

  Memory(RandomGenerator random) {
    this.random = random;
  }

  /// Keeps the members of a request and of its result, and one of the items in it.
  void keep(ObjectNode request, JsonNode result) {
    request
        .properties()
        .forEach(member ->
            successes.merge(member.getKey() + "=" + member.getValue().asText(), 1, Integer::sum));
    if (result instanceof ObjectNode members) {
      keep(request.deepCopy().setAll(members));
    }
    JsonNode items = result.path("items");
    if (!items.isEmpty()) {
      keep(items.get(random.nextInt(items.size())).deepCopy());
    }
  }

  private void keep(JsonNode exchange) {
    if (exchanges.size() < EXCHANGES) {
      exchanges.add((ObjectNode) exchange);
    } else {
      exchanges.set(random.nextInt(EXCHANGES), (ObjectNode) exchange);
    }
  }

  /// An exchange with all of these members, if there has been one.
  Optional<ObjectNode> with(List<String> names) {
    List<ObjectNode> fitting =
        exchanges.stream().filter(exchange -> names.stream().allMatch(exchange::has)).toList();
    return fitting.isEmpty()
        ? Optional.empty()
        : Optional.of(fitting.get(random.nextInt(fitting.size())));
  }

  /// Which of these values for a member has led to success least often.
  JsonNode rarest(String name, List<JsonNode> values) {
    return Collections.min(
        values,
        Comparator.comparing(value -> successes.getOrDefault(name + "=" + value.asText(), 0)));
  }

  /// A value that a member of that name has had.
  Optional<JsonNode> value(String name) {
    return with(List.of(name)).map(exchange -> exchange.get(name));
  }
}
