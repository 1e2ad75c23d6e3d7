package io.craton.vault.http.testing;

import io.craton.vault.core.service.Sources;
import io.craton.vault.core.testing.InMemoryVault;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// Ways to come without an accepted token. Most of them bring one that is accepted, in a way in
/// which it must not be, or one that was accepted before.
public final class RefusedCredentials {
  private static final int TOO_LONG = 5_000;

  private RefusedCredentials() {}

  /// One way.
  ///
  /// @param headers the values of `Authorization`
  /// @param query behind the path
  public record Credential(String name, List<String> headers, String query) {
    Credential(String name, String... headers) {
      this(name, List.of(headers), "");
    }

    /// Adds it to a request that has none.
    public HttpRequest.Builder on(HttpRequest.Builder request) {
      headers.forEach(header -> request.header("Authorization", header));
      return request;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// All ways.
  ///
  /// @param live a token that is accepted
  /// @param advance moves the clock of the vault ahead
  public static List<Credential> all(
      String live, InMemoryVault vault, Sources sources, Consumer<Duration> advance) {
    List<Credential> all = new ArrayList<>(malformed(live));
    all.add(new Credential("unknown", "Bearer pts_" + "a".repeat(32)));
    for (Map.Entry<String, String> dead :
        new DeadTokens(vault, sources, advance).make().entrySet()) {
      all.add(new Credential(dead.getKey(), "Bearer " + dead.getValue()));
    }
    return all;
  }

  private static List<Credential> malformed(String live) {
    String basic =
        Base64.getEncoder().encodeToString((":" + live).getBytes(StandardCharsets.UTF_8));
    String bearer = "Bearer " + live;
    return List.of(
        new Credential("none"),
        new Credential("none, but in the query", List.of(), "?access_token=" + live),
        new Credential("empty", ""),
        new Credential("the scheme alone", "Bearer"),
        new Credential("an empty token", "Bearer  "),
        new Credential("no scheme", live),
        new Credential("no space", "Bearer" + live),
        new Credential("a tab", "Bearer\t" + live),
        new Credential("another scheme", "Token " + live),
        new Credential("basic", "Basic " + basic),
        new Credential("two headers", bearer, bearer),
        new Credential("two in a header", bearer + ", " + bearer),
        new Credential("two words", bearer + " " + live),
        new Credential("quoted", "Bearer \"" + live + "\""),
        new Credential("in capitals", "Bearer " + live.toUpperCase(Locale.ROOT)),
        new Credential("one character less", bearer.substring(0, bearer.length() - 1)),
        new Credential("one character more", bearer + "a"),
        new Credential("much more", bearer + "a".repeat(TOO_LONG)),
        new Credential("no ASCII", bearer + "\u00e9"));
  }
}
