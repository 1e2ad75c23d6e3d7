package io.craton.vault.node.command.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.configuration.YamlText;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads profiles. The file may hold tokens, so it must be its owner's alone, whatever is in it.
///
/// ```yaml
/// default: production
/// profiles:
///   production:
///     endpoints: [https://vault-1.example.com:8200, https://vault-2.example.com:8200]
///     ca-file: ca.pem            # relative to this file; ~ is the home directory
///     token-file: token
/// ```
public final class ProfileFile {
  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "endpoints",
              "admin",
              "ca-file",
              "client-certificate",
              "client-key",
              "token-file",
              "token"));

  private final Path file;
  private final Path home;

  private ProfileFile(Path file, Path home) {
    this.file = file;
    this.home = home;
  }

  /// The profile of that name; without a name the file's default, or its only one.
  ///
  /// @param home what `~` stands for
  /// @return empty when no name is asked for and the file has several and no default
  /// @throws StartFailure with `INSECURE_PERMISSIONS` when others may read the file, with
  ///   `CONFIGURATION` when it cannot be read, is malformed, or has no such profile
  public static Optional<Profile> read(Path file, Optional<String> name, Path home)
      throws StartFailure {
    SecretFile.requirePrivate("profiles", file, ExitCode.CONFIGURATION);
    return new ProfileFile(file, home).choose(name);
  }

  private Optional<Profile> choose(Optional<String> asked) throws StartFailure {
    JsonNode root = root();
    requireKeys(root, Set.of("default", "profiles"), "");
    JsonNode profiles = root.path("profiles");
    if (!profiles.isObject() || profiles.isEmpty()) {
      throw wrong("profiles: expected names, each with its settings");
    }
    Optional<String> name =
        asked
            .or(() ->
                Optional.of(root.path("default")).filter(JsonNode::isTextual).map(JsonNode::asText))
            .or(() -> only(profiles));
    if (name.isEmpty()) {
      return Optional.empty();
    }
    JsonNode profile = profiles.path(name.get());
    if (!profile.isObject()) {
      List<String> names = new ArrayList<>();
      profiles.fieldNames().forEachRemaining(names::add);
      throw wrong("no profile is named " + name.get() + "; found " + names);
    }
    return Optional.of(profile(name.get(), profile));
  }

  private static Optional<String> only(JsonNode profiles) {
    return profiles.size() == 1 ? Optional.of(profiles.fieldNames().next()) : Optional.empty();
  }

  /// Without the cause: its message quotes the file, and that may hold a token.
  private JsonNode root() throws StartFailure {
    JsonNode root;
    try {
      root = YamlText.read(Files.readString(file));
    } catch (IOException e) {
      throw wrong("is no YAML in UTF-8");
    }
    if (!root.isObject()) {
      throw wrong("expected 'profiles:' with names and settings");
    }
    return root;
  }

  private Profile profile(String name, JsonNode node) throws StartFailure {
    requireKeys(node, KEYS, name + ".");
    Optional<TokenSource> token = Optional.empty();
    if (node.has("token") && node.has("token-file")) {
      throw wrong(name + ": set token or token-file, not both");
    } else if (node.has("token")) {
      token = Optional.of(new TokenSource.OfText(text(name, node, "token")));
    } else if (node.has("token-file")) {
      token =
          Optional.of(
              new TokenSource.OfFile(
                  file + ": " + name + ".token-file", path(text(name, node, "token-file"))));
    }
    return new Profile(
        "profile " + name + " of " + file,
        texts(name, node, "endpoints"),
        texts(name, node, "admin"),
        find(name, node, "ca-file"),
        new Profile.Credentials(
            find(name, node, "client-certificate"), find(name, node, "client-key"), token));
  }

  private void requireKeys(JsonNode node, Set<String> known, String prefix) throws StartFailure {
    for (var entry : node.properties()) {
      if (!known.contains(entry.getKey())) {
        throw wrong("unknown key " + prefix + entry.getKey() + "; expected one of " + known);
      }
    }
  }

  private Optional<Path> find(String name, JsonNode node, String key) throws StartFailure {
    return node.has(key) ? Optional.of(path(text(name, node, key))) : Optional.empty();
  }

  private String text(String name, JsonNode node, String key) throws StartFailure {
    JsonNode value = node.path(key);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw wrong(name + "." + key + ": expected a text");
    }
    return value.asText();
  }

  private List<String> texts(String name, JsonNode node, String key) throws StartFailure {
    JsonNode value = node.path(key);
    List<String> texts = new ArrayList<>();
    if (value.isMissingNode()) {
      return texts;
    }
    if (value.isTextual()) {
      texts.add(value.asText());
      return texts;
    }
    if (!value.isArray()) {
      throw wrong(name + "." + key + ": expected a text or a list of texts");
    }
    for (JsonNode element : value) {
      if (!element.isTextual()) {
        throw wrong(name + "." + key + ": expected a text or a list of texts");
      }
      texts.add(element.asText());
    }
    return texts;
  }

  private Path path(String text) {
    if (text.equals("~") || text.startsWith("~/")) {
      return home.resolve(text.substring(Math.min(2, text.length())));
    }
    @Nullable Path directory = file.toAbsolutePath().getParent();
    return directory == null ? Path.of(text) : directory.resolve(text);
  }

  private StartFailure wrong(String what) {
    return new StartFailure(ExitCode.CONFIGURATION, file + ": " + what);
  }
}
