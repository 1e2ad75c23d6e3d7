package io.craton.vault.core.testing.fuzz;

import io.craton.vault.core.bytes.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Valid encodings by name, one `name hexadecimal` a line, in `src/test/resources/corpus/NAME.txt`.
/// What stands there was written once and has to be read for as long as its format is: lines are
/// added, and go only with the format.
public final class Corpus {
  /// With `-Dcraton.corpus.write=true`, names that are missing are added to the files.
  private static final boolean WRITE = Boolean.getBoolean("craton.corpus.write");

  private static final Path DIRECTORY = Path.of("src", "test", "resources", "corpus");

  private final Path file;
  private final Map<String, Bytes> encodings;

  private Corpus(Path file, Map<String, Bytes> encodings) {
    this.file = file;
    this.encodings = encodings;
  }

  /// The corpus of that name, of the module whose tests run.
  public static Corpus of(String name) {
    Path file = DIRECTORY.resolve(name + ".txt");
    Map<String, Bytes> encodings = new LinkedHashMap<>();
    try {
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        int space = line.indexOf(' ');
        byte[] bytes = HexFormat.of().parseHex(line.substring(space + 1));
        if (encodings.put(line.substring(0, space), Bytes.copyOf(bytes)) != null) {
          throw new IllegalStateException(file + " has two lines " + line.substring(0, space));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Corpus(file, encodings);
  }

  /// What stands in it, by name.
  public Map<String, Bytes> encodings() {
    return encodings;
  }

  /// The names of `expected` that it lacks, which it gets when it may be written.
  public List<String> missing(Map<String, byte[]> expected) {
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, byte[]> each : expected.entrySet()) {
      if (!encodings.containsKey(each.getKey())) {
        missing.add(each.getKey());
      }
    }
    if (!WRITE || missing.isEmpty()) {
      return missing;
    }
    for (String name : missing) {
      byte[] encoding = expected.getOrDefault(name, new byte[0]);
      encodings.put(name, Bytes.copyOf(encoding));
    }
    write();
    return List.of();
  }

  private void write() {
    StringBuilder text = new StringBuilder();
    encodings.forEach(
        (name, bytes) -> text.append(name).append(' ').append(bytes.toHex()).append('\n'));
    try {
      Files.createDirectories(DIRECTORY);
      Files.writeString(file, text, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
