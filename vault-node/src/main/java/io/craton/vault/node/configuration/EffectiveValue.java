package io.craton.vault.node.configuration;

import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What holds for a key, and who said so.
///
/// @param value the text as it was given; empty when the key has no value
/// @param source the file, `environment`, `--set`, `default`, or `-` when the key has no value
public record EffectiveValue(String key, String value, String source) {
  /// Every key in the order of the documentation, as [Configuration#load] would read it.
  ///
  /// @throws StartFailure with `CONFIGURATION` when the configuration is wrong
  public static List<EffectiveValue> read(
      Path file, Map<String, String> environment, List<String> set) throws StartFailure {
    var _ = Configuration.load(file, environment, set);
    List<String> problems = new ArrayList<>();
    List<Values.Layer> layers = Configuration.layers(file, environment, set, problems);
    if (!problems.isEmpty()) {
      throw StartFailure.ofAll(ExitCode.CONFIGURATION, problems);
    }
    return Keys.ALL.stream().map(key -> of(key, layers)).toList();
  }

  private static EffectiveValue of(Key<?> key, List<Values.Layer> layers) {
    for (Values.Layer layer : layers.reversed()) {
      Optional<String> text = Optional.ofNullable(layer.texts().get(key.name()));
      if (text.isPresent()) {
        return new EffectiveValue(key.name(), text.get(), layer.source());
      }
    }
    return key.fallback()
        .map(text -> new EffectiveValue(key.name(), text, "default"))
        .orElse(new EffectiveValue(key.name(), "", "-"));
  }
}
