package io.craton.vault.http.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Turns bodies that are fine into ones that are not quite, or not at all.
final class BodySpoiler {
  private static final int DEEP = 100_000;
  private static final int BEYOND_LIMITS = 12_000;

  private final BodyMaker maker;
  private final RandomGenerator random;

  BodySpoiler(BodyMaker maker, RandomGenerator random) {
    this.maker = maker;
    this.random = random;
  }

  /// The body with one thing changed. It may still be fine, by chance.
  ObjectNode nearly(ObjectNode body) {
    List<String> names = new ArrayList<>();
    body.fieldNames().forEachRemaining(names::add);
    if (names.isEmpty() || random.nextInt(8) == 0) {
      return body.set("surprise", maker.anything(1));
    }
    String name = names.get(random.nextInt(names.size()));
    JsonNode value = body.get(name);
    switch (random.nextInt(8)) {
      case 0 -> body.remove(name);
      case 1 -> body.putNull(name);
      case 2 -> body.put(name, "");
      case 3 -> body.put(name, "x".repeat(BEYOND_LIMITS));
      case 4 -> body.putArray(name).add(value);
      case 5 -> body.put(name, value.asText() + "x");
      case 6 -> body.put(name, value.asLong() + (random.nextBoolean() ? 1 : Long.MIN_VALUE / 2));
      default -> body.set(name, maker.anything(3));
    }
    return body;
  }

  /// Bytes that are no JSON object that the vault reads.
  byte[] malformed(ObjectNode body) {
    String text = body.toString();
    return switch (random.nextInt(12)) {
      case 0 -> new byte[0];
      case 1 -> bytes(text.substring(0, random.nextInt(text.length())));
      case 2 -> bytes(text + ",");
      case 3 -> bytes("[" + text + "]");
      case 4 -> bytes(text.replaceFirst("\\{", "{\"id\":\"a\",\"id\":\"b\","));
      case 5 -> bytes("{\"id\":" + "[".repeat(DEEP));
      case 6 -> bytes("{\"id\":" + "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP) + "}");
      case 7 -> bytes("{\"size\":" + "9".repeat(BEYOND_LIMITS) + "}");
      case 8 -> bytes("{\"size\":1e" + "9".repeat(BEYOND_LIMITS) + "}");
      case 9 -> bytes("{\"name\":\"\\ud800\",\"size\":}");
      case 10 -> {
        byte[] noise = new byte[random.nextInt(1, 64)];
        random.nextBytes(noise);
        noise[0] = (byte) 0xff;
        yield noise;
      }
      default -> {
        byte[] stray = Arrays.copyOf(bytes(text), bytes(text).length + 1);
        stray[stray.length - 1] = (byte) 0xc3;
        yield stray;
      }
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
